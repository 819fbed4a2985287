// The adapter against a GitLab that does what it is told: people, issues, comments.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab } from '../../src/gitlab/port.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import { done, makeWorld, type World } from './world.ts';

let world: World;
let gitlab: GitLab;
beforeAll(async () => {
  world = await makeWorld();
  gitlab = world.gitlab;
});
afterAll(() => world.sandbox.close());

describe('people', () => {
  it('the bot, its level and others', async () => {
    expect(await gitlab.me()).toEqual({ id: world.bot.user.id, name: 'sitrep-bot' });
    expect(await gitlab.levelOf(world.bot.user.id)).toBe(40);
    expect(await gitlab.levelOf(world.ben.user.id)).toBe(30);
    expect(await gitlab.levelOf(987_654)).toBe(0);
    expect(await gitlab.memberNamed('bEN')).toEqual({ id: world.ben.user.id, name: 'Ben' });
    expect(await gitlab.memberNamed('be')).toBeUndefined();
  });

  it('are asked for once a run', async () => {
    const fresh = world.connect();
    for (let n = 0; n < 3; n += 1)
      await Promise.all([
        fresh.me(),
        fresh.levelOf(world.ben.user.id),
        fresh.memberNamed('ben'),
        fresh.memberNamed('Ben'),
      ]);
    expect(fresh.requests.count).toBe(3);
  });
});

describe('an issue', () => {
  it('is read in our words', async () => {
    const iid = await world.reported();
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
    const lost = connectGitLab({ url: world.sandbox.url, token: world.bot.token, project: 'ops/nowhere' });
    await expect(lost.issue(1)).rejects.toThrow(/404 Project Not Found/);
    await expect(lost.levelOf(1)).rejects.toThrow(/404 Project Not Found/);
  });

  it('is changed in one request, and a label that a person added meanwhile stays (C7)', async () => {
    const iid = await world.reported();
    await world.as(world.ben, 'PUT', `/issues/${iid}`, { add_labels: 'by-hand' });
    const before = gitlab.requests.count;
    const changed = done(
      await gitlab.change(iid, {
        addLabels: ['status::triage', 'kind::power'],
        removeLabels: ['status::reported'],
        description: 'Now known.',
        assigneeIds: [world.ben.user.id],
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
    const { iid } = await world.as(world.ben, 'POST', '/issues', { title: 'Only an issue' });
    expect(done(await gitlab.change(Number(iid), { type: 'incident' }))).toMatchObject({ type: 'incident' });
  });

  it.each(['S1', 'S2', 'S3', 'S4', 'unknown'] as const)('takes the severity %s over GraphQL (D3)', async (severity) => {
    const iid = await world.reported();
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
    const iid = await world.reported();
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
    await world.reported('Before');
    world.sandbox.clock.advance(10);
    const since = new Date(world.sandbox.clock.now()).toISOString();
    const iid = await world.reported('After');
    expect((await gitlab.changedIssues(since)).map((issue) => issue.iid)).toEqual([iid]);
    await gitlab.change(iid, { state: 'close' });
    expect((await gitlab.changedIssues(since)).map((issue) => issue.state)).toEqual(['closed']);
    expect((await gitlab.changedIssues(undefined)).map((issue) => issue.iid)).not.toContain(iid);
  });
});

describe('comments', () => {
  it('over a hundred, and only those that changed since', async () => {
    const iid = await world.reported();
    for (let n = 1; n <= 130; n += 1) await world.as(world.ben, 'POST', `/issues/${iid}/notes`, { body: `note ${n}` });
    const all = (await gitlab.notes(iid, undefined)).filter(({ system }) => !system);
    expect(all.map(({ body }) => body)).toEqual(Array.from({ length: 130 }, (_, n) => `note ${n + 1}`));
    world.sandbox.clock.advance(5);
    const since = new Date(world.sandbox.clock.now()).toISOString();
    await world.as(world.ben, 'PUT', `/issues/${iid}/notes/${all[3]?.id}`, { body: 'note 4, corrected' });
    expect((await gitlab.notes(iid, since)).map(({ body }) => body)).toEqual(['note 4, corrected']);
  });

  it('are said, edited and reacted to', async () => {
    const iid = await world.reported();
    const { note } = done(await gitlab.say(iid, 'Heard.', false));
    done(await gitlab.edit(iid, note, 'Heard, and written down.'));
    const hidden = done(await gitlab.say(iid, 'Between us.', true));
    const found = (await gitlab.notes(iid, undefined)).filter(({ system }) => !system);
    expect(found).toMatchObject([
      { id: note, body: 'Heard, and written down.', internal: false, author: { id: world.bot.user.id } },
      { id: hidden.note, internal: true },
    ]);
    done(await gitlab.react(iid, note, 'eyes'));
    expect(await gitlab.react(iid, note, 'eyes')).toEqual({ outcome: 'done', value: undefined });
    expect(await gitlab.reactions(iid, note)).toMatchObject([
      { emoji: 'eyes', by: { id: world.bot.user.id, name: 'sitrep-bot' } },
    ]);
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

describe('a comment, when GitLab or the line fails', () => {
  it.each<[string, FaultAct, string, number]>([
    ['the throttle holds for long', { do: 'throttle', seconds: 60 }, 'refused', 0],
    ['the limit of notes is reached', { do: 'limit' }, 'refused', 0],
    ['502', { do: 'answer', status: 502, body: '<html>Bad gateway</html>' }, 'unknown', 0],
    ['cut before the work', { do: 'cut-before' }, 'unknown', 0],
    ['cut after the work', { do: 'cut-after' }, 'unknown', 1],
  ])('%s', async (_case, act, outcome, stored) => {
    const iid = await world.reported();
    const take = world.sandbox.faults.add({ method: 'POST', path: /\/notes$/, times: Number.POSITIVE_INFINITY, act });
    const before = world.sandbox.requests.all.length;
    expect(await gitlab.say(iid, 'Once.', false)).toMatchObject({ outcome });
    take();
    const sent = world.sandbox.requests.all.slice(before).filter(({ method }) => method === 'POST').length;
    if (outcome === 'unknown') expect(sent).toBe(1);
    expect((await gitlab.notes(iid, undefined)).filter(({ system }) => !system)).toHaveLength(stored);
  });
});
