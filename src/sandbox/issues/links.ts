// Links between issues (behaviours O2).

import { findProject } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound, refusal } from '../errors.ts';
import { route } from '../http.ts';
import { may, must } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import type { Issue, IssueLink, User } from '../store.ts';
import { findIssue, mayUpdate } from './issue-data.ts';
import { issueBasic, issueEntity } from './issue-entity.ts';
import { linkBetween, linkIssues, linksOf, unlinkIssues } from './link-data.ts';

const LINKS = '/projects/:id/issues/:issue_iid/links';

export function registerLinks(core: Core): void {
  const one = { issue_iid: must.integer };

  route(core, 'GET', LINKS, one, (call) => {
    const issue = findIssue(core, call.viewer, call.project(), call.params.issue_iid, 'bare');
    return linksOf(core, issue).flatMap((link) => {
      const other = core.store.issues.get(link.sourceId === issue.id ? link.targetId : link.sourceId);
      return other ? [relatedIssue(core, issue, other, link, call.viewer)] : [];
    });
  });

  const asked = {
    ...one,
    target_project_id: must.string,
    target_issue_iid: must.integer,
    link_type: may.oneOf('relates_to', 'blocks', 'is_blocked_by'),
  };
  route(core, 'POST', LINKS, asked, (call) => {
    const user = call.user();
    const project = call.project();
    const source = findIssue(core, user, project, call.params.issue_iid, 'bare');
    const targetProject = findProject(core, user, call.params.target_project_id);
    const target = findIssue(core, user, targetProject, call.params.target_issue_iid, 'bare');
    const type = call.params.link_type ?? 'relates_to';
    if (type !== 'relates_to' && core.profile.tier === 'free')
      throw refusal(403, 'Blocked issues not available for current license');
    if (!mayUpdate(core, user, project, source)) throw forbidden();
    if (linkBetween(core, source, target)) throw refusal(409, 'Issue(s) already assigned');
    const [from, to] = type === 'is_blocked_by' ? [target, source] : [source, target];
    return entity(core, linkIssues(core, from, to, user, type === 'relates_to' ? 'relate' : 'blocks'));
  });

  registerExisting(core);
}

function registerExisting(core: Core): void {
  const existing = { issue_iid: must.integer, issue_link_id: must.integer };
  route(core, 'GET', `${LINKS}/:issue_link_id`, existing, (call) => {
    const issue = findIssue(core, call.viewer, call.project(), call.params.issue_iid, 'bare');
    return entity(core, linkOf(core, issue, call.params.issue_link_id));
  });

  route(core, 'DELETE', `${LINKS}/:issue_link_id`, existing, (call) => {
    const project = call.project();
    const issue = findIssue(core, call.user(), project, call.params.issue_iid, 'bare');
    const link = linkOf(core, issue, call.params.issue_link_id);
    if (!mayUpdate(core, call.user(), project, issue)) throw forbidden();
    const gone = entity(core, link);
    unlinkIssues(core, link, call.user());
    call.reply.code(200);
    return gone;
  });
}

function linkOf(core: Core, issue: Issue, id: number): IssueLink {
  const link = linksOf(core, issue).find((candidate) => candidate.id === id);
  if (!link) throw notFound('Issue Link');
  return link;
}

function relatedIssue(core: Core, self: Issue, other: Issue, link: IssueLink, viewer: User | undefined): Json {
  const blocked = link.type === 'blocks' && link.targetId === self.id;
  return {
    ...issueEntity(core, other, { viewer }),
    issue_link_id: link.id,
    link_type: blocked ? 'is_blocked_by' : link.type,
    link_created_at: link.createdAt,
    link_updated_at: link.createdAt,
  };
}

function entity(core: Core, link: IssueLink): Json {
  const source = core.store.issues.get(link.sourceId);
  const target = core.store.issues.get(link.targetId);
  return {
    id: link.id,
    source_issue: source ? issueBasic(core, source) : null,
    target_issue: target ? issueBasic(core, target) : null,
    link_type: link.type,
  };
}
