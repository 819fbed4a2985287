// The bodies of push and tag hooks (behaviours H26; webhook_events.md).

import type { Core } from '../core.ts';
import type { Json } from '../people/user-entity.ts';
import { hookProject, hookRepository } from '../projects/project-entity.ts';
import type { Project, User } from '../store.ts';
import { hookUser } from '../webhooks/hook-parts.ts';
import type { Git } from './index.ts';
import { isProtected } from './protection.ts';
import type { RefChange } from './push-commands.ts';
import { type CommitInfo, diff, log } from './read.ts';
import { hookCommit } from './render.ts';
import { NO_COMMIT } from './repository.ts';

/** One push that moves more branches than this fires no hook at all. */
const MOST_BRANCHES = 3;
const MOST_COMMITS = 20;

/** Tells the project's hooks of what a push has moved. */
export async function emitPushHooks(
  core: Core,
  git: Git,
  project: Project,
  actor: User,
  moved: readonly RefChange[],
): Promise<void> {
  for (const [family, prefix] of [
    ['push_events', 'refs/heads/'],
    ['tag_push_events', 'refs/tags/'],
  ] as const) {
    const changes = moved.filter(({ ref }) => ref.startsWith(prefix));
    if (changes.length > MOST_BRANCHES || !isHeard(core, project, family)) continue;
    for (const change of changes)
      core.emitHook({ project, family, payload: await pushPayload(core, git, project, actor, change, family) });
  }
}

/** The body needs git, so it is made only for somebody. */
function isHeard(core: Core, project: Project, family: 'push_events' | 'tag_push_events'): boolean {
  return [...core.store.hooks.values()].some(
    (hook) => hook.projectId === project.id && hook.families.get(family) === true,
  );
}

async function pushPayload(
  core: Core,
  git: Git,
  project: Project,
  actor: User,
  { ref, from, to }: RefChange,
  family: 'push_events' | 'tag_push_events',
): Promise<Json> {
  const name = family === 'push_events' ? 'push' : 'tag_push';
  const commits = await newCommits(git, project, from, to);
  const { git_http_url, git_ssh_url, visibility_level } = hookProject(core, project);
  return {
    object_kind: name,
    event_name: name,
    before: from,
    after: to,
    ref,
    ref_protected: isProtected(core, project, ref.replace(/^refs\/heads\//, '')),
    checkout_sha: to === NO_COMMIT ? null : to,
    user_id: actor.id,
    user_name: actor.name,
    user_username: actor.username,
    user_email: String(hookUser(actor)['email'] ?? ''),
    user_avatar: null,
    project_id: project.id,
    project: hookProject(core, project),
    repository: { ...hookRepository(core, project), git_http_url, git_ssh_url, visibility_level },
    commits: await Promise.all(commits.slice(-MOST_COMMITS).map((commit) => commitPayload(core, git, project, commit))),
    total_commits_count: commits.length,
  };
}

/** Oldest first. A new branch lists what the default branch does not have. */
async function newCommits(git: Git, project: Project, from: string, to: string): Promise<CommitInfo[]> {
  if (to === NO_COMMIT) return [];
  const known = from === NO_COMMIT ? [`^refs/heads/${project.defaultBranch}`] : [`^${from}`];
  return log(git.repositories.dir(project), ['--reverse', to, ...known]);
}

async function commitPayload(core: Core, git: Git, project: Project, commit: CommitInfo): Promise<Json> {
  const files = await diff(git.repositories.dir(project), commit.parents[0], commit.id);
  const paths = (status: RegExp): string[] =>
    files.filter((file) => status.test(file.status)).map(({ newPath }) => newPath);
  return {
    ...hookCommit(core, project, commit),
    added: paths(/^A/),
    modified: paths(/^[MRT]/),
    removed: paths(/^D/),
  };
}
