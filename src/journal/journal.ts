// The journal: a branch that only sitrep writes, and the record of every incident.
//
// It is read whole for what is open, and written as one commit on what was read. A push that finds the branch elsewhere
// is 'lost': the caller throws its work away, calls `refresh` and does it again. Nothing is ever rebased.

import type { IncidentEvent } from '../incident/events.ts';
import type { Instant } from '../text/time.ts';
import { type Contents, type Copy, contents, type File, load, read, take, visit } from './copy.ts';
import {
  CONFIG,
  closedPath,
  EXAMINED,
  type Examined,
  isClosed,
  LOOKED,
  type Looked,
  type Meta,
  openPath,
  readExamined,
  TIMER,
  type Wake,
  writeExamined,
  writeLooked,
  writeWake,
} from './files.ts';
import type { Server } from './git.ts';
import { begin, extend } from './line.ts';
import { commitMessage, type Told } from './message.ts';
import { type Author, type FileChange, makeStore, type Store } from './store.ts';

export interface JournalOptions extends Server {
  readonly branch: string;
  /** Who the commits are by; default sitrep, without a mailbox. */
  readonly author?: Author;
  /** The time of a commit; default the machine's. */
  readonly now?: () => Instant;
}

/** What a push is to write; what is absent stays as it is. */
export interface JournalChange extends Told {
  /** Events by iid. Those of a closed incident go to where it lies, unless it is reopened. */
  readonly append?: ReadonlyMap<number, readonly IncidentEvent[]>;
  /** Incidents that ended, with the year (UTC) in which they did. */
  readonly close?: ReadonlyMap<number, number>;
  readonly reopen?: readonly number[];
  readonly looked?: Looked;
  readonly wake?: Wake | undefined;
  readonly config?: string | undefined;
  readonly examined?: Examined;
  /** Files beside the record of an incident, by path (`files.ts`). */
  readonly keep?: ReadonlyMap<string, string>;
  /** Default: what `append` says happened. */
  readonly message?: string;
}

export interface Journal {
  readonly meta: Meta;
  readonly looked: Looked;
  /** What is to wake sitrep next. */
  readonly wake: Wake;
  /** The last good configuration. */
  readonly config: string | undefined;
  /** Undefined where nothing was examined yet. */
  readonly examined: Examined | undefined;
  /** The commit that was read or written last. */
  readonly head: string;
  /** Network operations of this journal so far: reads (a lost push and a look into the archive cost one) and pushes. */
  readonly operations: { readonly fetches: number; readonly pushes: number };
  /** Ascending. */
  openIncidents(): readonly number[];
  where(iid: number): 'open' | 'closed' | undefined;
  /** Undefined where the journal knows no such incident. Throws `JournalBroken` for this incident alone. */
  events(iid: number): Promise<readonly IncidentEvent[] | undefined>;
  /** All open incidents, ascending, each with its events: for a look at all of them, of which little is kept. */
  visitOpen(): AsyncIterable<OpenIncident>;
  /** Reads the files of many incidents at once, for somebody who will ask for their `events` one by one. */
  load(iids: Iterable<number>): Promise<void>;
  /**
   * One commit, one push; neither where nothing would change. After 'pushed' this journal is at the new commit. Throws
   * `JournalBroken` where events would go to a broken file, `JournalRefused`, `JournalUnreachable`; then nothing was
   * written, unless the line broke and the server cannot be asked.
   */
  push(change: JournalChange): Promise<'pushed' | 'lost'>;
  /** Reads the branch as it is now. */
  refresh(): Promise<void>;
  /** Removes what is on this machine. */
  close(): Promise<void>;
}

export interface OpenIncident {
  readonly iid: number;
  /** Throws `JournalBroken` for this incident alone. */
  events(): readonly IncidentEvent[];
}

/** Reads the branch: one fetch. Throws `JournalMissing`, `JournalBroken`, `JournalRefused`, `JournalUnreachable`. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { author = SITREP, now = () => new Date().toISOString() } = options;
  const store = makeStore(options, options.branch);
  let copy: Copy;
  try {
    copy = await read(store);
  } catch (error) {
    await store.close();
    throw error;
  }

  return {
    get meta() {
      return copy.meta;
    },
    get looked() {
      return copy.looked;
    },
    get wake() {
      return copy.wake;
    },
    get config() {
      return copy.files.get(CONFIG)?.bytes?.toString('utf8');
    },
    get examined() {
      return readExamined(copy.files.get(EXAMINED)?.bytes?.toString('utf8'));
    },
    get head() {
      return copy.head;
    },
    operations: store.operations,
    openIncidents: () => openIn(copy),
    async *visitOpen() {
      for await (const { iid, decoded } of visit(store, copy, openIn(copy)))
        yield { iid, events: () => decoded().events };
    },
    where(iid) {
      const path = copy.paths.get(iid);
      return path === undefined ? undefined : isClosed(path) ? 'closed' : 'open';
    },
    events: async (iid) => (await contents(store, copy, iid))?.decoded.events,
    load: (iids) => load(store, copy, iids),
    async push(change) {
      const next = await stage(store, copy, change);
      if (next.changes.length === 0) return 'pushed';
      const message = change.message ?? commitMessage(change);
      const commit = { parent: copy.head, changes: next.changes, message, by: author, at: now() };
      const head = await store.commit(commit);
      const outcome = await store.push(head, copy.head);
      if (outcome === 'pushed') copy = take(head, next.files);
      return outcome;
    },
    async refresh() {
      copy = await read(store, copy);
    },
    close: () => store.close(),
  };
}

function openIn({ paths }: Copy): number[] {
  return [...paths].flatMap(([iid, path]) => (isClosed(path) ? [] : [iid])).sort((a, b) => a - b);
}

/** Who writes the journal where nobody else is named. */
export const SITREP: Author = { name: 'sitrep', email: 'sitrep@localhost' };

/** What `change` makes of the branch: the files' changes for a commit, and the files after it. */
async function stage(
  store: Store,
  copy: Copy,
  change: JournalChange,
): Promise<{ readonly changes: FileChange[]; readonly files: ReadonlyMap<string, File> }> {
  const { append, close, reopen = [], looked, config, examined, wake, keep = new Map<string, string>() } = change;
  const changes: FileChange[] = [];
  const files = new Map(copy.files);
  for (const iid of new Set([...reopen, ...(append?.keys() ?? []), ...(close?.keys() ?? [])])) {
    const from = copy.paths.get(iid);
    const year = close?.get(iid);
    const stays = reopen.includes(iid) ? openPath(iid) : (from ?? openPath(iid));
    const to = year === undefined ? stays : closedPath(iid, year);
    if (from !== undefined && from !== to) {
      changes.push({ rename: from, to });
      files.set(to, copy.files.get(from) ?? { id: undefined });
      files.delete(from);
    }
    const events = append?.get(iid) ?? [];
    if (events.length === 0) continue;
    const file = extended(iid, events, await contents(store, copy, iid));
    changes.push({ write: to, bytes: file.bytes });
    files.set(to, file);
  }
  const tops = {
    [LOOKED]: looked && writeLooked(looked),
    [CONFIG]: config,
    [EXAMINED]: examined && writeExamined(examined),
    [TIMER]: wake && writeWake(wake),
  };
  for (const [path, text] of [...Object.entries(tops), ...keep]) {
    if (text === undefined || copy.files.get(path)?.bytes?.equals(Buffer.from(text))) continue;
    const bytes = Buffer.from(text);
    changes.push({ write: path, bytes });
    files.set(path, { id: undefined, bytes });
  }
  return { changes, files };
}

/** The file of an incident with more events in it; `before` is undefined for a new one. */
function extended(
  iid: number,
  events: readonly IncidentEvent[],
  before: Contents | undefined,
): File & { readonly bytes: Buffer } {
  const start = begin(iid);
  const { text } = extend(before?.decoded ?? start.after, events);
  return { id: undefined, bytes: Buffer.concat([before?.bytes ?? Buffer.from(start.text), Buffer.from(text)]) };
}
