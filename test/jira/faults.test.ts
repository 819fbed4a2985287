// What can go wrong with a write, and that looking again tells what became of it.

import { afterEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/http/outcome.ts';
import type { Kind } from '../../src/jira/client.ts';
import type { Jira } from '../../src/jira/port.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import { parse } from '../../src/text/parse.ts';
import { done, GITLAB, KINDS, MARK, makeWorld, START, ticket, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

interface Write {
  readonly name: string;
  readonly method: string;
  readonly path: RegExp;
  send(jira: Jira): Promise<Outcome<unknown>>;
  /** Whether it was done, by looking. */
  look(jira: Jira): Promise<boolean>;
}

const LINK = { globalId: 'incident', url: GITLAB, title: 'Incident 12' };
const COMMENT = { key: 'sitrep:1', text: parse('array 3 is dark'), url: GITLAB };

/** On INC-1, which has the comment `old` and the link `old`. */
const writes: readonly Write[] = [
  {
    name: 'create',
    method: 'POST',
    path: /\/issue$/,
    send: (jira) => jira.create(ticket({ mark: 'second' })),
    look: async (jira) => (await jira.find('INC', 'second', START)) !== undefined,
  },
  {
    name: 'change',
    method: 'PUT',
    path: /\/issue\/INC-1$/,
    send: (jira) => jira.change('INC-1', { url: GITLAB, summary: 'Array 4' }),
    look: async (jira) => (await jira.ticket('INC-1'))?.summary === 'Array 4',
  },
  {
    name: 'transition',
    method: 'POST',
    path: /transitions/,
    send: (jira) => jira.transition('INC-1', { category: 'done' }),
    look: async (jira) => (await jira.ticket('INC-1'))?.status.category === 'done',
  },
  {
    name: 'comment',
    method: 'POST',
    path: /\/comment$/,
    send: (jira) => jira.comment('INC-1', COMMENT),
    look: async (jira) => (await jira.comments('INC-1', undefined)).some(({ key }) => key === COMMENT.key),
  },
  {
    name: 'removeComment',
    method: 'DELETE',
    path: /\/comment\//,
    send: async (jira) => jira.removeComment('INC-1', await oldComment(jira)),
    look: async (jira) => (await jira.comments('INC-1', undefined)).length === 0,
  },
  {
    name: 'removeLink',
    method: 'DELETE',
    path: /remotelink/,
    send: (jira) => jira.removeLink('INC-1', 'old'),
    look: async (jira) => (await jira.links('INC-1')).length === 0,
  },
];
const setLink: Write = {
  name: 'setLink',
  method: 'POST',
  path: /remotelink/,
  send: (jira) => jira.setLink('INC-1', LINK),
  look: async (jira) => (await jira.links('INC-1')).some(({ globalId }) => globalId === 'incident'),
};

async function oldComment(jira: Jira): Promise<string> {
  return (await jira.comments('INC-1', undefined))[0]?.id ?? '';
}

async function prepared(kind: Kind): Promise<World> {
  world = await makeWorld({ kind });
  const { jira } = world;
  done(await jira.create(ticket()));
  done(await jira.comment('INC-1', { ...COMMENT, key: 'old' }));
  done(await jira.setLink('INC-1', { ...LINK, globalId: 'old' }));
  return world;
}

function struck(write: Write, act: FaultAct): void {
  world.sandbox.faults.add({ method: write.method, path: write.path, act });
}

const HTML = '<html><body>Bad gateway</body></html>';
const cases = KINDS.flatMap((kind) => writes.map((write) => ({ kind, name: write.name, write })));

describe.each(cases)('$kind: $name', ({ kind, write }) => {
  it('is unknown where the line is cut after it was done, and looking again finds it done', async () => {
    const { jira, connect } = await prepared(kind);
    struck(write, { do: 'cut-after' });
    expect(await write.send(jira)).toEqual({ outcome: 'unknown', reason: 'the connection was cut' });
    expect(await write.look(jira), 'the same run').toBe(true);
    expect(await write.look(connect()), 'the next run').toBe(true);
  });

  it.each([
    ['the line is cut before it was done', { do: 'cut-before' }],
    ['something answers 502', { do: 'answer', status: 502, body: HTML }],
    ['something answers 200 with a page', { do: 'answer', status: 200, body: HTML }],
  ] as const)('is unknown where %s, and looking again finds it not done', async (_what, act) => {
    const { jira } = await prepared(kind);
    struck(write, act);
    expect(await write.send(jira)).toMatchObject({ outcome: 'unknown' });
    expect(await write.look(jira)).toBe(false);
    done(await write.send(jira));
    expect(await write.look(jira)).toBe(true);
  });

  it('waits for a short limit, and is done once', async () => {
    const { jira } = await prepared(kind);
    struck(write, { do: 'throttle', seconds: 20 });
    const before = world.sandbox.clock.now();
    done(await write.send(jira));
    expect(world.sandbox.clock.now() - before).toBeGreaterThanOrEqual(20_000);
  });

  it('is refused by a long limit, with the time to come back', async () => {
    const { jira } = await prepared(kind);
    struck(write, { do: 'throttle', seconds: 600 });
    expect(await write.send(jira)).toMatchObject({ outcome: 'refused', status: 429, retryAfterSeconds: 600 });
  });

  it('is refused where nobody answers, and done when Jira is back', async () => {
    const { sandbox, connect } = await prepared(kind);
    const jira = connect();
    await jira.me();
    await jira.kind();
    await sandbox.down();
    const end = await write.send(jira).catch((error: unknown) => error);
    expect(end).toMatchObject({ status: 0, reason: expect.stringContaining('Jira or the way to it is down') });
    await sandbox.up();
    expect(await write.look(connect())).toBe(false);
    done(await write.send(connect()));
  });
});

describe.each(KINDS)('%s: setting a link', (kind) => {
  it('is refused by a long limit and where nobody answers', async () => {
    const { jira, sandbox, connect } = await prepared(kind);
    struck(setLink, { do: 'throttle', seconds: 600 });
    expect(await setLink.send(jira)).toMatchObject({ outcome: 'refused', status: 429, retryAfterSeconds: 600 });
    await sandbox.down();
    expect(await setLink.send(connect())).toMatchObject({ outcome: 'refused', status: 0 });
    await sandbox.up();
    expect(await setLink.look(connect())).toBe(false);
  });
});

describe('a run', () => {
  it('does not ask again a Jira that is down', async () => {
    const { sandbox, connect } = await prepared('cloud');
    const jira = connect();
    await sandbox.down();
    await expect(jira.ticket('INC-1')).rejects.toThrow(/down/);
    const asked = jira.requests.count;
    await expect(jira.comments('INC-1', undefined)).rejects.toMatchObject({ status: 0 });
    for (const write of [...writes, setLink])
      expect(await write.send(jira).catch((error: unknown) => error), write.name).toMatchObject({ status: 0 });
    expect(jira.requests.count).toBe(asked);
  });

  it('does not ask again a Jira that does not answer in time', async () => {
    const { jira, sandbox } = await prepared('cloud');
    sandbox.faults.add({ method: 'POST', path: /\/comment$/, act: { do: 'delay', ms: 2_500 } });
    expect(await jira.comment('INC-1', COMMENT)).toEqual({ outcome: 'unknown', reason: 'no answer within 2 s' });
    const asked = jira.requests.count;
    expect(await jira.comment('INC-1', COMMENT)).toMatchObject({ outcome: 'refused', status: 0 });
    expect(jira.requests.count).toBe(asked);
  });

  it('does not ask again a Jira that does not take the token', async () => {
    const { jira, sandbox } = await prepared('cloud');
    sandbox.faults.add({ path: /myself/, act: { do: 'answer', status: 401, body: '' } });
    await expect(jira.me()).rejects.toThrow(/SITREP_JIRA_TOKEN/);
    const asked = jira.requests.count;
    expect(await jira.comment('INC-1', COMMENT)).toMatchObject({ outcome: 'refused', status: 401 });
    expect(jira.requests.count).toBe(asked);
  });

  it('leaves Jira alone until its quota is filled again, and one ticket where that alone is limited', async () => {
    const { jira, sandbox } = await prepared('cloud');
    const headers = (reason: string) => ({ 'Retry-After': '120', 'RateLimit-Reason': reason });
    const refuse = (reason: string): void => {
      const act = { do: 'answer', status: 429, body: {}, headers: headers(reason) } as const;
      sandbox.faults.add({ method: 'POST', path: /\/comment$/, act });
    };
    refuse('jira-per-issue-on-write');
    expect(await jira.comment('INC-1', COMMENT)).toMatchObject({ status: 429, retryAfterSeconds: 120 });
    expect(await jira.ticket('INC-1')).toMatchObject({ key: 'INC-1' });
    refuse('jira-quota-tenant-based');
    expect(await jira.comment('INC-1', COMMENT)).toMatchObject({ status: 429, retryAfterSeconds: 120 });
    sandbox.clock.advance(1);
    const asked = jira.requests.count;
    await expect(jira.ticket('INC-1')).rejects.toMatchObject({ status: 429, retryAfterSeconds: 60 });
    expect(jira.requests.count).toBe(asked);
    sandbox.clock.advance(1);
    expect(await jira.ticket('INC-1')).toMatchObject({ key: 'INC-1' });
  });

  it('is patient with reads: limits, gateways and cut lines', async () => {
    const { jira, sandbox } = await prepared('cloud');
    const path = /\/issue\/INC-1\?/;
    sandbox.faults.add({ path, nth: 1, act: { do: 'throttle', seconds: 5 } });
    sandbox.faults.add({ path, nth: 2, act: { do: 'answer', status: 503, body: HTML } });
    sandbox.faults.add({ path, nth: 3, act: { do: 'cut-before' } });
    expect((await jira.ticket('INC-1'))?.key).toBe('INC-1');
  });

  it('writes to one ticket at the pace that Jira takes', async () => {
    world = await makeWorld({ kind: 'cloud' });
    const { jira, sandbox } = world;
    done(await jira.create(ticket()));
    for (let count = 0; count < 130; count += 1) done(await jira.comment('INC-1', { ...COMMENT, key: `${count}` }));
    expect(sandbox.requests.counts().refused).toBe(0);
    expect(sandbox.read('INC')[0]?.comments).toHaveLength(130);
  });
});

describe.each(KINDS)('%s: a burst of creations by runs that know nothing of each other', (kind) => {
  it('R64: leaves one ticket where each looks before it makes one', async () => {
    world = await makeWorld({ kind, searchLagSeconds: 600 });
    for (let run = 0; run < 5; run += 1) {
      world.sandbox.faults.add({ method: 'POST', path: /\/issue$/, act: { do: 'cut-after' } });
      const jira = world.connect();
      if ((await jira.find('INC', MARK, START)) === undefined) await jira.create(ticket());
    }
    expect(world.sandbox.read('INC').map(({ key }) => key)).toEqual(['INC-1']);
  });
});
