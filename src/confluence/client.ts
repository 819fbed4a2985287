// How sitrep asks Confluence: its addresses and credentials.

import { realTime, type Time } from '../http/pace.ts';
import { makeRest, type Rest } from '../http/rest.ts';
import { cureFor } from './cures.ts';

export interface ConfluenceConnection {
  /**
   * Where the API is, with or without `/wiki`: the site, or for tokens with scopes
   * `https://api.atlassian.com/ex/confluence/<cloud id>`.
   */
  readonly url: string;
  /** Where people read pages, where that is another address. */
  readonly siteUrl?: string | undefined;
  /** Of the token's user: then it is sent as Basic, else as Bearer (service accounts). */
  readonly email?: string | undefined;
  /** Kept in a closure. */
  readonly token: string;
  /** The CI variable that holds the token, named in the advice of an error; default `SITREP_CONFLUENCE_TOKEN`. */
  readonly tokenVariable?: string | undefined;
  /** For one try of one request, in ms; default 15 s. */
  readonly timeoutMs?: number | undefined;
  /** The clock by which requests are repeated; default the machine's. */
  readonly time?: Time | undefined;
}

export type Query = readonly (readonly [string, string])[];

export interface Client {
  readonly rest: Rest;
  /** An address below `/wiki/api/v2`; segments unescaped. */
  api(path: readonly string[], query?: Query): URL;
  /** Where people read what the API names by a path of the site; `base`: as the answer says. */
  site(path: string, base: string | undefined): string;
}

/** Sends nothing yet; throws on an address or token that can be none. */
export function makeClient({ email, time = realTime, ...connection }: ConfluenceConnection): Client {
  const { tokenVariable = 'SITREP_CONFLUENCE_TOKEN' } = connection;
  const base = `${addressOf(connection.url)}/wiki`;
  const site = connection.siteUrl === undefined ? undefined : `${addressOf(connection.siteUrl)}/wiki`;
  const token = tokenOf(connection.token, tokenVariable);
  const basic = Buffer.from(`${email}:${token}`).toString('base64');
  return {
    rest: makeRest({
      service: 'Confluence',
      authorization: email === undefined ? `Bearer ${token}` : `Basic ${basic}`,
      secrets: [token, basic],
      timeoutMs: connection.timeoutMs ?? 15_000,
      time,
      cure: cureFor(tokenVariable),
    }),
    api(path, query = []) {
      const url = new URL(`${base}/api/v2/${path.map(encodeURIComponent).join('/')}`);
      for (const [name, value] of query) url.searchParams.append(name, value);
      return url;
    },
    site: (path, said) => `${site ?? said ?? base}${path}`,
  };
}

/** The address without `/wiki`, which every path of ours has. */
function addressOf(url: string): string {
  if (!/^https?:\/\/[^\s?#]+$/.test(url) || !URL.canParse(url))
    throw new Error(`"${url}" is no address of a Confluence: write it as https://acme.atlassian.net`);
  return url.replace(/\/+$/, '').replace(/\/wiki$/, '');
}

/** CI variables often end in a line break; what else is not printable ASCII cannot be sent. */
function tokenOf(given: string, variable: string): string {
  const token = given.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new Error(`the token in ${variable} is empty or has characters in it that no token has`);
  return token;
}
