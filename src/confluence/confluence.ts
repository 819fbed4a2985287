// The way to Confluence (Cloud, v2): reviews as pages.

import { remembered } from '../http/memo.ts';
import type { Outcome } from '../http/outcome.ts';
import { refusedWhereUnread, ServiceError, unlessMissing } from '../http/rest.ts';
import { documentEndingWith } from '../jira/body.ts';
import { type Client, type ConfluenceConnection, makeClient } from './client.ts';
import type { Confluence, Page, PageText } from './port.ts';
import { WireOperations, WirePage, WirePages, WireSpaces, type Written, type WrittenPage } from './wire.ts';
import { keepWritten, readWritten, tellingLink } from './written.ts';

/** Confluence takes 5 MB; what it makes of a page must fit too. */
const MOST_CHARACTERS = 2_000_000;
const TITLE_LENGTH = 255;

/** Connects to one Confluence. Sends nothing yet; throws on an address or token that can be none. */
export function connectConfluence(connection: ConfluenceConnection): Confluence {
  const client = makeClient(connection);
  const { rest, api } = client;
  const spaceId = remembered((key: string) => idOf(client, key));

  async function page(id: string): Promise<Page | undefined> {
    const url = api(['pages', id], [['body-format', 'atlas_doc_format']]);
    const wire = await unlessMissing(rest.read({ method: 'GET', url }, WirePage.parse));
    if (!wire || !['current', 'archived'].includes(wire.status)) return undefined;
    return pageFrom(client, wire, await readWritten(client, id, wire.body?.atlas_doc_format?.value ?? ''));
  }

  async function write(
    method: 'POST' | 'PUT',
    path: readonly string[],
    place: object,
    text: PageText,
    version: number,
  ): Promise<Outcome<Page>> {
    const written = { version, hash: text.hash };
    const link = tellingLink(text.url, written);
    const value = JSON.stringify(documentEndingWith(link, text.body, { more: text.url, most: MOST_CHARACTERS }));
    const page = { title: titled(text.title), body: { representation: 'atlas_doc_format', value } };
    const sent = await rest.write(
      { method, url: api(path), body: { ...place, status: 'current', ...page } },
      (answer) => pageFrom(client, WirePage.parse(answer), written),
    );
    if (sent.outcome === 'done') await keepWritten(client, sent.value.id, written);
    return sent;
  }

  return {
    page,
    async pageTitled(space, title) {
      const found = await rest.read(
        {
          method: 'GET',
          url: api(
            ['pages'],
            [
              ['space-id', await spaceId(space)],
              ['title', titled(title)],
              ['status', 'current'],
              ['status', 'archived'],
            ],
          ),
        },
        WirePages.parse,
      );
      return found[0] && page(found[0].id);
    },
    create: (space, parent, text) =>
      refusedWhereUnread(async () => {
        const place = { spaceId: await spaceId(space), ...(parent === undefined ? {} : { parentId: parent }) };
        return write('POST', ['pages'], place, text, 1);
      }),
    update: ({ id, version }, text) => {
      const place = { id, version: { number: version + 1, message: 'sitrep' } };
      return write('PUT', ['pages', id], place, text, version + 1);
    },
    remove: (id) =>
      refusedWhereUnread(async () => {
        const sent = await rest.write({ method: 'DELETE', url: api(['pages', id]) }, () => undefined);
        // The same 404 is for what is gone and for what may not be taken away.
        const gone = sent.outcome === 'refused' && sent.status === 404 && (await page(id)) === undefined;
        return gone ? { outcome: 'done', value: undefined } : sent;
      }),
    mayAddPages: (space) =>
      unlessMissing(
        spaceId(space).then(async (id) => {
          const url = api(['spaces', id, 'operations']);
          const allowed = await rest.read({ method: 'GET', url }, WireOperations.parse);
          return allowed.some(({ operation, targetType }) => operation === 'create' && targetType === 'page');
        }),
      ),
    requests: rest.requests,
  };
}

/** The number of a space; keys are matched in any case. Throws `ServiceError` where there is none for us. */
async function idOf({ rest, api }: Client, key: string): Promise<string> {
  const spaces = await rest.read({ method: 'GET', url: api(['spaces'], [['keys', key]]) }, WireSpaces.parse);
  const space = spaces.find((one) => one.key.toLowerCase() === key.toLowerCase());
  if (space) return space.id;
  const reason = `there is no space ${key}, or the user of the token may not see it: check confluence.space`;
  throw new ServiceError('Confluence', 'looking for a space', { outcome: 'refused', status: 404, reason });
}

function pageFrom(client: Client, wire: WrittenPage, written: Written | undefined): Page {
  const { webui, base } = wire._links ?? {};
  return {
    id: wire.id,
    title: wire.title,
    version: wire.version.number,
    url: client.site(webui ?? `/pages/viewpage.action?pageId=${wire.id}`, base ?? undefined),
    hash: written?.hash,
    ourVersion: written?.version,
    archived: wire.status === 'archived',
  };
}

/** One line of at most 255 characters. */
function titled(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length <= TITLE_LENGTH ? line : `${line.slice(0, TITLE_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
