// The bare repositories of a sandbox: one directory for each project, all of them gone when the sandbox closes.
//
// A bare repository is a few files that git itself would have written, so making one costs no process; what goes into
// it afterwards is written by git.

import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError, gitText, tryGit } from './run.ts';

/** The object id that git uses for "no such ref". */
export const NO_COMMIT = '0'.repeat(40);

/** The id of the empty tree: what a first commit is compared with. */
export const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** A person as git writes one into a commit; `at` is UTC milliseconds, of which git keeps the seconds. */
export type Signature = { readonly name: string; readonly email: string; readonly at: number };

/** One change of a commit. Paths are relative to the root; `mode` is git's octal (`100644`, `100755`). */
export type FileChange =
  | { readonly kind: 'write'; readonly path: string; readonly content: Buffer; readonly mode: string }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly path: string }
  | { readonly kind: 'mode'; readonly path: string; readonly blob: string; readonly mode: string };

export type NewCommit = {
  readonly parent: string | undefined;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly author: Signature;
  readonly committer: Signature;
};

/** Makes an empty bare repository at `dir`. */
export function initBare(dir: string): void {
  mkdirSync(join(dir, 'objects'), { recursive: true });
  mkdirSync(join(dir, 'refs', 'heads'), { recursive: true });
  writeFileSync(join(dir, 'config'), CONFIG);
  setHead(dir, 'main');
}

/** Points the repository's HEAD at its default branch. At once: to a git that reads half a HEAD there is no repository. */
export function setHead(dir: string, defaultBranch: string): void {
  const lock = join(dir, 'HEAD.lock');
  writeFileSync(lock, `ref: refs/heads/${defaultBranch}\n`);
  renameSync(lock, join(dir, 'HEAD'));
}

/**
 * The commit that `ref` (a full name such as `refs/heads/main`, or `HEAD`) points at, or undefined. Reads the file, because
 * this is asked all the time; only a repository whose refs somebody packed is worth a process.
 */
export async function readRef(dir: string, ref: string): Promise<string | undefined> {
  try {
    const text = (await readFile(join(dir, ref), 'utf8')).trim();
    if (/^[0-9a-f]{40}$/.test(text)) return text;
    if (text.startsWith('ref: ')) return await readRef(dir, text.slice('ref: '.length));
  } catch {
    if (!existsSync(join(dir, 'packed-refs'))) return undefined;
  }
  const result = await tryGit(dir, ['rev-parse', '--verify', '--quiet', ref]);
  return result.ok ? result.stdout.toString('utf8').trim() : undefined;
}

/**
 * Moves `ref` from `from` to `to` (`NO_COMMIT` means absent), and answers false when it was not at `from` any more:
 * somebody else was faster.
 */
export async function moveRef(dir: string, ref: string, from: string, to: string): Promise<boolean> {
  const args = to === NO_COMMIT ? ['update-ref', '-d', ref, from] : ['update-ref', ref, to, from];
  return (await tryGit(dir, args)).ok;
}

/** Writes a commit and answers its id. No branch points at it yet. Throws `GitError` when git refuses a path. */
export async function writeCommit(dir: string, commit: NewCommit): Promise<string> {
  const temporary = `refs/sandbox/${randomUUID()}`;
  const stdin = Buffer.concat([...importStream(temporary, commit), Buffer.from('get-mark :1\n')]);
  const sha = await gitText(dir, ['fast-import', '--quiet'], { stdin });
  // fast-import insists on naming its commit; the name has done its work.
  rmSync(join(dir, temporary), { force: true });
  return sha;
}

/** Writes `files` as the first commit of `branch`, in one process. */
export async function seed(
  dir: string,
  branch: string,
  files: Readonly<Record<string, string>>,
  by: Signature,
): Promise<void> {
  const changes = Object.entries(files).map(([path, text]): FileChange => {
    return { kind: 'write', path, content: Buffer.from(text), mode: '100644' };
  });
  const commit = { parent: undefined, changes, message: 'Initial commit', author: by, committer: by };
  const stdin = Buffer.concat([...importStream(`refs/heads/${branch}`, commit)]);
  const result = await tryGit(dir, ['fast-import', '--quiet'], { stdin });
  if (!result.ok) throw new GitError(['fast-import'], result);
}

// gc stays off so that no background process outlives a request. Partial clones and fetches by id are on, as GitLab has them.
const CONFIG = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[http]
	receivepack = true
[gc]
	auto = 0
[receive]
	autogc = false
	denyDeleteCurrent = ignore
`;

function* importStream(ref: string, commit: NewCommit): Generator<Buffer> {
  yield Buffer.from(`commit ${ref}\nmark :1\nauthor ${signature(commit.author)}\n`);
  yield Buffer.from(`committer ${signature(commit.committer)}\n`);
  yield data(Buffer.from(commit.message));
  if (commit.parent !== undefined) yield Buffer.from(`from ${commit.parent}\n`);
  for (const change of commit.changes) yield* importChange(change);
  yield Buffer.from('\n');
}

function* importChange(change: FileChange): Generator<Buffer> {
  switch (change.kind) {
    case 'write':
      yield Buffer.from(`M ${change.mode} inline ${quoted(change.path)}\n`);
      yield data(change.content);
      return;
    case 'mode':
      yield Buffer.from(`M ${change.mode} ${change.blob} ${quoted(change.path)}\n`);
      return;
    case 'rename':
      yield Buffer.from(`R ${quoted(change.from)} ${quoted(change.path)}\n`);
      return;
    case 'delete':
      yield Buffer.from(`D ${quoted(change.path)}\n`);
      return;
    default:
      change satisfies never;
  }
}

function data(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')]);
}

function signature(who: Signature): string {
  const plain = (text: string): string => text.replace(/[<>\n]/g, ' ').trim();
  return `${plain(who.name)} <${plain(who.email)}> ${Math.floor(who.at / 1000)} +0000`;
}

function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
