// A comment: read from a body, put on an issue, shown.

import { nextId } from '../atlassian/accounts.ts';
import { isMap } from '../params.ts';
import { type JiraCore, jiraTime } from './core.ts';
import { badFields, refused } from './errors.ts';
import { propertiesIn } from './field-input.ts';
import { personOf } from './people.ts';
import { readRichText, showRichText } from './rich-text.ts';
import type { Json, Version } from './route.ts';
import type { Comment, JiraIssue, JiraUser, RichText } from './store.ts';

export interface Said {
  readonly body: RichText;
  readonly visibility: unknown;
  readonly properties: ReadonlyMap<string, unknown>;
}

/** Comments that an issue may have. */
const MOST_COMMENTS = 5000;

/** What a body says. Throws 400 where that is nothing, too long or no text of this version. */
export function readComment({ core, version }: { core: JiraCore; version: Version }, body: Json): Said {
  const text = body['body'];
  if (text === undefined || (typeof text === 'string' && text.trim() === '')) {
    throw badFields({ comment: 'Comment body can not be empty!' });
  }
  const visibility = body['visibility'];
  if (visibility !== undefined && !isVisibility(visibility)) {
    throw badFields({ commentLevel: 'The visibility of a comment is a role or a group.' });
  }
  return { body: readRichText(core, version, 'comment', text), visibility, properties: propertiesIn(body) };
}

/** Service Management keeps by it what customers do not read. */
export const INTERNAL_PROPERTY = 'sd.public.comment';

function isInternal({ properties }: Comment): boolean {
  const value = properties.get(INTERNAL_PROPERTY);
  return isMap(value) && value['internal'] === true;
}

function isVisibility(value: unknown): boolean {
  return isMap(value) && (value['type'] === 'role' || value['type'] === 'group');
}

/** Throws 413 where an issue has as many as it may. */
export function addComment(core: JiraCore, issue: JiraIssue, author: JiraUser, said: Said): Comment {
  if (issue.comments.length >= MOST_COMMENTS) {
    throw refused(413, [`The issue has reached the limit of ${MOST_COMMENTS} comments.`]);
  }
  const at = core.clock.stamp();
  const comment: Comment = {
    id: nextId(core.store, 'comments'),
    authorId: author.id,
    created: at,
    body: said.body,
    updaterId: author.id,
    updated: at,
    visibility: said.visibility,
    properties: new Map(said.properties),
  };
  issue.comments.push(comment);
  return comment;
}

export function commentEntity(core: JiraCore, version: Version, issue: JiraIssue, comment: Comment): Json {
  return {
    self: `${core.url}/rest/api/${version}/issue/${issue.id}/comment/${comment.id}`,
    id: String(comment.id),
    author: personOf(core, version, comment.authorId),
    body: showRichText(version, comment.body),
    updateAuthor: personOf(core, version, comment.updaterId),
    created: jiraTime(comment.created),
    updated: jiraTime(comment.updated),
    ...(comment.visibility === undefined ? {} : { visibility: comment.visibility }),
    ...(core.kind === 'cloud' ? { jsdPublic: !isInternal(comment) } : {}),
  };
}

/** As a list shows a comment that was asked for with `expand=properties`. */
export function withProperties(shown: Json, { properties }: Comment): Json {
  return { ...shown, properties: [...properties].map(([key, value]) => ({ key, value })) };
}
