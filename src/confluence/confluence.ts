// The way to Confluence (Cloud, v2): five calls.
//
// What was written, and as which version, stands in the link to GitLab with which each page of ours ends. So it arrives with
// the page, in one request, and there is no moment at which a page is ours and does not say so.

import { keyIn, withKey } from '../http/key-link.ts';
import { remembered } from '../http/memo.ts';
import type { Outcome } from '../http/outcome.ts';
import { realTime, type Time } from '../http/pace.ts';
import { makeRest, type Rest, refusedWhereUnread, ServiceError, unlessMissing } from '../http/rest.ts';
import { documentEndingWith } from '../jira/body.ts';
import { cureFor } from './cures.ts';
import type { Confluence, Page, PageText } from './port.ts';
import { WirePage, WirePages, WireSpaces, type WrittenPage } from './wire.ts';

export interface ConfluenceConnection {
  /** Where the API is, with or without `/wiki`: the site, or for tokens with scopes `https://api.atlassian.com/ex/confluence/<cloud id>`. */
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

/** Confluence takes 5 MB; what it makes of a page must fit too. */
const MOST_CHARACTERS = 2_000_000;
const TITLE_LENGTH = 255;

/** Connects to one Confluence. Sends nothing yet; throws on an address or token that can be none. */
export function connectConfluence(connection: ConfluenceConnection): Confluence {
  const base = `${addressOf(connection.url)}/wiki`;
  const site = connection.siteUrl === undefined ? undefined : `${addressOf(connection.siteUrl)}/wiki`;
  const rest = restOf(connection);

  const api = (path: string, query: readonly (readonly [string, string])[] = []): URL => {
    const url = new URL(`${base}/api/v2/${path}`);
    for (const [name, value] of query) url.searchParams.append(name, value);
    return url;
  };
  const pageFrom = (wire: WrittenPage): Page => {
    const link = wire._links ?? {};
    const written = markIn(wire.body?.atlas_doc_format?.value ?? '');
    return {
      ...{ id: wire.id, title: wire.title, version: wire.version.number, archived: wire.status === 'archived' },
      url: `${site ?? link.base ?? base}${link.webui ?? `/pages/viewpage.action?pageId=${wire.id}`}`,
      hash: written?.hash,
      ourVersion: written?.version,
    };
  };

  const spaceId = remembered(async (key: string) => {
    const spaces = await rest.read({ method: 'GET', url: api('spaces', [['keys', key]]) }, WireSpaces.parse);
    const space = spaces.find((one) => one.key.toLowerCase() === key.toLowerCase());
    if (space) return space.id;
    const reason = `there is no space ${key}, or the user of the token may not see it. Check confluence.space`;
    throw new ServiceError('Confluence', 'looking for a space', { outcome: 'refused', status: 404, reason });
  });

  async function page(id: string): Promise<Page | undefined> {
    const url = api(`pages/${encodeURIComponent(id)}`, [['body-format', 'atlas_doc_format']]);
    const wire = await unlessMissing(rest.read({ method: 'GET', url }, WirePage.parse));
    return wire && ['current', 'archived'].includes(wire.status) ? pageFrom(wire) : undefined;
  }

  async function write(
    method: 'POST' | 'PUT',
    path: string,
    place: object,
    text: PageText,
    version: number,
  ): Promise<Outcome<Page>> {
    const mark = withKey(text.url, `${version}:${text.hash}`);
    const value = JSON.stringify(documentEndingWith(mark, text.body, { more: text.url, most: MOST_CHARACTERS }));
    const body = {
      ...place,
      status: 'current',
      title: titled(text.title),
      body: { representation: 'atlas_doc_format', value },
    };
    return rest.write({ method, url: api(path), body }, (answer) => ({
      ...pageFrom(WirePage.parse(answer)),
      hash: text.hash,
      ourVersion: version,
    }));
  }

  return {
    page,
    async pageTitled(space, title) {
      const query = [
        ['space-id', await spaceId(space)],
        ['title', titled(title)],
        ['status', 'current'],
        ['status', 'archived'],
      ] as const;
      const [found] = await rest.read({ method: 'GET', url: api('pages', query) }, WirePages.parse);
      return found && page(found.id);
    },
    create: (space, parent, text) =>
      refusedWhereUnread(async () => {
        const place = { spaceId: await spaceId(space), ...(parent === undefined ? {} : { parentId: parent }) };
        return write('POST', 'pages', place, text, 1);
      }),
    update: ({ id, version }, text) => {
      const place = { id, version: { number: version + 1, message: 'sitrep' } };
      return write('PUT', `pages/${encodeURIComponent(id)}`, place, text, version + 1);
    },
    async remove(id) {
      const sent = await rest.write({ method: 'DELETE', url: api(`pages/${encodeURIComponent(id)}`) }, () => undefined);
      const gone = sent.outcome === 'refused' && sent.status === 404;
      return gone ? { outcome: 'done', value: undefined } : sent;
    },
    requests: rest.requests,
  };
}

function restOf({
  email,
  token: given,
  tokenVariable = 'SITREP_CONFLUENCE_TOKEN',
  ...connection
}: ConfluenceConnection): Rest {
  const token = given.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new Error(`the token in ${tokenVariable} is empty or has characters in it that no token has`);
  const basic = Buffer.from(`${email}:${token}`).toString('base64');
  return makeRest({
    service: 'Confluence',
    authorization: email === undefined ? `Bearer ${token}` : `Basic ${basic}`,
    secrets: [token, basic],
    timeoutMs: connection.timeoutMs ?? 15_000,
    time: connection.time ?? realTime,
    cure: cureFor(tokenVariable),
  });
}

/** The address without `/wiki`, which every path of ours has. */
function addressOf(url: string): string {
  if (!/^https?:\/\/[^\s?#]+$/.test(url) || !URL.canParse(url))
    throw new Error(`confluence.url: "${url}" is no address: write it as https://acme.atlassian.net`);
  return url.replace(/\/+$/, '').replace(/\/wiki$/, '');
}

function markIn(body: string): { readonly version: number; readonly hash: string } | undefined {
  const found = /^(\d+):(.*)$/s.exec(keyIn(body) ?? '');
  return found ? { version: Number(found[1]), hash: found[2] ?? '' } : undefined;
}

/** One line of at most 255 characters. */
function titled(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1)}…`;
}
