// Links: to other systems, where a globalId makes the write an upsert, and between issues.

import { nextId } from '../atlassian/accounts.ts';
import type { ApiError } from '../errors.ts';
import { isMap } from '../params.ts';
import { addComment, readComment } from './comment-data.ts';
import type { JiraCore } from './core.ts';
import { badFields, refused } from './errors.ts';
import { touch } from './issue-data.ts';
import { LINK_TYPES, linkTypeEntity } from './issue-entity.ts';
import { limitWrites } from './limits.ts';
import { may, needIssue, projectOf } from './permissions.ts';
import { type Call, type Json, route, type Version } from './route.ts';
import type { JiraIssue, RemoteLink } from './store.ts';

const REMOTE = '/issue/:issue/remotelink';
const MOST_LINKS = 2000;
const LONGEST_GLOBAL_ID = 255;

export function registerLinks(core: JiraCore): void {
  registerRemoteLinks(core);
  registerIssueLinks(core);
}

function registerRemoteLinks(core: JiraCore): void {
  route(core, 'GET', REMOTE, (call) => {
    const issue = call.issue();
    const globalId = call.query('globalId');
    const show = (link: RemoteLink): Json => remoteLinkEntity(core, call.version, issue, link);
    if (globalId === undefined) return issue.remoteLinks.map(show);
    return show(byGlobalId(issue, globalId));
  });

  route(core, 'POST', REMOTE, (call) => {
    const issue = call.write('LINK_ISSUES', noLinking);
    const { globalId, ...link } = readRemoteLink(call.body());
    const present = issue.remoteLinks.find((one) => globalId !== null && one.globalId === globalId);
    if (!present && issue.remoteLinks.length >= MOST_LINKS) {
      throw refused(413, [`The issue has reached the limit of ${MOST_LINKS} remote links.`]);
    }
    // What an update leaves out is gone.
    if (present) Object.assign(present, link);
    const kept = present ?? { id: nextId(core.store, 'remoteLinks'), globalId, ...link };
    if (!present) issue.remoteLinks.push(kept);
    touch(core, issue);
    call.reply.code(present ? 200 : 201);
    return { id: kept.id, self: selfOf(core, call.version, issue, kept) };
  });

  route(core, 'DELETE', REMOTE, (call) => {
    const issue = call.write('LINK_ISSUES', noLinking);
    const globalId = call.query('globalId');
    if (globalId === undefined) throw badFields({ globalId: "'globalId' is required." });
    issue.remoteLinks.splice(issue.remoteLinks.indexOf(byGlobalId(issue, globalId)), 1);
    touch(core, issue);
  });
}

const noLinking = (): ApiError => refused(403, ['You do not have permission to link issues in this project.']);

function byGlobalId(issue: JiraIssue, globalId: string): RemoteLink {
  const link = issue.remoteLinks.find((one) => one.globalId === globalId);
  if (!link) throw refused(404, [`No remote issue link exists with global id '${globalId}'.`]);
  return link;
}

function readRemoteLink(body: Json): Omit<RemoteLink, 'id'> {
  const object = isMap(body['object']) ? body['object'] : {};
  const errors: Record<string, string> = {};
  for (const name of ['url', 'title']) if (!isFilled(object[name])) errors[name] = `'${name}' is required.`;
  const { globalId } = body;
  if (globalId != null && (!isFilled(globalId) || globalId.length > LONGEST_GLOBAL_ID)) {
    errors['globalId'] = `'globalId' must be at most ${LONGEST_GLOBAL_ID} characters.`;
  }
  if (Object.keys(errors).length > 0) throw badFields(errors);
  return {
    globalId: isFilled(globalId) ? globalId : null,
    application: body['application'] ?? {},
    relationship: isFilled(body['relationship']) ? body['relationship'] : null,
    object,
  };
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function remoteLinkEntity(core: JiraCore, version: Version, issue: JiraIssue, link: RemoteLink): Json {
  const { id, globalId, application, relationship, object } = link;
  return {
    id,
    self: selfOf(core, version, issue, link),
    ...(globalId === null ? {} : { globalId }),
    application,
    ...(relationship === null ? {} : { relationship }),
    object: { icon: {}, status: { icon: {} }, ...object },
  };
}

const selfOf = (core: JiraCore, version: Version, { key }: JiraIssue, { id }: RemoteLink): string =>
  `${core.url}/rest/api/${version}/issue/${key}/remotelink/${id}`;

/** A link that is there already is quietly not made again; its comment is made each time. */
function registerIssueLinks(core: JiraCore): void {
  route(core, 'GET', '/issueLinkType', ({ version }) => ({
    issueLinkTypes: LINK_TYPES.map((type) => linkTypeEntity(core, version, type)),
  }));

  route(core, 'POST', '/issueLink', (call) => {
    const body = call.body();
    const { name, id } = isMap(body['type']) ? body['type'] : {};
    const type = LINK_TYPES.find((one) => one.name === name || one.id === id);
    if (!type) throw refused(404, [`No issue link type with name '${String(name ?? id)}' found.`]);
    const inward = linked(call, body['inwardIssue']);
    const outward = linked(call, body['outwardIssue']);
    const comment = isMap(body['comment']) ? readComment(call, body['comment']) : undefined;
    for (const issue of [inward, outward]) limitWrites(core, issue);
    const ends = { typeId: type.id, inwardId: inward.id, outwardId: outward.id };
    const present = [...core.store.issueLinks.values()].some(
      (link) => link.typeId === ends.typeId && link.inwardId === ends.inwardId && link.outwardId === ends.outwardId,
    );
    if (!present) {
      const linkId = nextId(core.store, 'issueLinks');
      core.store.issueLinks.set(linkId, { id: linkId, ...ends });
      for (const issue of [inward, outward]) touch(core, issue);
    }
    if (comment) {
      addComment(core, inward, call.user, comment);
      touch(core, inward);
    }
  });
}

function linked(call: Call, named: unknown): JiraIssue {
  const keyOrId = isMap(named) ? (named['key'] ?? named['id']) : undefined;
  const issue = needIssue(call.core, call.user, String(keyOrId ?? ''));
  if (!may(call.user, projectOf(call.core, issue), 'LINK_ISSUES')) throw noLinking();
  return issue;
}
