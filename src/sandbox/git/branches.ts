// Branches (behaviours K1, K2; doc/api/branches.md).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { notFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must, type Specs } from '../params.ts';
import { Level, type Project } from '../store.ts';
import { requireReading } from './access.ts';
import type { Git } from './index.ts';
import { protect, refusalOf, unprotect } from './protection.ts';
import { commitInfo, contains, log, resolveCommit } from './read.ts';
import { branchEntity } from './render.ts';
import { moveRef, NO_COMMIT, readRef } from './repository.ts';
import { gitText, tryGit } from './run.ts';

const BRANCHES = '/projects/:id/repository/branches';

export function branchRoutes(core: Core, git: Git): void {
  route(core, 'GET', BRANCHES, { search: may.string, regex: may.string }, (call) => listBranches(git, call));
  route(core, 'GET', `${BRANCHES}/:branch`, {}, (call) => oneBranch(git, call));
  route(core, 'POST', BRANCHES, { branch: must.filled, ref: must.filled }, (call) => createBranch(git, call));
  route(core, 'DELETE', `${BRANCHES}/:branch`, {}, (call) => deleteBranch(git, call));
  route(core, 'PUT', `${BRANCHES}/:branch/protect`, PROTECT, (call) => protectAs(git, call));
  route(core, 'PUT', `${BRANCHES}/:branch/unprotect`, {}, (call) => {
    const project = maintained(call);
    unprotect(core, project, String(call.raw['branch']));
    return oneBranch(git, call);
  });
}

const PROTECT = { developers_can_push: may.boolean, developers_can_merge: may.boolean } as const;
async function listBranches(
  git: Git,
  call: Call<{ search: typeof may.string; regex: typeof may.string }>,
): Promise<unknown> {
  const project = requireReading(call);
  const dir = git.repositories.dir(project);
  const names = await refNames(dir, []);
  const page = paginate(call, names.filter(matcher(call.params.search, call.params.regex)));
  if (page.length === 0) return [];
  const merged = new Set(await refNames(dir, [`--merged=refs/heads/${project.defaultBranch}`]));
  const commits = await log(dir, ['--no-walk=unsorted', ...page.map((name) => `refs/heads/${name}`)]);
  const byRef = await headsOf(dir);
  return page.flatMap((name) => {
    const commit = commits.find(({ id }) => id === byRef.get(name));
    const isMerged = merged.has(name) && name !== project.defaultBranch;
    return commit ? [branchEntity(call.core, project, call.viewer, { name, commit, merged: isMerged })] : [];
  });
}

async function refNames(dir: string, flags: readonly string[]): Promise<string[]> {
  const result = await tryGit(dir, ['for-each-ref', '--format=%(refname:lstrip=2)', ...flags, 'refs/heads']);
  return result.ok ? result.stdout.toString('utf8').split('\n').filter(Boolean) : [];
}

async function headsOf(dir: string): Promise<Map<string, string>> {
  const out = await gitText(dir, ['for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads']);
  return new Map(out.split('\n').map((line) => [line.slice(41), line.slice(0, 40)]));
}

/** `^term` and `term$` anchor a search. */
function matcher(search: string | null | undefined, regex: string | null | undefined): (name: string) => boolean {
  if (regex) return (name) => new RegExp(regex).test(name);
  const term = search ?? '';
  if (term.startsWith('^')) return (name) => name.startsWith(term.slice(1));
  if (term.endsWith('$')) return (name) => name.endsWith(term.slice(0, -1));
  return (name) => name.toLowerCase().includes(term.toLowerCase());
}

async function oneBranch(git: Git, call: Call): Promise<unknown> {
  const project = requireReading(call);
  const dir = git.repositories.dir(project);
  const name = String(call.raw['branch']);
  const sha = await readRef(dir, `refs/heads/${name}`);
  if (sha === undefined) throw notFound('Branch');
  const root = await readRef(dir, `refs/heads/${project.defaultBranch}`);
  const merged = name !== project.defaultBranch && root !== undefined && (await contains(dir, root, sha));
  return branchEntity(call.core, project, call.viewer, { name, commit: await commitInfo(dir, sha), merged });
}

async function createBranch(
  git: Git,
  call: Call<{ branch: typeof must.filled; ref: typeof must.filled }>,
): Promise<unknown> {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.developer);
  const dir = git.repositories.dir(project);
  const { branch, ref } = call.params;
  if (!(await tryGit(dir, ['check-ref-format', '--branch', branch])).ok) throw refusal(400, 'Branch name is invalid');
  if ((await readRef(dir, `refs/heads/${branch}`)) !== undefined) throw refusal(400, 'Branch already exists');
  const start = await resolveCommit(dir, ref);
  const unknown = `Failed to create branch '${branch}': invalid reference name '${ref}'`;
  if (start === undefined) throw refusal(400, unknown);
  const refused = refusalOf(call.core, call.user(), project, { ref: `refs/heads/${branch}`, deletes: false });
  if (refused !== undefined) throw refusal(400, 'You are not allowed to create protected branches on this project.');
  if (!(await moveRef(dir, `refs/heads/${branch}`, NO_COMMIT, start))) throw refusal(400, unknown);
  git.moved(project, call.user(), [{ ref: `refs/heads/${branch}`, from: NO_COMMIT, to: start }]);
  const commit = await commitInfo(dir, start);
  return branchEntity(call.core, project, call.viewer, { name: branch, commit, merged: false });
}

async function deleteBranch(git: Git, call: Call): Promise<void> {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.developer);
  const dir = git.repositories.dir(project);
  const ref = `refs/heads/${String(call.raw['branch'])}`;
  const sha = await readRef(dir, ref);
  if (sha === undefined) throw notFound('Branch');
  const refused = refusalOf(call.core, call.user(), project, { ref, deletes: true });
  // What a push may not do because of the web interface, the API may.
  if (refused !== undefined && !refused.includes('web interface')) throw refusal(400, refused);
  if (!(await moveRef(dir, ref, sha, NO_COMMIT))) throw refusal(400, 'Failed to remove branch');
  git.moved(project, call.user(), [{ ref, from: sha, to: NO_COMMIT }]);
}

function protectAs(git: Git, call: Call<typeof PROTECT>): Promise<unknown> {
  const project = maintained(call);
  const name = String(call.raw['branch']);
  const level = (developers: boolean | null | undefined): number => (developers ? Level.developer : Level.maintainer);
  unprotect(call.core, project, name);
  protect(call.core, project, {
    name,
    pushLevel: level(call.params.developers_can_push),
    mergeLevel: level(call.params.developers_can_merge),
  });
  return oneBranch(git, call);
}

/** The call's project, if the caller maintains it. */
export function maintained<S extends Specs>(call: Call<S>): Project {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.maintainer);
  return project;
}
