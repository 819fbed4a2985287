// Comments and links on the embedded Jira.

import { describe, expect, it } from 'vitest';
import { adf, create, jiraClient, useJira } from './jira-world.ts';

interface Said {
  readonly id: string;
  readonly body: unknown;
  readonly properties?: readonly object[];
}

interface Page {
  readonly total: number;
  readonly comments: readonly Said[];
}

describe('comments', () => {
  const world = useJira({ kind: 'cloud', limits: 'none' });

  it('are made with properties, which only the list by ids shows', async () => {
    const { send } = world();
    const { key } = await create(world());
    const properties = [{ key: 'sitrep', value: { note: 7 } }];
    const made = await send<Said>('POST', `/issue/${key}/comment`, { body: adf('Down since 9.'), properties });
    expect(made).toMatchObject({ status: 201, body: { body: adf('Down since 9.') } });
    const { body } = await send<Page>('GET', `/issue/${key}/comment`);
    expect(body.comments.map((one) => one.properties)).toEqual([undefined]);
    const listed = await send<{ values: Said[] }>('POST', '/comment/list?expand=properties', {
      ids: [Number(made.body.id), 1],
    });
    expect(listed.body.values).toMatchObject([{ id: made.body.id, properties }]);
    expect((await send('GET', `/comment/${made.body.id}/properties/sitrep`)).body).toEqual(properties[0]);
    expect((await send('PUT', `/comment/${made.body.id}/properties/other`, 1)).status).toBe(201);
  });

  it('are paged and ordered either way', async () => {
    const { send } = world();
    const { key } = await create(world());
    for (const text of ['one', 'two', 'three']) await send('POST', `/issue/${key}/comment`, { body: adf(text) });
    const texts = async (query: string): Promise<unknown> =>
      (await send<Page>('GET', `/issue/${key}/comment?${query}`)).body.comments.map(({ body }) => body);
    expect(await texts('orderBy=-created&maxResults=2')).toEqual([adf('three'), adf('two')]);
    expect(await texts('startAt=2')).toEqual([adf('three')]);
    expect((await send('GET', `/issue/${key}/comment?orderBy=author`)).status).toBe(400);
  });

  it('are changed and taken away by who wrote them, and by nobody else', async () => {
    const { send, jira, ana } = world();
    const { key } = await create(world());
    const made = await send<Said>('POST', `/issue/${key}/comment`, { body: adf('old') });
    const path = `/issue/${key}/comment/${made.body.id}`;
    expect(await send<Said>('PUT', path, { body: adf('new') })).toMatchObject({
      status: 200,
      body: { body: adf('new') },
    });
    const her = jiraClient(jira, ana, '3');
    expect((await her('PUT', path, { body: adf('hers') })).status).toBe(400);
    expect((await her('DELETE', path)).status).toBe(400);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).status).toBe(404);
  });

  it.each([
    ['nothing', { body: '' }, { errors: { comment: 'Comment body can not be empty!' } }],
    ['too much', { body: adf('x'.repeat(32_768)) }, { errorMessages: ['CONTENT_LIMIT_EXCEEDED'] }],
    [
      'no document',
      { body: { version: 1, type: 'doc', content: [{ type: 'nope' }] } },
      { errorMessages: ['INVALID_INPUT'] },
    ],
  ])('that say %s are refused', async (_what, body, refusal) => {
    const { key } = await create(world());
    expect(await world().send('POST', `/issue/${key}/comment`, body)).toMatchObject({ status: 400, body: refusal });
  });

  it('need the right to comment', async () => {
    const { send, jira, project, bot } = world();
    const { key } = await create(world());
    jira.permit(project, bot, ['BROWSE_PROJECTS']);
    const answer = await send('POST', `/issue/${key}/comment`, { body: adf('hi') });
    jira.permit(project, bot, 'all');
    expect(answer.body).toMatchObject({
      errorMessages: ['sitrep, you do not have the permission to comment on this issue.'],
    });
  });

  it('of people stand beside ours', async () => {
    const { send, jira, ana } = world();
    const { key } = await create(world());
    const id = jira.as(ana).comment(key, 'Is the CDN involved?');
    jira.as(ana).editComment(key, id, 'Is the CDN involved?\nAsking for support.');
    const { body } = await send<Page>('GET', `/issue/${key}/comment`);
    expect(body.comments).toMatchObject([
      { author: { displayName: 'Ana' }, body: adf('Is the CDN involved?', 'Asking for support.') },
    ]);
    jira.as(ana).removeComment(key, id);
    expect(jira.read().at(-1)?.comments).toEqual([]);
  });

  it('are 5,000 at most', { timeout: 30_000 }, async () => {
    const { send, jira, ana } = world();
    const { key } = await create(world());
    jira.lag(0);
    const issue = jira.snapshot();
    const full = [...issue.issues.values()].find((one) => one.key === key);
    for (let at = 0; at < 5000; at += 1) full?.comments.push({ ...blank, id: 1_000_000 + at, authorId: ana.user.id });
    jira.restore(issue);
    expect((await send('POST', `/issue/${key}/comment`, { body: adf('one more') })).status).toBe(413);
  });
});

const blank = {
  created: '2026-03-14T09:00:00.000Z',
  updated: '2026-03-14T09:00:00.000Z',
  updaterId: 0,
  visibility: undefined,
  body: { form: 'wiki', text: 'x' },
  properties: new Map(),
} as const;

describe('remote links', () => {
  const world = useJira({ kind: 'cloud', limits: 'none' });
  const link = {
    globalId: 'system=https://gitlab.test&id=7:42#incident',
    application: { type: 'gitlab', name: 'GitLab' },
    relationship: 'mirrors',
    object: { url: 'https://gitlab.test/a/-/issues/42', title: 'Incident 42', status: { resolved: false } },
  };

  it('with a global id are made once, and what a repeat leaves out is gone', async () => {
    const { send, jira } = world();
    const { key } = await create(world());
    const path = `/issue/${key}/remotelink`;
    const made = await send('POST', path, link);
    const { relationship: _gone, ...less } = link;
    const again = await send('POST', path, { ...less, object: { ...link.object, status: { resolved: true } } });
    expect([made.status, again.status, again.body['id']]).toEqual([201, 200, made.body['id']]);
    const all = await send<Record<string, unknown>[]>('GET', path);
    expect(all.body).toMatchObject([{ globalId: link.globalId, object: { status: { resolved: true } } }]);
    expect(all.body[0]).not.toHaveProperty('relationship');
    expect(jira.read().at(-1)?.remoteLinks).toHaveLength(1);
  });

  it('are found and taken away by their global id', async () => {
    const { send } = world();
    const { key } = await create(world());
    const path = `/issue/${key}/remotelink`;
    await send('POST', path, link);
    const one = `${path}?globalId=${encodeURIComponent(link.globalId)}`;
    expect((await send('GET', one)).body).toMatchObject({ globalId: link.globalId });
    expect((await send('DELETE', one)).status).toBe(204);
    expect((await send('DELETE', one)).status).toBe(404);
    expect((await send('GET', path)).body).toEqual([]);
  });

  it.each([
    ['a title', { object: { url: 'https://x.test' } }, { title: "'title' is required." }],
    ['an address', { object: { title: 'x' } }, { url: "'url' is required." }],
  ])('need %s', async (_what, body, errors) => {
    const { jira, bot } = world();
    const { key } = await create(world());
    // Not a request that the contract allows, so it goes past the check of requests: by v2, which is the same here.
    const send = jiraClient(jira, bot, '2');
    expect(await send('POST', `/issue/${key}/remotelink`, body)).toMatchObject({ status: 400, body: { errors } });
  });
});

describe('links between issues', () => {
  const world = useJira({ kind: 'cloud', limits: 'none' });

  it('are made once, however often, while their comments are not', async () => {
    const { send, jira } = world();
    const [cause, copy] = [await create(world()), await create(world())];
    const body = {
      type: { name: 'Duplicate' },
      inwardIssue: { key: cause.key },
      outwardIssue: { key: copy.key },
      comment: { body: adf('the same') },
    };
    expect((await send('POST', '/issueLink', body)).status).toBe(201);
    expect((await send('POST', '/issueLink', body)).status).toBe(201);
    const views = jira.read();
    expect(views.at(-1)?.links).toEqual([{ says: 'is duplicated by', key: cause.key }]);
    expect(views.at(-2)).toMatchObject({ links: [{ says: 'duplicates', key: copy.key }], comments: [{}, {}] });
    const { body: shown } = await send<{ fields: { issuelinks: object[] } }>('GET', `/issue/${copy.key}`);
    expect(shown.fields.issuelinks).toMatchObject([{ type: { name: 'Duplicate' }, inwardIssue: { key: cause.key } }]);
  });

  it('need a type and two issues that are there', async () => {
    const { send } = world();
    const { key } = await create(world());
    const link = (type: string, other: string): object => ({
      type: { name: type },
      inwardIssue: { key },
      outwardIssue: { key: other },
    });
    expect((await send('POST', '/issueLink', link('Adores', key))).status).toBe(404);
    expect((await send('POST', '/issueLink', link('Blocks', 'OPS-9999'))).status).toBe(404);
  });
});
