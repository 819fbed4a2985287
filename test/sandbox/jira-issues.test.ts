// Issues of the embedded Jira: made, read, edited, and refused in Jira's words.

import { describe, expect, it } from 'vitest';
import { adf, create, useJira } from './jira-world.ts';

const LONG = 'x'.repeat(32_768);
const REFUSED_WHOLE = { errorMessages: ['CONTENT_LIMIT_EXCEEDED'], errors: {} };

interface Shown {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly changelog?: { readonly histories: readonly { readonly items: readonly object[] }[] };
}

describe('an issue on Cloud', () => {
  const world = useJira({ kind: 'cloud', limits: 'none' });

  it('is made with labels, properties and a transition in one request', async () => {
    const { send, jira } = world();
    const transitions = await send<{ transitions: { id: string; name: string }[] }>(
      'GET',
      `/issue/${(await create(world())).key}/transitions`,
    );
    const start = transitions.body.transitions.find(({ name }) => name === 'In Progress');
    const made = await create(
      world(),
      { labels: ['gitlab-incident-7-42'], description: adf('It is down.'), priority: { name: 'High' } },
      { properties: [{ key: 'sitrep', value: { iid: 42 } }], transition: { id: start?.id } },
    );
    const { body } = await send<Shown>('GET', `/issue/${made.key}?properties=sitrep`);
    expect(body.fields).toMatchObject({
      summary: 'Checkout answers 500',
      labels: ['gitlab-incident-7-42'],
      description: adf('It is down.'),
      priority: { name: 'High' },
      status: { name: 'In Progress', statusCategory: { key: 'indeterminate' } },
      creator: { displayName: 'sitrep' },
    });
    expect(body.properties).toEqual({ sitrep: { iid: 42 } });
    expect(jira.read('OPS').at(-1)).toMatchObject({ status: 'In Progress', properties: { sitrep: { iid: 42 } } });
  });

  it('stays, when its first transition is refused, and the answer says both', async () => {
    const { send } = world();
    const fields = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    const answer = await send('POST', '/issue', { fields, transition: { id: '999' } });
    const illegal = 'It seems that you have tried to perform an illegal workflow operation.';
    expect(answer).toMatchObject({
      status: 201,
      body: { transition: { status: 400, errorCollection: { errorMessages: [illegal] } } },
    });
    expect((await send('GET', `/issue/${String(answer.body['key'])}`)).status).toBe(200);
  });

  it.each([
    ['no project', { project: undefined }, { project: 'Specify a valid project ID or key' }],
    ['a project that is not there', { project: { key: 'NOPE' } }, { project: 'Specify a valid project ID or key' }],
    ['no issue type', { issuetype: undefined }, { issuetype: 'Specify an issue type' }],
    ['another issue type', { issuetype: { name: 'Saga' } }, { issuetype: 'The issue type selected is invalid.' }],
    ['no summary', { summary: undefined }, { summary: 'You must specify a summary of the issue.' }],
    ['a summary of 256', { summary: 'x'.repeat(256) }, { summary: 'Summary must be less than 255 characters.' }],
    [
      'a summary of two lines',
      { summary: 'a\nb' },
      { summary: 'The summary is invalid because it contains newline characters.' },
    ],
    ['a label with a space', { labels: ['a b'] }, { labels: "The label 'a b' contains spaces which is invalid." }],
    [
      'a priority that is not there',
      { priority: { name: 'Panic' } },
      { priority: 'The priority selected is invalid.' },
    ],
    [
      'an unknown field, and a wrong label beside it',
      { customfield_10010: 'x', labels: ['a b'] },
      {
        customfield_10010: "Field 'customfield_10010' cannot be set. It is not on the appropriate screen, or unknown.",
        labels: "The label 'a b' contains spaces which is invalid.",
      },
    ],
    [
      'text where a document must be',
      { description: 'down' },
      { description: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' },
    ],
  ])('is refused with %s', async (_what, fields, errors) => {
    const base = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    const answer = await world().send('POST', '/issue', { fields: { ...base, ...fields } });
    expect(answer).toMatchObject({ status: 400, body: { errorMessages: [], errors } });
  });

  it('that is refused for its text leaves a gap in the keys', async () => {
    const { send } = world();
    const before = await create(world());
    const base = { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'x' };
    const tooLong = await send('POST', '/issue', { fields: { ...base, description: adf(LONG) } });
    expect(tooLong).toMatchObject({ status: 400, body: REFUSED_WHOLE });
    const nested = { version: 1, type: 'doc', content: [{ type: 'listItem', content: [] }] };
    const invalid = await send('POST', '/issue', { fields: { ...base, description: nested } });
    expect(invalid).toMatchObject({ status: 400, body: { errorMessages: ['INVALID_INPUT'], errors: {} } });
    const after = await create(world());
    expect(numberOf(after.key) - numberOf(before.key)).toBe(3);
  });

  it('is edited by fields and by verbs that leave what others set', async () => {
    const { send, jira, ana } = world();
    const { key } = await create(world(), { labels: ['ours'] });
    jira.as(ana).label(key, 'hers');
    const edited = await send('PUT', `/issue/${key}`, {
      fields: { summary: 'Checkout answers 502' },
      update: { labels: [{ add: 'more' }, { remove: 'ours' }] },
    });
    expect(edited).toMatchObject({ status: 204, body: '' });
    const { body } = await send<Shown>('GET', `/issue/${key}?fields=summary,labels&expand=changelog`);
    expect(body.fields).toEqual({ summary: 'Checkout answers 502', labels: ['hers', 'more'] });
    expect(body.changelog?.histories[0]?.items).toEqual([
      expect.objectContaining({
        field: 'summary',
        fromString: 'Checkout answers 500',
        toString: 'Checkout answers 502',
      }),
      expect.objectContaining({ field: 'labels', fromString: 'hers ours', toString: 'hers more' }),
    ]);
  });

  it('keeps its status, whatever an edit says of it', async () => {
    const { send } = world();
    const { key } = await create(world());
    expect((await send('PUT', `/issue/${key}`, { fields: { status: { name: 'Done' } } })).status).toBe(204);
    const { body } = await send<Shown>('GET', `/issue/${key}`);
    expect(body.fields).toMatchObject({ status: { name: 'To Do' }, resolution: null });
  });

  it('is not found by who may not see it, and by a key that is not there', async () => {
    const { send, jira, ana } = world();
    const hidden = jira.addProject({ key: 'SEC', private: true, members: [[ana, 'all']] });
    expect(hidden.isPrivate).toBe(true);
    const words = { errorMessages: ['Issue does not exist or you do not have permission to see it.'], errors: {} };
    const fields = { project: { key: 'SEC' }, issuetype: { name: 'Task' }, summary: 'x' };
    expect(await send('POST', '/issue', { fields })).toMatchObject({ status: 400 });
    for (const key of ['SEC-1', 'OPS-99999']) {
      expect(await send('GET', `/issue/${key}`)).toMatchObject({ status: 404, body: words });
    }
  });

  it.each([
    ['a comment', (key: string) => ['POST', `/issue/${key}/comment`, { body: adf('hi') }] as const],
    ['an edit', (key: string) => ['PUT', `/issue/${key}`, { fields: { summary: 'y' } }] as const],
    ['a property', (key: string) => ['PUT', `/issue/${key}/properties/p`, 1] as const],
    [
      'a link',
      (key: string) => ['POST', `/issue/${key}/remotelink`, { object: { url: 'https://x.test', title: 'x' } }] as const,
    ],
  ])('moves its `updated` with %s', async (_what, change) => {
    const { send } = world();
    const { key } = await create(world());
    const updated = async (): Promise<unknown> =>
      (await send<Shown>('GET', `/issue/${key}?fields=updated`)).body.fields['updated'];
    const before = await updated();
    const [method, path, body] = change(key);
    expect((await send(method, path, body)).status).toBeLessThan(300);
    expect(Date.parse(String(await updated()).replace('+0000', 'Z'))).toBeGreaterThan(
      Date.parse(String(before).replace('+0000', 'Z')),
    );
  });

  it('has properties that are new, replaced, read and taken away', async () => {
    const { send } = world();
    const { key } = await create(world());
    const path = `/issue/${key}/properties/last%20hash`;
    expect((await send('PUT', path, { sha: 'a' })).status).toBe(201);
    expect((await send('PUT', path, { sha: 'b' })).status).toBe(200);
    expect((await send('GET', path)).body).toEqual({ key: 'last hash', value: { sha: 'b' } });
    expect(await send('PUT', path, 'x'.repeat(32_768))).toMatchObject({ status: 400 });
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });
});

describe('a project that shows fewer fields and asks for one', () => {
  const world = useJira(
    { kind: 'cloud' },
    { fieldsOnScreen: ['description', 'labels'], requiredFields: ['labels'], priorities: ['P1', 'P2'] },
  );

  it('says which fields there are, and refuses the others', async () => {
    const { send, project } = world();
    const types = await send<{ issueTypes: { id: string; name: string }[] }>('GET', '/issue/createmeta/OPS/issuetypes');
    const type = types.body.issueTypes.find(({ name }) => name === 'Live Incident State');
    const meta = await send<{ fields: { fieldId: string; required: boolean }[] }>(
      'GET',
      `/issue/createmeta/${project.id}/issuetypes/${type?.id}`,
    );
    expect(meta.body.fields.map(({ fieldId, required }) => [fieldId, required])).toEqual([
      ['summary', true],
      ['issuetype', true],
      ['description', false],
      ['labels', true],
    ]);
    const fields = { project: { key: 'OPS' }, issuetype: { id: type?.id }, summary: 'x' };
    expect((await send('POST', '/issue', { fields })).body).toMatchObject({
      errors: { labels: 'Labels is required.' },
    });
    const withPriority = { ...fields, labels: ['a'], priority: { name: 'P1' } };
    expect((await send('POST', '/issue', { fields: withPriority })).body).toMatchObject({
      errors: { priority: "Field 'priority' cannot be set. It is not on the appropriate screen, or unknown." },
    });
  });
});

describe('fields that an administrator added', () => {
  const world = useJira({ kind: 'cloud' });

  it.each([
    ['textfield', 'five', 'five', 'x'.repeat(256)],
    ['textarea', adf('long'), adf('long'), 'no document'],
    ['select', { value: 'EU' }, expect.objectContaining({ value: 'EU' }), { value: 'MOON' }],
    ['multiselect', [{ value: 'EU' }], [expect.objectContaining({ value: 'EU' })], { value: 'EU' }],
    ['number', 3, 3, '3'],
    ['date', '2026-03-14', '2026-03-14', 'tomorrow'],
    ['datetime', '2026-03-14T09:00:00.000+0000', '2026-03-14T09:00:00.000+0000', '2026-03-14'],
    ['url', 'https://zoom.test/j/1', 'https://zoom.test/j/1', 'zoom'],
    ['labels', ['b', 'a'], ['a', 'b'], ['a b']],
  ] as const)('of kind %s take what fits and refuse what does not', async (kind, good, shown, bad) => {
    const { send, jira } = world();
    const { id } = jira.addField({ name: `A ${kind}`, kind, options: ['EU', 'US'] });
    const { key } = await create(world(), { [id]: good });
    expect((await send<Shown>('GET', `/issue/${key}?fields=${id}`)).body.fields[id]).toEqual(shown);
    const refused = await send<{ errors: object }>('PUT', `/issue/${key}`, { fields: { [id]: bad } });
    expect([refused.status, Object.keys(refused.body.errors)]).toEqual([400, [id]]);
  });

  it('of kind user take people of this site', async () => {
    const { send, jira, ana } = world();
    const { id } = jira.addField({ name: 'Commander', kind: 'user' });
    const { key } = await create(world(), { [id]: { accountId: ana.user.accountId } });
    const { body } = await send<Shown>('GET', `/issue/${key}?fields=${id}`);
    expect(body.fields[id]).toMatchObject({ displayName: 'Ana' });
    expect((await send('PUT', `/issue/${key}`, { fields: { [id]: { accountId: 'nobody' } } })).status).toBe(400);
  });
});

const numberOf = (key: string): number => Number(key.split('-')[1]);
