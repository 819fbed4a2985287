// A journal on a branch of another name: the jobs must be told of it.

import { afterEach, expect, it } from 'vitest';
import { at, COMPONENTS, type InitWorld, initWorld } from './init-world.ts';

let world: InitWorld;
afterEach(() => world.gitlab.close());

const UNPROVED = ['--component', COMPONENTS, '--no-proof'];

it('is made, and named in the include; a run that is told of another, or of none, stops before it writes', async () => {
  world = await initWorld();
  const mine = { GITLAB_TOKEN: world.olga.token };
  const env = { ...mine, SITREP_JOURNAL_BRANCH: 'records' };
  expect((await world.init(UNPROVED, env)).code).toBe(0);
  expect(await world.text('.gitlab-ci.yml')).toMatch(/^ {6}journal-branch: records$/m);
  const [token] = await world.list<{ user_id: number }>('/access_tokens');
  expect(JSON.parse((await world.text('journal.json', 'records')) ?? '')).toEqual({
    format: 1,
    installedAt: expect.stringMatching(/^2026-03-11T04:00:/),
    bot: token?.user_id,
  });
  expect((await world.init(UNPROVED, env)).writes).toEqual([]);
  for (const others of [mine, { ...mine, SITREP_JOURNAL_BRANCH: 'diary' }]) {
    const { code, output, writes } = await world.init(UNPROVED, others);
    expect(output).toContain('SITREP_JOURNAL_BRANCH=records sitrep init');
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
  }
});

it('an include without it gets it', async () => {
  world = await initWorld();
  const mine = { GITLAB_TOKEN: world.olga.token };
  await world.init([...UNPROVED, '--only', 'token,files'], mine);
  expect(await world.text('.gitlab-ci.yml')).not.toContain('journal-branch');
  const { code, output } = await world.init(UNPROVED, { ...mine, SITREP_JOURNAL_BRANCH: 'records' });
  expect(output).toContain('the include’s input journal-branch');
  expect(code).toBe(0);
  expect(await world.text('.gitlab-ci.yml')).toMatch(/^ {6}journal-branch: records$/m);
});

it('a branch of its name that is no journal is refused before anything is written, and may stay under another', async () => {
  world = await initWorld();
  const mine = { GITLAB_TOKEN: world.olga.token };
  const branches = `${at(world)}/repository/branches`;
  await world.api.post(branches, { branch: 'incident-journal', ref: 'main' });
  const { code, output, writes } = await world.init(UNPROVED, mine);
  expect(output).toMatch(/branch incident-journal is there, and is no journal.*Rename or delete it/);
  expect({ code, writes: writes.filter((write) => !write.endsWith('/ci/lint')) }).toEqual({ code: 2, writes: [] });
  const other = await world.init([...UNPROVED, '--plan'], { ...mine, SITREP_JOURNAL_BRANCH: 'sitrep-journal' });
  expect(other.output).toContain('+ the journal, on the branch sitrep-journal');
  await world.api.delete(`${branches}/incident-journal`);
  expect((await world.init(UNPROVED, mine)).code).toBe(0);
});
