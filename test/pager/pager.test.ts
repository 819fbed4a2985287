// Events for whoever wakes people up: signed, or as PagerDuty takes them; sent patiently, and one alarm however often.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Time } from '../../src/http/pace.ts';
import { connectPager } from '../../src/pager/pager.ts';
import type { Pager, PagerEvent } from '../../src/pager/port.ts';
import { type Pager as Sandbox, startPager } from '../../src/sandbox/pager/pager.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startPager({ now: '2026-03-11T04:00:00Z' });
});
afterEach(() => sandbox.close());

const EVENT: PagerEvent = {
  alarm: 'ops/incidents#12 nexus',
  key: 'page:12:nexus:1',
  action: 'trigger',
  summary: 'S1: Nexus answers 502',
  severity: 'critical',
  source: 'ops/incidents',
  url: 'https://gitlab.example.com/ops/incidents/-/issues/12',
  at: '2026-03-11T04:00:00.000Z',
  contacts: ['ana', 'ben'],
};
const DONE = { outcome: 'done', value: undefined };
const HTML = '<html>Bad gateway</html>';

function time(): Time {
  const { clock } = sandbox;
  return { now: clock.now, random: () => 0, sleep: async (ms) => clock.advance(ms / 60_000) };
}

type Format = 'signed' | 'pagerduty';

function connect(format: Format, secret?: string): Pager {
  return format === 'signed'
    ? connectPager({ format, url: sandbox.signedUrl, secret: secret ?? sandbox.secret, time: time(), timeoutMs: 2_000 })
    : connectPager({
        format,
        url: sandbox.pagerDutyUrl,
        routingKey: secret ?? sandbox.routingKey,
        time: time(),
        timeoutMs: 2_000,
      });
}

describe.each(['signed', 'pagerduty'] as const)('%s', (format) => {
  it('an alarm is raised, acknowledged and resolved, with whom to call', async () => {
    const pager = connect(format);
    expect(await pager.send(EVENT)).toEqual(DONE);
    expect(sandbox.alarms()).toEqual([{ alarm: EVENT.alarm, state: 'triggered', summary: EVENT.summary, rang: 1 }]);
    expect(await pager.send({ ...EVENT, key: 'page:12:nexus:2', action: 'acknowledge' })).toEqual(DONE);
    expect(await pager.send({ ...EVENT, key: 'page:12:nexus:3', action: 'resolve' })).toEqual(DONE);
    expect(sandbox.alarms()).toMatchObject([{ state: 'resolved', rang: 1 }]);
    expect(sandbox.events()[0]).toMatchObject({ contacts: ['ana', 'ben'], summary: EVENT.summary });
    expect(pager.requests.count).toBe(3);
  });

  it('the same event twice is one', async () => {
    expect([await connect(format).send(EVENT), await connect(format).send(EVENT)]).toEqual([DONE, DONE]);
    expect(sandbox.alarms()).toMatchObject([{ rang: 1 }]);
    expect(sandbox.duplicates()).toBe(1);
  });

  it.each([
    ['the line is cut after it came', { do: 'cut-after' }],
    ['the line is cut before', { do: 'cut-before' }],
    ['a gateway answers', { do: 'answer', status: 502, body: HTML }],
    ['it asks for patience', { do: 'throttle', seconds: 20 }],
  ] as const)('rings once where %s', async (_what, act) => {
    sandbox.faults.add({ act });
    expect(await connect(format).send(EVENT)).toEqual(DONE);
    expect(sandbox.alarms()).toMatchObject([{ state: 'triggered', rang: 1 }]);
  });

  it('is unknown where it never answers well, and refused where nobody is there', async () => {
    const lift = sandbox.faults.add({ times: Infinity, act: { do: 'cut-after' } });
    expect(await connect(format).send(EVENT)).toEqual({ outcome: 'unknown', reason: 'the connection was cut' });
    lift();
    await sandbox.down();
    const gone = { outcome: 'refused', status: 0, reason: expect.stringContaining('call people by phone') };
    expect(await connect(format).send(EVENT)).toMatchObject(gone);
    await sandbox.up();
    expect(await connect(format).send(EVENT)).toEqual(DONE);
    expect(sandbox.alarms()).toMatchObject([{ rang: 1 }]);
  });

  it('a wrong secret is refused with what to do, and is in nothing that can be printed', async () => {
    const wrong = 'wrong-secret-0123456789abcdef-32';
    const pager = connect(format, wrong);
    const end = await pager.send(EVENT);
    expect(end).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('SITREP_PAGER_SECRET') });
    expect(inspect([pager, end], { depth: Infinity, showHidden: true })).not.toContain(wrong);
    expect(sandbox.events()).toEqual([]);
  });
});

it('PagerDuty gets no more than it takes', async () => {
  const long = { ...EVENT, summary: 'x'.repeat(3_000), alarm: 'y'.repeat(300) };
  expect(await connect('pagerduty').send(long)).toEqual(DONE);
  expect(sandbox.alarms()[0]?.summary).toHaveLength(1_024);
  expect(await connect('pagerduty').send({ ...long, action: 'resolve' })).toEqual(DONE);
  expect(sandbox.alarms()).toMatchObject([{ state: 'resolved' }]);
});

it('a body that was changed on its way, or is sent again later, has no good signature', async () => {
  const pager = connect('signed');
  await pager.send(EVENT);
  const timestamp = String(Math.floor(sandbox.clock.now() / 1000));
  const headers = { 'content-type': 'application/json', 'x-sitrep-timestamp': timestamp, 'idempotency-key': EVENT.key };
  const forged = await fetch(sandbox.signedUrl, { method: 'POST', headers, body: JSON.stringify(EVENT) });
  expect(forged.status).toBe(401);
});

it.each([
  [{ format: 'signed', url: 'pager', secret: 'x'.repeat(20) }, /no address|is none/],
  [{ format: 'signed', url: 'https://p.example', secret: 'short' }, /SITREP_PAGER_SECRET must be at least 16/],
  [{ format: 'pagerduty', routingKey: 'has a blank in it, this one' }, /SITREP_PAGER_SECRET/],
] as const)('throws at once where address or secret can be none', (connection, words) => {
  expect(() => connectPager(connection)).toThrow(words);
});

describe('the receiver of docs/pager.md', () => {
  it('takes what sitrep sends, once, and nothing else', async () => {
    const page = await readFile('docs/pager.md', 'utf8');
    const source = /```js\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    expect(source.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(20);
    const folder = await mkdtemp(join(tmpdir(), 'pager-'));
    await writeFile(join(folder, 'receiver.mjs'), source);
    const port = await freePort();
    const secret = 'shared-with-the-receiver';
    const env = { ...process.env, PORT: String(port), SITREP_PAGER_SECRET: secret };
    const receiver = spawn(process.execPath, [join(folder, 'receiver.mjs')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const called: string[] = [];
    createInterface({ input: receiver.stdout }).on('line', (line) => called.push(line));
    try {
      const url = `http://127.0.0.1:${port}`;
      const pager = connectPager({ format: 'signed', url, secret });
      // It may not listen yet: that is what the patience is for.
      expect(await pager.send(EVENT)).toEqual(DONE);
      expect(await pager.send(EVENT)).toEqual(DONE);
      expect(await pager.send({ ...EVENT, key: 'page:12:nexus:2', action: 'resolve', summary: 'Grüße 🙂' })).toEqual(
        DONE,
      );
      const other = connectPager({ format: 'signed', url, secret: 'another-secret-altogether' });
      expect(await other.send({ ...EVENT, key: 'forged' })).toMatchObject({ outcome: 'refused', status: 401 });
      const yesterday = { now: () => Date.now() - 86_400_000, random: () => 0, sleep: async () => undefined };
      const late = connectPager({ format: 'signed', url, secret, time: yesterday });
      expect(await late.send({ ...EVENT, key: 'replayed' })).toMatchObject({ outcome: 'refused', status: 401 });
    } finally {
      receiver.kill();
      await once(receiver, 'close');
      await rm(folder, { recursive: true });
    }
    expect(called).toEqual(['trigger ops/incidents#12 nexus ana ben', 'resolve ops/incidents#12 nexus ana ben']);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
