// sitrep doctor where there are mirrors: each thing that is broken on purpose is named, with a remedy that heals it.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Level, type Snapshot } from '../../src/sandbox/gitlab.ts';
import { healed } from './broken/broken.ts';
import { COMMUNITIES, jira, others, slack } from './broken/mirrors.ts';
import { CONFIG, type SetUp, setUp } from './set-up.ts';

let set: SetUp;
let whole: Snapshot;
let mirrorsAsTheyWere: () => void;
beforeAll(async () => {
  set = await setUp({ mirrors: { channels: ['#team-system-support'], projects: ['SKB'] } });
  const { gitlab, bot, mirrors } = set.stage;
  await gitlab.addProject('acme/platform', { visibility: 'private', members: [[bot, Level.reporter]] });
  const services = CONFIG.replace('  nexus:\n', '  nexus:\n    communities: [builders]\n');
  await set.commit({ '.gitlab/sitrep.yml': `${services}${COMMUNITIES}${mirrors.config}` });
  await gitlab.idle();
  whole = await gitlab.snapshot();
  mirrorsAsTheyWere = mirrors.snapshot();
}, 60_000);
beforeEach(async () => {
  await set.stage.gitlab.restore(whole);
  mirrorsAsTheyWere();
  set.reset();
});
afterEach(() => set.stage.mirrors.slack.faults.clear());
afterAll(() => set.stage.close());

it('where all is well nothing is bad and everything is known, of each mirror and each of their channels and people', async () => {
  const verdicts = await set.doctor();
  expect(verdicts.filter(({ state }) => state !== 'good')).toEqual([]);
  const groups = new Set(verdicts.map(({ group }) => group));
  expect([...groups]).toEqual(expect.arrayContaining(['Slack', 'Jira', 'Confluence', 'pager']));
  const about = verdicts.filter(({ id }) => id === 'slack-people').map((one) => one.about);
  expect(about).toEqual(['ana', 'ben', 'cai', 'dee', 'eve', 'mia', 'uli']);
});

describe.each(Object.entries({ Slack: slack, Jira: jira, others }))('%s', (_family, rows) => {
  it.each(rows.map((row) => [row.name, row] as const))('%s: it says so, and its remedy heals it', (_name, row) =>
    healed(set, row),
  );
});

it('a variable that is nowhere is bad, and heals by being stored', async () => {
  await set.ask('root', 'DELETE', `${set.api}/variables/SITREP_PAGER_SECRET`);
  const look = () => doctorWithout('SITREP_PAGER_SECRET');
  const found = (await look()).find(({ id, state }) => id === 'mirror-variables' && state !== 'good');
  expect(found).toMatchObject({
    state: 'bad',
    reason: expect.stringMatching(/^SITREP_PAGER_SECRET is not at hand.*the pager cannot be used/),
  });
  await set.follow(found?.state === 'bad' ? found.remedy : '', 'a-secret-that-is-long-enough');
  expect((await look()).filter(({ state }) => state !== 'good')).toEqual([]);
});

it('whoever has no token at hand is told what could not be looked at, and nothing is red for that', async () => {
  // A hidden variable is shown to nobody.
  for (const name of Object.keys(set.stage.mirrors.env)) {
    await set.ask('root', 'DELETE', `${set.api}/variables/${name}`);
    const hidden = { key: name, value: 'not-to-be-seen', masked_and_hidden: true, protected: true };
    await set.ask('root', 'POST', `${set.api}/variables`, hidden);
  }
  const verdicts = await doctorWithout(...Object.keys(set.stage.mirrors.env));
  const told = verdicts.filter(({ state }) => state !== 'good');
  expect(told.map(({ id, state }) => `${state} ${id}`)).toEqual(
    expect.arrayContaining([
      'unknown slack-token',
      'unknown jira-token',
      'unknown confluence-token',
      'unknown pager-secret',
    ]),
  );
  expect(told.filter(({ state }) => state !== 'unknown')).toEqual([]);
  expect(told.find(({ id }) => id === 'slack-token')?.reason).toMatch(/^SITREP_SLACK_TOKEN is not at hand/);
});

it('a mirror that is down is unknown and says why; the rest is told', async () => {
  const { slack: workspace } = set.stage.mirrors;
  await workspace.down();
  try {
    const verdicts = await set.doctor();
    const blind = verdicts.filter(({ state }) => state !== 'good');
    expect(new Set(blind.map(({ id, state }) => `${state} ${id}`))).toEqual(
      new Set(['slack-token', 'slack-scopes', 'slack-channels', 'slack-people'].map((id) => `unknown ${id}`)),
    );
  } finally {
    await workspace.up();
  }
});

it('nothing is written to any mirror, and no secret is said', async () => {
  const { slack: workspace, jira: site, confluence, pager, env } = set.stage.mirrors;
  const logs = [workspace, site, confluence].map(({ requests }) => ({ requests, before: requests.all.length }));
  const { lines } = await set.stage.sitrep(['doctor', '--json', '--all']);
  for (const secret of Object.values(env)) expect(lines.join('\n')).not.toContain(secret);
  const [inSlack = [], inJira = [], inConfluence = []] = logs.map(({ requests, before }) => requests.all.slice(before));
  expect([...inJira, ...inConfluence].filter(({ method }) => method !== 'GET')).toEqual([]);
  expect(new Set(inSlack.map(({ route }) => route.replace(/^.*\//, '')))).toEqual(
    new Set(['auth.test', 'conversations.list', 'users.lookupByEmail']),
  );
  expect(inJira.length * inConfluence.length).toBeGreaterThan(0);
  expect(pager.events()).toEqual([]);
});

/** With a maintainer's token, where those variables are not set. */
async function doctorWithout(...names: readonly string[]): ReturnType<SetUp['doctor']> {
  const unset = Object.fromEntries(names.map((name) => [name, '']));
  const { lines } = await set.stage.sitrep(['doctor', '--json'], unset);
  return JSON.parse(lines.join('\n'));
}
