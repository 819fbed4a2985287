// Comments on issues.

import { addComment, commentEntity, readComment, withProperties } from './comment-data.ts';
import type { JiraCore } from './core.ts';
import { noComment, refused } from './errors.ts';
import { touch } from './issue-data.ts';
import { limitWrites } from './limits.ts';
import { may, type Permission, projectOf } from './permissions.ts';
import { type Call, type Json, route } from './route.ts';
import type { Comment, JiraIssue } from './store.ts';

const PATH = '/issue/:issue/comment';
/** A page where none was asked for; Data Center then gives all (jira.md, 2.5). */
const PAGE = { cloud: 100, 'data-center': 1_048_576 };
const MOST_LISTED = 1000;

export function registerComments(core: JiraCore): void {
  route(core, 'GET', PATH, (call) => {
    const issue = call.issue();
    const startAt = call.number('startAt', 0);
    const maxResults = call.number('maxResults', PAGE[core.kind]);
    const order = call.query('orderBy') ?? 'created';
    if (!/^[-+ ]?created$/.test(order)) throw refused(400, [`Cannot order by '${order}'.`]);
    const expanded = core.kind === 'data-center' && wantsProperties(call);
    const comments = order.startsWith('-') ? [...issue.comments].reverse() : issue.comments;
    return {
      startAt,
      maxResults,
      total: comments.length,
      comments: comments.slice(startAt, startAt + maxResults).map((one) => {
        const shown = commentEntity(core, call.version, issue, one);
        return expanded ? withProperties(shown, one) : shown;
      }),
    };
  });

  route(core, 'POST', PATH, (call) => {
    const issue = call.write('ADD_COMMENTS', () =>
      refused(400, [`${call.user.displayName}, you do not have the permission to comment on this issue.`]),
    );
    const comment = addComment(core, issue, call.user, readComment(call, call.body()));
    touch(core, issue);
    return commentEntity(core, call.version, issue, comment);
  });

  route(core, 'GET', `${PATH}/:id`, (call) => {
    const issue = call.issue();
    return commentEntity(core, call.version, issue, commentOf(issue, call.param('id')));
  });

  registerChanging(core);
  registerList(core);
}

function registerChanging(core: JiraCore): void {
  route(core, 'PUT', `${PATH}/:id`, (call) => {
    const issue = call.issue();
    const comment = own(call, issue, 'EDIT', 'edit');
    const said = readComment(call, call.body());
    comment.body = said.body;
    comment.visibility = said.visibility;
    comment.updaterId = call.user.id;
    comment.updated = core.clock.stamp();
    for (const [key, value] of said.properties) comment.properties.set(key, value);
    touch(core, issue);
    call.reply.code(200);
    return commentEntity(core, call.version, issue, comment);
  });

  route(core, 'DELETE', `${PATH}/:id`, (call) => {
    const issue = call.issue();
    const comment = own(call, issue, 'DELETE', 'delete');
    issue.comments.splice(issue.comments.indexOf(comment), 1);
    touch(core, issue);
  });
}

/** Comments by their ids, wherever they stand; on Cloud the only list that shows their properties. */
function registerList(core: JiraCore): void {
  const list = (call: Call): Json => {
    const { ids } = call.body();
    if (!Array.isArray(ids) || ids.length > MOST_LISTED) {
      throw refused(400, [`The request must have a list of at most ${MOST_LISTED} ids.`]);
    }
    const wanted = new Set(ids.map(String));
    const expanded = wantsProperties(call);
    const values = [...core.store.issues.values()]
      .filter((issue) => may(call.user, projectOf(core, issue), 'BROWSE_PROJECTS'))
      .flatMap((issue) =>
        issue.comments
          .filter(({ id }) => wanted.has(String(id)))
          .map((one) => {
            const shown = commentEntity(core, call.version, issue, one);
            return expanded ? withProperties(shown, one) : shown;
          }),
      );
    call.reply.code(200);
    return { maxResults: 1_048_576, startAt: 0, total: values.length, isLast: true, values };
  };
  route(core, 'POST', '/comment/list', list, { only: 'cloud' });
}

function wantsProperties(call: Call): boolean {
  return call.query('expand')?.includes('properties') ?? false;
}

export function commentOf(issue: JiraIssue, id: string): Comment {
  const comment = issue.comments.find((one) => String(one.id) === id);
  if (!comment) throw noComment(id);
  return comment;
}

/** One's own, or with the right to everybody's; counted as a write. */
function own(call: Call, issue: JiraIssue, verb: 'EDIT' | 'DELETE', word: string): Comment {
  const comment = commentOf(issue, call.param('id'));
  const project = projectOf(call.core, issue);
  const needed: Permission = comment.authorId === call.user.id ? `${verb}_OWN_COMMENTS` : `${verb}_ALL_COMMENTS`;
  if (!may(call.user, project, needed)) {
    throw refused(400, [`You do not have the permission to ${word} this comment.`]);
  }
  limitWrites(call.core, issue);
  return comment;
}

/** A comment of the site by its id, with its issue; undefined where it is not there. */
export function findComment(core: JiraCore, id: string): { issue: JiraIssue; comment: Comment } | undefined {
  for (const issue of core.store.issues.values()) {
    const comment = issue.comments.find((one) => String(one.id) === id);
    if (comment) return { issue, comment };
  }
  return undefined;
}
