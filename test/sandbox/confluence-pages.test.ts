// The embedded Confluence: pages that are made once, changed by version, found by title, and seen by whom they may.

import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Account } from '../../src/sandbox/atlassian/accounts.ts';
import { type Confluence, startConfluence } from '../../src/sandbox/confluence/confluence.ts';
import type { Space } from '../../src/sandbox/confluence/store.ts';
import { contract } from '../contracts.ts';

const examples = contract('../confluence/examples/', 'the shapes of the embedded Confluence against examples');

interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

interface Page {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly parentId: string | null;
  readonly version: { readonly number: number };
  readonly body: Readonly<Record<string, { readonly value: string }>>;
}

interface List<T> {
  readonly results: readonly T[];
  readonly _links: { readonly next?: string };
}

type Send = <T = Record<string, unknown>>(method: string, path: string, body?: unknown) => Promise<Answer<T>>;

function clientFor(url: string, account: Account | undefined): Send {
  return async <T>(method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/wiki/api/v2${path}`, {
      method,
      headers: {
        ...(account ? { Authorization: account.authorization } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const answer: T = json ? JSON.parse(text) : text;
    return { status: response.status, body: answer, headers: response.headers };
  };
}

let confluence: Confluence;
let bot: Account;
let ana: Account;
let space: Space;
let send: Send;

beforeAll(async () => {
  confluence = await startConfluence({ now: '2026-03-14T09:00:00Z', limits: 'none' });
  bot = confluence.addUser({ name: 'sitrep' });
  ana = confluence.addUser({ name: 'ana', displayName: 'Ana' });
  space = confluence.addSpace({ key: 'OPS', name: 'Operations' });
  send = clientFor(confluence.url, bot);
});
afterAll(() => confluence.close());

const storage = (value: string): object => ({ representation: 'storage', value });
const page = (title: string, rest: object = {}): object => ({
  spaceId: String(space.id),
  status: 'current',
  title,
  body: storage('<p>What happened</p>'),
  ...rest,
});

async function create(title: string, rest: object = {}): Promise<Page> {
  const answer = await send<Page>('POST', '/pages', page(title, rest));
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}

const edit = ({ id, title }: Page, number: number, rest: object = {}): object => ({
  id,
  status: 'current',
  title,
  body: storage('<p>more</p>'),
  version: { number, message: 'synced' },
  ...rest,
});

const reason = (title: unknown): object => ({ errors: [expect.objectContaining({ title })] });
const TAKEN = reason(expect.stringMatching(/^A page with this title already exists/));

describe('a page', () => {
  it('is made under the home of its space, or at the top', async () => {
    const made = await create('PIR: made');
    const [home] = (await send<List<{ id: string; homepageId: string }>>('GET', '/spaces?keys=ops')).body.results;
    expect(made).toMatchObject({ version: { number: 1 }, parentId: home?.homepageId, status: 'current' });
    const top = await send<Page>('POST', '/pages?root-level=true', page('PIR: top'));
    expect(top.body.parentId).toBeNull();
    expect((await create('PIR: below', { parentId: made.id })).parentId).toBe(made.id);
    expect(confluence.read().at(-1)).toMatchObject({ title: 'PIR: below', parent: 'PIR: made', createdBy: 'sitrep' });
  });

  it.each([
    ['no title', { title: '' }, 'Title is required.'],
    ['a title of 256', { title: 'x'.repeat(256) }, 'Title cannot be longer than 255 characters.'],
    ['another representation', { body: { representation: 'markdown', value: '' } }, /representation/],
    ['storage that is no XHTML', { body: storage('<p>a<p>') }, /Error parsing xhtml/],
    ['a name that XML does not know', { body: storage('<p>&nbsp;</p>') }, /Error parsing xhtml/],
    [
      'a document that is none',
      { body: { representation: 'atlas_doc_format', value: '{"type":"doc"}' } },
      /not a valid Atlassian Document/,
    ],
    ['a document that is no text', { body: { representation: 'atlas_doc_format', value: {} } }, /must be a string/],
  ])('is refused with %s', async (_what, wrong, title) => {
    const answer = await send('POST', '/pages', page('PIR: wrong', wrong));
    const said = typeof title === 'string' ? title : expect.stringMatching(title);
    expect(answer).toMatchObject({ status: 400, body: reason(said) });
  });

  it.each([
    ['storage', '<p>1 &lt; 2 &amp; <strong>3</strong><br/><ac:link><![CDATA[<b>]]></ac:link></p>'],
    ['atlas_doc_format', JSON.stringify({ version: 1, type: 'doc', content: [{ type: 'paragraph' }] })],
  ])('keeps its text in %s as it was sent', async (representation, value) => {
    const made = await create(`PIR: in ${representation}`, { body: { representation, value } });
    const bare = await send<Page>('GET', `/pages/${made.id}`);
    expect(bare.body.body).toEqual({});
    const shown = await send<Page>('GET', `/pages/${made.id}?body-format=${representation}`);
    expect(shown.body.body[representation]?.value).toBe(value);
  });

  it('has a title that no other has, whatever its case, in the archive too, but not in the trash', async () => {
    const first = await create('PIR: only once');
    expect(await send('POST', '/pages', page('pir: ONLY once'))).toMatchObject({ status: 400, body: TAKEN });
    confluence.as(ana).archive(first.id);
    expect(await send('POST', '/pages', page('PIR: only once'))).toMatchObject({ status: 400, body: TAKEN });
    const found = await send<List<Page>>(
      'GET',
      `/pages?space-id=${space.id}&title=PIR%3A%20Only%20Once&status=archived`,
    );
    expect(found.body.results).toMatchObject([{ id: first.id, status: 'archived' }]);
    expect((await send('PUT', `/pages/${first.id}`, edit(first, 3))).status).toBe(400);
    expect((await send('DELETE', `/pages/${first.id}`)).status).toBe(204);
    expect((await send('GET', `/pages/${first.id}`)).status).toBe(404);
    const second = await create('PIR: only once');
    const other = await create('PIR: another');
    expect(await send('PUT', `/pages/${other.id}`, edit({ ...other, title: second.title }, 2))).toMatchObject({
      status: 400,
      body: TAKEN,
    });
  });

  it('is changed by the next version alone', async () => {
    const made = await create('PIR: versions');
    const path = `/pages/${made.id}`;
    expect(await send('PUT', path, edit(made, 2))).toMatchObject({ status: 200, body: { version: { number: 2 } } });
    confluence.as(ana).edit(made.id, 'a person was here');
    expect(await send('PUT', path, edit(made, 3))).toMatchObject({
      status: 409,
      body: reason('Version must be incremented on update. Current version is: 3'),
    });
    expect(await send('PUT', path, edit(made, 4))).toMatchObject({ status: 200, body: { version: { number: 4 } } });
    expect((await send('PUT', path, { ...edit(made, 5), version: undefined })).status).toBe(400);
    expect((await send('PUT', path, { ...edit(made, 5), id: '1' })).status).toBe(400);
  });

  it('is found by its title after a person gave it another', async () => {
    const made = await create('PIR: before');
    confluence.as(ana).rename(made.id, 'PIR: after');
    const titled = async (title: string): Promise<readonly Page[]> =>
      (await send<List<Page>>('GET', `/pages?title=${encodeURIComponent(title)}`)).body.results;
    expect(await titled('PIR: before')).toEqual([]);
    expect(await titled('pir: AFTER')).toMatchObject([{ id: made.id, version: { number: 2 } }]);
    expect(confluence.read().find(({ id }) => id === made.id)).toMatchObject({
      changedBy: 'Ana',
      text: 'What happened',
    });
  });

  it('has properties, each with versions of its own', async () => {
    const made = await create('PIR: properties');
    const path = `/pages/${made.id}/properties`;
    const first = await send<{ id: string }>('POST', path, { key: 'sitrep', value: { hash: 'a' } });
    expect(first).toMatchObject({ status: 200, body: { key: 'sitrep', version: { number: 1 } } });
    expect((await send('POST', path, { key: 'sitrep', value: 1 })).status).toBe(400);
    const one = `${path}/${first.body.id}`;
    const changed = { key: 'sitrep', value: { hash: 'b' }, version: { number: 2 } };
    expect((await send('PUT', one, changed)).status).toBe(200);
    expect((await send('PUT', one, changed)).status).toBe(409);
    expect((await send<List<object>>('GET', `${path}?key=sitrep`)).body.results).toMatchObject([
      { value: { hash: 'b' } },
    ]);
    expect((await send<List<object>>('GET', `${path}?key=other`)).body.results).toEqual([]);
    expect((await send('GET', `/pages/${made.id}`)).body).toMatchObject({ version: { number: 1 } });
    expect((await send('DELETE', one)).status).toBe(204);
    expect((await send('GET', one)).status).toBe(404);
  });

  it('of a list comes with the way to the next', async () => {
    const other = confluence.addSpace({ key: 'MANY' });
    for (const at of [1, 2, 3]) confluence.as(ana).create(other, `Page ${at}`, 'x');
    const titles: string[] = [];
    let path: string | undefined = `/pages?space-id=${other.id}&limit=3`;
    while (path !== undefined) {
      const { body, headers }: Answer<List<Page>> = await send('GET', path);
      titles.push(...body.results.map(({ title }) => title));
      const next: string | undefined = body._links.next;
      expect(headers.get('link')).toEqual(next === undefined ? null : expect.stringContaining(`<${next}>; rel="next"`));
      path = next?.replace('/wiki/api/v2', '');
    }
    expect(titles).toEqual(['MANY Home', 'Page 1', 'Page 2', 'Page 3']);
    expect((await send('GET', '/pages?limit=251')).status).toBe(400);
    expect((await send('GET', '/pages?cursor=x')).status).toBe(400);
  });
});

describe('who may do what', () => {
  it('is hidden behind what is not there', async () => {
    const secret = confluence.addSpace({
      key: 'SEC',
      private: true,
      members: [[ana, ['view', 'add', 'edit', 'delete']]],
    });
    const id = confluence.as(ana).create(secret, 'Hidden', 'x');
    expect((await send<List<object>>('GET', '/spaces?keys=SEC')).body.results).toEqual([]);
    expect((await send('GET', `/pages/${id}`)).status).toBe(404);
    expect((await send('POST', '/pages', page('New', { spaceId: String(secret.id) }))).status).toBe(404);
    confluence.permit(secret, bot, ['view']);
    const seen = await send<Page>('GET', `/pages/${id}`);
    expect(seen.status).toBe(200);
    expect((await send('PUT', `/pages/${id}`, edit(seen.body, 2))).status).toBe(404);
    expect((await send('DELETE', `/pages/${id}`)).status).toBe(404);
  });

  it('needs good credentials at the right door', async () => {
    const scoped = confluence.addToken(bot, { scopes: ['read:space:confluence', 'read:page:confluence'] });
    expect((await clientFor(confluence.url, undefined)('GET', '/spaces')).status).toBe(401);
    expect((await clientFor(confluence.url, scoped)('GET', '/spaces')).status).toBe(401);
    const gateway = clientFor(confluence.gatewayUrl, scoped);
    expect((await gateway('GET', '/spaces')).status).toBe(200);
    expect((await gateway('POST', '/pages', page('PIR: scoped'))).status).toBe(401);
    const headers = { Authorization: bot.authorization };
    for (const path of ['/api/v2/spaces', '/rest/api/content']) {
      expect((await fetch(`${confluence.url}${path}`, { headers })).status).toBe(404);
    }
    expect((await fetch(`${confluence.url}/wiki/rest/api/content?title=x`, { headers })).status).toBe(410);
    const me = await fetch(`${confluence.url}/wiki/rest/api/user/current`, { headers });
    expect(await me.json()).toMatchObject({ accountId: bot.user.accountId });
  });
});

describe('a Confluence that fails', () => {
  it('takes 5 MB and no more', async () => {
    const large = page('PIR: large', { body: storage('x'.repeat(5 * 1024 * 1024)) });
    expect((await send('POST', '/pages', large)).status).toBe(413);
  });

  it.each([
    ['before it did the work', 'cut-before', 0],
    ['after it did the work', 'cut-after', 1],
  ] as const)('cuts the line %s', async (when, act, made) => {
    const before = confluence.read().length;
    confluence.faults.add({ method: 'POST', path: /\/pages$/, act: { do: act } });
    await expect(send('POST', '/pages', page(`PIR: cut ${when}`))).rejects.toThrow();
    expect(confluence.read().length - before).toBe(made);
  });

  it('throttles, is down, comes back, is put back, and forgets nothing that it was sent', async () => {
    confluence.faults.add({ act: { do: 'throttle', seconds: 9 } });
    const limited = await send('GET', '/spaces');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '9']);
    const before = confluence.snapshot();
    const view = confluence.read();
    const made = await create('PIR: a canary sings');
    await confluence.down();
    await expect(send('GET', `/pages/${made.id}`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await confluence.up();
    expect((await send('GET', `/pages/${made.id}`)).status).toBe(200);
    confluence.restore(before);
    expect(confluence.read()).toEqual(view);
    expect(confluence.received()).toContain('PIR: a canary sings');
    expect(confluence.received() + JSON.stringify(confluence.requests.all)).not.toContain(bot.token);
  });

  it('lets an endpoint be asked so often a second', async () => {
    const busy = await startConfluence({ now: '2026-03-14T09:00:00Z' });
    const ask = clientFor(busy.url, busy.addUser({ name: 'busy' }));
    const statuses = await Promise.all(Array.from({ length: 101 }, async () => (await ask('GET', '/spaces')).status));
    busy.clock.advance(1 / 60);
    statuses.push((await ask('GET', '/spaces')).status);
    await busy.close();
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(200);
  });
});

describe.skipIf(!examples)('the shapes of the examples', () => {
  it.each([
    ['createPage.200', async () => (await send('POST', '/pages', page('PIR: shape'))).body],
    ['getPages.byTitle.200', async () => (await send('GET', '/pages?title=PIR%3A%20shape')).body],
    [
      'createPage.duplicateTitle.400',
      async () => {
        await send('POST', '/pages', page('PIR: twice'));
        return (await send('POST', '/pages', page('PIR: twice'))).body;
      },
    ],
    ['updatePage.versionConflict.409', async () => (await send('PUT', ...(await stale()))).body],
    [
      'contentProperty.200',
      async () => {
        const { id } = await create('PIR: property');
        return (await send('POST', `/pages/${id}/properties`, { key: 'k', value: { incident: 'x', hash: 'y' } })).body;
      },
    ],
  ])('%s has nothing that the answer lacks', async (name, answer) => {
    expect(missing(exampleOf(name), await answer(), name)).toEqual([]);
  });

  async function stale(): Promise<[path: string, body: object]> {
    const made = await create('PIR: stale');
    return [`/pages/${made.id}`, edit(made, 7)];
  }
});

function exampleOf(name: string): unknown {
  const file = new URL(`${name}.json`, examples);
  if (!existsSync(file)) throw new Error(`there is no example ${name}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** What the example has and the answer has not, or has as another type. */
function missing(example: unknown, answer: unknown, path: string): string[] {
  if (Array.isArray(example)) return Array.isArray(answer) ? missing(example[0], answer[0], `${path}[0]`) : [path];
  if (typeof example !== 'object' || example === null) {
    return typeof answer === typeof example ? [] : [`${path} is ${typeof answer}`];
  }
  if (typeof answer !== 'object' || answer === null) return [`${path} is no object`];
  const has: Readonly<Record<string, unknown>> = { ...answer };
  return Object.entries(example).flatMap(([key, value]) =>
    key in has ? missing(value, has[key], `${path}.${key}`) : [`${path}.${key} is missing`],
  );
}
