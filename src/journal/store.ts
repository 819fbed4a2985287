// The journal's branch in a bare repository of our own: what git is asked to do with it.
//
// No work tree and no index. One fetch brings the last commit, without the files of closed incidents; one fast-import
// writes the next commit, one push offers it. That push names the commit it was made on: the branch must be there still.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../text/time.ts';
import { JournalMissing } from './errors.ts';
import { type Answer, type Git, makeGit, type Server, unreachable } from './git.ts';
import { makeTemporary, removeTemporary } from './temporary.ts';

/** One change of a commit; paths hold nothing that would need quoting. */
export type FileChange =
  | { readonly write: string; readonly bytes: Buffer }
  | { readonly rename: string; readonly to: string };

export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  /** Undefined for the first commit of a branch. */
  readonly parent: string | undefined;
  readonly changes: readonly FileChange[];
  readonly message: string;
  readonly by: Author;
  readonly at: Instant;
}

export interface Store {
  /** Reads and pushes made over the network. */
  readonly operations: { readonly fetches: number; readonly pushes: number };
  /** Brings the branch's last commit. Throws `JournalMissing`, `JournalRefused`, `JournalUnreachable`. */
  fetch(): Promise<void>;
  /** The commit that was fetched last, and the ids of its files by path. */
  tree(): Promise<{ readonly head: string; readonly files: ReadonlyMap<string, string> }>;
  /** The bytes of files by id, those that are not here yet fetched in one go. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Writes a commit here, and answers its id. */
  commit(commit: NewCommit): Promise<string>;
  /** Moves the branch from `expected` (undefined: it must not exist) to `commit`; 'lost' where it is elsewhere. */
  push(commit: string, expected: string | undefined): Promise<'pushed' | 'lost'>;
  close(): Promise<void>;
}

export function makeStore(server: Server, branch: string): Store {
  const dir = makeTemporary('sitrep-journal-');
  initialise(dir);
  const git = makeGit(dir, server);
  const operations = { fetches: 0, pushes: 0 };
  const fetch = (...flags: readonly string[]): Promise<Answer> => {
    operations.fetches += 1;
    const what = `+refs/heads/${branch}:${FETCHED}`;
    return git.remote(['fetch', ...QUIETLY, '--depth=1', ...flags, 'origin', what]);
  };

  return {
    operations,
    async fetch() {
      let answer = await fetch();
      if (!answer.ok && answer.failure === 'no filter') answer = await fetch('--no-filter');
      if (answer.ok) return;
      throw answer.failure === 'branch missing' ? new JournalMissing(branch, git.url) : unreachable(git, answer.said);
    },
    async tree() {
      const asked = [git.local(['rev-parse', FETCHED]), git.local(['ls-tree', '-r', '-z', FETCHED])];
      const [head = '', entries = ''] = (await Promise.all(asked)).map((out) => out.toString('utf8'));
      return { head: head.trim(), files: parseTree(entries) };
    },
    async read(ids) {
      const here = await readBlobs(git, ids);
      const absent = ids.filter((id) => !here.has(id));
      if (absent.length === 0) return here;
      operations.fetches += 1;
      const answer = await git.remote(BY_ID, `${absent.join('\n')}\n`);
      if (!answer.ok) throw unreachable(git, answer.said);
      return new Map([...here, ...(await readBlobs(git, absent))]);
    },
    async commit(commit) {
      const out = await git.local(['fast-import', '--quiet', '--force', '--done', '--date-format=raw'], stream(commit));
      return out.toString('utf8').trim();
    },
    async push(commit, expected) {
      operations.pushes += 1;
      const ref = `refs/heads/${branch}`;
      // The lease also covers a branch that was deleted or put back meanwhile: that is not ours to undo.
      const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
      const answer = await git.remote(['push', '--porcelain', '--no-verify', lease, 'origin', `${commit}:${ref}`]);
      if (answer.ok) return 'pushed';
      if (answer.failure === 'lost') return 'lost';
      // No answer, or one that may be about our own push sent twice: the branch itself knows.
      operations.fetches += 1;
      const now = await git.remote(['ls-remote', 'origin', ref]);
      if (!now.ok) throw unreachable(git, `${answer.said}; then ${now.said}`);
      return now.stdout.startsWith(commit) ? 'pushed' : 'lost';
    },
    close: () => removeTemporary(dir),
  };
}

const FETCHED = 'refs/journal/fetched';
const QUIETLY = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];

/** Without telling what is here: a server that knows we have the commit takes it that we have all of its files. */
const BY_ID = ['-c', 'fetch.negotiationAlgorithm=noop', 'fetch', ...QUIETLY, '--no-filter', '--stdin', 'origin'];

/** A bare repository is a few files that git would write just so; this saves a process. */
function initialise(dir: string): void {
  mkdirSync(join(dir, 'objects'));
  mkdirSync(join(dir, 'refs'));
  writeFileSync(join(dir, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(dir, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
}

function parseTree(out: string): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of out.split('\0')) {
    const [, type, id] = entry.split(/[ \t]/, 3);
    if (type === 'blob' && id !== undefined) files.set(entry.slice(entry.indexOf('\t') + 1), id);
  }
  return files;
}

/** Those of the blobs that are here: `<id> blob <size>`, newline, bytes, newline, or `<id> missing`. */
async function readBlobs(git: Git, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>();
  if (ids.length === 0) return blobs;
  const out = await git.local(['cat-file', '--batch', '--buffer'], `${ids.join('\n')}\n`);
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf('\n', at);
    const [id = '', type, size] = out.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'missing') continue;
    const length = Number(size);
    blobs.set(id, out.subarray(at, at + length));
    at += length + 1;
  }
  return blobs;
}

function stream({ parent, changes, message, by, at }: NewCommit): Buffer {
  const seconds = Math.floor(Date.parse(at) / 1000);
  const parts = [
    Buffer.from(
      `commit refs/journal/next\nmark :1\ncommitter ${plain(by.name)} <${plain(by.email)}> ${seconds} +0000\n`,
    ),
    data(Buffer.from(message)),
    Buffer.from(parent === undefined ? '' : `from ${parent}\n`),
  ];
  for (const change of changes) {
    if ('rename' in change) parts.push(Buffer.from(`R ${change.rename} ${change.to}\n`));
    else parts.push(Buffer.from(`M 100644 inline ${change.write}\n`), data(change.bytes));
  }
  return Buffer.concat([...parts, Buffer.from('\nget-mark :1\ndone\n')]);
}

function plain(text: string): string {
  return text.replace(/[<>\n]/g, ' ').trim();
}

function data(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
}
