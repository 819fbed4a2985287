// Everything the embedded Slack remembers, as plain data.
//
// No class instances and no functions: a snapshot is a structuredClone. Timestamps that name a message (`ts`) are texts, as
// in Slack: they are compared as texts too, which orders them, since all have the same length.

export interface Store {
  /** The last number given; every id is made of one, whatever it names. */
  lastNumber: number;
  readonly team: Team;
  /** How the workspace is set up; a test or a story may change it at any time. */
  readonly settings: Settings;
  readonly users: Map<string, User>;
  readonly apps: Map<string, App>;
  /** By the secret itself. */
  readonly tokens: Map<string, Token>;
  readonly channels: Map<string, Channel>;
  readonly groups: Map<string, UserGroup>;
  readonly files: Map<string, StoredFile>;
  readonly scheduled: Map<string, ScheduledMessage>;
  /** What is left of a limit, by app and method or channel. */
  readonly buckets: Map<string, { left: number; at: number }>;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

export interface Settings {
  /** Methods that this workspace forbids to apps: they answer `restricted_action`. */
  restricted: string[];
  /** For how long a message may be edited; undefined for ever. */
  editWindowMinutes: number | undefined;
  /** User groups are for paid plans; a free one shows what was said in the last 90 days. */
  plan: 'free' | 'paid';
  /** For how long a new message may be missing from the history; nothing promises that it is there at once. */
  historyLagSeconds: number;
}

export interface User {
  readonly id: string;
  /** The handle, without `@`. */
  readonly name: string;
  realName: string;
  readonly email: string;
  readonly bot: { readonly botId: string; readonly appId: string } | undefined;
  deleted: boolean;
  guest: boolean;
  /** The workspace that they are of, where it is another. */
  readonly team: string | undefined;
  readonly updated: number;
}

export interface App {
  readonly id: string;
  readonly name: string;
  readonly botId: string;
  readonly userId: string;
  scopes: readonly string[];
}

export interface Token {
  readonly kind: 'bot' | 'app';
  readonly appId: string;
  /** The error code every call gets; undefined while the token works. */
  trouble: 'token_revoked' | 'account_inactive' | undefined;
}

export interface Channel {
  readonly id: string;
  name: string;
  previousNames: string[];
  private: boolean;
  readonly general: boolean;
  /** A user id. */
  readonly creator: string;
  /** Seconds since 1970. */
  readonly created: number;
  archived: boolean;
  topic: Remark;
  purpose: Remark;
  /** User ids in the order in which they came. */
  members: string[];
  /** Bots that the archiving put out; they still see that the channel is there. */
  putOut: string[];
  /** Oldest first, replies among them. */
  messages: Message[];
  pins: Pin[];
  bookmarks: Bookmark[];
}

export interface Remark {
  readonly value: string;
  readonly creator: string;
  /** Seconds since 1970; 0 while nobody has set it. */
  readonly last_set: number;
}

export interface Message {
  readonly ts: string;
  /** A user id, also of what a bot says. */
  readonly user: string;
  readonly botId: string | undefined;
  readonly appId: string | undefined;
  readonly subtype: string | undefined;
  /** As stored: entities escaped, links and mentions in angle brackets. */
  text: string;
  blocks: readonly Json[] | undefined;
  attachments: readonly Json[] | undefined;
  metadata: Metadata | undefined;
  /** The parent's ts, for a reply only. */
  readonly threadTs: string | undefined;
  /** Whether a reply is shown in the channel too. */
  readonly broadcast: boolean;
  edited: { readonly user: string; readonly ts: string } | undefined;
  reactions: Reaction[];
  /** A deleted message stays, for replies that hang under it. */
  deleted: boolean;
  /** Ids of files shared with it. */
  readonly files: readonly string[];
  /** What only this kind of message has: `topic`, `old_name`, `client_msg_id` … */
  readonly extra: Json;
}

export type Json = Record<string, unknown>;

export interface Metadata {
  readonly event_type: string;
  readonly event_payload: Json;
}

export interface Reaction {
  readonly name: string;
  users: string[];
}

export interface Pin {
  readonly ts: string;
  readonly created: number;
  readonly createdBy: string;
}

export interface Bookmark {
  readonly id: string;
  title: string;
  link: string;
  emoji: string;
  readonly created: number;
  updated: number;
  updatedBy: string;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  users: string[];
  readonly created: number;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly length: number;
  readonly user: string;
  title: string;
  /** Undefined until the bytes are there. */
  text: string | undefined;
  /** Set by the third step: only then anybody sees it. */
  complete: boolean;
  readonly created: number;
}

export interface ScheduledMessage {
  readonly id: string;
  readonly channelId: string;
  readonly appId: string;
  /** Seconds since 1970. */
  readonly postAt: number;
  readonly created: number;
  readonly content: Content;
}

/** What is said, before it has a ts. */
export interface Content {
  readonly text: string;
  readonly blocks: readonly Json[] | undefined;
  readonly attachments: readonly Json[] | undefined;
  readonly metadata: Metadata | undefined;
  readonly threadTs: string | undefined;
  readonly broadcast: boolean;
}

export function emptyStore(): Store {
  return {
    lastNumber: 0,
    team: { id: 'T0000000001', name: 'Sandbox', domain: 'sandbox' },
    settings: { restricted: [], editWindowMinutes: undefined, plan: 'paid', historyLagSeconds: 0 },
    users: new Map(),
    apps: new Map(),
    tokens: new Map(),
    channels: new Map(),
    groups: new Map(),
    files: new Map(),
    scheduled: new Map(),
    buckets: new Map(),
  };
}
