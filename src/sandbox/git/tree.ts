// Looking around in a repository: the tree, comparisons and description templates.

import { basename } from 'node:path';
import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { type Keyed, paginate, paginateByKey } from '../paging.ts';
import { may, must } from '../params.ts';
import type { Project } from '../store.ts';
import { requireReading } from './access.ts';
import type { Git } from './index.ts';
import { commitInfo, diff, fileText, listTree, log, mergeBase, resolveCommit } from './read.ts';
import { commitEntity, diffEntity, webUrl } from './render.ts';

const TREE = { path: may.string, ref: may.string, recursive: may.boolean, pagination: may.string } as const;
const COMPARE = { from: must.filled, to: must.filled, straight: may.boolean } as const;

/** Folders of description templates (doc/user/project/description_templates.md). */
const TEMPLATES: Readonly<Record<string, string>> = {
  issues: '.gitlab/issue_templates',
  merge_requests: '.gitlab/merge_request_templates',
};

export function treeRoutes(core: Core, git: Git): void {
  route(core, 'GET', '/projects/:id/repository/tree', TREE, (call) => tree(git, call));
  route(core, 'GET', '/projects/:id/repository/compare', COMPARE, (call) => compare(git, call));
  route(core, 'GET', '/projects/:id/templates/:type', {}, async (call) => {
    const project = requireReading(call);
    const names = await templateNames(git, project, String(call.raw['type']));
    return paginate(call, names).map((name) => ({ key: name, name }));
  });
  route(core, 'GET', '/projects/:id/templates/:type/:name', {}, async (call) => {
    const project = requireReading(call);
    const [type, name] = [String(call.raw['type']), String(call.raw['name'])];
    if (!(await templateNames(git, project, type)).includes(name)) throw notFound('Template');
    const dir = git.repositories.dir(project);
    const content = await fileText(dir, headOf(project), `${TEMPLATES[type]}/${name}.md`);
    return { name, content: content ?? '' };
  });
}

async function tree(git: Git, call: Call<typeof TREE>): Promise<unknown> {
  const project = requireReading(call);
  const dir = git.repositories.dir(project);
  const { path, ref, recursive } = call.params;
  const commit = await resolveCommit(dir, ref ?? headOf(project));
  if (commit === undefined) throw notFound('Tree');
  const entries = await listTree(dir, commit, path ?? '', recursive ?? false);
  if (entries.length === 0) throw notFound('invalid revision or path');
  const folders = (type: string): number => (type === 'tree' ? 0 : 1);
  const sorted = recursive ? entries : entries.sort((a, b) => folders(a.type) - folders(b.type));
  const page =
    call.params.pagination === 'keyset'
      ? paginateByKey(call, sorted.map(keyed), 'asc', 'page_token')
      : paginate(call, sorted);
  return page.map((entry) => ({
    id: entry.id,
    name: basename(entry.path),
    type: entry.type,
    path: entry.path,
    mode: entry.mode,
  }));
}

/** A tree of one commit never changes: an entry's place is its key. */
function keyed<T>(row: T, place: number): Keyed<T> {
  return { key: String(place).padStart(6, '0'), row };
}

async function compare(git: Git, call: Call<typeof COMPARE>): Promise<unknown> {
  const project = requireReading(call);
  const dir = git.repositories.dir(project);
  const [from, to] = await Promise.all([resolveCommit(dir, call.params.from), resolveCommit(dir, call.params.to)]);
  if (from === undefined || to === undefined) throw notFound('Ref');
  const base = call.params.straight ? from : ((await mergeBase(dir, from, to)) ?? from);
  const commits = await log(dir, ['--reverse', `${from}..${to}`]);
  const last = commits.length === 0 ? null : commitEntity(call.core, project, await commitInfo(dir, to));
  return {
    commit: last,
    commits: commits.map((commit) => commitEntity(call.core, project, commit)),
    diffs: (await diff(dir, base, to)).map(diffEntity),
    compare_timeout: false,
    compare_same_ref: from === to,
    web_url: webUrl(call.core, project, `compare/${call.params.from}...${call.params.to}`),
  };
}

async function templateNames(git: Git, project: Project, type: string): Promise<string[]> {
  const folder = TEMPLATES[type];
  if (folder === undefined) throw notFound('Template');
  const dir = git.repositories.dir(project);
  const head = await resolveCommit(dir, headOf(project));
  if (head === undefined) return [];
  const entries = await listTree(dir, head, folder, false);
  return entries.filter(({ path }) => path.endsWith('.md')).map(({ path }) => basename(path, '.md'));
}

function headOf(project: Project): string {
  return project.defaultBranch ?? 'HEAD';
}
