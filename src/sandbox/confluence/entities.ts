// How Confluence shows spaces, pages and properties.

import { documentOf, plainText } from '../atlassian/adf-text.ts';
import type { ConfluenceCore } from './core.ts';
import { versionOf } from './page-data.ts';
import type { Json } from './route.ts';
import type { Page, Property, Representation, Space, Version } from './store.ts';

export function spaceEntity(core: ConfluenceCore, space: Space): Json {
  return {
    id: String(space.id),
    key: space.key,
    name: space.name,
    type: 'global',
    status: 'current',
    authorId: accountOf(core, space.authorId),
    createdAt: space.created,
    homepageId: String(space.homeId),
    description: null,
    icon: null,
    _links: { webui: `/spaces/${space.key}` },
  };
}

/** A page; its text only in the representation that was asked for. */
export function pageEntity(core: ConfluenceCore, page: Page, format: string | undefined): Json {
  const space = core.store.spaces.get(page.spaceId);
  return {
    id: String(page.id),
    status: page.status,
    title: page.title,
    spaceId: String(page.spaceId),
    parentId: page.parentId === null ? null : String(page.parentId),
    parentType: page.parentId === null ? null : 'page',
    position: page.id,
    authorId: accountOf(core, page.authorId),
    ownerId: accountOf(core, page.authorId),
    lastOwnerId: null,
    createdAt: page.created,
    version: versionEntity(core, versionOf(page)),
    body: format === undefined ? {} : { [format]: { representation: format, value: valueAs(page, format) } },
    _links: {
      webui: `/spaces/${space?.key}/pages/${page.id}/${encodeURIComponent(page.title).replaceAll('%20', '+')}`,
      editui: `/pages/resumedraft.action?draftId=${page.id}`,
      tinyui: `/x/${Buffer.from(String(page.id)).toString('base64url')}`,
    },
  };
}

export function propertyEntity(core: ConfluenceCore, { id, key, value, version }: Property): Json {
  return { id: String(id), key, value, version: versionEntity(core, version) };
}

function versionEntity(core: ConfluenceCore, { number, message, minorEdit, authorId, created }: Version): Json {
  return { number, message, minorEdit, authorId: accountOf(core, authorId), createdAt: created };
}

const accountOf = ({ store }: ConfluenceCore, id: number): string | null => store.users.get(id)?.accountId ?? null;

/** Another representation than the page was sent in holds its words alone. */
function valueAs(page: Page, format: string): string {
  if (format === page.representation) return page.value;
  const words = wordsOf(page);
  if (format === 'atlas_doc_format') return JSON.stringify(documentOf(words));
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<p>${escaped.replaceAll('\n', '</p><p>')}</p>`;
}

/** The words of a page alone, a line a block. */
export function wordsOf({ representation, value }: { representation: Representation; value: string }): string {
  if (representation === 'wiki') return value;
  if (representation === 'storage') {
    return value
      .replace(/<\/(p|h[1-6]|li|tr|pre|blockquote)>|<br\s*\/>/g, '\n')
      .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .trim();
  }
  return plainText(JSON.parse(value));
}
