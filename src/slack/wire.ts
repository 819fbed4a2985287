// What Slack answers, checked at the door: only the fields that are needed, in our words.
//
// The vendor's types have every field optional, and some of them differ from what comes. An object that lacks what we need is
// an error with the method's name; whatever else it has is dropped.

import { z } from 'zod';
import type { Instant } from '../text/time.ts';
import { SlackError } from './errors.ts';
import type { Channel, ChannelMessage, Me, SlackUser, Ts } from './port.ts';

/** `event_type` of the metadata of our messages. */
export const EVENT_TYPE = 'sitrep';

/** Slack leaves out what is empty, or says null. */
const Maybe = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

export const WireRefusal = z.object({
  ok: z.boolean(),
  error: z.string().default('an error without a code').transform(oneLine),
  needed: z.string().transform(oneLine).optional(),
  errors: z.array(z.object({ user: z.string().optional(), error: z.string().transform(oneLine) })).optional(),
  response_metadata: z.object({ messages: z.array(z.string().transform(oneLine)).optional() }).optional(),
});

/** `bot_id` is that of bot tokens alone. */
export const WireMe = z
  .object({
    user_id: z.string(),
    bot_id: z.string().default(''),
    team_id: z.string(),
    enterprise_id: Maybe,
    url: z.string(),
    response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
  })
  .transform(
    (wire): Me => ({
      user: wire.user_id,
      bot: wire.bot_id,
      team: wire.team_id,
      enterprise: wire.enterprise_id,
      url: wire.url.endsWith('/') ? wire.url : `${wire.url}/`,
      scopes: wire.response_metadata?.scopes ?? [],
    }),
  );

const Words = z.object({ value: z.string().default('') }).default({ value: '' });

const WireChannel = z
  .object({
    id: z.string(),
    name: z.string(),
    is_private: z.boolean().default(false),
    is_archived: z.boolean().default(false),
    is_member: z.boolean().default(false),
    creator: Maybe,
    topic: Words,
    purpose: Words,
  })
  .transform(
    (wire): Channel => ({
      id: wire.id,
      name: wire.name,
      private: wire.is_private,
      archived: wire.is_archived,
      member: wire.is_member,
      creator: wire.creator === '' ? undefined : wire.creator,
      topic: typed(wire.topic.value),
      purpose: typed(wire.purpose.value),
    }),
  );

export const WireChannelAnswer = z.object({ channel: WireChannel });
export const WireChannels = z.object({ channels: z.array(WireChannel) });

const PayloadWithKey = z.object({ event_type: z.literal(EVENT_TYPE), event_payload: z.object({ key: z.string() }) });

/** Messages of a channel, as ours where `me` wrote them. */
export function wireMessages(me: Me) {
  return z.object({ messages: z.array(wireMessage(me)) });
}

function wireMessage(me: Me) {
  return z
    .object({
      ts: z.string().regex(/^\d+\.\d+$/),
      user: Maybe,
      bot_id: Maybe,
      text: Maybe,
      subtype: Maybe,
      edited: z.object({ ts: z.string() }).nullish(),
      reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()).default([]) })).default([]),
      thread_ts: Maybe,
      reply_count: z.number().default(0),
      latest_reply: Maybe,
      files: z.array(z.object({ name: Maybe, permalink: Maybe, url_private: Maybe })).default([]),
      metadata: z.unknown().optional(),
    })
    .transform((wire): ChannelMessage => {
      const ours = wire.user === me.user || (me.bot !== '' && wire.bot_id === me.bot);
      const payload = ours ? PayloadWithKey.safeParse(wire.metadata).data : undefined;
      return {
        ts: wire.ts,
        at: instantOf(wire.ts),
        user: wire.user,
        ours,
        key: payload?.event_payload.key,
        text: wire.text ?? '',
        subtype: wire.subtype,
        editedAt: wire.edited ? instantOf(wire.edited.ts) : undefined,
        reactions: wire.reactions,
        thread: wire.thread_ts === wire.ts ? undefined : wire.thread_ts,
        replies: wire.reply_count,
        latestReply: wire.latest_reply,
        files: wire.files.map(({ name, permalink, url_private }) => ({
          name: name ?? 'a file',
          url: permalink ?? url_private ?? '',
        })),
      };
    });
}

/** Somebody, as foreign where they are not of the workspace or the organisation of `me`; who does not tell theirs is. */
export function wireUserAnswer(me: Me) {
  return z.object({
    user: WireUser.transform(({ team, enterprise, stranger, ...user }): SlackUser => {
      const colleague = team === me.team || (me.enterprise !== undefined && enterprise === me.enterprise);
      return { ...user, foreign: stranger || !colleague };
    }),
  });
}

const WireUser = z
  .object({
    id: z.string(),
    team_id: Maybe,
    enterprise_user: z.object({ enterprise_id: Maybe }).nullish(),
    is_stranger: z.boolean().default(false),
    name: z.string(),
    deleted: z.boolean().default(false),
    is_bot: z.boolean().default(false),
    real_name: Maybe,
    profile: z
      .object({ display_name: z.string().optional(), real_name: z.string().optional(), email: z.string().optional() })
      .optional(),
  })
  .transform(({ id, name, deleted, is_bot, real_name, profile, team_id, enterprise_user, is_stranger }) => ({
    id,
    name: [profile?.display_name, profile?.real_name, real_name].find((one) => one) ?? name,
    email: profile?.email,
    bot: is_bot,
    deleted,
    team: team_id,
    enterprise: enterprise_user?.enterprise_id,
    stranger: is_stranger,
  }));

export const WireBookmarks = z.object({
  bookmarks: z.array(
    z.object({
      id: z.string(),
      title: z.string().default('').transform(typed),
      link: Maybe,
      last_updated_by_user_id: Maybe,
    }),
  ),
});

const WireScheduled = z
  .object({ id: z.string(), post_at: z.coerce.number() })
  .transform(({ id, post_at }) => ({ id, at: new Date(post_at * 1000).toISOString() }));

export const WireScheduledMessages = z.object({ scheduled_messages: z.array(WireScheduled) });
export const WireScheduledId = z.object({ scheduled_message_id: z.string() });
export const WirePosted = z.object({ ts: z.string() });

const WireActor = { user: Maybe, bot_id: Maybe };

/** What an event of Socket Mode is about, and who; nothing of what was said. */
export const WireEnvelope = z.object({
  event: z.object({
    type: z.string(),
    subtype: Maybe,
    ...WireActor,
    message: z.object(WireActor).optional(),
  }),
  authorizations: z.array(z.object({ user_id: z.string() })).default([]),
});

export const WireCode = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });

export const WireCursor = z.object({
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/** The answer in our words. Throws `SlackError` where it has another shape. */
export function parsed<S extends z.ZodType>(what: string, schema: S, wire: unknown): z.output<S> {
  const result = schema.safeParse(wire);
  if (result.success) return result.data;
  const places = result.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  const reason = `an answer of another shape than expected (${places.join('; ')})`;
  throw new SlackError(what, { status: 200, reason });
}

/** Milliseconds are enough for people; the name of a message keeps all its figures. */
export function instantOf(ts: Ts): Instant {
  const [seconds = '0', fraction = ''] = ts.split('.');
  return new Date(Number(seconds) * 1000 + Number(fraction.padEnd(3, '0').slice(0, 3))).toISOString();
}

/** The first name that a message of this moment can have. */
export function tsOf(instant: Instant): Ts {
  const ms = Date.parse(instant);
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}000`;
}

/** Topic and purpose as people typed them: Slack makes entities and links of them. */
function typed(stored: string): string {
  return stored
    .replace(/<((?:https?:\/\/|mailto:)[^|>]*)(?:\|([^>]*))?>/g, (_link, url: string, label: string | undefined) =>
      url.startsWith('mailto:') ? (label ?? url) : url,
    )
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
