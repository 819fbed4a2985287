// Accounts of the embedded Jira and Confluence: people, their tokens, and which door a token opens.
//
// Cloud takes Basic `email:token` on the site, and scoped tokens at the gateway only. Data Center takes a personal access
// token as Bearer.

import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../clock.ts';

export interface AtlassianUser {
  readonly id: number;
  /** How Cloud names people. */
  readonly accountId: string;
  /** How Data Center names people. */
  readonly name: string;
  readonly displayName: string;
  readonly email: string;
  readonly kind: 'atlassian' | 'app';
  active: boolean;
}

export interface AtlassianToken {
  readonly secret: string;
  readonly userId: number;
  /** Set for a scoped token, which works at the gateway only. */
  readonly scopes: readonly string[] | undefined;
  /** ms UTC; undefined for one that never ends (Data Center). */
  readonly expiresAt: number | undefined;
}

/** The part of a store that accounts live in. */
export interface Accounts {
  readonly lastId: Map<string, number>;
  readonly users: Map<number, AtlassianUser>;
  /** By the secret itself. */
  readonly tokens: Map<string, AtlassianToken>;
}

export interface NewUser {
  /** How Data Center names them, and what faults and the log do. */
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  /** A service account is an `app`. */
  readonly kind?: AtlassianUser['kind'];
  /** Their first token; default a new one. */
  readonly token?: string;
}

export interface NewToken {
  /** Makes it a scoped token, which works at the gateway only: `read:jira-work`, `write:page:confluence`. */
  readonly scopes?: readonly string[];
  /** ISO 8601; default a year from now on Cloud, never on Data Center. */
  readonly expiresAt?: string;
  readonly secret?: string;
}

export interface Account {
  readonly user: AtlassianUser;
  readonly token: string;
  /** The header that speaks for them. */
  readonly authorization: string;
}

/** Where accounts are: on Cloud or on a Data Center. */
export interface House {
  readonly store: Accounts;
  readonly clock: Clock;
  readonly kind: 'cloud' | 'data-center';
}

const DAY = 86_400_000;
const TOKEN_DAYS = 365;

/** Atlassian counts from here. */
const FIRST_ID = 10_000;

/** The next id of a table: 10000, 10001, 10002. */
export function nextId({ lastId }: Pick<Accounts, 'lastId'>, table: string): number {
  const id = (lastId.get(table) ?? FIRST_ID - 1) + 1;
  lastId.set(table, id);
  return id;
}

export function addUser(house: House, given: NewUser): Account {
  const id = nextId(house.store, 'users');
  const user: AtlassianUser = {
    id,
    accountId: `5b10a2844c20165700e${id.toString(16).padStart(5, '0')}`,
    name: given.name,
    displayName: given.displayName ?? given.name,
    email: given.email ?? `${given.name}@example.com`,
    kind: given.kind ?? 'atlassian',
    active: true,
  };
  house.store.users.set(id, user);
  return addToken(house, user, given.token === undefined ? {} : { secret: given.token });
}

export function addToken({ store, clock, kind }: House, user: AtlassianUser, given: NewToken): Account {
  const cloud = kind === 'cloud';
  const secret = given.secret ?? `${cloud ? 'ATATT3xFfGF0' : ''}${randomBytes(24).toString('base64url')}`;
  const usual = cloud ? clock.now() + TOKEN_DAYS * DAY : undefined;
  store.tokens.set(secret, {
    secret,
    userId: user.id,
    scopes: given.scopes,
    expiresAt: given.expiresAt === undefined ? usual : Date.parse(given.expiresAt),
  });
  const basic = `Basic ${Buffer.from(`${user.email}:${secret}`).toString('base64')}`;
  return { user, token: secret, authorization: cloud ? basic : `Bearer ${secret}` };
}

/** The holder of the credentials that were sent, undefined where they are none or unknown. */
export function senderOf(house: House, request: FastifyRequest): AtlassianUser | undefined {
  const token = tokenOf(house, request);
  return token && house.store.users.get(token.userId);
}

/**
 * The holder of good credentials; `unauthorised` for none, wrong or ended ones and for a scoped token on the site, `scope`
 * for one that lacks the scope.
 *
 * @param gateway the paths that scoped tokens work on
 */
export function holderOf(
  house: House,
  request: FastifyRequest,
  gateway: RegExp,
  scope: string,
): AtlassianUser | 'unauthorised' | 'scope' {
  const token = tokenOf(house, request);
  const user = token && house.store.users.get(token.userId);
  if (!token || !user?.active) return 'unauthorised';
  if (token.expiresAt !== undefined && token.expiresAt <= house.clock.now()) return 'unauthorised';
  if (token.scopes === undefined) return user;
  if (!gateway.test(request.originalUrl)) return 'unauthorised';
  return token.scopes.includes(scope) ? user : 'scope';
}

/** The path below the site that a gateway's path means; a stranger's cloud id leads nowhere. */
export function behindGateway(gateway: RegExp, cloudId: string, url: string): string {
  const [prefix = '', named] = gateway.exec(url) ?? [];
  return named === cloudId ? url.slice(prefix.length) : url;
}

function tokenOf({ store, kind }: House, request: FastifyRequest): AtlassianToken | undefined {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Bearer') {
    const token = store.tokens.get(value);
    return kind === 'data-center' || token?.scopes !== undefined ? token : undefined;
  }
  if (scheme !== 'Basic' || kind !== 'cloud') return undefined;
  const pair = Buffer.from(value, 'base64').toString();
  const at = pair.indexOf(':');
  const token = store.tokens.get(pair.slice(at + 1));
  const email = token && store.users.get(token.userId)?.email;
  return email?.toLowerCase() === pair.slice(0, at).toLowerCase() ? token : undefined;
}
