// How sitrep asks Jira: which of its two kinds it is, its addresses, its credentials and its pace.

import type { Answer } from '../http/exchange.ts';
import { once } from '../http/memo.ts';
import type { Outcome } from '../http/outcome.ts';
import { makeBucket, realTime, type Time } from '../http/pace.ts';
import { makeRest, type Rest, refusedWhereUnread } from '../http/rest.ts';
import { cureFor } from './cures.ts';
import { WireServer } from './wire.ts';

export type Kind = 'cloud' | 'data-center';

export interface JiraConnection {
  /**
   * Where the API is: the site (`https://acme.atlassian.net`, `https://jira.example.com`), or for tokens with scopes
   * `https://api.atlassian.com/ex/jira/<cloud id>`.
   */
  readonly url: string;
  /** Where people open tickets, where that is another address. */
  readonly siteUrl?: string | undefined;
  /** Of the token's user: then it is sent as Basic, else as Bearer (Data Center, service accounts). */
  readonly email?: string | undefined;
  /** Kept in a closure. */
  readonly token: string;
  /** The CI variable that holds the token, named in the advice of an error; default `SITREP_JIRA_TOKEN`. */
  readonly tokenVariable?: string | undefined;
  /** Asked of the server where it is not given. */
  readonly kind?: Kind | undefined;
  /** For one try of one request, in ms; default 15 s. */
  readonly timeoutMs?: number | undefined;
  /** The clock by which requests are paced and repeated; default the machine's. */
  readonly time?: Time | undefined;
}

/** Segments below `/rest/api/<version>`, unescaped. */
export type Path = readonly string[];
export type Query = Readonly<Record<string, string>>;

export interface Write {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: Path;
  readonly query?: Query;
  readonly body?: unknown;
  /** The ticket that it concerns: Jira limits writes to one. */
  readonly ticket?: string;
  readonly onRefusal?: (answer: unknown) => void;
}

export interface Client {
  kind(): Promise<Kind>;
  /** Throws `ServiceError`. */
  get<T>(path: Path, query: Query, understand: (answer: unknown) => T): Promise<T>;
  /** A question too long for an address. Throws `ServiceError`. */
  ask<T>(path: Path, question: unknown, understand: (answer: unknown) => T, query?: Query): Promise<T>;
  write<T>(write: Write, understand: (answer: unknown) => T): Promise<Outcome<T>>;
  /** Address of a ticket for people. */
  page(key: string): string;
  readonly requests: Rest['requests'];
}

/** The clocks of a run and of Jira may differ by so much: what is looked for since an instant is looked for since before it. */
export const CLOCKS_DIFFER_MINUTES = 10;

/** 20 writes to one ticket in 2 s and 100 in 30 s are taken (Jira's rate limits): 10 + 3 × 2 and 10 + 3 × 30 stay below. */
const TICKET_BURST = 10;
const TICKET_WRITES_PER_MINUTE = 180;

/** Sends nothing yet; throws on an address or token that can be none. */
export function makeClient(connection: JiraConnection): Client {
  const { email, time = realTime, tokenVariable = 'SITREP_JIRA_TOKEN' } = connection;
  const base = addressOf(connection.url, 'url');
  const site = connection.siteUrl === undefined ? base : addressOf(connection.siteUrl, 'siteUrl');
  const token = tokenOf(connection.token, tokenVariable);
  const basic = Buffer.from(`${email}:${token}`).toString('base64');
  const rest = makeRest({
    service: 'Jira',
    authorization: email === undefined ? `Bearer ${token}` : `Basic ${basic}`,
    secrets: [token, basic],
    timeoutMs: connection.timeoutMs ?? 15_000,
    time,
    cure: cureFor(tokenVariable),
    meant: unmasked,
    narrow: ({ headers }) => /per-issue/.test(headers['ratelimit-reason'] ?? ''),
  });
  const turns = new Map<string, () => Promise<void>>();
  const kind = once(
    async () =>
      connection.kind ??
      (await rest.read({ method: 'GET', url: new URL(`${base}/rest/api/2/serverInfo`) }, WireServer.parse)),
  );

  async function address(path: Path, query: Query = {}): Promise<URL> {
    const version = (await kind()) === 'cloud' ? 3 : 2;
    const url = new URL(`${base}/rest/api/${version}/${path.map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async function turn(ticket: string): Promise<void> {
    const bucket = turns.get(ticket) ?? makeBucket(TICKET_BURST, TICKET_WRITES_PER_MINUTE, time);
    turns.set(ticket, bucket);
    await bucket();
  }

  return {
    kind,
    get: async (path, query, understand) => rest.read({ method: 'GET', url: await address(path, query) }, understand),
    ask: async (path, body, understand, query) =>
      rest.read({ method: 'POST', url: await address(path, query), body }, understand),
    write: ({ path, query, ticket, ...sent }, understand) =>
      refusedWhereUnread(async () => {
        const url = await address(path, query);
        if (ticket !== undefined) await turn(ticket);
        return rest.write({ ...sent, url }, understand);
      }),
    page: (key) => `${site}/browse/${encodeURIComponent(key)}`,
    requests: rest.requests,
  };
}

/** Whoever gives a token that is no good is nobody to Cloud, and what nobody may see is not there: 404, not 401. */
function unmasked(answer: Answer): Answer {
  const failed = /AUTHENTICATED_FAILED|AUTHENTICATION_DENIED/.test(answer.headers['x-seraph-loginreason'] ?? '');
  return failed && answer.status === 404 ? { ...answer, status: 401 } : answer;
}

function addressOf(url: string, name: string): string {
  if (!/^https?:\/\/[^\s?#]+$/.test(url) || !URL.canParse(url))
    throw new Error(`jira.${name}: "${url}" is no address: write it as https://acme.atlassian.net`);
  return url.replace(/\/+$/, '');
}

/** CI variables often end in a line break; what else is not printable ASCII cannot be sent. */
function tokenOf(given: string, variable: string): string {
  const token = given.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new Error(`the token in ${variable} is empty or has characters in it that no token has`);
  return token;
}
