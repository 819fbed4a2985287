// The same calls, with Slack's official client, to the embedded Slack and to somebody else's emulator.
//
// Two who never saw each other's code and agree are more to be believed than one. Where they differ, the row says why, and
// what the emulator answers instead: should that ever change, the row is to be looked at again.

import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSlack } from '../../src/sandbox/slack/slack.ts';
import { quiet, SCOPES } from './slack-world.ts';

/** A workspace with Ann, Ben and a channel `ops` that the bot is not in; the bot has made `inc-1` and said something. */
interface Workspace {
  readonly client: WebClient;
  /** The same bot, with a single scope. */
  readonly poor: WebClient;
  readonly ann: string;
  readonly ben: string;
  readonly bot: string;
  readonly inc: string;
  readonly ops: string;
  readonly ts: string;
}

interface Row {
  readonly what: string;
  readonly call: (workspace: Workspace) => Promise<unknown>;
  readonly gives: unknown;
  /** What the emulator gives, and why. */
  readonly differs?: { readonly gives: unknown; readonly because: string };
}

const PAYLOAD = { event_type: 'incident_mirror', event_payload: { key: '7:12:sitrep:3' } };
const text = 'Sitrep';

/** Rows build on one another: they are played from top to bottom. */
const rows: readonly Row[] = [
  { what: 'auth.test', call: ({ client, bot }) => client.auth.test().then((me) => me.user_id === bot), gives: true },
  { what: 'a name that is taken', call: create('inc-1'), gives: 'name_taken' },
  {
    what: 'a name in capitals',
    call: create('Inc'),
    gives: 'invalid_name_specials',
    differs: { gives: 'ok', because: 'it is made lower case there' },
  },
  { what: 'a name of 81 characters', call: create('x'.repeat(81)), gives: 'invalid_name_maxlength' },
  { what: 'a name of dashes', call: create('---'), gives: 'invalid_name_punctuation' },
  {
    what: 'no name',
    call: create(''),
    gives: 'invalid_name_required',
    differs: { gives: 'invalid_name_specials', because: 'a missing name is looked at like one' },
  },
  {
    what: 'a post of nothing',
    call: ({ client, inc }) => client.chat.postMessage({ channel: inc, text: '' }),
    gives: 'no_text',
  },
  {
    what: 'a post to nowhere',
    call: ({ client }) => client.chat.postMessage({ channel: 'C0NOWHERE', text }),
    gives: 'channel_not_found',
  },
  {
    what: 'a post where the bot is not',
    call: ({ client, ops }) => client.chat.postMessage({ channel: ops, text }),
    gives: 'not_in_channel',
    differs: { gives: 'ok', because: 'nobody asks there whether the bot is in a public channel' },
  },
  {
    what: 'a post with metadata',
    call: ({ client, inc }) => client.chat.postMessage({ channel: inc, text, metadata: PAYLOAD }),
    gives: 'ok',
  },
  {
    what: 'metadata, asked for',
    call: ({ client, inc }) => newest(client, inc, true).then((message) => message?.metadata),
    gives: PAYLOAD,
  },
  {
    what: 'metadata, not asked for',
    call: ({ client, inc }) => newest(client, inc, false).then((message) => message?.metadata),
    gives: { event_type: PAYLOAD.event_type },
    differs: { gives: PAYLOAD, because: 'the switch is ignored there' },
  },
  {
    what: 'the identity of the bot',
    call: ({ client, inc }) => newest(client, inc, true).then((message) => message?.bot_id !== undefined),
    gives: true,
    differs: { gives: false, because: 'messages carry a user only' },
  },
  {
    what: 'an edit',
    call: async ({ client, inc, ts }) => {
      await client.chat.update({ channel: inc, ts, text: 'Sitrep, corrected' });
      const { messages } = await client.conversations.history({ channel: inc });
      return messages?.find((message) => message.ts === ts)?.text;
    },
    gives: 'Sitrep, corrected',
  },
  {
    what: 'an edit of nothing',
    call: ({ client, inc }) => client.chat.update({ channel: inc, ts: '1.000000', text }),
    gives: 'message_not_found',
  },
  {
    what: 'an edit that is too long',
    call: async ({ client, inc }) => {
      const { ts = '' } = await client.chat.postMessage({ channel: inc, text });
      return client.chat.update({ channel: inc, ts, text: 'x'.repeat(4001) });
    },
    gives: 'msg_too_long',
    differs: { gives: 'ok', because: 'lengths are not checked there' },
  },
  {
    what: 'too many blocks',
    call: ({ client, inc }) =>
      client.chat.postMessage({ channel: inc, text, blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }),
    gives: 'invalid_blocks',
    differs: { gives: 'ok', because: 'blocks are not checked there' },
  },
  {
    what: 'a reply',
    call: async ({ client, inc, ts }) => {
      await client.chat.postMessage({ channel: inc, text: 'reply', thread_ts: ts });
      const thread = await client.conversations.replies({ channel: inc, ts });
      return thread.messages?.map((message) => message.text);
    },
    gives: ['Sitrep, corrected', 'reply'],
  },
  {
    what: 'a reply is not in the history',
    call: ({ client, inc }) => newest(client, inc, false).then((message) => message?.text),
    gives: text,
  },
  {
    what: 'a reply to nothing',
    call: ({ client, inc }) => client.chat.postMessage({ channel: inc, text, thread_ts: '1.000000' }),
    gives: 'ok',
  },
  { what: 'a pin', call: ({ client, inc, ts }) => client.pins.add({ channel: inc, timestamp: ts }), gives: 'ok' },
  {
    what: 'the same pin',
    call: ({ client, inc, ts }) => client.pins.add({ channel: inc, timestamp: ts }),
    gives: 'already_pinned',
  },
  {
    what: 'the pins',
    call: ({ client, inc }) => client.pins.list({ channel: inc }).then(({ items }) => items?.length),
    gives: 1,
  },
  {
    what: 'a pin taken away',
    call: ({ client, inc, ts }) => client.pins.remove({ channel: inc, timestamp: ts }),
    gives: 'ok',
  },
  {
    what: 'no pin taken away',
    call: ({ client, inc, ts }) => client.pins.remove({ channel: inc, timestamp: ts }),
    gives: 'no_pin',
  },
  {
    what: 'the same bookmark twice',
    call: async ({ client, inc }) => {
      const bookmark = { channel_id: inc, title: 'Issue', type: 'link', link: 'https://gitlab.example/12' } as const;
      await client.bookmarks.add(bookmark);
      await client.bookmarks.add(bookmark);
      return (await client.bookmarks.list({ channel_id: inc })).bookmarks?.length;
    },
    gives: 2,
  },
  {
    what: 'a reaction',
    call: ({ client, inc, ts }) => client.reactions.add({ channel: inc, timestamp: ts, name: 'eyes' }),
    gives: 'ok',
  },
  {
    what: 'the same reaction',
    call: ({ client, inc, ts }) => client.reactions.add({ channel: inc, timestamp: ts, name: 'eyes' }),
    gives: 'already_reacted',
  },
  {
    what: 'nobody of that address',
    call: ({ client }) => client.users.lookupByEmail({ email: 'nobody@acme.example' }),
    gives: 'users_not_found',
  },
  {
    what: 'an invitation',
    call: async ({ client, inc, ann }) => {
      await client.conversations.invite({ channel: inc, users: ann });
      return (await client.conversations.members({ channel: inc })).members?.includes(ann);
    },
    gives: true,
  },
  {
    what: 'the same invitation',
    call: ({ client, inc, ann }) => client.conversations.invite({ channel: inc, users: ann }),
    gives: 'already_in_channel',
  },
  {
    what: 'a topic',
    call: async ({ client, inc }) => {
      await client.conversations.setTopic({ channel: inc, topic: 'S1' });
      return (await client.conversations.info({ channel: inc })).channel?.topic?.value;
    },
    gives: 'S1',
  },
  {
    what: 'too long a topic',
    call: ({ client, inc }) => client.conversations.setTopic({ channel: inc, topic: 'x'.repeat(251) }),
    gives: 'too_long',
  },
  {
    what: 'a topic as a line in the channel',
    call: ({ client, inc }) => newest(client, inc, false).then((message) => message?.subtype),
    gives: 'channel_topic',
  },
  {
    what: 'a message for later',
    call: async ({ client, inc }) => {
      const postAt = Math.floor(Date.now() / 1000) + 3600;
      await client.chat.scheduleMessage({ channel: inc, text: 'silent', post_at: postAt });
      const { scheduled_messages: scheduled } = await client.chat.scheduledMessages.list({ channel: inc });
      return scheduled?.map((message) => message.post_at === postAt);
    },
    gives: [true],
  },
  {
    what: 'an upload in three steps',
    call: ({ client, inc }) =>
      client.filesUploadV2({ channel_id: inc, filename: 'record.md', content: 'the record', title: 'Record' }),
    gives: 'ok',
  },
  {
    what: 'the channels of the bot',
    call: ({ client }) => client.users.conversations({}).then(({ channels }) => channels?.map(({ name }) => name)),
    gives: ['inc-1'],
    differs: { gives: 'HTTP 404', because: 'the method is missing there' },
  },
  {
    what: 'too small a scope',
    call: ({ poor, inc }) => poor.pins.list({ channel: inc }),
    gives: 'missing_scope',
  },
  {
    what: 'a message deleted',
    call: async ({ client, inc }) => {
      const { ts = '' } = await client.chat.postMessage({ channel: inc, text: 'oops' });
      await client.chat.delete({ channel: inc, ts });
      return client.chat.delete({ channel: inc, ts });
    },
    gives: 'message_not_found',
  },
  {
    what: 'a new name',
    call: async ({ client, inc }) => (await client.conversations.rename({ channel: inc, name: 'inc-2' })).channel?.name,
    gives: 'inc-2',
  },
  { what: 'the end', call: ({ client, inc }) => client.conversations.archive({ channel: inc }), gives: 'ok' },
  {
    what: 'the same end',
    call: ({ client, inc }) => client.conversations.archive({ channel: inc }),
    gives: 'already_archived',
  },
  {
    what: 'a post after it',
    call: ({ client, inc }) => client.chat.postMessage({ channel: inc, text }),
    gives: 'is_archived',
  },
  {
    what: 'a topic after it',
    call: ({ client, inc }) => client.conversations.setTopic({ channel: inc, topic: 'x' }),
    gives: 'is_archived',
  },
  { what: 'its name after it', call: create('inc-2'), gives: 'name_taken' },
  {
    what: 'open it again',
    call: ({ client, inc }) => client.conversations.unarchive({ channel: inc }),
    gives: 'not_in_channel',
    differs: { gives: 'ok', because: 'a bot may do that there' },
  },
];

function create(name: string): Row['call'] {
  return ({ client }) => client.conversations.create({ name });
}

const newest = (client: WebClient, channel: string, metadata: boolean) =>
  client.conversations
    .history({ channel, limit: 1, include_all_metadata: metadata })
    .then(({ messages }) => messages?.[0]);

/** The code of a refusal, the status where there is none, `ok` for an answer that was not looked into. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    const given = await call;
    return typeof given === 'object' && given !== null && 'ok' in given ? 'ok' : given;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if ('data' in error && typeof error.data === 'object' && error.data !== null && 'error' in error.data)
      return error.data.error;
    if ('statusCode' in error) return `HTTP ${String(error.statusCode)}`;
    throw error;
  }
}

const clientFor = (url: string, token: string): WebClient =>
  new WebClient(token, { slackApiUrl: `${url}/api/`, retryConfig: { retries: 0 }, logger: quiet });

interface Service {
  readonly url: string;
  readonly token: string;
  readonly poorToken: string;
  close(): Promise<void>;
}

async function ours(): Promise<Service> {
  const slack = await startSlack();
  const ann = slack.addUser({ name: 'ann', email: 'ann@acme.example' });
  slack.addUser({ name: 'ben', email: 'ben@acme.example' });
  slack.as(ann).createChannel('general');
  slack.as(ann).createChannel('ops');
  const { botToken } = slack.addApp({ name: 'sitrep', scopes: SCOPES });
  const poor = slack.addApp({ name: 'poor', scopes: ['chat:write'] });
  return { url: slack.url, token: botToken, poorToken: poor.botToken, close: () => slack.close() };
}

async function theirs(): Promise<Service> {
  const token = 'xoxb-contract';
  const poorToken = 'xoxb-poor';
  const annsToken = 'xoxb-ann';
  const emulator = await createEmulator({
    service: 'slack',
    port: 0,
    seed: {
      slack: {
        team: { name: 'Sandbox', domain: 'sandbox' },
        users: ['ann', 'ben', 'sitrep'].map((name) => ({ name, email: `${name}@acme.example` })),
        tokens: [
          { token: annsToken, user: 'ann', scopes: ['channels:manage'] },
          { token, user: 'sitrep', scopes: [...SCOPES] },
          { token: poorToken, user: 'sitrep', scopes: ['chat:write'] },
        ],
        strict_scopes: true,
      },
    },
  });
  // Seeded channels have everybody in them: this one is Ann's.
  await clientFor(emulator.url, annsToken).conversations.create({ name: 'ops' });
  return { url: emulator.url, token, poorToken, close: () => emulator.close() };
}

describe.each([
  ['the embedded Slack', ours, ({ gives }: Row) => gives],
  ['emulate', theirs, ({ gives, differs }: Row) => (differs ? differs.gives : gives)],
] as const)('%s, with the official client', (_name, start, expected) => {
  let service: Service;
  let workspace: Workspace;

  beforeAll(async () => {
    service = await start();
    const client = clientFor(service.url, service.token);
    const person = async (name: string): Promise<string> =>
      (await client.users.lookupByEmail({ email: `${name}@acme.example` })).user?.id ?? '';
    const { user_id: bot = '' } = await client.auth.test();
    const { channels = [] } = await client.conversations.list();
    const inc = (await client.conversations.create({ name: 'inc-1' })).channel?.id ?? '';
    const { ts = '' } = await client.chat.postMessage({ channel: inc, text });
    const ops = channels.find(({ name }) => name === 'ops')?.id ?? '';
    const people = { ann: await person('ann'), ben: await person('ben'), bot };
    workspace = { client, poor: clientFor(service.url, service.poorToken), ...people, inc, ops, ts };
  });

  afterAll(() => service.close());

  it.each(rows.map((row) => [row.what, row] as const))('%s', async (_what, row) => {
    expect(await outcome(row.call(workspace)), row.differs?.because).toEqual(expected(row));
  });
});
