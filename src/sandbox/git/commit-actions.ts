// The actions of a commit, checked against what is there (behaviours K4, K9, K10).

import { refusal } from '../errors.ts';
import { lastCommitOf } from './read.ts';
import type { FileChange } from './repository.ts';
import { gitText } from './run.ts';

export const actionNames = ['create', 'update', 'delete', 'move', 'chmod'] as const;

export interface CommitAction {
  readonly action: (typeof actionNames)[number];
  readonly path: string;
  readonly previousPath?: string | undefined;
  /** Undefined keeps what a moved file holds. */
  readonly content?: Buffer | undefined;
  readonly lastCommitId?: string | undefined;
  readonly executable?: boolean | undefined;
}

/** A file as the actions so far have left it: by its blob, or by content that git does not know yet. */
interface File {
  readonly mode: string;
  readonly blob?: string;
  readonly content?: Buffer;
}

/** The changes that the actions come to, in order. Throws a 400 with GitLab's text for the first that cannot be. */
export async function applyActions(
  dir: string,
  parent: string | undefined,
  actions: readonly CommitAction[],
): Promise<FileChange[]> {
  const files = parent === undefined ? new Map<string, File>() : await filesOf(dir, parent);
  const changes: FileChange[] = [];
  for (const action of actions) {
    const path = checkedPath(action.path);
    if (action.lastCommitId !== undefined && parent !== undefined)
      await checkUnchanged(dir, parent, action.previousPath ?? path, action.lastCommitId);
    changes.push(...apply(files, { ...action, path }));
  }
  return changes;
}

async function filesOf(dir: string, sha: string): Promise<Map<string, File>> {
  const files = new Map<string, File>();
  for (const line of (await gitText(dir, ['ls-tree', '-r', '-z', sha])).split('\0')) {
    const match = /^(\d+) \w+ ([0-9a-f]{40})\t([\s\S]*)$/.exec(line);
    if (match) files.set(match[3] ?? '', { mode: match[1] ?? '', blob: match[2] ?? '' });
  }
  return files;
}

function checkedPath(sent: string): string {
  const path = sent.replace(/^\/+/, '').replace(/\/{2,}/g, '/');
  if (path === '') throw refusal(400, 'You must provide a file path');
  const parts = path.split('/');
  if (parts.includes('..')) throw refusal(400, 'Path cannot include directory traversal');
  if (parts.includes('.git') || parts.includes('.')) throw refusal(400, `invalid path: '${path}'`);
  return path;
}

async function checkUnchanged(dir: string, parent: string, path: string, expected: string): Promise<void> {
  if ((await lastCommitOf(dir, parent, path)) === expected) return;
  throw refusal(400, `The file has changed since you started editing it: ${path}`);
}

function apply(files: Map<string, File>, action: CommitAction): FileChange[] {
  const { path } = action;
  switch (action.action) {
    case 'create':
      vacant(files, path);
      return write(files, path, action.content ?? Buffer.alloc(0), modeOf(action, '100644'));
    case 'update':
      return write(files, path, action.content ?? Buffer.alloc(0), modeOf(action, present(files, path).mode));
    case 'delete':
      present(files, path);
      files.delete(path);
      return [{ kind: 'delete', path }];
    case 'move':
      return move(files, action);
    case 'chmod':
      return chmod(files, path, modeOf(action, '100644'));
    default:
      return action.action satisfies never;
  }
}

function move(files: Map<string, File>, action: CommitAction): FileChange[] {
  const from = checkedPath(action.previousPath ?? '');
  const file = present(files, from);
  vacant(files, action.path);
  files.delete(from);
  if (action.content !== undefined) {
    return [{ kind: 'delete', path: from }, ...write(files, action.path, action.content, modeOf(action, file.mode))];
  }
  files.set(action.path, file);
  return [{ kind: 'rename', from, path: action.path }];
}

function chmod(files: Map<string, File>, path: string, mode: string): FileChange[] {
  const { blob, content } = present(files, path);
  if (blob === undefined) return write(files, path, content ?? Buffer.alloc(0), mode);
  files.set(path, { mode, blob });
  return [{ kind: 'mode', path, blob, mode }];
}

function write(files: Map<string, File>, path: string, content: Buffer, mode: string): FileChange[] {
  files.set(path, { mode, content });
  return [{ kind: 'write', path, content, mode }];
}

function modeOf({ executable }: CommitAction, otherwise: string): string {
  return executable === undefined ? otherwise : executable ? '100755' : '100644';
}

function present(files: ReadonlyMap<string, File>, path: string): File {
  const file = files.get(path);
  if (file === undefined) throw refusal(400, "A file with this name doesn't exist");
  return file;
}

function vacant(files: ReadonlyMap<string, File>, path: string): void {
  if (files.has(path)) throw refusal(400, 'A file with this name already exists');
  for (const other of files.keys()) {
    if (other.startsWith(`${path}/`)) throw refusal(400, 'A directory with this name already exists');
    if (path.startsWith(`${other}/`)) throw refusal(400, 'A file with this name already exists');
  }
}
