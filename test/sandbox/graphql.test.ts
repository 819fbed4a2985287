// GraphQL: what REST cannot do, with errors in GitLab's two places and the status always 200.

import { describe, expect, it } from 'vitest';
import { clientFor } from './client.ts';
import { type HookBody, startReceiver } from './receiver.ts';
import { type Name, open, systemNotes, useWorld } from './world.ts';

const world = useWorld();
const unavailable =
  "The resource that you are attempting to access does not exist or you don't have permission to perform this action";

interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

async function ask(
  who: Name | string,
  query: string,
  variables: object = {},
): Promise<Result & { readonly status: number }> {
  const { gitlab, people } = world();
  const token = who in people ? people[who as Name].token : who;
  const answer = await fetch(`${gitlab.url}/api/graphql`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const body: Result = JSON.parse(await answer.text());
  return { status: answer.status, ...body };
}

const mutate = (who: Name, name: string, input: object, fields: string): Promise<Result> => {
  const type = name.charAt(0).toUpperCase() + name.slice(1);
  return ask(who, `mutation($input: ${type}Input!) { ${name}(input: $input) { ${fields} errors } }`, { input });
};

describe('queries', () => {
  it('tell who I am, and a project by its path', async () => {
    const { data } = await ask('dan', '{ currentUser { id username } project(fullPath: "acme/ops") { fullPath } }');
    expect(data).toEqual({
      currentUser: { id: 'gid://gitlab/User/3', username: 'dan' },
      project: { fullPath: 'acme/ops' },
    });
    expect((await ask('out', '{ project(fullPath: "acme/ops") { id } }')).data).toEqual({ project: null });
  });

  it('list incidents with labels, severity, status and notes, page by page', async () => {
    for (const title of ['first', 'second', 'third']) await open(world(), { title, labels: 'graph', severity: 'high' });
    await open(world(), { title: 'no incident', issue_type: 'issue', labels: 'graph' });
    const query = `query($after: String) { project(fullPath: "acme/ops") {
      issues(types: [INCIDENT], state: opened, labelName: ["graph"], sort: CREATED_ASC, first: 2, after: $after) {
        count pageInfo { hasNextPage endCursor }
        nodes { iid title type severity escalationStatus labels { nodes { title } } notes(first: 1) { nodes { body system } } } } } }`;
    interface Page {
      readonly issues: { readonly pageInfo: { readonly endCursor: string } };
    }
    const page = async (after?: string): Promise<Page['issues']> => {
      const { data } = await ask('dan', query, { after });
      const project = data?.['project'] as Page;
      return project.issues;
    };
    const first = await page();
    expect(first).toMatchObject({
      count: 3,
      nodes: [
        {
          title: 'first',
          type: 'INCIDENT',
          severity: 'HIGH',
          escalationStatus: 'TRIGGERED',
          labels: { nodes: [{ title: 'graph' }] },
        },
        { title: 'second' },
      ],
      pageInfo: { hasNextPage: true },
    });
    expect(await page(first.pageInfo.endCursor)).toMatchObject({
      nodes: [{ title: 'third' }],
      pageInfo: { hasNextPage: false },
    });
  });

  it.each`
    what                    | query                             | message
    ${'a syntax error'}     | ${'{ project('}                   | ${/Syntax Error/}
    ${'an unknown field'}   | ${'{ currentUser { shoeSize } }'} | ${/shoeSize/}
    ${'a missing argument'} | ${'{ project { id } }'}           | ${/fullPath/}
  `('answer $what with 200 and top-level errors', async ({ query, message }) => {
    const { status, errors } = await ask('dan', query);
    expect(status).toBe(200);
    expect(errors?.[0]?.message).toMatch(message);
  });

  it('refuse a bad token with 401', async () => {
    const { status, errors } = await ask('glpat-nobody', '{ currentUser { id } }');
    expect([status, errors]).toEqual([401, [{ message: 'Invalid token' }]]);
  });

  it('a blocked user is 403', async () => {
    const { gitlab } = world();
    const { user, token } = gitlab.addUser({ username: 'blocked' });
    user.state = 'blocked';
    const { status, errors } = await ask(token, '{ currentUser { id } }');
    expect([status, errors]).toEqual([403, [{ message: 'API not accessible for user' }]]);
  });

  it('can be sent several at once', async () => {
    const { gitlab, people } = world();
    const answer = await fetch(`${gitlab.url}/api/graphql`, {
      method: 'POST',
      headers: { 'PRIVATE-TOKEN': people.dan.token, 'Content-Type': 'application/json' },
      body: JSON.stringify([{ query: '{ currentUser { username } }' }, { query: '{ metadata { version } }' }]),
    });
    expect(await answer.json()).toEqual([
      { data: { currentUser: { username: 'dan' } } },
      { data: { metadata: { version: '19.5.0-ee' } } },
    ]);
  });
});

describe('mutations', () => {
  it('F9, F10: set severity and escalation status, each with a note', async () => {
    const { iid } = await open(world());
    const on = { projectPath: 'acme/ops', iid: String(iid) };
    expect(
      (await mutate('rob', 'issueSetSeverity', { ...on, severity: 'CRITICAL' }, 'issue { severity }')).data,
    ).toEqual({
      issueSetSeverity: { issue: { severity: 'CRITICAL' }, errors: [] },
    });
    const status = await mutate(
      'dan',
      'issueSetEscalationStatus',
      { ...on, status: 'ACKNOWLEDGED' },
      'issue { escalationStatus }',
    );
    expect(status.data).toEqual({
      issueSetEscalationStatus: { issue: { escalationStatus: 'ACKNOWLEDGED' }, errors: [] },
    });
    expect(await systemNotes(world(), iid)).toEqual([
      'changed the severity to **Critical - S1**',
      'changed the incident status to **Acknowledged**',
    ]);
  });

  it.each`
    what                                | who      | issue_type    | iid
    ${'a status on what has none'}      | ${'dan'} | ${'issue'}    | ${undefined}
    ${'a status by one who may not'}    | ${'rob'} | ${'incident'} | ${undefined}
    ${'a status of an issue not there'} | ${'dan'} | ${'incident'} | ${'999'}
  `('$what is a top-level error and null', async ({ who, issue_type, iid }) => {
    const issue = await open(world(), { issue_type });
    const input = { projectPath: 'acme/ops', iid: iid ?? String(issue.iid), status: 'RESOLVED' };
    const { data, errors } = await mutate(who, 'issueSetEscalationStatus', input, 'issue { iid }');
    expect([data, errors?.[0]?.message]).toEqual([{ issueSetEscalationStatus: null }, unavailable]);
  });

  it('F11: timeline events are made, changed, read in order, and destroyed', async () => {
    const { id, iid } = await open(world());
    const incidentId = `gid://gitlab/Issue/${id}`;
    const create = (note: string, occurredAt: string, more: object = {}): Promise<Result> =>
      mutate(
        'dan',
        'timelineEventCreate',
        { incidentId, note, occurredAt, ...more },
        'timelineEvent { id note action }',
      );
    const later = await create('DB is back', '2026-03-14T10:00:00Z', { timelineEventTagNames: ['End time'] });
    await create('DB went away', '2026-03-14T08:30:00Z');
    const made = later.data?.['timelineEventCreate'] as { timelineEvent: { id: string } };
    expect(made).toMatchObject({ timelineEvent: { note: 'DB is back', action: 'comment' }, errors: [] });
    const events = async (): Promise<unknown> =>
      (
        await ask(
          'gus',
          `{ project(fullPath: "acme/ops") { incidentManagementTimelineEvents(incidentId: "${incidentId}") {
            nodes { note occurredAt editable timelineEventTags { nodes { name } } } } } }`,
        )
      ).data?.['project'];
    expect(await events()).toMatchObject({
      incidentManagementTimelineEvents: {
        nodes: [
          { note: 'DB went away', occurredAt: '2026-03-14T08:30:00.000Z', editable: true },
          { note: '@dan created the incident', editable: false },
          { note: 'DB is back', timelineEventTags: { nodes: [{ name: 'End time' }] } },
        ],
      },
    });
    const { id: eventId } = made.timelineEvent;
    await mutate('dan', 'timelineEventUpdate', { id: eventId, note: 'DB is well' }, 'timelineEvent { id }');
    await mutate('dan', 'timelineEventDestroy', { id: eventId }, 'timelineEvent { id }');
    expect(JSON.stringify(await events())).not.toContain('DB is');
    expect((await systemNotes(world(), iid)).map((note) => note.replace(/\(.*\)/, '(url)'))).toEqual([
      'added an [incident timeline event](url)',
      'added an [incident timeline event](url)',
      'edited the [incident timeline event](url)',
      'deleted an incident timeline event',
    ]);
    for (const [input, problem] of [
      [{ note: ' ' }, "Timeline text can't be blank"],
      [{ note: 'x'.repeat(281) }, 'Timeline text is too long (maximum is 280 characters)'],
      [{ note: 'x', timelineEventTagNames: ['Lunch'] }, `Following tags don't exist: ["Lunch"]`],
    ] as const) {
      const { data } = await create(input.note, '2026-03-14T10:00:00Z', input);
      expect(data).toEqual({ timelineEventCreate: { timelineEvent: null, errors: [problem] } });
    }
  });

  it('createNote runs commands and says which', async () => {
    const { id } = await open(world());
    const noteableId = `gid://gitlab/WorkItem/${id}`;
    const fields = 'note { body internal } quickActionsStatus { messages commandsOnly }';
    const texts = await mutate('dan', 'createNote', { noteableId, body: 'Hello', internal: true }, fields);
    expect(texts.data).toMatchObject({
      createNote: { note: { body: 'Hello', internal: true }, quickActionsStatus: null },
    });
    const only = await mutate('dan', 'createNote', { noteableId, body: '/close' }, fields);
    expect(only.data).toMatchObject({
      createNote: {
        note: null,
        quickActionsStatus: { messages: ['Closed this issue.'], commandsOnly: true },
        errors: [],
      },
    });
  });

  it('H3: workItemUpdate makes hooks that say work_item, of incidents only', async () => {
    const { as, path, gitlab } = world();
    const incident = await open(world());
    const issue = await open(world(), { issue_type: 'issue' });
    const receiver = await startReceiver();
    await as.mia.post(`${path}/hooks`, { url: receiver.url, issues_events: true });
    for (const { id } of [incident, issue])
      await mutate(
        'dan',
        'workItemUpdate',
        { id: `gid://gitlab/WorkItem/${id}`, stateEvent: 'CLOSE' },
        'workItem { state }',
      );
    await mutate(
      'dan',
      'issueSetConfidential',
      { projectPath: 'acme/ops', iid: String(issue.iid), confidential: false },
      'issue { iid }',
    );
    await gitlab.idle();
    const kinds = receiver.take().map(({ object_kind, event_type }: HookBody) => [object_kind, event_type]);
    expect(kinds).toEqual([
      ['work_item', 'work_item'],
      ['issue', 'issue'],
      ['issue', 'issue'],
    ]);
    receiver.close();
  });

  it('a read-only token cannot mutate', async () => {
    const { gitlab, people } = world();
    const { createToken } = await import('../../src/sandbox/seed.ts');
    const { secret } = createToken(gitlab.core, { userId: people.dan.user.id, scopes: ['read_api'] });
    const { iid } = await open(world());
    const query = `mutation { issueSetConfidential(input: { projectPath: "acme/ops", iid: "${iid}", confidential: true }) { errors } }`;
    expect((await ask(secret, query)).errors).toEqual([{ message: unavailable }]);
    expect((await clientFor(gitlab, secret).get(`${world().path}/issues/${iid}`)).body).toMatchObject({
      confidential: false,
    });
  });
});
