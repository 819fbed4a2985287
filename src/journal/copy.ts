// The branch as it was read: the files with their bytes as far as they are here.
//
// A run looks through every open incident and deals with few. So what is in a file is decoded whenever somebody asks and
// not kept, and a look at all of them reads them in portions: a thousand at once would be half of a job's memory.

import { isUtf8 } from 'node:buffer';
import { JournalBroken } from './errors.ts';
import {
  iidOf,
  LOOKED,
  type Looked,
  META,
  type Meta,
  readLooked,
  readMeta,
  readWake,
  TIMER,
  type Wake,
} from './files.ts';
import { type Decoded, decode } from './line.ts';
import type { Store } from './store.ts';

/** A file of the branch. One that we wrote has no id, one that was not fetched no bytes. */
export interface File {
  readonly id: string | undefined;
  bytes?: Buffer;
}

/** An incident's file, and what is in it. */
export interface Contents {
  readonly bytes: Buffer;
  readonly decoded: Decoded;
}

/** The branch as of one commit. */
export interface Copy {
  readonly head: string;
  readonly files: ReadonlyMap<string, File>;
  /** Where each incident's file is; the open one where there are two. */
  readonly paths: ReadonlyMap<number, string>;
  readonly meta: Meta;
  readonly looked: Looked;
  readonly wake: Wake;
}

/** Fetches, and keeps of the copy `before` whatever has not changed. */
export async function read(store: Store, before?: Copy): Promise<Copy> {
  await store.fetch();
  const { head, files: ids } = await store.tree();
  const files = new Map<string, File>();
  for (const [path, id] of ids) {
    const known = before?.files.get(path);
    files.set(path, known?.id === id ? known : { id });
  }
  await fill(
    store,
    // What lies in folders is of one incident each, and read when that is.
    [...files].flatMap(([path, file]) => (path.includes('/') ? [] : [file])),
  );
  return take(head, files);
}

/** The branch at `head`, whose files are known. Throws `JournalBroken` where they are not a journal's. */
export function take(head: string, files: ReadonlyMap<string, File>): Copy {
  const paths = new Map<number, string>();
  for (const path of [...files.keys()].sort()) {
    const iid = iidOf(path);
    if (iid !== undefined) paths.set(iid, path);
  }
  const text = (path: string): string | undefined => files.get(path)?.bytes?.toString('utf8');
  const [meta, looked, wake] = [readMeta(text(META)), readLooked(text(LOOKED)), readWake(text(TIMER))];
  return { head, files, paths, meta, looked, wake };
}

/** Fetches what is not here yet of these incidents' files, in one go. */
export async function load(store: Store, { files, paths }: Copy, iids: Iterable<number>): Promise<void> {
  await fill(
    store,
    [...iids].flatMap((iid) => files.get(paths.get(iid) ?? '') ?? []),
  );
}

/** An open incident as it is come by: what is in its file, or `JournalBroken` thrown. */
export interface Visited {
  readonly iid: number;
  decoded(): Decoded;
}

const PORTION = 100;

/** Comes by these incidents one after the other, and forgets the bytes that were not here before. */
export async function* visit(
  store: Store,
  { files, paths }: Copy,
  iids: readonly number[],
): AsyncGenerator<Visited, void, undefined> {
  for (let from = 0; from < iids.length; from += PORTION) {
    const portion = iids.slice(from, from + PORTION).flatMap((iid) => {
      const path = paths.get(iid);
      const file = files.get(path ?? '');
      return path === undefined || file === undefined ? [] : [{ iid, path, file }];
    });
    const blobs = await store.read(portion.flatMap(({ file }) => (file.bytes ? [] : (file.id ?? []))));
    for (const { iid, path, file } of portion)
      yield { iid, decoded: () => decodeFile(present(file.bytes ?? blobs.get(file.id ?? ''), path), path, iid) };
  }
}

/** Sees to it that the files have their bytes. */
async function fill(store: Store, files: readonly File[]): Promise<void> {
  const empty = files.filter(({ bytes }) => bytes === undefined);
  const blobs = await store.read(empty.flatMap(({ id }) => id ?? []));
  for (const file of empty) {
    const bytes = blobs.get(file.id ?? '');
    if (bytes) file.bytes = bytes;
  }
}

/** An incident's file with what is in it; undefined where there is none. Throws `JournalBroken`. */
export async function contents(store: Store, { files, paths }: Copy, iid: number): Promise<Contents | undefined> {
  const path = paths.get(iid);
  const file = path === undefined ? undefined : files.get(path);
  if (path === undefined || file === undefined) return undefined;
  await fill(store, [file]);
  const bytes = present(file.bytes, path);
  return { bytes, decoded: decodeFile(bytes, path, iid) };
}

function present(bytes: Buffer | undefined, path: string): Buffer {
  if (bytes) return bytes;
  throw new JournalBroken(path, 1, 'the server does not have its content');
}

function decodeFile(bytes: Buffer, path: string, iid: number): Decoded {
  if (!isUtf8(bytes)) throw new JournalBroken(path, 1, 'it is not UTF-8 text');
  const decoded = decode(bytes.toString('utf8'), path);
  if (decoded.iid !== iid) throw new JournalBroken(path, 1, `it is the file of incident ${decoded.iid}`);
  return decoded;
}
