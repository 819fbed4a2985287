// Slack in our words: what sitrep asks of it and tells it.
//
// Reads throw `SlackError` when they fail for good. Every write ends *done*, *refused* or *unknown* (`http/outcome.ts`); no
// client retries a write by itself. A message of ours carries its key in its metadata, by which it is found again; a channel
// is known by its id, for people rename channels.

import type { Outcome } from '../http/outcome.ts';
import type { Block } from '../text/blocks.ts';
import type { Instant } from '../text/time.ts';

/** A message as Slack names it: unique in its channel, never to be read as a number. */
export type Ts = string;

export interface Me {
  readonly user: string;
  readonly bot: string;
  readonly team: string;
  /** The organisation of the workspace, where it is one of several (Enterprise Grid). */
  readonly enterprise: string | undefined;
  /** Address of the workspace, with a slash at the end. */
  readonly url: string;
  /** What its token may do, by the headers of the answer. */
  readonly scopes: readonly string[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  /** The bot is in it. */
  readonly member: boolean;
  readonly creator: string | undefined;
  /** As people typed them, entities undone. */
  readonly topic: string;
  readonly purpose: string;
}

export interface SlackUser {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly bot: boolean;
  readonly deleted: boolean;
  /** Of another workspace, or of another organisation where ours has several: here through a shared channel (Slack Connect). */
  readonly foreign: boolean;
}

/** A message as it is in a channel, whoever wrote it. */
export interface ChannelMessage {
  readonly ts: Ts;
  readonly at: Instant;
  /** Slack user id; undefined for what Slack itself or another app without a user says. */
  readonly user: string | undefined;
  /** By us: told by `auth.test`, never by metadata alone. */
  readonly ours: boolean;
  /** Our key, where it is ours and has one. */
  readonly key: string | undefined;
  /** In Slack's own markup. */
  readonly text: string;
  /** `channel_join`, `channel_topic`, …; undefined for what somebody said. */
  readonly subtype: string | undefined;
  readonly editedAt: Instant | undefined;
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** The thread it answers in; undefined at the top level. */
  readonly thread: Ts | undefined;
  readonly replies: number;
  readonly latestReply: Ts | undefined;
  readonly files: readonly { readonly name: string; readonly url: string }[];
}

/** What is posted: markdown, parsed; the adapter makes Block Kit of it inside every limit. */
export interface Post {
  /** In the metadata: readable by everyone in the workspace, so nothing secret. */
  readonly key: string;
  readonly text: readonly Block[];
  readonly thread?: Ts;
  /** The notification and what screen readers say: plain, short. */
  readonly summary: string;
  /** Where what was cut off is to be read. */
  readonly url: string;
}

export interface Card extends Post {
  readonly title: string;
  /** Name and value side by side: status, severity, who leads. Markdown. */
  readonly fields: readonly { readonly name: string; readonly text: readonly Block[] }[];
}

export interface Bookmark {
  readonly title: string;
  readonly link: string;
}

/** How a GitLab user is called in Slack, where that is known. */
export type PersonInSlack = (gitlabName: string) => string | undefined;

export interface Slack {
  /** Asked once a run. */
  me(): Promise<Me>;
  /**
   * Makes a channel, or finds the one that an earlier run made, whatever it is called by now: ours by creator, with this
   * purpose, or with none yet and a name that begins with `stem`. Where the name is somebody else's, the next of `-2`, `-3`.
   * `name` is any text, of which `stem` is the part that stays.
   */
  openChannel(wanted: {
    readonly name: string;
    readonly stem: string;
    readonly private: boolean;
    readonly purpose: string;
  }): Promise<Outcome<Channel>>;
  /** Undefined where it is gone, or private and not for us. */
  channel(id: string): Promise<Channel | undefined>;
  /** Channels by `#name` or id, archived ones too, as far as they are there and for us; joins none. For who examines a set-up. */
  channelsNamed(names: readonly string[]): Promise<ReadonlyMap<string, Channel>>;
  /** A public channel by `#name` or id; the bot joins it. Refused with 404 where there is none. */
  joinChannel(name: string): Promise<Outcome<Channel>>;
  setTopic(channel: string, topic: string): Promise<Outcome<undefined>>;
  setPurpose(channel: string, purpose: string): Promise<Outcome<undefined>>;
  renameChannel(channel: string, name: string): Promise<Outcome<undefined>>;
  /** Who could not be invited, and why; who is in already was. */
  invite(
    channel: string,
    users: readonly string[],
  ): Promise<Outcome<readonly { readonly user: string; readonly why: string }[]>>;
  archive(channel: string): Promise<Outcome<undefined>>;

  post(channel: string, post: Post | Card): Promise<Outcome<{ readonly ts: Ts }>>;
  /** Replaces one of our own messages; 404 where it is gone or may not be edited any more. */
  edit(channel: string, ts: Ts, post: Post | Card): Promise<Outcome<undefined>>;
  /** One of our own. */
  remove(channel: string, ts: Ts): Promise<Outcome<undefined>>;
  pin(channel: string, ts: Ts): Promise<Outcome<undefined>>;
  /** Adds what is missing and mends what has another title, by link; takes away ours whose link is not wanted any more. */
  setBookmarks(channel: string, wanted: readonly Bookmark[]): Promise<Outcome<undefined>>;
  /** `name` without colons. Done as well where it is there already. */
  react(channel: string, ts: Ts, name: string): Promise<Outcome<undefined>>;

  /**
   * Top-level messages from `since` on, with the whole of those threads of theirs that have answers since `threadsSince`; without
   * that no thread is read. All of them by time, oldest first.
   */
  messages(channel: string, since: Instant | undefined, threadsSince?: Instant): Promise<readonly ChannelMessage[]>;
  /** The answers of a thread, without the message that it hangs on; empty where that is gone. */
  thread(channel: string, ts: Ts): Promise<readonly ChannelMessage[]>;
  /**
   * Messages of ours by key, of those at or after `since` (clocks differ: from two minutes before), with the threads of those
   * that are ours. A thread that hangs on an older message has to be named, for history does not tell of it.
   */
  find(
    channel: string,
    keys: readonly string[],
    since: Instant,
    threads?: readonly Ts[],
  ): Promise<ReadonlyMap<string, Ts>>;

  /** A message that Slack posts by itself at `at`, unless it is taken back before. */
  schedule(channel: string, at: Instant, text: string): Promise<Outcome<{ readonly id: string }>>;
  scheduled(channel: string): Promise<readonly { readonly id: string; readonly at: Instant }[]>;
  /** Done as well where it is not there any more. */
  unschedule(channel: string, id: string): Promise<Outcome<undefined>>;

  user(id: string): Promise<SlackUser | undefined>;
  userByEmail(email: string): Promise<SlackUser | undefined>;
  /** Address of a message, made without asking. */
  link(channel: string, ts?: Ts): Promise<string>;

  /** Requests sent so far, and by method. */
  readonly requests: { readonly count: number; byMethod(): ReadonlyMap<string, number> };
}
