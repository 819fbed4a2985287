// The workspace as those see it who set it up and look at it: tests, stories and the demo.

import { randomBytes } from 'node:crypto';
import { type Core, newId, seconds } from './core.ts';
import { type Person, personOf } from './person.ts';
import { type ChannelRecord, readChannels } from './reader.ts';
import { postWhatIsDue } from './scheduled.ts';
import type { Token, User } from './store.ts';

export interface Workspace {
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
}

export interface NewUser {
  /** The handle, without `@`. */
  readonly name: string;
  readonly email?: string;
  readonly realName?: string;
  readonly deleted?: boolean;
  readonly guest?: boolean;
  /** The id of another workspace: they are here through a shared channel. */
  readonly team?: string;
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

export function workspaceOf(core: Core): Workspace {
  const { store } = core;
  const channels = (): ChannelRecord[] => {
    postWhatIsDue(core);
    return readChannels(core);
  };
  return {
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
  };
}

function addUser(core: Core, given: NewUser): User {
  const { name, email = `${name}@example.com`, realName = name, deleted = false, guest = false, team } = given;
  const id = newId(core, 'U');
  const user: User = { id, name, email, realName, deleted, guest, team, bot: undefined, updated: seconds(core) };
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
    team: undefined,
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
