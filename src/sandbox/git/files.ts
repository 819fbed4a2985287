// The files API (behaviours K11-K14; doc/api/repository_files.md).

import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { notFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { may, must } from '../params.ts';
import { Level } from '../store.ts';
import { requireReading } from './access.ts';
import type { CommitAction } from './commit-actions.ts';
import { contentOf } from './commits.ts';
import type { Git } from './index.ts';
import type { TreeEntry } from './objects.ts';
import { mayPush } from './protection.ts';
import { blob, entryAt, lastCommitOf, resolveCommit } from './read.ts';
import { commitTo } from './write.ts';

const FILE = '/projects/:id/repository/files/:file_path';

const CHANGE = {
  branch: must.filled,
  commit_message: must.filled,
  start_branch: may.filled,
  author_name: may.string,
  author_email: may.string,
  last_commit_id: may.string,
} as const;
const WRITE = {
  ...CHANGE,
  content: must.string,
  encoding: may.oneOf('text', 'base64'),
  execute_filemode: may.boolean,
} as const;

export function fileRoutes(core: Core, git: Git): void {
  route(core, 'GET', FILE, { ref: must.filled }, (call) => show(git, call, call.params.ref));
  route(core, 'GET', `${FILE}/raw`, { ref: may.string }, (call) => raw(git, call, call.params.ref ?? 'HEAD'));
  route(core, 'POST', FILE, WRITE, (call) => write(git, call, 'create'));
  route(core, 'PUT', FILE, WRITE, (call) => write(git, call, 'update'));
  route(core, 'DELETE', FILE, CHANGE, (call) => change(git, call, { action: 'delete', path: pathOf(call) }));
}

interface Found {
  readonly path: string;
  readonly commit: string;
  readonly entry: TreeEntry;
  readonly content: Buffer;
  readonly lastCommit: string;
}

async function find(git: Git, call: Call, ref: string): Promise<Found> {
  const dir = git.repositories.dir(requireReading(call));
  const commit = await resolveCommit(dir, ref);
  if (commit === undefined) throw notFound('Commit');
  const path = pathOf(call);
  const entry = await entryAt(dir, commit, path);
  if (entry?.type !== 'blob') throw notFound('File');
  const [content, lastCommit] = await Promise.all([blob(dir, entry.id), lastCommitOf(dir, commit, path)]);
  return { path, commit, entry, content, lastCommit };
}

async function show(git: Git, call: Call, ref: string): Promise<unknown> {
  const found = await find(git, call, ref);
  const facts = {
    file_name: basename(found.path),
    file_path: found.path,
    size: found.content.length,
    encoding: 'base64',
    content_sha256: createHash('sha256').update(found.content).digest('hex'),
    ref,
    blob_id: found.entry.id,
    commit_id: found.commit,
    last_commit_id: found.lastCommit,
    execute_filemode: found.entry.mode === '100755',
  };
  tell(call, facts);
  return { ...facts, content: found.content.toString('base64') };
}

/** The same values as headers, so that HEAD is enough to know them. */
function tell(call: Call, facts: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(facts)) {
    const words = name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
    call.reply.header(`X-Gitlab-${words.join('-')}`, encodeURI(String(value)));
  }
}

async function raw(git: Git, call: Call, ref: string): Promise<Buffer> {
  const { content, path } = await find(git, call, ref);
  const name = encodeURIComponent(basename(path));
  call.reply.header('Content-Disposition', `inline; filename="${name}"; filename*=UTF-8''${name}`);
  return content;
}

function write(git: Git, call: Call<typeof WRITE>, action: 'create' | 'update'): Promise<unknown> {
  const { content, encoding, execute_filemode: executable } = call.params;
  return change(git, call, {
    action,
    path: pathOf(call),
    content: contentOf(content, encoding),
    executable: executable ?? undefined,
  });
}

async function change(git: Git, call: Call<typeof CHANGE>, action: CommitAction): Promise<unknown> {
  const project = call.project();
  const user = call.user();
  requireLevel(call.core, user, project, Level.developer);
  const { params } = call;
  if (!mayPush(call.core, user, project, params.branch))
    throw refusal(400, 'You are not allowed to push into this branch');
  await commitTo(git, {
    project,
    user,
    branch: params.branch,
    message: params.commit_message,
    actions: [{ ...action, lastCommitId: params.last_commit_id ?? undefined }],
    startBranch: params.start_branch ?? undefined,
    authorName: params.author_name ?? undefined,
    authorEmail: params.author_email ?? undefined,
    mustChange: true,
  });
  return { file_path: action.path, branch: params.branch };
}

function pathOf(call: Call): string {
  return String(call.raw['file_path']);
}
