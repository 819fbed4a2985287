// Reviews as pages: made once, found again by title, updated from the version that was read, and what can go wrong.

import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectConfluence } from '../../src/confluence/confluence.ts';
import type { Confluence, Page, PageText } from '../../src/confluence/port.ts';
import type { Outcome } from '../../src/http/outcome.ts';
import type { Account } from '../../src/sandbox/atlassian/accounts.ts';
import { type Confluence as Sandbox, startConfluence } from '../../src/sandbox/confluence/confluence.ts';
import type { Space } from '../../src/sandbox/confluence/store.ts';
import { parse } from '../../src/text/parse.ts';

let sandbox: Sandbox;
let bot: Account;
let ana: Account;
let space: Space;
let confluence: Confluence;

beforeEach(async () => {
  sandbox = await startConfluence({ now: '2026-03-11T04:00:00Z' });
  bot = sandbox.addUser({ name: 'sitrep', displayName: 'Sitrep', email: 'sitrep@example.com' });
  ana = sandbox.addUser({ name: 'ana', displayName: 'Ana' });
  space = sandbox.addSpace({ key: 'OPS' });
  confluence = connect();
});
afterEach(() => sandbox.close());

/** Another run: nothing is remembered. */
function connect(url = sandbox.url, siteUrl?: string): Confluence {
  const { clock } = sandbox;
  const time = { now: clock.now, random: () => 0, sleep: async (ms: number) => clock.advance(ms / 60_000) };
  return connectConfluence({ url, siteUrl, email: bot.user.email, token: bot.token, timeoutMs: 2_000, time });
}

const TITLE = 'PIR: ops/incidents#12 Array 3 lost power';
const URL = 'https://gitlab.example.com/ops/incidents/-/issues/12';

const review = (hash = 'aaa', markdown = '# Summary\n\nArray 3 was *dark*.', title = TITLE): PageText => ({
  title,
  body: parse(markdown),
  url: URL,
  hash,
});

function done<T>(outcome: Outcome<T>): T {
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describe('a page', () => {
  it('is made below the home of its space, and read back by id and by title in any case', async () => {
    const page = done(await confluence.create('ops', undefined, review()));
    expect(page).toEqual({
      id: expect.stringMatching(/^\d+$/),
      title: TITLE,
      version: 1,
      url: expect.stringMatching(/\/wiki\/spaces\/OPS\/pages\/\d+\//),
      hash: 'aaa',
      ourVersion: 1,
      archived: false,
    });
    expect(await connect().page(page.id)).toEqual(page);
    expect(await connect().pageTitled('OPS', TITLE.toUpperCase())).toEqual(page);
    expect(sandbox.read()).toMatchObject([{ parent: 'OPS Home', title: TITLE, createdBy: 'Sitrep' }]);
    expect(sandbox.read()[0]?.text).toContain('Array 3 was dark.');
  });

  it('is made below the page that is named', async () => {
    const parent = done(await confluence.create('OPS', undefined, review('aaa', 'x', 'Reviews')));
    done(await confluence.create('OPS', parent.id, review()));
    expect(sandbox.read()[1]).toMatchObject({ title: TITLE, parent: 'Reviews' });
  });

  it('is not made twice under one title, archived ones counted', async () => {
    const page = done(await confluence.create('OPS', undefined, review()));
    const taken = {
      outcome: 'refused',
      status: 400,
      reason: expect.stringMatching(/^A page with this title already exists/),
    };
    expect(await connect().create('OPS', undefined, review('bbb'))).toMatchObject(taken);
    sandbox.as(ana).archive(page.id);
    expect(await connect().create('OPS', undefined, review('bbb'))).toMatchObject(taken);
    expect(await connect().pageTitled('OPS', TITLE)).toMatchObject({ id: page.id, archived: true, hash: 'aaa' });
  });

  it('is updated from the version that was read, and refused where somebody was there in between', async () => {
    const first = done(await confluence.create('OPS', undefined, review()));
    const second = done(await confluence.update(first, review('bbb', 'Array 3 is back.')));
    expect(second).toMatchObject({ id: first.id, version: 2, ourVersion: 2, hash: 'bbb' });
    expect(await connect().page(first.id)).toEqual(second);
    sandbox.as(ana).edit(first.id, 'I know better');
    expect(await confluence.update(second, review('ccc'))).toMatchObject({ outcome: 'refused', status: 409 });
    expect(sandbox.read()[0]?.text).toBe('I know better');
    const edited = await connect().page(first.id);
    expect(edited).toMatchObject({ version: 3, ourVersion: 2, hash: 'bbb' });
    done(await confluence.update(edited ?? second, review('ccc', 'Both.')));
    expect(await connect().page(first.id)).toMatchObject({ version: 4, ourVersion: 4, hash: 'ccc' });
  });

  it('of somebody else is not ours', async () => {
    sandbox.as(ana).create(space, TITLE, 'mine');
    expect(await confluence.pageTitled('OPS', TITLE)).toMatchObject({ hash: undefined, ourVersion: undefined });
  });

  it('that was renamed or moved stays the same page', async () => {
    const page = done(await confluence.create('OPS', undefined, review()));
    sandbox.as(ana).rename(page.id, 'Array 3, March');
    expect(await connect().page(page.id)).toMatchObject({ title: 'Array 3, March', hash: 'aaa' });
    expect(await connect().pageTitled('OPS', TITLE)).toBeUndefined();
  });

  it('is put into the trash, and it is no matter that it is gone already', async () => {
    const page = done(await confluence.create('OPS', undefined, review()));
    done(await confluence.remove(page.id));
    done(await confluence.remove(page.id));
    expect(await confluence.page(page.id)).toBeUndefined();
    expect(await confluence.pageTitled('OPS', TITLE)).toBeUndefined();
    expect(sandbox.read()).toMatchObject([{ status: 'trashed' }]);
  });

  it('keeps to the limit of a title, and may be much longer than a ticket', async () => {
    const long = Array.from({ length: 4_000 }, (_, n) => `Line ${n} of the timeline.\n`).join('\n');
    const page = done(await confluence.create('OPS', undefined, review('aaa', long, `PIR\n${'😀'.repeat(300)}`)));
    expect(page.title.length).toBeLessThanOrEqual(255);
    expect(await connect().pageTitled('OPS', `PIR\n${'😀'.repeat(300)}`)).toMatchObject({ id: page.id });
    expect(sandbox.read()[0]?.text).toContain('Line 1500 of the timeline.');
  });

  it('calls nobody, whatever is in the text', async () => {
    const hostile = 'Hello <ac:link><ri:user ri:account-id="1"/></ac:link> @ana [~ana] <adf>{"type":"mention"}</adf>';
    done(await confluence.create('OPS', undefined, review('aaa', hostile)));
    expect(sandbox.received().replaceAll(/\\"text\\":\\"(?:[^"])*"/g, '')).not.toMatch(
      /"type\\?":\\?"mention|<ac:|<ri:/,
    );
  });
});

describe.each([
  ['create', 'POST', /\/pages$/],
  ['update', 'PUT', /\/pages\/\d+$/],
  ['remove', 'DELETE', /\/pages\/\d+$/],
] as const)('%s', (name, method, path) => {
  let page: Page;
  const send = (): Promise<Outcome<unknown>> => {
    if (name === 'create') return confluence.create('OPS', undefined, review('new', 'x', 'Another'));
    return name === 'update' ? confluence.update(page, review('new')) : confluence.remove(page.id);
  };
  /** Whether it was done, by looking. */
  const look = async (): Promise<boolean> => {
    if (name === 'create') return (await connect().pageTitled('OPS', 'Another'))?.hash === 'new';
    const there = await connect().page(page.id);
    return name === 'update' ? there?.hash === 'new' && there.ourVersion === there.version : there === undefined;
  };

  beforeEach(async () => {
    page = done(await confluence.create('OPS', undefined, review()));
  });

  it('is unknown where the line is cut after it was done, and looking again finds it done', async () => {
    sandbox.faults.add({ method, path, act: { do: 'cut-after' } });
    expect(await send()).toEqual({ outcome: 'unknown', reason: 'the connection was cut' });
    expect(await look()).toBe(true);
  });

  it.each([
    ['the line is cut before', { do: 'cut-before' }],
    ['a gateway answers', { do: 'answer', status: 502, body: '<html></html>' }],
  ] as const)('is unknown where %s, and looking again finds it not done', async (_what, act) => {
    sandbox.faults.add({ method, path, act });
    expect(await send()).toMatchObject({ outcome: 'unknown' });
    expect(await look()).toBe(false);
    done(await send());
    expect(await look()).toBe(true);
  });

  it('is refused by a long limit and where nobody answers', async () => {
    sandbox.faults.add({ method, path, act: { do: 'throttle', seconds: 600 } });
    expect(await send()).toMatchObject({ outcome: 'refused', status: 429, retryAfterSeconds: 600 });
    confluence = connect();
    await sandbox.down();
    expect(await send()).toMatchObject({ outcome: 'refused', status: 0, reason: expect.stringContaining('down') });
    const asked = confluence.requests.count;
    expect(await send()).toMatchObject({ outcome: 'refused', status: 0 });
    expect(confluence.requests.count, 'a service that is down is asked once').toBe(asked);
    await sandbox.up();
    expect(await look()).toBe(false);
  });

  it('is refused without the right to it, with what to do', async () => {
    sandbox.permit(space, bot, ['view']);
    expect(await send()).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('View and Add pages') });
    expect(await look()).toBe(false);
  });
});

it('what was written is known though the second request, for the property, never came', async () => {
  sandbox.faults.add({ path: /\/properties/, times: Infinity, act: { do: 'cut-before' } });
  done(await confluence.create('OPS', undefined, review()));
  sandbox.faults.clear();
  expect(sandbox.read()[0]?.properties).toEqual({});
  expect(await connect().pageTitled('OPS', TITLE)).toMatchObject({ hash: 'aaa', ourVersion: 1 });
});

it.each([
  [401, /expired \(after a year at most\).*SITREP_CONFLUENCE_TOKEN/],
  [403, /View and Add pages/],
  [410, /Confluence Cloud only/],
  [500, /down/],
])('says what to do about %d', async (status, words) => {
  sandbox.faults.add({ path: /\/spaces/, act: { do: 'answer', status, body: {} } });
  await expect(confluence.pageTitled('OPS', TITLE)).rejects.toThrow(words);
});

it('a space that is not there, or not for us, is named', async () => {
  await expect(confluence.pageTitled('NONE', TITLE)).rejects.toThrow(/no space NONE.*confluence\.space/);
  expect(await confluence.create('NONE', undefined, review())).toMatchObject({ outcome: 'refused', status: 404 });
});

it('a token with scopes works at the gateway, the address may end in /wiki, and links lead to the site', async () => {
  bot = sandbox.addToken(bot, {
    // None for properties, which are not vital.
    scopes: ['read:page:confluence', 'write:page:confluence', 'delete:page:confluence', 'read:space:confluence'],
  });
  await expect(connect().pageTitled('OPS', TITLE)).rejects.toThrow(
    /works only at https:\/\/api\.atlassian\.com\/ex\/confluence/,
  );
  const gateway = connect(`${sandbox.gatewayUrl}/wiki/`, 'https://acme.atlassian.net/wiki');
  const page = done(await gateway.create('OPS', undefined, review()));
  expect(page.url).toMatch(/^https:\/\/acme\.atlassian\.net\/wiki\/spaces\/OPS\/pages\//);
  expect(await gateway.page(page.id)).toEqual(page);
});

it('nothing that can be printed holds the token, though the server echoes it', async () => {
  const basic = bot.authorization.split(' ')[1] ?? '';
  const body = { errors: [{ status: 400, title: `bad ${bot.token} ${basic}`, detail: null }] };
  sandbox.faults.add({ path: /\/pages/, times: Infinity, act: { do: 'answer', status: 400, body } });
  const ends = [
    confluence,
    await confluence.create('OPS', undefined, review()),
    await confluence.pageTitled('OPS', 'a secret title').catch((error: unknown) => error),
  ];
  const printed = inspect(ends, { depth: Infinity, showHidden: true });
  expect(printed).toContain('bad [secret] [secret]');
  expect(printed).not.toContain(bot.token);
  expect(printed).not.toContain(basic);
  expect(printed, 'nor the words of people').not.toContain('secret%20title');
});

describe('a space', () => {
  it('says whether pages may be added; one that is not for us says nothing', async () => {
    expect(await confluence.mayAddPages('ops')).toBe(true);
    sandbox.permit(space, bot, ['view']);
    expect(await connect().mayAddPages('OPS')).toBe(false);
    sandbox.permit(space, bot, []);
    expect(await connect().mayAddPages('OPS')).toBeUndefined();
  });
});
