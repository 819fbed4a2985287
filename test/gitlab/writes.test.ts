// Writes: each ends as done, refused or unknown, and what is unknown is never sent again.

import { afterEach, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab, IssueChange } from '../../src/gitlab/port.ts';
import type { Outcome } from '../../src/http/outcome.ts';
import { fastTime, issue, mergeRequest, note, type RecordedTime, TOKEN } from './given.ts';
import {
  type Act,
  cut,
  cutHalfway,
  html,
  json,
  playing,
  type ScriptedServer,
  silent,
  slow,
  throttled,
} from './scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

async function given(...acts: readonly [Act, ...Act[]]): Promise<{ gitlab: GitLab; time: RecordedTime }> {
  server = await playing(...acts);
  const time = fastTime();
  return {
    time,
    gitlab: connectGitLab({ url: server.url, token: TOKEN, project: 'ops/incidents', timeoutMs: 300, time }),
  };
}

/** Every write, what GitLab answers when it did it, and the value of that. */
const writes: readonly [string, (gitlab: GitLab) => Promise<Outcome<unknown>>, unknown, unknown][] = [
  ['react', (gitlab) => gitlab.react(12, 302, 'white_check_mark'), { id: 1, name: 'white_check_mark' }, undefined],
  ['say', (gitlab) => gitlab.say(12, 'Hello', false), note(302), { note: 302 }],
  ['edit', (gitlab) => gitlab.edit(12, 302, 'Hello again'), note(302), undefined],
  [
    'change',
    (gitlab) => gitlab.change(12, { addLabels: ['a'] }),
    issue,
    expect.objectContaining({ iid: 12, severity: 'S2' }),
  ],
  [
    'commit',
    (gitlab) => gitlab.commit({ branch: 'pir-12', message: 'Review', path: 'pir/12.md', content: 'x' }),
    { id: 'f00' },
    { sha: 'f00' },
  ],
  [
    'changeMergeRequest',
    (gitlab) => gitlab.changeMergeRequest(5, { description: 'x' }),
    mergeRequest,
    expect.objectContaining({ iid: 5 }),
  ],
  [
    'createLabel',
    (gitlab) => gitlab.createLabel({ name: 'a', color: '#6699cc', description: '' }),
    { id: 1, name: 'a' },
    undefined,
  ],
];

describe.each(writes)('%s', (_name, write, answer, value) => {
  it.each<[string, Act, object, number]>([
    ['done', json(201, answer), { outcome: 'done', value }, 1],
    ['refused: 400', json(400, { message: 'no' }), { outcome: 'refused', status: 400, reason: 'no' }, 1],
    [
      'refused: 403',
      json(403, { message: '403 Forbidden' }),
      { outcome: 'refused', status: 403, reason: '403 Forbidden' },
      1,
    ],
    [
      'refused: moved',
      (response) => void response.writeHead(301, { location: '/x' }).end(),
      { outcome: 'refused', status: 301 },
      1,
    ],
    [
      'refused: throttled for long',
      throttled({ 'retry-after': '60' }),
      { outcome: 'refused', status: 429, retryAfterSeconds: 60 },
      1,
    ],
    [
      'refused: throttled thrice',
      throttled({ 'retry-after': '5' }),
      { outcome: 'refused', status: 429, retryAfterSeconds: 5 },
      3,
    ],
    [
      'unknown: 500',
      json(500, { message: '500 Internal Server Error' }),
      { outcome: 'unknown', reason: '500 Internal Server Error' },
      1,
    ],
    ['unknown: 502 in HTML', html(502), { outcome: 'unknown', reason: '502 with text/html instead of JSON' }, 1],
    ['unknown: 503 in spite of Retry-After', json(503, {}, { 'retry-after': '1' }), { outcome: 'unknown' }, 1],
    ['unknown: the line was cut', cut, { outcome: 'unknown', reason: 'the connection was cut' }, 1],
    ['unknown: cut within the answer', cutHalfway, { outcome: 'unknown' }, 1],
    ['unknown: no answer in time', silent, { outcome: 'unknown', reason: 'no answer within 0.3 s' }, 1],
    [
      'unknown: an answer that breaks off',
      (response) => void response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":'),
      { outcome: 'unknown', reason: '201 with broken JSON' },
      1,
    ],
    [
      'unknown: a page of HTML instead of an answer',
      html(200),
      { outcome: 'unknown', reason: '200 with text/html instead of JSON' },
      1,
    ],
  ])('%s', async (_outcome, act, outcome, requests) => {
    const { gitlab } = await given(act);
    expect(await write(gitlab)).toMatchObject(outcome);
    expect(server.seen).toHaveLength(requests);
  });

  it('is repeated after a short throttle, which says that nothing was done', async () => {
    const { gitlab, time } = await given(throttled({ 'retry-after': '30' }), throttled(), json(201, answer));
    expect(await write(gitlab)).toMatchObject({ outcome: 'done' });
    expect(time.waits).toEqual([30_000, 10_000]);
  });

  it('is refused where there was no connection to send it on', async () => {
    const { gitlab } = await given(silent);
    await server.close();
    expect(await write(gitlab)).toMatchObject({ outcome: 'refused', status: 0, reason: 'the connection was refused' });
  });
});

it('an answer that lacks what it must have leaves the write unknown', async () => {
  const { gitlab } = await given(json(200, { iid: 12 }));
  expect(await gitlab.change(12, { state: 'close' })).toMatchObject({
    outcome: 'unknown',
    reason: expect.stringContaining('title'),
  });
});

describe('a change of an issue is one PUT', () => {
  it.each<[string, IssueChange, object]>([
    [
      'labels by difference, never as a set (C7)',
      { addLabels: ['a', 'b::c'], removeLabels: ['d'] },
      { add_labels: 'a,b::c', remove_labels: 'd' },
    ],
    ['no labels', { addLabels: [], removeLabels: [], state: 'close' }, { state_event: 'close' }],
    ['assignees', { assigneeIds: [7, 8] }, { assignee_ids: [7, 8] }],
    ['nobody assigned (D8)', { assigneeIds: [] }, { assignee_ids: [0] }],
    ['description and type', { description: '', type: 'incident' }, { description: '', issue_type: 'incident' }],
  ])('%s', async (_case, change, body) => {
    const { gitlab } = await given(json(200, issue));
    await gitlab.change(12, change);
    expect(server.seen).toEqual(['PUT /api/v4/projects/ops%2Fincidents/issues/12']);
    expect(JSON.parse(server.bodies[0] ?? '')).toEqual(body);
  });
});

it('a label that is there already is done (C1)', async () => {
  const { gitlab } = await given(json(409, { message: 'Label already exists' }));
  expect(await gitlab.createLabel({ name: 'a', color: '#fff', description: '' })).toEqual({
    outcome: 'done',
    value: undefined,
  });
});

describe('the severity, over GraphQL', () => {
  const project = json(200, { id: 1, path_with_namespace: 'ops/incidents', default_branch: 'main' });
  const denied =
    "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

  it.each<[string, Act, object]>([
    ['done', json(200, { data: { issueSetSeverity: { errors: [] } } }), { outcome: 'done' }],
    [
      'refused at the top, with status 200',
      json(200, { data: { issueSetSeverity: null }, errors: [{ message: denied }] }),
      { outcome: 'refused', status: 200, reason: denied },
    ],
    [
      'refused by the mutation',
      json(200, { data: { issueSetSeverity: { errors: ['not an incident'] } } }),
      { outcome: 'refused', reason: 'not an incident' },
    ],
    [
      'refused for its token',
      json(401, { errors: [{ message: 'Invalid token' }] }),
      { outcome: 'refused', status: 401, reason: expect.stringContaining('Invalid token') },
    ],
    ['unknown when nothing is said', json(200, { data: { issueSetSeverity: null } }), { outcome: 'unknown' }],
    ['unknown when cut', cut, { outcome: 'unknown' }],
  ])('%s', async (_case, act, outcome) => {
    const { gitlab } = await given(project, act);
    expect(await gitlab.setSeverity(12, 'S2')).toMatchObject(outcome);
    expect(server.seen).toEqual(['GET /api/v4/projects/ops%2Fincidents', 'POST /api/graphql']);
  });

  it('is refused where the project cannot even be read', async () => {
    const { gitlab } = await given(json(404, { message: '404 Project Not Found' }));
    expect(await gitlab.setSeverity(12, 'S2')).toMatchObject({ outcome: 'refused', status: 404 });
  });
});

describe('a merge request', () => {
  const project = json(200, { id: 1, path_with_namespace: 'ops/incidents', default_branch: 'trunk' });
  const taken = json(409, { message: ['Another open merge request already exists for this source branch: !5'] });
  const asked = { branch: 'pir-12', title: 'Review', description: 'x', reviewers: [7] };

  it('that is open already is done (L1)', async () => {
    const { gitlab } = await given(project, taken, json(200, [mergeRequest]));
    expect(await gitlab.openMergeRequest(asked)).toMatchObject({
      outcome: 'done',
      value: { iid: 5, sourceBranch: 'pir-12' },
    });
    expect(server.seen.at(-1)).toContain('source_branch=pir-12');
  });

  it('stays refused where none can be found', async () => {
    const { gitlab } = await given(project, taken, json(500, {}));
    expect(await gitlab.openMergeRequest(asked)).toMatchObject({ outcome: 'refused', status: 409 });
  });

  it.each<[string, Act, object]>([
    ['done', json(201, mergeRequest), { outcome: 'done', value: { iid: 5 } }],
    ['refused', json(422, { message: ['no'] }), { outcome: 'refused', status: 422, reason: 'no' }],
    ['unknown', slow(1_000, json(201, mergeRequest)), { outcome: 'unknown' }],
  ])('%s', async (_case, act, outcome) => {
    const { gitlab } = await given(project, act);
    expect(await gitlab.openMergeRequest(asked)).toMatchObject(outcome);
    expect(server.seen).toHaveLength(2);
  });
});
