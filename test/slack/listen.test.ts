// `sitrep listen`: hears over Socket Mode that something was said, and rings.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeBell } from '../../src/slack/bell.ts';
import { CannotListen, type Listening, listen } from '../../src/slack/listen.ts';
import { given, post, value } from './given.ts';

const now = given();

let ring: ReturnType<typeof vi.fn<() => Promise<boolean>>>;
let lines: string[];
let end: AbortController;
let listening: Promise<void> | undefined;

beforeEach(() => {
  ring = vi.fn(async () => true);
  lines = [];
  end = new AbortController();
});

afterEach(async () => {
  end.abort();
  await listening?.catch(() => undefined);
  listening = undefined;
});

function start(more: Partial<Listening> = {}): Promise<void> {
  const pace = { ring: 1, pulse: 60_000, reconnect: 10 };
  const say = (line: string): void => void lines.push(line);
  listening = listen({ appToken: now.app.appToken, url: now.world.url, ring, say, end: end.signal, pace, ...more });
  return listening;
}

const connected = (times = 1) =>
  vi.waitFor(() => expect(lines.filter((line) => line === 'connected to Slack')).toHaveLength(times), 10_000);
const rung = (times: number) => vi.waitFor(() => expect(ring).toHaveBeenCalledTimes(times), 10_000);
/** Every envelope has come and was acknowledged: what was to ring has rung. */
const heard = () => vi.waitFor(() => expect(now.world.socketMode.unacknowledged()).toEqual([]), 10_000);

describe('listening', () => {
  it.each<[string, (channel: string, ts: string) => void]>([
    ['says something', (channel) => void now.world.as(now.ana).say(channel, '!sitrep the disk is full')],
    ['answers in a thread', (channel, ts) => void now.world.as(now.ana).reply(channel, ts, 'yes')],
    ['marks a message', (channel, ts) => now.world.as(now.ana).react(channel, ts, 'pushpin')],
    ['corrects what they said', (channel, ts) => now.world.as(now.ana).edit(channel, ts, '!sitrep all well')],
  ])('rings where a person %s', async (_what, act) => {
    const channel = await now.channel();
    now.world.as(now.ana).join(channel);
    const ts = now.world.as(now.ana).say(channel, 'first');
    void start();
    await connected();
    act(channel, ts);
    await rung(1);
    await heard();
  });

  it('does not ring for what it does itself, for other bots, nor for Slack’s own notices: that would never end', async () => {
    const channel = await now.channel();
    const other = now.world.addApp({ name: 'grafana', scopes: ['chat:write', 'channels:join', 'channels:read'] });
    const grafana = now.again({ token: other.botToken });
    value(await grafana.joinChannel(channel));
    void start();
    await connected();
    const { ts } = value(await now.slack.post(channel, post('live')));
    value(await now.slack.edit(channel, ts, post('live again')));
    value(await now.slack.pin(channel, ts));
    value(await now.slack.react(channel, ts, 'eyes'));
    value(await now.slack.setTopic(channel, 'responding'));
    value(await now.slack.invite(channel, [now.ben.id]));
    value(await grafana.post(channel, post('alert')));
    await heard();
    expect(ring).not.toHaveBeenCalled();
    now.world.as(now.ben).say(channel, 'here');
    await rung(1);
  });

  it('says nothing of what was said', async () => {
    const channel = await now.channel();
    now.world.as(now.ana).join(channel);
    void start({ pace: { ring: 1, pulse: 5, reconnect: 10 } });
    await connected();
    now.world.as(now.ana).say(channel, 'the password is canary-7');
    await vi.waitFor(() => expect(lines).toContain('connected; events: 1, rings: 1'), 10_000);
    end.abort();
    await listening;
    expect(lines.at(-1)).toBe('ends; events: 1, rings: 1');
    expect(lines.join('\n')).not.toMatch(/canary|xapp-|ticket|ws:/);
  });

  it('goes on after Slack asked for another connection, and after the line was cut', async () => {
    const channel = await now.channel();
    now.world.as(now.ana).join(channel);
    void start();
    await connected();
    now.world.socketMode.refresh();
    await connected(2);
    now.world.socketMode.cut();
    await connected(3);
    now.world.as(now.ana).say(channel, 'still there?');
    await rung(1);
  });

  it('waits for a Slack that is down', async () => {
    await now.world.down();
    void start();
    await vi.waitFor(() => expect(lines).toContain('no connection to Slack (ECONNREFUSED); trying again'), 10_000);
    await now.world.up();
    await connected();
  });

  it('ends when it is told to, and leaves no connection', async () => {
    const over = start();
    await connected();
    expect(now.world.socketMode.connections()).toBe(1);
    end.abort();
    await over;
    await vi.waitFor(() => expect(now.world.socketMode.connections()).toBe(0), 10_000);
  });

  it('gives up on a token that is none, and says where another is made', async () => {
    await expect(start({ appToken: 'xapp-wrong' })).rejects.toThrow(CannotListen);
    await expect(start({ appToken: now.app.botToken })).rejects.toThrow(/App-Level Tokens/);
  });
});

describe('the bell', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('rings at once, at most once every ten seconds, and again after the last thing that happened', async () => {
    const bell = makeBell(ring, 10_000);
    for (let index = 0; index < 5; index += 1) bell.ring();
    expect(ring).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(ring).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(ring).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ring).toHaveBeenCalledTimes(2);
    bell.ring();
    expect(ring).toHaveBeenCalledTimes(3);
    await bell.stop();
    expect(bell.rings()).toBe(3);
  });

  it('owes a ring for what happens while it rings', async () => {
    let answer = (_heard: boolean): void => undefined;
    ring.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const bell = makeBell(ring, 10_000);
    bell.ring();
    bell.ring();
    answer(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(ring).toHaveBeenCalledTimes(2);
    await bell.stop();
  });

  it('that nobody heard rings at the next thing that happens, and not before', async () => {
    ring.mockResolvedValueOnce(false);
    const bell = makeBell(ring, 10_000);
    bell.ring();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ring).toHaveBeenCalledTimes(1);
    bell.ring();
    await bell.stop();
    expect([ring.mock.calls.length, bell.rings()]).toEqual([2, 1]);
  });
});
