// What belongs to a merge request: commits, differences, approvals, reviewers, events, and the issues it is about.

import { levelIn } from '../../access.ts';
import type { Core } from '../../core.ts';
import { notFound, unauthorized } from '../../errors.ts';
import { type Call, route } from '../../http.ts';
import { labelEvent, labelEventsOf, stateEvent, stateEventsOf } from '../../issues/events.ts';
import { findIssue } from '../../issues/issue-data.ts';
import { issueEntity } from '../../issues/issue-entity.ts';
import { addSystemNote } from '../../notes/note-data.ts';
import { paginate } from '../../paging.ts';
import { may } from '../../params.ts';
import { type Json, userBasic, userBasicById } from '../../people/user-entity.ts';
import { Level } from '../../store.ts';
import { requireReading } from '../access.ts';
import type { Git } from '../index.ts';
import { diff, log } from '../read.ts';
import { commitEntity, diffEntity } from '../render.ts';
import { issuesClosedBy, mergeRequestsNaming } from './closing.ts';
import { findMergeRequest, noteable, ownerOf } from './data.ts';
import { approvalsEntity, mergeRequestBasic, mergeRequestEntity } from './entity.ts';
import { emitMergeRequestHook } from './payload.ts';

const ONE = '/projects/:id/merge_requests/:merge_request_iid';
const ISSUE = '/projects/:id/issues/:issue_iid';

export function mergeRequestPartRoutes(core: Core, git: Git): void {
  contentRoutes(core, git);
  approvalRoutes(core, git);
  eventRoutes(core);
  issueRoutes(core, git);
}

function contentRoutes(core: Core, git: Git): void {
  const diffs = (call: Call): Promise<Json[]> => {
    const { project, mr } = findMergeRequest(call);
    return diff(git.repositories.dir(project), mr.baseSha, mr.headSha).then((files) => files.map(diffEntity));
  };
  route(core, 'GET', `${ONE}/diffs`, {}, async (call) => paginate(call, await diffs(call)));
  route(core, 'GET', `${ONE}/changes`, {}, async (call) => {
    const { project, mr } = findMergeRequest(call);
    const entity = await mergeRequestEntity(core, git, project, mr, call.viewer);
    return { ...entity, changes: await diffs(call), overflow: false };
  });
  route(core, 'GET', `${ONE}/commits`, {}, async (call) => {
    const { project, mr } = findMergeRequest(call);
    const commits = await log(git.repositories.dir(project), [`${mr.baseSha}..${mr.headSha}`]);
    return paginate(call, commits).map((commit) => commitEntity(core, project, commit));
  });
  route(core, 'GET', `${ONE}/participants`, {}, (call) => {
    const { mr } = findMergeRequest(call);
    const ids = [...new Set([mr.authorId, ...mr.assigneeIds, ...mr.reviewerIds])];
    const users = ids.flatMap((id) => core.store.users.get(id) ?? []);
    return paginate(call, users).map((user) => userBasic(core, user));
  });
}

function approvalRoutes(core: Core, git: Git): void {
  route(core, 'GET', `${ONE}/approvals`, {}, (call) => {
    const { project, mr } = findMergeRequest(call);
    return approvalsEntity(core, project, mr, call.viewer);
  });
  route(core, 'GET', `${ONE}/reviewers`, {}, (call) => {
    const { mr } = findMergeRequest(call);
    return paginate(call, mr.reviewerIds).map((id) => ({
      user: userBasicById(core, id),
      state: mr.approvals.some(({ userId }) => userId === id) ? 'approved' : 'unreviewed',
      created_at: mr.reviewedAt.get(id) ?? mr.createdAt,
    }));
  });
  route(core, 'POST', `${ONE}/approve`, { sha: may.string }, (call) => {
    const { project, mr } = findMergeRequest(call);
    const user = call.user();
    const again = mr.approvals.some(({ userId }) => userId === user.id);
    if (again || mr.state !== 'opened' || levelIn(core, user, project) < Level.developer) throw unauthorized();
    mr.approvals.push({ userId: user.id, at: core.clock.stamp() });
    addSystemNote(core, noteable(mr), user, 'approved this merge request');
    emitMergeRequestHook(core, git, { project, mr, actor: user, action: 'approved', before: structuredClone(mr) });
    return approvalsEntity(core, project, mr, user);
  });
  route(core, 'POST', `${ONE}/unapprove`, {}, (call) => {
    const { project, mr } = findMergeRequest(call);
    const user = call.user();
    const at = mr.approvals.findIndex(({ userId }) => userId === user.id);
    if (at < 0) throw notFound();
    mr.approvals.splice(at, 1);
    addSystemNote(core, noteable(mr), user, 'unapproved this merge request');
    emitMergeRequestHook(core, git, { project, mr, actor: user, action: 'unapproved', before: structuredClone(mr) });
    return approvalsEntity(core, project, mr, user);
  });
}

function eventRoutes(core: Core): void {
  const events = '/projects/:id/merge_requests/:eventable_id';
  route(core, 'GET', `${events}/resource_state_events`, {}, (call) => {
    const { mr } = findMergeRequest(call);
    const all = stateEventsOf(core, ownerOf(mr));
    return paginate(call, all).map((event) => stateEvent(core, 'MergeRequest', mr.id, event));
  });
  route(core, 'GET', `${events}/resource_label_events`, {}, (call) => {
    const { mr } = findMergeRequest(call);
    const all = labelEventsOf(core, ownerOf(mr));
    return paginate(call, all).map((event) => labelEvent(core, 'MergeRequest', mr.id, event));
  });
}

function issueRoutes(core: Core, git: Git): void {
  route(core, 'GET', `${ONE}/closes_issues`, {}, (call) => {
    const { project, mr } = findMergeRequest(call);
    const issues = issuesClosedBy(core, project, mr);
    return paginate(call, issues).map((issue) => issueEntity(core, issue, { viewer: call.viewer }));
  });
  route(core, 'GET', `${ISSUE}/related_merge_requests`, {}, (call) => {
    const project = requireReading(call);
    const issue = findIssue(core, call.viewer, project, Number(call.raw['issue_iid']), 'bare');
    const found = mergeRequestsNaming(core, project, issue);
    return Promise.all(paginate(call, found).map((mr) => mergeRequestEntity(core, git, project, mr, call.viewer)));
  });
  route(core, 'GET', `${ISSUE}/closed_by`, {}, (call) => {
    const project = requireReading(call);
    const issue = findIssue(core, call.viewer, project, Number(call.raw['issue_iid']), 'bare');
    const ids = core.store.git.closedBy.get(issue.id) ?? [];
    const found = ids.flatMap((id) => core.store.git.mergeRequests.get(id) ?? []);
    return Promise.all(paginate(call, found).map((mr) => mergeRequestBasic(core, git, project, mr)));
  });
}
