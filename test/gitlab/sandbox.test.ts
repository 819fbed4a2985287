// The whole adapter against a GitLab that does what it is told.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab, Outcome } from '../../src/gitlab/port.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import { type Account, Level, type GitLab as Sandbox, startGitLab } from '../../src/sandbox/gitlab.ts';
import { fastTime } from './given.ts';

const PROJECT = 'ops/incidents';

let sandbox: Sandbox;
let bot: Account;
let ben: Account;
let gitlab: GitLab;
/** Ben at the API, as his browser would be. */
let asBen: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;

beforeAll(async () => {
  sandbox = await startGitLab({ now: '2026-03-11T04:00:00Z' });
  bot = sandbox.addUser({ username: 'sitrep-bot', bot: true });
  ben = sandbox.addUser({ username: 'Ben' });
  const project = await sandbox.addProject(PROJECT, {
    members: [
      [bot, Level.maintainer],
      [ben, Level.developer],
    ],
  });
  gitlab = connect();
  asBen = async (method, path, body) => {
    const headers = { 'private-token': ben.token, 'content-type': 'application/json' };
    const response = await fetch(`${sandbox.url}/api/v4/projects/${project.id}${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Record<string, unknown>;
  };
});
afterAll(() => sandbox.close());

function connect(): GitLab {
  return connectGitLab({ url: sandbox.url, token: bot.token, project: PROJECT, timeoutMs: 2_000, time: fastTime() });
}

async function reported(title = 'Array 3 lost power'): Promise<number> {
  return Number((await asBen('POST', '/issues', { title, issue_type: 'incident', labels: 'status::reported' }))['iid']);
}

function done<T>(outcome: Outcome<T>): T {
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describe('people', () => {
  it('the bot, its level and others', async () => {
    expect(await gitlab.me()).toEqual({ id: bot.user.id, name: 'sitrep-bot' });
    expect(await gitlab.levelOf(bot.user.id)).toBe(40);
    expect(await gitlab.levelOf(ben.user.id)).toBe(30);
    expect(await gitlab.levelOf(987_654)).toBe(0);
    expect(await gitlab.memberNamed('bEN')).toEqual({ id: ben.user.id, name: 'Ben' });
    expect(await gitlab.memberNamed('be')).toBeUndefined();
  });

  it('are asked for once a run', async () => {
    const fresh = connect();
    for (let n = 0; n < 3; n += 1)
      await Promise.all([fresh.me(), fresh.levelOf(ben.user.id), fresh.memberNamed('ben'), fresh.memberNamed('Ben')]);
    expect(fresh.requests.count).toBe(3);
  });
});

describe('an issue', () => {
  it('is read in our words', async () => {
    const iid = await reported();
    expect(await gitlab.issue(iid)).toMatchObject({
      iid,
      type: 'incident',
      state: 'opened',
      severity: 'unknown',
      author: { name: 'Ben' },
      labels: ['status::reported'],
      description: '',
    });
  });

  it('that is not there is undefined; a project that is not there is an error', async () => {
    expect(await gitlab.issue(999)).toBeUndefined();
    const lost = connectGitLab({ url: sandbox.url, token: bot.token, project: 'ops/nowhere' });
    await expect(lost.issue(1)).rejects.toThrow(/404 Project Not Found/);
    await expect(lost.levelOf(1)).rejects.toThrow(/404 Project Not Found/);
  });

  it('is changed in one request, and a label that a person added meanwhile stays (C7)', async () => {
    const iid = await reported();
    await asBen('PUT', `/issues/${iid}`, { add_labels: 'by-hand' });
    const before = gitlab.requests.count;
    const changed = done(
      await gitlab.change(iid, {
        addLabels: ['status::triage', 'kind::power'],
        removeLabels: ['status::reported'],
        description: 'Now known.',
        assigneeIds: [ben.user.id],
        state: 'close',
      }),
    );
    expect(changed).toMatchObject({
      labels: ['by-hand', 'kind::power', 'status::triage'],
      description: 'Now known.',
      assignees: [{ name: 'Ben' }],
      state: 'closed',
      closedBy: { name: 'sitrep-bot' },
    });
    expect(gitlab.requests.count).toBe(before + 1);
    expect(done(await gitlab.change(iid, { assigneeIds: [], state: 'close' }))).toMatchObject({
      assignees: [],
      state: 'closed',
    });
    expect(done(await gitlab.change(iid, { state: 'reopen' }))).toMatchObject({ state: 'opened', closedBy: undefined });
  });

  it('becomes an incident', async () => {
    const { iid } = await asBen('POST', '/issues', { title: 'Only an issue' });
    expect(done(await gitlab.change(Number(iid), { type: 'incident' }))).toMatchObject({ type: 'incident' });
  });

  it.each(['S1', 'S2', 'S3', 'S4', 'unknown'] as const)('takes the severity %s over GraphQL (D3)', async (severity) => {
    const iid = await reported();
    done(await gitlab.setSeverity(iid, severity));
    expect(await gitlab.issue(iid)).toMatchObject({ severity });
  });

  it('that is not there takes no severity: refused with status 200', async () => {
    expect(await gitlab.setSeverity(999, 'S1')).toMatchObject({
      outcome: 'refused',
      status: 200,
      reason: expect.stringContaining('permission'),
    });
  });

  it('tells its label and state events', async () => {
    const iid = await reported();
    await gitlab.change(iid, { addLabels: ['status::triage'], removeLabels: ['status::reported'] });
    await gitlab.change(iid, { state: 'close' });
    expect(
      (await gitlab.labelEvents(iid)).map(({ by, action, label }) => `${by?.name} ${action} ${label}`).sort(),
    ).toEqual(['Ben add status::reported', 'sitrep-bot add status::triage', 'sitrep-bot remove status::reported']);
    expect((await gitlab.stateEvents(iid)).map(({ by, state }) => `${by?.name} ${state}`)).toEqual([
      'sitrep-bot closed',
    ]);
  });

  it('that changed is on the list', async () => {
    await reported('Before');
    sandbox.clock.advance(10);
    const since = new Date(sandbox.clock.now()).toISOString();
    const iid = await reported('After');
    expect((await gitlab.changedIssues(since)).map((issue) => issue.iid)).toEqual([iid]);
    await gitlab.change(iid, { state: 'close' });
    expect((await gitlab.changedIssues(since)).map((issue) => issue.state)).toEqual(['closed']);
    expect((await gitlab.changedIssues(undefined)).map((issue) => issue.iid)).not.toContain(iid);
  });
});

describe('comments', () => {
  it('over a hundred, and only those that changed since', async () => {
    const iid = await reported();
    for (let n = 1; n <= 130; n += 1) await asBen('POST', `/issues/${iid}/notes`, { body: `note ${n}` });
    const all = (await gitlab.notes(iid, undefined)).filter(({ system }) => !system);
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 130 }, (_, n) => `note ${n + 1}`));
    sandbox.clock.advance(5);
    const since = new Date(sandbox.clock.now()).toISOString();
    await asBen('PUT', `/issues/${iid}/notes/${all[3]?.id}`, { body: 'note 4, corrected' });
    expect((await gitlab.notes(iid, since)).map(({ body }) => body)).toEqual(['note 4, corrected']);
  });

  it('are said, edited and reacted to', async () => {
    const iid = await reported();
    const { note } = done(await gitlab.say(iid, 'Heard.', false));
    done(await gitlab.edit(iid, note, 'Heard, and written down.'));
    const hidden = done(await gitlab.say(iid, 'Between us.', true));
    const found = (await gitlab.notes(iid, undefined)).filter(({ system }) => !system);
    expect(found).toMatchObject([
      { id: note, body: 'Heard, and written down.', internal: false, author: { id: bot.user.id } },
      { id: hidden.note, internal: true },
    ]);
    done(await gitlab.react(iid, note, 'eyes'));
    expect(await gitlab.react(iid, note, 'eyes')).toEqual({ outcome: 'done', value: undefined });
    expect(await gitlab.reactions(iid, note)).toEqual([{ emoji: 'eyes', by: { id: bot.user.id, name: 'sitrep-bot' } }]);
  });
});

it('a label is made, and made again', async () => {
  const label = { name: 'severity::made', color: '#cc0000', description: 'Made here' };
  done(await gitlab.createLabel(label));
  expect(await gitlab.createLabel(label)).toEqual({ outcome: 'done', value: undefined });
  expect(await gitlab.createLabel({ ...label, name: 'bad', color: 'reddish' })).toMatchObject({
    outcome: 'refused',
    status: 400,
    reason: 'color must be a valid color code',
  });
});

describe('the repository', () => {
  it('a file is committed on a new branch, read, and changed only as it was read (K5, K9)', async () => {
    const path = 'pir/2026/12 a.md';
    expect(await gitlab.file(path, 'pir-1')).toBeUndefined();
    const first = { branch: 'pir-1', message: 'Review of 1', path, content: 'Ärger\n' };
    expect(await gitlab.commit(first)).toMatchObject({ outcome: 'refused', status: 400 });
    const { sha } = done(await gitlab.commit({ ...first, startBranch: 'main' }));
    expect(await gitlab.file(path, 'pir-1')).toEqual({ text: 'Ärger\n', commit: sha });
    expect(await gitlab.file(path)).toBeUndefined();
    done(await gitlab.commit({ ...first, content: 'More\n', replaces: sha }));
    expect(await gitlab.commit({ ...first, content: 'Stale\n', replaces: sha })).toMatchObject({
      outcome: 'refused',
      status: 400,
    });
    expect((await gitlab.file(path, 'pir-1'))?.text).toBe('More\n');
  });

  it('the default branch needs no name', async () => {
    expect((await gitlab.file('README.md'))?.text).toBe('# incidents\n');
  });

  it('a job that is unknown has not ended', async () => {
    expect(await gitlab.jobEnded(987_654)).toBeUndefined();
  });
});

describe('a comment, when GitLab or the line fails', () => {
  it.each<[string, FaultAct, string, number]>([
    ['the throttle holds for long', { do: 'throttle', seconds: 60 }, 'refused', 0],
    ['the limit of notes is reached', { do: 'limit' }, 'refused', 0],
    ['502', { do: 'answer', status: 502, body: '<html>Bad gateway</html>' }, 'unknown', 0],
    ['cut before the work', { do: 'cut-before' }, 'unknown', 0],
    ['cut after the work', { do: 'cut-after' }, 'unknown', 1],
  ])('%s', async (_case, act, outcome, stored) => {
    const iid = await reported();
    const take = sandbox.faults.add({ method: 'POST', path: /\/notes$/, times: Number.POSITIVE_INFINITY, act });
    const before = sandbox.requests.all.length;
    expect(await gitlab.say(iid, 'Once.', false)).toMatchObject({ outcome });
    take();
    const sent = sandbox.requests.all.slice(before).filter(({ method }) => method === 'POST').length;
    if (outcome === 'unknown') expect(sent).toBe(1);
    expect((await gitlab.notes(iid, undefined)).filter(({ system }) => !system)).toHaveLength(stored);
  });
});
