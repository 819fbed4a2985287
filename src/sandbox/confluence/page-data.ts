// Pages: found, made, changed, and when they may be. Titles are unique in their space, whatever their case.

import type { AtlassianUser } from '../atlassian/accounts.ts';
import { nextId } from '../atlassian/accounts.ts';
import { isDocument } from '../atlassian/adf-check.ts';
import { isMap } from '../params.ts';
import type { ConfluenceCore } from './core.ts';
import { notFound, refused, titleTaken } from './errors.ts';
import type { Json } from './route.ts';
import { storageProblem } from './storage-check.ts';
import type { Page, PageStatus, Representation, Right, Space, Version } from './store.ts';

export interface Body {
  readonly representation: Representation;
  readonly value: string;
}

const LONGEST_TITLE = 255;
const REPRESENTATIONS: readonly Representation[] = ['storage', 'atlas_doc_format', 'wiki'];

export function may(user: AtlassianUser, space: Space, right: Right): boolean {
  const granted = space.granted.get(user.id);
  return granted ? granted.includes(right) : !space.isPrivate;
}

/** The space of an id for who has the right; throws 404, which hides a missing right. */
export function needSpace({ store }: ConfluenceCore, user: AtlassianUser, id: string, right: Right): Space {
  const space = store.spaces.get(Number(id));
  if (!space || !may(user, space, right)) throw notFound('Space');
  return space;
}

/** The same for a page. One in the trash is there only for who asks for it. */
export function needPage(
  core: ConfluenceCore,
  user: AtlassianUser,
  id: string,
  right: Right,
  trashedToo = false,
): Page {
  const page = core.store.pages.get(Number(id));
  const space = page && core.store.spaces.get(page.spaceId);
  if (!page || !space || !may(user, space, 'view')) throw notFound('Page');
  if ((page.status === 'trashed' && !trashedToo) || !may(user, space, right)) throw notFound('Page');
  return page;
}

/**
 * A title as it may be. A page in the archive keeps its own, one in the trash does not. Throws 400 where it is empty, too
 * long or another page's.
 */
export function checkTitle({ store }: ConfluenceCore, spaceId: number, title: unknown, except?: Page): string {
  if (typeof title !== 'string' || title.trim() === '') throw refused(400, 'Title is required.');
  if (title.length > LONGEST_TITLE) throw refused(400, `Title cannot be longer than ${LONGEST_TITLE} characters.`);
  const wanted = title.toLowerCase();
  const taken = [...store.pages.values()].some(
    (page) =>
      page !== except &&
      page.spaceId === spaceId &&
      (page.status === 'current' || page.status === 'archived') &&
      page.title.toLowerCase() === wanted,
  );
  if (taken) throw titleTaken();
  return title;
}

/** The body of a page; throws 400 where its text is not what it says it is. */
export function readBody(given: unknown): Body {
  if (given === undefined) return { representation: 'storage', value: '' };
  const { representation, value } = isMap(given) ? given : {};
  const known = REPRESENTATIONS.find((one) => one === representation);
  if (!known) throw refused(400, `The body's representation must be one of ${REPRESENTATIONS.join(', ')}.`);
  if (typeof value !== 'string') throw refused(400, "The body's value must be a string.");
  const problem = known === 'storage' ? storageProblem(value) : undefined;
  if (problem !== undefined) throw refused(400, problem);
  if (known === 'atlas_doc_format' && !isDocument(parsed(value))) {
    throw refused(400, 'The body is not a valid Atlassian Document.');
  }
  return { representation: known, value };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface NewPage extends Body {
  readonly space: Space;
  readonly title: string;
  readonly parentId: number | null;
  readonly status: PageStatus;
}

export function addPage(core: ConfluenceCore, author: AtlassianUser, given: NewPage): Page {
  const created = core.clock.stamp();
  const page: Page = {
    id: nextId(core.store, 'pages'),
    spaceId: given.space.id,
    authorId: author.id,
    created,
    parentId: given.parentId,
    status: given.status,
    title: given.title,
    representation: given.representation,
    value: given.value,
    versions: [{ number: 1, message: '', minorEdit: false, authorId: author.id, created }],
    properties: [],
  };
  core.store.pages.set(page.id, page);
  return page;
}

/** The same content again is a version too. */
export function changePage(
  core: ConfluenceCore,
  author: AtlassianUser,
  page: Page,
  change: Partial<Body & Pick<Page, 'title' | 'status' | 'parentId'>>,
  message = '',
): void {
  Object.assign(page, change);
  page.versions.push(nextVersion(core, author, versionOf(page), message));
}

export function versionOf({ versions, id }: Page): Version {
  const version = versions.at(-1);
  if (!version) throw new Error(`page ${id} has no version`);
  return version;
}

export function nextVersion(core: ConfluenceCore, author: AtlassianUser, before: Version, message: string): Version {
  return { number: before.number + 1, message, minorEdit: false, authorId: author.id, created: core.clock.stamp() };
}

/** `version: {number, message}` of a body. Throws 400 without a number. */
export function givenVersion(body: Json): { readonly number: number; readonly message: string } {
  const { number, message } = isMap(body['version']) ? body['version'] : {};
  if (typeof number !== 'number') throw refused(400, 'version.number is required.');
  return { number, message: typeof message === 'string' ? message : '' };
}
