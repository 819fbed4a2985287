// Reading a repository: commits, trees, files and differences. What needs a walk or a merge is asked of git, in a form that
// parses without guessing; see `objects.ts` for the rest.

import { entriesOf, looseObject, parentsOf, readObject, type TreeEntry, treeOf } from './objects.ts';
import { EMPTY_TREE, readRef } from './repository.ts';
import { gitText, tryGit } from './run.ts';

/** A commit as git tells it. Dates are ISO 8601 with milliseconds and zone offset (behaviours K15). */
export type CommitInfo = {
  readonly id: string;
  readonly parents: readonly string[];
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAt: string;
  readonly committerName: string;
  readonly committerEmail: string;
  readonly committedAt: string;
  readonly message: string;
  readonly trailers: readonly (readonly [string, string])[];
};

export type FileDiff = {
  readonly oldPath: string;
  readonly newPath: string;
  readonly oldMode: string;
  readonly newMode: string;
  readonly status: string;
  readonly diff: string;
};

export type LogQuery = {
  readonly path?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly author?: string | undefined;
  readonly firstParent?: boolean;
  readonly limit?: number;
};

/** The commit that a branch, tag or (short) id names, or undefined. A branch wins over a tag of its name. */
export async function resolveCommit(dir: string, rev: string): Promise<string | undefined> {
  const known = (await readRef(dir, rev === 'HEAD' ? rev : `refs/heads/${rev}`)) ?? rev;
  if (/^[0-9a-f]{40}$/.test(known) && looseObject(dir, known)?.type === 'commit') return known;
  for (const candidate of [`refs/heads/${rev}`, rev]) {
    if (candidate.startsWith('-')) continue;
    const result = await tryGit(dir, ['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`]);
    if (result.ok) return result.stdout.toString('utf8').trim();
  }
  return undefined;
}

/** The commits reachable from `revs` (`a..b` forms included), newest first. */
export async function log(dir: string, revs: readonly string[], query: LogQuery = {}): Promise<CommitInfo[]> {
  const filters = [
    ...(query.limit === undefined ? [] : [`--max-count=${query.limit}`]),
    ...(query.since === undefined ? [] : [`--since=${query.since}`]),
    ...(query.until === undefined ? [] : [`--until=${query.until}`]),
    ...(query.author === undefined ? [] : [`--author=${query.author}`]),
    ...(query.firstParent === true ? ['--first-parent'] : []),
  ];
  const path = query.path === undefined || query.path === '' ? [] : [query.path];
  const out = await gitText(dir, ['log', '-z', `--format=${FORMAT}`, ...filters, ...revs, '--', ...path]);
  return out === '' ? [] : out.replace(/\0$/, '').split('\0').map(parseCommit);
}

/** One commit; throws when `sha` is not one. */
export async function commitInfo(dir: string, sha: string): Promise<CommitInfo> {
  const [commit] = await log(dir, [sha], { limit: 1 });
  if (commit === undefined) throw new Error(`${sha} is no commit`);
  return commit;
}

/** The entries below `path` ('' is the root) of a commit; those of sub-folders too when `recursive`. */
export async function listTree(dir: string, sha: string, path: string, recursive: boolean): Promise<TreeEntry[]> {
  const where = path.replace(/\/+$/, '');
  const folder = where === '' ? await rootOf(dir, sha) : await entryAt(dir, sha, where);
  return folder?.type === 'tree' ? below(dir, folder.id, where === '' ? '' : `${where}/`, recursive) : [];
}

async function below(dir: string, tree: string, prefix: string, recursive: boolean): Promise<TreeEntry[]> {
  const entries = await entriesIn(dir, tree, prefix);
  if (!recursive) return entries;
  const all: TreeEntry[] = [];
  for (const entry of entries)
    all.push(entry, ...(entry.type === 'tree' ? await below(dir, entry.id, `${entry.path}/`, true) : []));
  return all;
}

/** What stands at `path` in a commit: a file, a folder, or undefined. */
export async function entryAt(dir: string, sha: string, path: string): Promise<TreeEntry | undefined> {
  let found: TreeEntry | undefined = await rootOf(dir, sha);
  let prefix = '';
  for (const name of path.split('/')) {
    if (found?.type !== 'tree') return undefined;
    const here = prefix + name;
    found = (await entriesIn(dir, found.id, prefix)).find((entry) => entry.path === here);
    prefix = `${here}/`;
  }
  return found;
}

async function rootOf(dir: string, sha: string): Promise<TreeEntry> {
  const commit = await readObject(dir, sha);
  if (commit?.type !== 'commit') throw new Error(`${sha} is no commit`);
  return { mode: '040000', type: 'tree', id: treeOf(commit), path: '' };
}

async function entriesIn(dir: string, tree: string, prefix: string): Promise<TreeEntry[]> {
  // git knows the empty tree without having it.
  const object = tree === EMPTY_TREE ? undefined : await readObject(dir, tree);
  return object ? entriesOf(object, prefix) : [];
}

/** The bytes of a blob. Throws where there is none. */
export async function blob(dir: string, id: string): Promise<Buffer> {
  const object = await readObject(dir, id);
  if (object?.type !== 'blob') throw new Error(`${id} is no blob`);
  return object.content;
}

/** The text of a file in a commit, or undefined when there is none. */
export async function fileText(dir: string, rev: string, path: string): Promise<string | undefined> {
  const sha = await resolveCommit(dir, rev);
  const entry = sha === undefined ? undefined : await entryAt(dir, sha, path);
  return entry?.type === 'blob' ? (await blob(dir, entry.id)).toString('utf8') : undefined;
}

/** The last commit up to `sha` that changed `path`; empty where none did. */
export async function lastCommitOf(dir: string, sha: string, path: string): Promise<string> {
  const entry = async (commit: string): Promise<string> => {
    const found = await entryAt(dir, commit, path);
    return found ? `${found.mode} ${found.id}` : '';
  };
  const here = await entry(sha);
  let at = sha;
  for (let commit = looseObject(dir, at); commit; commit = looseObject(dir, at)) {
    const parents = parentsOf(commit);
    const before = await Promise.all(parents.map(entry));
    // As git does it: where a parent has the same, only that line of history counts.
    const same = parents[before.indexOf(here)];
    if (same === undefined) return parents.length === 0 && here === '' ? '' : at;
    at = same;
  }
  return gitText(dir, ['log', '--max-count=1', '--format=%H', at, '--', path]);
}

/** Added and deleted lines between two commits; `from` undefined is nothing at all. */
export async function diffStats(
  dir: string,
  from: string | undefined,
  to: string,
): Promise<{ additions: number; deletions: number; total: number }> {
  const out = await gitText(dir, ['diff', '--numstat', from ?? EMPTY_TREE, to]);
  let additions = 0;
  let deletions = 0;
  for (const line of out.split('\n')) {
    const [added = '0', deleted = '0'] = line.split('\t');
    additions += Number(added) || 0;
    deletions += Number(deleted) || 0;
  }
  return { additions, deletions, total: additions + deletions };
}

/** The differing files between two commits, each with its hunks. */
export async function diff(dir: string, from: string | undefined, to: string): Promise<FileDiff[]> {
  const range = [from ?? EMPTY_TREE, to];
  const raw = (await gitText(dir, ['diff', '--raw', '-z', '-M', '--no-abbrev', ...range])).split('\0');
  const patches = (await gitText(dir, ['diff', '-M', '--no-color', '--no-ext-diff', ...range])).split(
    /^(?=diff --git )/m,
  );
  const files: FileDiff[] = [];
  for (let at = 0; at + 1 < raw.length; ) {
    const [oldMode = '', newMode = '', , , status = ''] = (raw[at] ?? '').slice(1).split(' ');
    const oldPath = raw[at + 1] ?? '';
    const moved = /^[RC]/.test(status);
    const newPath = moved ? (raw[at + 2] ?? '') : oldPath;
    at += moved ? 3 : 2;
    files.push({ oldPath, newPath, oldMode, newMode, status, diff: hunks(patches[files.length] ?? '') });
  }
  return files;
}

/** The commit where two histories parted, or undefined when they share none. */
export async function mergeBase(dir: string, one: string, other: string): Promise<string | undefined> {
  const result = await tryGit(dir, ['merge-base', one, other]);
  return result.ok ? result.stdout.toString('utf8').trim() : undefined;
}

/** Whether `ancestor` is contained in `descendant`. */
export async function contains(dir: string, descendant: string, ancestor: string): Promise<boolean> {
  return (await tryGit(dir, ['merge-base', '--is-ancestor', ancestor, descendant])).ok;
}

// The trailers come last, after a separator of their own, because a message may hold anything but that.
const FORMAT = ['%H', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B', '%(trailers:only=true,unfold=true)'].join(
  '%x1f',
);

function parseCommit(record: string): CommitInfo {
  const fields = record.split('\x1f');
  const field = (at: number): string => fields[at] ?? '';
  return {
    id: field(0),
    parents: field(1).split(' ').filter(Boolean),
    authorName: field(2),
    authorEmail: field(3),
    authoredAt: withMilliseconds(field(4)),
    committerName: field(5),
    committerEmail: field(6),
    committedAt: withMilliseconds(field(7)),
    message: field(8),
    trailers: field(9).split('\n').flatMap(parseTrailer),
  };
}

function parseTrailer(line: string): [string, string][] {
  const match = /^([^:]+): (.*)$/.exec(line);
  return match === null ? [] : [[match[1] ?? '', match[2] ?? '']];
}

function withMilliseconds(iso: string): string {
  return iso.replace(
    /^(.{19})(.*)$/,
    (_all, time: string, zone: string) => `${time}.000${zone === 'Z' ? '+00:00' : zone}`,
  );
}

function hunks(patch: string): string {
  const at = patch.search(/^@@ /m);
  if (at >= 0) return `${patch.slice(at).replace(/\n$/, '')}\n`;
  const binary = patch.search(/^Binary files /m);
  return binary >= 0 ? patch.slice(binary) : '';
}
