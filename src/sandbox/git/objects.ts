// Objects of a repository, read without a process where that says the same.
//
// Commits, trees and files are looked up all the time, and starting git for each would cost more than all else that a
// request does. An object that nobody packed is a file of its own, in a form that never changes
// (gitrepository-layout(5)); one that is packed is asked of git.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { gitBytes } from './run.ts';

export interface GitObject {
  readonly type: string;
  readonly content: Buffer;
}

export type TreeEntry = {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly id: string;
  readonly path: string;
};

/** An object by its full id; undefined where there is none, or it is packed. */
export function looseObject(dir: string, id: string): GitObject | undefined {
  let packed: Buffer;
  try {
    packed = readFileSync(join(dir, 'objects', id.slice(0, 2), id.slice(2)));
  } catch {
    return undefined;
  }
  const bytes = inflateSync(packed);
  const end = bytes.indexOf(0);
  return { type: bytes.toString('latin1', 0, bytes.indexOf(' ')), content: bytes.subarray(end + 1) };
}

/** An object by its full id, wherever it is; undefined where there is none. */
export async function readObject(dir: string, id: string): Promise<GitObject | undefined> {
  const loose = looseObject(dir, id);
  if (loose) return loose;
  const answer = await gitBytes(dir, ['cat-file', '--batch'], { stdin: `${id}\n` });
  const end = answer.indexOf('\n');
  const [, type = '', size = ''] = answer.toString('latin1', 0, end).split(' ');
  return type === 'missing' ? undefined : { type, content: answer.subarray(end + 1, end + 1 + Number(size)) };
}

/** The tree of a commit. */
export function treeOf({ content }: GitObject): string {
  return content.toString('latin1', 'tree '.length, 'tree '.length + 40);
}

/** The parents of a commit, first parent first. */
export function parentsOf({ content }: GitObject): readonly string[] {
  const head = content.toString('latin1', 0, content.indexOf('\n\n'));
  return [...head.matchAll(/^parent ([0-9a-f]{40})$/gm)].map(([, id = '']) => id);
}

/** What a tree holds, in git's order; `below` is put before the names. */
export function entriesOf({ content }: GitObject, below = ''): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(' ', at);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space).padStart(6, '0');
    const id = content.toString('hex', end + 1, end + 21);
    entries.push({ mode, type: typeOf(mode), id, path: below + content.toString('utf8', space + 1, end) });
    at = end + 21;
  }
  return entries;
}

function typeOf(mode: string): TreeEntry['type'] {
  return mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob';
}
