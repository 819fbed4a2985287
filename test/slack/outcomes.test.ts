// How writes and reads of the Slack adapter end when Slack, or the way to it, is in trouble.

import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/http/outcome.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import type { MethodName } from '../../src/slack/methods.ts';
import type { Slack } from '../../src/slack/port.ts';
import { given, NOW, post, value } from './given.ts';

const now = given();

const LATER = '2026-03-11T05:00:00.000Z';
const LINK = 'https://gitlab.example.com/x';

interface Write {
  readonly what: string;
  readonly method: MethodName;
  readonly run: (slack: Slack, channel: string, ts: string) => Promise<Outcome<unknown>>;
  /** What looking again finds of it. */
  readonly seen: (channel: string, ts: string) => unknown;
  readonly before: unknown;
  readonly after: unknown;
}

const record = (channel: string) => now.world.channel(channel);
const message = (channel: string, ts: string) => record(channel).messages.find((one) => one.ts === ts);

const WRITES: readonly Write[] = [
  {
    what: 'a post',
    method: 'chat.postMessage',
    run: (slack, channel) => slack.post(channel, post('new', { key: 'new' })),
    seen: (channel) => record(channel).messages.filter((one) => one.metadata?.event_payload['key'] === 'new').length,
    before: 0,
    after: 1,
  },
  {
    what: 'an edit',
    method: 'chat.update',
    run: (slack, channel, ts) => slack.edit(channel, ts, post('x', { summary: 'edited' })),
    seen: (channel, ts) => message(channel, ts)?.text,
    before: 'A sitrep',
    after: 'edited',
  },
  {
    what: 'taking a message away',
    method: 'chat.delete',
    run: (slack, channel, ts) => slack.remove(channel, ts),
    seen: (channel, ts) => message(channel, ts) === undefined,
    before: false,
    after: true,
  },
  {
    what: 'a pin',
    method: 'pins.add',
    run: (slack, channel, ts) => slack.pin(channel, ts),
    seen: (channel) => record(channel).pins.length,
    before: 0,
    after: 1,
  },
  {
    what: 'a reaction',
    method: 'reactions.add',
    run: (slack, channel, ts) => slack.react(channel, ts, 'eyes'),
    seen: (channel, ts) => message(channel, ts)?.reactions.length,
    before: 0,
    after: 1,
  },
  {
    what: 'a bookmark',
    method: 'bookmarks.add',
    run: (slack, channel) => slack.setBookmarks(channel, [{ title: 'x', link: LINK }]),
    seen: (channel) => record(channel).bookmarks.length,
    before: 0,
    after: 1,
  },
  {
    what: 'a topic',
    method: 'conversations.setTopic',
    run: (slack, channel) => slack.setTopic(channel, 'S2'),
    seen: (channel) => record(channel).topic,
    before: '',
    after: 'S2',
  },
  {
    what: 'a purpose',
    method: 'conversations.setPurpose',
    run: (slack, channel) => slack.setPurpose(channel, 'other'),
    seen: (channel) => record(channel).purpose,
    before: 'About inc-12',
    after: 'other',
  },
  {
    what: 'a new name',
    method: 'conversations.rename',
    run: (slack, channel) => slack.renameChannel(channel, 'inc-12 disk'),
    seen: (channel) => record(channel).name,
    before: 'inc-12',
    after: 'inc-12-disk',
  },
  {
    what: 'an invitation',
    method: 'conversations.invite',
    run: (slack, channel) => slack.invite(channel, [now.ana.id]),
    seen: (channel) => record(channel).members,
    before: ['sitrep'],
    after: ['sitrep', 'ana'],
  },
  {
    what: 'joining',
    method: 'conversations.join',
    run: (slack) => slack.joinChannel('#general'),
    seen: () => record('general').members.includes('sitrep'),
    before: false,
    after: true,
  },
  {
    what: 'archiving',
    method: 'conversations.archive',
    run: (slack, channel) => slack.archive(channel),
    seen: (channel) => record(channel).archived,
    before: false,
    after: true,
  },
  {
    what: 'a scheduled message',
    method: 'chat.scheduleMessage',
    run: (slack, channel) => slack.schedule(channel, LATER, 'silent'),
    seen: (channel) => record(channel).scheduled.length,
    before: 0,
    after: 1,
  },
];

const refusal = (error: string, more: object = {}): FaultAct => ({
  do: 'answer',
  status: 200,
  body: { ok: false, error, ...more },
});

describe.each(WRITES)('$what', ({ method, run, seen, before, after }) => {
  async function start(): Promise<[string, string]> {
    const channel = await now.channel();
    return [channel, value(await now.slack.post(channel, post('x'))).ts];
  }

  it.each<[string, FaultAct, unknown]>([
    ['the line is cut before it arrives', { do: 'cut-before' }, before],
    ['the line is cut when it is done', { do: 'cut-after' }, after],
    ['a proxy answers 502', { do: 'answer', status: 502, body: '<html>bad gateway</html>' }, before],
    ['a login page answers 200', { do: 'answer', status: 200, body: '<html>sign in</html>' }, before],
    ['Slack fails inside', refusal('internal_error'), before],
    ['Slack fails for good', refusal('fatal_error'), before],
  ])('is unknown, and sent once, where %s', async (_why, act, found) => {
    const [channel, ts] = await start();
    const asked = now.asked(method);
    now.fault(method, act);
    expect(await run(now.slack, channel, ts)).toEqual({ outcome: 'unknown', reason: expect.stringMatching(/\S/) });
    expect(now.asked(method)).toBe(asked + 1);
    expect(seen(channel, ts)).toEqual(found);
  });

  it('waits for a limit that is lifted soon', async () => {
    const [channel, ts] = await start();
    now.fault(method, { do: 'throttle', seconds: 20 });
    expect((await run(now.slack, channel, ts)).outcome).toBe('done');
    expect(now.time.waits).toContain(20_000);
    expect(seen(channel, ts)).toEqual(after);
  });

  it('is refused by one that is not, and says when to come back', async () => {
    const [channel, ts] = await start();
    now.fault(method, { do: 'throttle', seconds: 90 });
    expect(await run(now.slack, channel, ts)).toMatchObject({ outcome: 'refused', status: 429, retryAfterSeconds: 90 });
    expect(seen(channel, ts)).toEqual(before);
    expect((await run(now.slack, channel, ts)).outcome).toBe('done');
  });

  it('is refused for a scope that is missing, which is named with what to do; other calls go on', async () => {
    const [channel, ts] = await start();
    now.fault(method, refusal('missing_scope', { needed: 'some:scope', provided: 'chat:write' }));
    expect(await run(now.slack, channel, ts)).toEqual({
      outcome: 'refused',
      status: 403,
      reason: expect.stringMatching(
        /^missing_scope: the app lacks some:scope\. .*sitrep config slack-manifest.*install/,
      ),
    });
    expect((await run(now.slack, channel, ts)).outcome).toBe('done');
  });
});

describe('a token that is no good', () => {
  it.each(['invalid_auth', 'account_inactive', 'token_revoked'] as const)(
    'is said once (%s), with the CI variable; the rest of the run asks nothing more',
    async (error) => {
      const channel = await now.channel();
      now.fault('chat.postMessage', refusal(error));
      const first = await now.slack.post(channel, post('x'));
      expect(first).toEqual({
        outcome: 'refused',
        status: 401,
        reason: expect.stringMatching(`^${error}: .*SITREP_SLACK_TOKEN`),
      });
      const sent = now.slack.requests.count;
      expect(await now.slack.setTopic(channel, 'x')).toEqual(first);
      expect(await now.slack.pin(channel, '1.000000')).toEqual(first);
      await expect(now.slack.channel(channel)).rejects.toMatchObject({ name: 'SlackError', status: 401 });
      expect(now.slack.requests.count).toBe(sent);
      expect((await now.again().post(channel, post('x'))).outcome).toBe('done');
    },
  );

  it('is told apart from one of another kind', async () => {
    const slack = now.again({ token: now.app.appToken });
    await expect(slack.me()).rejects.toThrow(
      /^Slack auth\.test: (not_allowed_token_type|invalid_auth): .*SITREP_SLACK_TOKEN/,
    );
  });

  it.each(['', '  ', 'xoxb-1\nxoxb-2', 'schlüssel'])('such as %j is said before anything is sent', (token) => {
    expect(() => now.again({ token })).toThrow('SITREP_SLACK_TOKEN holds no token');
  });

  it.each(['slack.com', 'ftp://slack.com', 'https://sl ack.com'])('nor is anything sent to %j', (url) => {
    expect(() => now.again({ url })).toThrow('is no address of Slack');
  });
});

describe('a Slack that is down', () => {
  it('is asked no more in this run after a write that could not be sent; nothing of it is unknown', async () => {
    const channel = await now.channel();
    const slack = now.again();
    await now.world.down();
    const first = await slack.post(channel, post('x'));
    expect(first).toEqual({ outcome: 'refused', status: 0, reason: 'the connection was refused' });
    expect(await slack.pin(channel, '1.000000')).toEqual(first);
    await expect(slack.messages(channel, undefined)).rejects.toMatchObject({ status: 0 });
    expect(slack.requests.count).toBe(1);
    await now.world.up();
    expect(await slack.post(channel, post('x'))).toEqual(first);
    expect((await now.again().post(channel, post('x'))).outcome).toBe('done');
  });

  it('is asked no more after a read that was tried four times', async () => {
    const channel = await now.channel();
    const slack = now.again();
    now.fault('conversations.info', { do: 'answer', status: 503, body: '<html>maintenance</html>' }, 4);
    expect(await slack.setTopic(channel, 'x')).toMatchObject({ outcome: 'refused', status: 0 });
    expect(await slack.post(channel, post('x'))).toMatchObject({ outcome: 'refused', status: 0 });
    expect(slack.requests.byMethod()).toEqual(new Map([['conversations.info', 4]]));
  });

  it('is asked no more after a write that was not answered in time', async () => {
    const channel = await now.channel();
    const slack = now.again({ timeoutMs: 50 });
    now.fault('chat.postMessage', { do: 'delay', ms: 300 });
    expect(await slack.post(channel, post('x'))).toEqual({ outcome: 'unknown', reason: 'no answer within 0.05 s' });
    expect(await slack.pin(channel, '1.000000')).toMatchObject({ outcome: 'refused', status: 0 });
  });

  it('is not one whose line was cut once, nor one in which a single method fails', async () => {
    const channel = await now.channel();
    now.fault('chat.postMessage', { do: 'cut-before' });
    now.fault('conversations.info', refusal('internal_error'), 4);
    expect((await now.slack.post(channel, post('x'))).outcome).toBe('unknown');
    expect(await now.slack.setTopic(channel, 'x')).toMatchObject({ outcome: 'refused', reason: 'internal_error' });
    expect((await now.slack.post(channel, post('x'))).outcome).toBe('done');
  });
});

describe('a read', () => {
  it.each<[string, FaultAct]>([
    ['a dropped line', { do: 'cut-before' }],
    ['a 500', { do: 'answer', status: 500, body: '<html>oops</html>' }],
    ['a 503', { do: 'answer', status: 503, body: 'later' }],
    ['a limit', { do: 'throttle', seconds: 3 }],
    ['a limit in the answer', refusal('ratelimited')],
    ['an error inside Slack', refusal('internal_error')],
  ])('gets over three times %s', async (_what, act) => {
    const channel = await now.channel();
    const asked = now.asked('conversations.history');
    now.fault('conversations.history', act, 3);
    expect((await now.slack.messages(channel, undefined)).length).toBeGreaterThan(0);
    expect(now.asked('conversations.history')).toBe(asked + 4);
  });

  it('is given up where waiting would take more than a minute', async () => {
    const channel = await now.channel();
    now.fault('conversations.history', { do: 'throttle', seconds: 61 });
    await expect(now.slack.messages(channel, undefined)).rejects.toMatchObject({ status: 429, retryAfterSeconds: 61 });
    expect(now.time.waits.filter((ms) => ms > 10_000)).toEqual([]);
  });

  it('of another shape is an error that names the method', async () => {
    now.fault('auth.test', { do: 'answer', status: 200, body: { ok: true, user_id: 7 } });
    await expect(now.slack.me()).rejects.toThrow(
      /^Slack auth\.test: an answer of another shape than expected \(user_id: /,
    );
  });

  it('that a cursor leads in circles ends', async () => {
    const channel = await now.channel();
    const page = { ok: true, messages: [], response_metadata: { next_cursor: 'again' } };
    now.fault('conversations.history', { do: 'answer', status: 200, body: page }, Number.POSITIVE_INFINITY);
    expect(await now.slack.find(channel, ['x'], NOW)).toEqual(new Map());
    expect(now.asked('conversations.history')).toBe(2);
  });
});
