// The commits API (behaviours K3-K8, K15; doc/api/commits.md).

import type { Core } from '../core.ts';
import { forbidden, invalidParams, notFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { isMap, may, must } from '../params.ts';
import { requireReading } from './access.ts';
import { actionNames, type CommitAction } from './commit-actions.ts';
import type { Git } from './index.ts';
import { mayPush } from './protection.ts';
import { type CommitInfo, commitInfo, diff, diffStats, log, resolveCommit } from './read.ts';
import { commitDetail, commitEntity, diffEntity } from './render.ts';
import { commitTo } from './write.ts';

const COMMITS = '/projects/:id/repository/commits';

const LIST = {
  ref_name: may.string,
  since: may.time,
  until: may.time,
  path: may.string,
  author: may.string,
  all: may.boolean,
  first_parent: may.boolean,
  with_stats: may.boolean,
} as const;

const NEW = {
  branch: must.filled,
  commit_message: must.filled,
  actions: must.any,
  start_branch: may.filled,
  start_sha: may.filled,
  author_name: may.string,
  author_email: may.string,
  stats: may.boolean,
  force: may.boolean,
} as const;

export function commitRoutes(core: Core, git: Git): void {
  route(core, 'GET', COMMITS, LIST, (call) => list(git, call));
  route(core, 'POST', COMMITS, NEW, (call) => create(git, call));
  route(core, 'GET', `${COMMITS}/:sha`, { stats: may.boolean }, async (call) => {
    const { dir, commit } = await find(git, call);
    const stats = call.params.stats === false ? undefined : await diffStats(dir, commit.parents[0], commit.id);
    return commitDetail(core, call.project(), commit, stats);
  });
  route(core, 'GET', `${COMMITS}/:sha/diff`, {}, async (call) => {
    const { dir, commit } = await find(git, call);
    return paginate(call, await diff(dir, commit.parents[0], commit.id)).map(diffEntity);
  });
}

async function find(git: Git, call: Call): Promise<{ dir: string; commit: CommitInfo }> {
  const dir = git.repositories.dir(requireReading(call));
  const sha = await resolveCommit(dir, String(call.raw['sha']));
  if (sha === undefined) throw notFound('Commit');
  return { dir, commit: await commitInfo(dir, sha) };
}

async function list(git: Git, call: Call<typeof LIST>): Promise<unknown> {
  const project = requireReading(call);
  const dir = git.repositories.dir(project);
  const { params } = call;
  const start = await resolveCommit(dir, params.ref_name ?? project.defaultBranch ?? 'HEAD');
  if (start === undefined) {
    if (params.ref_name) throw notFound('Commit');
    return paginate(call, []);
  }
  const commits = await log(dir, params.all ? ['--all'] : [start], {
    path: params.path ?? undefined,
    since: params.since ?? undefined,
    until: params.until ?? undefined,
    author: params.author ?? undefined,
    firstParent: params.first_parent ?? false,
  });
  return Promise.all(
    paginate(call, commits).map(async (commit) => ({
      ...commitEntity(call.core, project, commit),
      ...(params.with_stats ? { stats: await diffStats(dir, commit.parents[0], commit.id) } : {}),
    })),
  );
}

async function create(git: Git, call: Call<typeof NEW>): Promise<unknown> {
  const project = call.project();
  const user = call.user();
  const { params, core } = call;
  const actions = readActions(params.actions);
  if (!mayPush(core, user, project, params.branch)) throw forbidden('You are not allowed to push into this branch');
  const { sha, parent } = await commitTo(git, {
    project,
    user,
    branch: params.branch,
    message: params.commit_message,
    actions,
    startBranch: params.start_branch ?? undefined,
    startSha: params.start_sha ?? undefined,
    force: params.force ?? false,
    authorName: params.author_name ?? undefined,
    authorEmail: params.author_email ?? undefined,
  });
  const dir = git.repositories.dir(project);
  const stats = params.stats === false ? undefined : await diffStats(dir, parent, sha);
  return commitDetail(core, project, await commitInfo(dir, sha), stats);
}

function readActions(sent: unknown): CommitAction[] {
  if (!Array.isArray(sent)) throw invalidParams('actions is invalid');
  return sent.map((item: unknown, at): CommitAction => {
    if (!isMap(item)) throw invalidParams('actions is invalid');
    const action = actionNames.find((name) => name === item['action']);
    if (action === undefined) throw invalidParams(`actions[${at}][action] does not have a valid value`);
    if (item['file_path'] === undefined) throw invalidParams(`actions[${at}][file_path] is missing`);
    return {
      action,
      path: String(item['file_path']),
      previousPath: optionalText(item['previous_path']),
      content: contentOf(item['content'], item['encoding']),
      lastCommitId: optionalText(item['last_commit_id']),
      executable: item['execute_filemode'] === undefined ? undefined : String(item['execute_filemode']) === 'true',
    };
  });
}

/** Text, or bytes in base64 (K10). */
export function contentOf(content: unknown, encoding: unknown): Buffer | undefined {
  if (content === undefined || content === null) return undefined;
  return Buffer.from(String(content), encoding === 'base64' ? 'base64' : 'utf8');
}

function optionalText(sent: unknown): string | undefined {
  return sent === undefined || sent === null || sent === '' ? undefined : String(sent);
}
