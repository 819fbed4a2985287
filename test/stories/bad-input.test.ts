// What goes wrong says what is wrong and what to do, loses nothing, and never stops the other incidents.
//
// Exit codes: 0 all done; 1 something is owed or one incident failed; 2 wrong use or configuration; 3 GitLab or
// the journal cannot be used.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { at, items, type Ran, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { decode } from '../../src/journal/line.ts';
import { reusedStages } from './stages.ts';
import { eventsOf, fileOn, green, JOURNAL, labelsOf, REPORT, saidOn } from './story.ts';

let stage: Stage;
const opened = reusedStages();
let iid: number;
const printed: string[] = [];

beforeEach(async () => {
  stage = await opened();
  iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack');
  await green(stage, 'sweep');
});

async function run(argv: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = await stage.sitrep(argv, env);
  printed.push(...ran.lines);
  expect(ran.lines.join('\n')).not.toContain(stage.bot.token);
  expect(ran.lines.join('\n')).not.toMatch(/\n\s+at .*\.(ts|cjs):\d+/);
  return ran;
}

async function commit(branch: string, path: string, content: string): Promise<void> {
  const { status, body } = await stage.person('root').api('POST', '/repository/commits', {
    branch,
    commit_message: 'By hand',
    actions: [{ action: 'update', file_path: path, content }],
  });
  expect(status, JSON.stringify(body)).toBe(201);
}

describe('the configuration', () => {
  it('that is broken leaves the last good one in force, names line and column, and ends red', async () => {
    await commit('main', '.gitlab/sitrep.yml', 'rules:\n  timebox:\n    minutes: 20\n');
    const one = await stage.person('uli').open('One', REPORT);
    await stage.person('ana').say(one, '/ack');
    await run(['sweep']);
    expect(fold(await eventsOf(stage, one)).timeboxMinutes).toBe(20);
    await commit('main', '.gitlab/sitrep.yml', 'rules:\n  timebox:\n    minutes: twenty\n    minuets: 5\n');
    const two = await stage.person('uli').open('Two', REPORT);
    await stage.person('ana').say(two, '/ack');
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(2);
    expect(lines.filter((line) => /^✗ \.gitlab\/sitrep\.yml:3:\d+: .*minutes/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => /^✗ \.gitlab\/sitrep\.yml:4:\d+: .*minuets/.test(line))).toHaveLength(1);
    expect(lines.join('\n')).toContain('last good configuration stays in force');
    expect(fold(await eventsOf(stage, two)).timeboxMinutes).toBe(20);
  });

  it.each([
    ['that is no YAML', 'rules: [\n', /sitrep\.yml:\d+:\d+/],
    ['that is no mapping', '- a\n- b\n', /sitrep\.yml:1:1/],
  ])('%s is named with its place', async (_what, text, place) => {
    await commit('main', '.gitlab/sitrep.yml', text);
    await stage.person('ana').say(iid, '/sitrep on it');
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(2);
    expect(lines.join('\n')).toMatch(place);
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });

  it('that is broken is red for every run that reads it, and where an incident fails as well that is said: 1', async () => {
    await commit('main', '.gitlab/sitrep.yml', '- a\n- b\n');
    expect([(await run(['react'], { SITREP_IID: `${iid}` })).code, (await run(['plan', `${iid}`])).code]).toEqual([
      2, 2,
    ]);
    await stage.person('ana').say(iid, '/began at the weekend');
    stage.gitlab.faults.add({ method: 'POST', path: /\/notes$/, times: 9, act: { do: 'throttle', seconds: 60 } });
    expect((await run(['sweep'])).code).toBe(1);
  });
});

describe('the journal', () => {
  it('without its branch: what to run, and nothing is written', async () => {
    await stage.person('root').api('DELETE', `/repository/branches/${JOURNAL}`);
    await stage.person('ana').say(iid, '/sitrep on it');
    const before = await saidOn(stage, iid);
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(3);
    expect(lines.join('\n')).toMatch(/incident-journal.*`?sitrep init`?/s);
    expect(await saidOn(stage, iid)).toEqual(before);
  });

  it('with a line edited by hand: that incident fails with its line, the others are dealt with, it ends red', async () => {
    const other = await stage.person('uli').open('Jira is down', REPORT);
    await run(['sweep']);
    const path = `open/${iid}.jsonl`;
    const text = (await fileOn(stage, JOURNAL, path)) ?? '';
    await commit(JOURNAL, path, text.replace('Nexus is down', 'Nexus is fine'));
    await stage.person('ana').say(iid, '/sitrep one');
    await stage.person('ana').say(other, '/ack');
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith(`✗ #${iid}:`)).join('\n')).toMatch(
      new RegExp(`${path.replace('.', '\\.')}.*line \\d+|${path.replace('.', '\\.')}:\\d+`),
    );
    expect(await labelsOf(stage, other)).toEqual(['incident::triage']);
    await commit(JOURNAL, path, text);
    expect((await run(['sweep'])).code).toBe(0);
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });
});

describe('issues', () => {
  it('a deleted one is over: its record moves to the closed ones, and no job is red for it', async () => {
    const other = await stage.person('uli').open('Jira is down', REPORT);
    await run(['sweep']);
    await stage.person('root').api('DELETE', `/issues/${iid}`);
    await stage.person('ana').say(other, '/ack');
    await stage.gitlab.advance(40);
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.startsWith(`#${iid}`))).toEqual([
      expect.stringContaining('the issue was deleted'),
    ]);
    expect(await labelsOf(stage, other)).toContain('incident::responding');
    const record = decode((await fileOn(stage, JOURNAL, `closed/2026/${iid}.jsonl`)) ?? '', 'closed').events;
    expect(record.at(-1)).toMatchObject({ type: 'status-changed', to: 'withdrawn', because: 'the issue was deleted' });
    expect(await eventsOf(stage, iid)).toEqual([]);
    expect((await run(['sweep', '--full'])).lines.join('\n')).not.toContain(`#${iid}`);
  });

  it('one that a bot of too low a role cannot see may be there still: it is a problem, until the role is mended', async () => {
    stage = await opened({ visibility: 'public' });
    iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack');
    await run(['sweep']);
    await stage.person('mia').change(iid, { confidential: true });
    await run(['sweep']);
    const role = (level: number) =>
      stage.person('root').api('PUT', `/members/${stage.bot.user.id}`, { access_level: level });
    await role(10);
    await stage.gitlab.advance(40);
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(3); // nor can it push
    expect(lines.join('\n')).toMatch(new RegExp(`✗ #${iid}: GitLab shows no such issue.*Give it the role Maintainer`));
    await role(40);
    expect((await run(['sweep'])).code).toBe(0);
    expect((await eventsOf(stage, iid)).at(-1)?.type).not.toBe('status-changed');
  });

  it('one that GitLab tells of in words that nobody knows is named, and the others are dealt with', async () => {
    const other = await stage.person('uli').open('Jira is down', REPORT);
    const { body } = await stage.speaker(stage.bot).api('GET', '/issues?order_by=updated_at');
    const odd = items(body).map((one) => (at(one, 'iid') === iid ? Object.assign({}, one, { state: 7 }) : one));
    stage.gitlab.faults.add({
      method: 'GET',
      path: /\/issues\?/,
      actor: 'sitrep-bot',
      act: { do: 'answer', status: 200, body: odd },
    });
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(1);
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([
      expect.stringMatching(new RegExp(`^✗ #${iid}: .*as GitLab documents it`)),
    ]);
    expect(await labelsOf(stage, other)).toContain('incident::reported');
    expect((await run(['sweep'])).code).toBe(0);
  });

  it.each([
    ['that does not exist', '4711'],
    ['that is no incident', '2'],
  ])('a hint at one %s ends well: a webhook may be about anything', async (_what, hint) => {
    await stage.person('uli').open('The coffee is out', 'Again.');
    const { code } = await run(['react'], { SITREP_IID: hint });
    expect(code).toBe(0);
  });

  it('plan on one that is none says so', async () => {
    const ordinary = await stage.person('uli').open('The coffee is out', 'Again.');
    const { code, lines } = await run(['plan', String(ordinary)]);
    expect(lines.join('\n')).toMatch(/is no incident: it has neither the type/);
    expect(code).toBe(0);
  });
});

describe('the token', () => {
  it.each([
    ['wrong', () => 'glpat-wrong', /token is not accepted/],
    [
      'revoked',
      () => {
        for (const token of stage.gitlab.store.tokens.values())
          if (token.userId === stage.bot.user.id) token.revoked = true;
        return stage.bot.token;
      },
      /token is not accepted/,
    ],
    [
      'expired',
      () => {
        for (const token of stage.gitlab.store.tokens.values())
          if (token.userId === stage.bot.user.id) token.expiresAt = '2026-03-01';
        return stage.bot.token;
      },
      /token is not accepted/,
    ],
  ])('%s: 3, and which variable to renew', async (_what, token, message) => {
    await stage.person('ana').say(iid, '/sitrep on it');
    const given = token();
    const { code, lines } = await run(['sweep'], { SITREP_TOKEN: given });
    expect(code).toBe(3);
    expect(lines.join('\n')).toMatch(message);
    expect(lines.join('\n')).toContain('SITREP_TOKEN');
    expect(lines.join('\n')).not.toContain(given);
  });

  it('without the right to push: 3, nothing half done, and what role it needs', async () => {
    await stage.person('root').api('PUT', `/members/${stage.bot.user.id}`, { access_level: 20 });
    await stage.person('ana').say(iid, '/sitrep on it');
    const before = await saidOn(stage, iid);
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(3);
    expect(lines.join('\n')).toMatch(/Maintainer|role/);
    expect(await saidOn(stage, iid)).toEqual(before);
  });

  it('missing: 2, and its name', async () => {
    const { code, lines } = await run(['sweep'], { SITREP_TOKEN: '' });
    expect([code, lines.join('\n')]).toEqual([2, expect.stringMatching(/SITREP_TOKEN is not set: an access token/)]);
  });
});

describe('the command line', () => {
  it.each([
    ['an unknown subcommand', ['sweeep'], /unknown command 'sweeep'/],
    ['no issue number', ['react', '--iid', 'seven'], /"seven" is no issue number/],
    ['a time that is none', ['sweep', '--now', 'yesterday'], /"yesterday" is no time/],
    ['a file that is not there', ['replay', 'nowhere.jsonl'], /nowhere\.jsonl: there is no such file/],
    ['a review that is not there', ['review', '--check', 'nowhere.md'], /nowhere\.md: there is no such file/],
  ])('%s: 2', async (_what, argv, message) => {
    const { code, lines } = await run(argv);
    expect(lines.join('\n')).toMatch(message);
    expect(code).toBe(2);
  });
});

describe('the payload of a trigger', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sitrep-test-payload-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['is there', (n: number) => JSON.stringify({ object_kind: 'note', issue: { id: 9, iid: n, title: 'x' } })],
    [
      'has variables expanded into it',
      (n: number) => `{"object_kind":"issue","object_attributes":{"iid":${n},"description":"a"b}$`,
    ],
    ['is no JSON', () => 'CANARY {{{'],
    ['is empty', () => ''],
    ['names an issue that is not there', () => '{"issue":{"iid":99999}}'],
    ['is another event', () => '{"object_kind":"push"}'],
  ])('%s: what changed is looked at all the same, and nothing of it is printed', async (_what, text) => {
    const path = join(folder, 'payload');
    writeFileSync(path, text(iid));
    await stage.person('ana').say(iid, '/sitrep on it');
    const { code, lines } = await run(['react'], { TRIGGER_PAYLOAD: path });
    expect(code).toBe(0);
    expect(lines.join('\n')).not.toMatch(/CANARY|object_kind/);
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });

  it('a file that is not there is no hint', async () => {
    expect((await run(['react'], { TRIGGER_PAYLOAD: join(folder, 'nowhere') })).code).toBe(0);
  });
});

describe('all of this', () => {
  it('is printed without a secret, and each problem in a sentence', () => {
    const problems = printed.filter((line) => line.startsWith('✗'));
    expect(problems.length).toBeGreaterThan(10);
    for (const line of problems) expect(line).not.toMatch(/undefined|\[object|ZodError|TypeError/);
  });
});
