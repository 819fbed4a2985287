// Pages and their properties.

import { nextId } from '../atlassian/accounts.ts';
import type { ConfluenceCore } from './core.ts';
import { pageEntity, propertyEntity } from './entities.ts';
import { notFound, refused, stale } from './errors.ts';
import {
  addPage,
  changePage,
  checkTitle,
  givenVersion,
  may,
  needPage,
  needSpace,
  nextVersion,
  readBody,
  versionOf,
} from './page-data.ts';
import { type Call, type Json, paged, route } from './route.ts';
import type { Page, PageStatus, Property } from './store.ts';

const STATUSES: readonly PageStatus[] = ['current', 'draft', 'archived', 'trashed'];
/** What a list has where it was not told. */
const USUAL: readonly string[] = ['current', 'archived'];

export function registerPages(core: ConfluenceCore): void {
  route(core, 'GET', '/pages', (call) => {
    const statuses = call.queries('status').length > 0 ? call.queries('status') : USUAL;
    const [spaces, ids, title] = [call.queries('space-id'), call.queries('id'), call.query('title')?.toLowerCase()];
    const found = [...core.store.pages.values()].filter(
      (page) =>
        statuses.includes(page.status) &&
        (spaces.length === 0 || spaces.includes(String(page.spaceId))) &&
        (ids.length === 0 || ids.includes(String(page.id))) &&
        (title === undefined || page.title.toLowerCase() === title) &&
        visible(call, page),
    );
    const format = formatIn(call);
    return paged(
      call,
      found.map((page) => pageEntity(core, page, format)),
    );
  });

  route(core, 'GET', '/pages/:page', (call) => {
    const wanted = call.queries('status');
    const page = needPage(core, call.user, call.param('page'), 'view', wanted.includes('trashed'));
    if (wanted.length > 0 && !wanted.includes(page.status)) throw notFound('Page');
    return withBase(core, pageEntity(core, page, formatIn(call)));
  });

  route(core, 'POST', '/pages', (call) => create(call));
  route(core, 'PUT', '/pages/:page', (call) => update(call));
  route(core, 'DELETE', '/pages/:page', (call) => {
    const page = needPage(core, call.user, call.param('page'), 'delete', call.query('purge') === 'true');
    if (call.query('purge') === 'true') {
      if (page.status !== 'trashed') throw refused(400, 'Only a page in the trash can be purged.');
      core.store.pages.delete(page.id);
    } else changePage(core, call.user, page, { status: 'trashed' });
  });

  registerProperties(core);
}

/** A new page lands under the home of its space, unless it is told otherwise. */
function create(call: Call): Json {
  const { core, user } = call;
  const body = call.body();
  const space = needSpace(core, user, String(body['spaceId'] ?? ''), 'add');
  const status = statusIn(body);
  if (status !== 'current' && status !== 'draft') throw refused(400, "A new page's status is current or draft.");
  const title = status === 'draft' ? String(body['title'] ?? '') : checkTitle(core, space.id, body['title']);
  const text = readBody(body['body']);
  const home = call.query('root-level') === 'true' ? null : space.homeId;
  const page = addPage(core, user, { space, title, status, parentId: parentIn(call, body, space.id) ?? home, ...text });
  return withBase(core, pageEntity(core, page, text.representation));
}

/** The number must be the next one: who wrote in between is not overwritten. What is in the archive stays as it is. */
function update(call: Call): Json {
  const { core, user } = call;
  const body = call.body();
  const page = needPage(core, user, call.param('page'), 'edit');
  if (String(body['id']) !== String(page.id)) throw refused(400, "The id in the body must be the page's.");
  if (page.status === 'archived') throw refused(400, 'An archived page cannot be changed. Unarchive it first.');
  if (statusIn(body) !== 'current') throw refused(400, "The status of a changed page is 'current'.");
  const version = givenVersion(body);
  const current = versionOf(page).number;
  if (version.number !== current + 1) throw stale(current);
  const title = checkTitle(core, page.spaceId, body['title'], page);
  const text = readBody(body['body']);
  const parentId = parentIn(call, body, page.spaceId) ?? page.parentId;
  changePage(core, user, page, { title, parentId, ...text }, version.message);
  return withBase(core, pageEntity(core, page, text.representation));
}

function parentIn(call: Call, body: Json, spaceId: number): number | undefined {
  if (body['parentId'] === undefined || body['parentId'] === null) return undefined;
  const parent = needPage(call.core, call.user, String(body['parentId']), 'view');
  if (parent.spaceId !== spaceId) throw refused(400, 'The parent is in another space.');
  return parent.id;
}

function statusIn(body: Json): PageStatus {
  const status = STATUSES.find((one) => one === body['status']);
  if (!status) throw refused(400, `status must be one of ${STATUSES.join(', ')}.`);
  return status;
}

const FORMATS: readonly string[] = ['storage', 'atlas_doc_format', 'view'];

function formatIn(call: Call): string | undefined {
  const format = call.query('body-format');
  if (format !== undefined && !FORMATS.includes(format))
    throw refused(400, `body-format must be one of ${FORMATS.join(', ')}.`);
  return format;
}

function visible(call: Call, page: Page): boolean {
  const space = call.core.store.spaces.get(page.spaceId);
  return space !== undefined && may(call.user, space, 'view');
}

/** A page by itself says what its links are relative to. */
function withBase(core: ConfluenceCore, entity: Json): Json {
  const links = entity['_links'];
  return { ...entity, _links: { ...(typeof links === 'object' ? links : {}), base: `${core.url}/wiki` } };
}

/** A key is there once; each change needs the next number of its own version. */
function registerProperties(core: ConfluenceCore): void {
  const path = '/pages/:page/properties';
  route(core, 'GET', path, (call) => {
    const page = needPage(core, call.user, call.param('page'), 'view');
    const key = call.query('key');
    const found = page.properties.filter((one) => key === undefined || one.key === key);
    return paged(
      call,
      found.map((one) => propertyEntity(core, one)),
    );
  });

  route(core, 'POST', path, (call) => {
    const page = needPage(core, call.user, call.param('page'), 'edit');
    const { key, value } = call.body();
    if (typeof key !== 'string' || key === '' || value === undefined) throw refused(400, 'key and value are required.');
    if (page.properties.some((one) => one.key === key)) {
      throw refused(400, `A property with the key '${key}' exists already.`);
    }
    const version = { number: 1, message: '', minorEdit: false, authorId: call.user.id, created: core.clock.stamp() };
    const property: Property = { id: nextId(core.store, 'properties'), key, value, version };
    page.properties.push(property);
    return propertyEntity(core, property);
  });

  const one = (call: Call, right: 'view' | 'edit'): { page: Page; property: Property } => {
    const page = needPage(core, call.user, call.param('page'), right);
    const property = page.properties.find(({ id }) => String(id) === call.param('property'));
    if (!property) throw notFound('Property');
    return { page, property };
  };

  route(core, 'GET', `${path}/:property`, (call) => propertyEntity(core, one(call, 'view').property));

  route(core, 'PUT', `${path}/:property`, (call) => {
    const { property } = one(call, 'edit');
    const body = call.body();
    const { number, message } = givenVersion(body);
    if (number !== property.version.number + 1) throw stale(property.version.number);
    property.value = body['value'];
    property.version = nextVersion(core, call.user, property.version, message);
    return propertyEntity(core, property);
  });

  route(core, 'DELETE', `${path}/:property`, (call) => {
    const { page, property } = one(call, 'edit');
    page.properties.splice(page.properties.indexOf(property), 1);
  });
}
