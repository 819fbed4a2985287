// A Slack that starts in a test.
//
// Small and honest, like the embedded GitLab: real HTTP with Slack's own codes, limits, membership rules, entities, system
// messages and bot identity. What it imitates, and from where that is known, stands beside each part.

import { randomBytes } from 'node:crypto';
import { type Clock, makeClock } from '../clock.ts';
import { type Faults, makeFaults } from '../faults.ts';
import { makeRequestLog, type RequestLog } from '../requests.ts';
import { type Core, newId, seconds } from './core.ts';
import { methodsWith } from './methods.ts';
import { type Person, personOf } from './person.ts';
import { type ChannelRecord, readChannels } from './reader.ts';
import { postWhatIsDue } from './scheduled.ts';
import { type Front, listen, makeServer, stop } from './server.ts';
import { makeSocketMode, type SocketMode } from './socket-mode.ts';
import { emptyStore, type Settings, type Store, type Token, type User } from './store.ts';

export type { ChannelRecord } from './reader.ts';

export interface SlackOptions {
  /** The clock to live by, such as that of the embedded GitLab; default one of its own. */
  readonly clock?: Clock;
  /** The instant a clock of its own starts at (ISO 8601); default the machine's. */
  readonly now?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** Whether Slack's rate limits hold, by the clock; default `none`, as a clock that stands still lifts no limit. */
  readonly limits?: 'slack' | 'none';
}

export interface Slack {
  /** Without a slash at the end; clients want `/api/` behind it. */
  readonly url: string;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly store: Store;
  /** How the workspace is set up: may be changed at any time. */
  readonly settings: Settings;
  readonly socketMode: Pick<SocketMode, 'connections' | 'unacknowledged' | 'refresh' | 'cut'>;
  addUser(user: NewUser): User;
  addApp(app: NewApp): InstalledApp;
  addGroup(group: { readonly handle: string; readonly name?: string; readonly users?: readonly User[] }): string;
  /** Makes a token of no use, as uninstalling an app does. */
  revoke(token: string, trouble?: 'token_revoked' | 'account_inactive'): void;
  as(user: User): Person;
  channels(): readonly ChannelRecord[];
  /** By id or by name; throws where there is none. */
  channel(idOrName: string): ChannelRecord;
  /** Posts the scheduled messages that the clock has passed; every request does that too. */
  tick(): void;
  /** Every request that came in, as text, tokens filtered out: to search for what must not have been sent. */
  received(): string;
  /** Refuses connections from now on. */
  down(): Promise<void>;
  /** Takes them again, on the same port. */
  up(): Promise<void>;
  snapshot(): Snapshot;
  /** Puts everything but the clock back to where it was. */
  restore(snapshot: Snapshot): void;
  close(): Promise<void>;
}

export interface NewUser {
  /** The handle, without `@`. */
  readonly name: string;
  readonly email?: string;
  readonly realName?: string;
  readonly deleted?: boolean;
  readonly guest?: boolean;
}

export interface NewApp {
  readonly name?: string;
  /** Of its bot. */
  readonly scopes: readonly string[];
}

export interface InstalledApp {
  readonly id: string;
  readonly bot: User;
  readonly botId: string;
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`, for Socket Mode. */
  readonly appToken: string;
}

export interface Snapshot {
  readonly store: Store;
}

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const front = makeFront(options);
  const { core, socketMode, faults, requests, received } = front;
  const { store, clock } = core;
  const server = makeServer(() => front);
  const port = await listen(server, options.port ?? 0);
  front.url = `http://127.0.0.1:${port}`;
  const channels = (): ChannelRecord[] => {
    postWhatIsDue(core);
    return readChannels(core);
  };
  return {
    url: front.url,
    clock,
    requests,
    faults,
    store,
    get settings() {
      return store.settings;
    },
    socketMode,
    addUser: (user) => addUser(core, user),
    addApp: (app) => addApp(core, app),
    addGroup({ handle, name = handle, users = [] }) {
      const id = newId(core, 'S');
      store.groups.set(id, { id, handle, name, users: users.map((user) => user.id), created: seconds(core) });
      return id;
    },
    revoke(secret, trouble = 'token_revoked') {
      const token = store.tokens.get(secret);
      if (!token) throw new Error('no such token');
      token.trouble = trouble;
    },
    as: (user) => personOf(core, user),
    channels,
    channel(idOrName) {
      const found = channels().find(({ id, name }) => id === idOrName || name === idOrName.replace(/^#/, ''));
      if (!found) throw new Error(`no such channel: ${idOrName}`);
      return found;
    },
    tick: () => postWhatIsDue(core),
    received: () => received.join('\n\n'),
    down: () => stop(server, socketMode),
    async up() {
      if (!server.listening) await listen(server, port);
    },
    snapshot: () => ({ store: structuredClone(store) }),
    restore(snapshot) {
      Object.assign(store, structuredClone(snapshot.store));
    },
    close: () => stop(server, socketMode),
  };
}

/** Everything but the port, which is known only when the server listens. */
function makeFront({ clock, now, limits = 'none' }: SlackOptions): Front & { url: string; received: string[] } {
  const received: string[] = [];
  const socketMode = makeSocketMode(() => core);
  const core: Core = {
    get url() {
      return front.url;
    },
    store: emptyStore(),
    clock: clock ?? makeClock(now, false),
    limited: limits === 'slack',
    publish: (event) => socketMode.publish(event),
  };
  const front = {
    url: '',
    core,
    methods: methodsWith(socketMode.method),
    socketMode,
    faults: makeFaults(),
    requests: makeRequestLog(),
    received,
    keep: (text: string) => void received.push(text),
  };
  return front;
}

function addUser(core: Core, given: NewUser): User {
  const { name, email = `${name}@example.com`, realName = name, deleted = false, guest = false } = given;
  const id = newId(core, 'U');
  const user: User = { id, name, email, realName, deleted, guest, bot: undefined, updated: seconds(core) };
  core.store.users.set(id, user);
  return user;
}

function addApp(core: Core, { name = 'bot', scopes }: NewApp): InstalledApp {
  const appId = newId(core, 'A');
  const botId = newId(core, 'B');
  const userId = newId(core, 'U');
  const bot: User = {
    id: userId,
    name,
    realName: name,
    email: '',
    deleted: false,
    guest: false,
    bot: { botId, appId },
    updated: seconds(core),
  };
  core.store.users.set(userId, bot);
  core.store.apps.set(appId, { id: appId, name, botId, userId, scopes: [...scopes] });
  const token = (kind: Token['kind'], prefix: string): string => {
    const secret = `${prefix}-${randomBytes(18).toString('hex')}`;
    core.store.tokens.set(secret, { kind, appId, trouble: undefined });
    return secret;
  };
  return { id: appId, bot, botId, botToken: token('bot', 'xoxb'), appToken: token('app', 'xapp') };
}
