// Properties of issues and comments: any JSON by a key. Searchable only where an app declares an index, so not here.

import { findComment } from './comments.ts';
import type { JiraCore } from './core.ts';
import { noComment, refused } from './errors.ts';
import { checkProperty } from './field-input.ts';
import { touch } from './issue-data.ts';
import { limitWrites } from './limits.ts';
import { may, type Permission, projectOf } from './permissions.ts';
import { type Call, type Json, route } from './route.ts';
import type { JiraIssue } from './store.ts';

/** What has properties: where it is, whose they are. */
interface Holder {
  readonly issue: JiraIssue;
  readonly properties: Map<string, unknown>;
  readonly self: string;
}

export function registerProperties(core: JiraCore): void {
  registerFor(core, '/issue/:issue/properties', (call) => {
    const issue = call.issue();
    return { issue, properties: issue.properties, self: `issue/${issue.id}` };
  });
  registerFor(core, '/comment/:comment/properties', (call) => {
    const id = call.param('comment');
    const found = findComment(core, id);
    if (!found || !may(call.user, projectOf(core, found.issue), 'BROWSE_PROJECTS')) throw noComment(id);
    return { issue: found.issue, properties: found.comment.properties, self: `comment/${id}` };
  });
}

function registerFor(core: JiraCore, path: string, holderOf: (call: Call) => Holder): void {
  const writable = (call: Call): Holder => {
    const holder = holderOf(call);
    const needed: Permission = path.startsWith('/comment') ? 'EDIT_OWN_COMMENTS' : 'EDIT_ISSUES';
    if (!may(call.user, projectOf(core, holder.issue), needed)) {
      throw refused(403, ['You do not have permission to edit issues in this project.']);
    }
    limitWrites(core, holder.issue);
    return holder;
  };

  route(core, 'GET', path, (call) => {
    const { properties, self } = holderOf(call);
    const url = (key: string): string =>
      `${core.url}/rest/api/${call.version}/${self}/properties/${encodeURIComponent(key)}`;
    return { keys: [...properties.keys()].map((key) => ({ self: url(key), key })) };
  });

  route(core, 'GET', `${path}/:key`, (call): Json => {
    const { properties } = holderOf(call);
    const key = call.param('key');
    if (!properties.has(key)) throw noProperty(key);
    return { key, value: properties.get(key) };
  });

  route(core, 'PUT', `${path}/:key`, (call) => {
    const { issue, properties } = writable(call);
    const key = call.param('key');
    checkProperty(key, call.sent);
    call.reply.code(properties.has(key) ? 200 : 201);
    properties.set(key, call.sent);
    touch(core, issue);
    return {};
  });

  route(core, 'DELETE', `${path}/:key`, (call) => {
    const { issue, properties } = writable(call);
    if (!properties.delete(call.param('key'))) throw noProperty(call.param('key'));
    touch(core, issue);
  });
}

const noProperty = (key: string): Error => refused(404, [`The property with key '${key}' does not exist.`]);
