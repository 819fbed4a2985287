// What lies where on the branch, and the small files at its top.

import * as z from 'zod';
import type { Instant } from '../text/time.ts';
import { JournalBroken } from './errors.ts';
import { FORMAT } from './line.ts';

/** Since when there is a journal, and in which format. */
export interface Meta {
  readonly format: typeof FORMAT;
  readonly installedAt: Instant;
  /** The user under whom it was begun, by id; unknown in journals of old. */
  readonly bot?: number | undefined;
}

/** What the last look at the project saw; a mere cache, without which everything is looked at. */
export interface Looked {
  /** Up to when changes were seen; absent where nobody has looked yet. */
  readonly until?: Instant | undefined;
  /** By iid of the issue. */
  readonly issues: Readonly<Record<number, { readonly updatedAt: Instant; readonly comments: number }>>;
  /** Incidents that were left alone (paused, or not to be recorded), by iid: from when they are to be read once they are not. */
  readonly skipped?: Readonly<Record<number, Instant>> | undefined;
  /** What was last seen in the incident's room and on its ticket, by iid. */
  readonly elsewhere?: Readonly<Record<number, SeenElsewhere>> | undefined;
}

/** What was last seen of one incident outside GitLab. */
export interface SeenElsewhere {
  readonly room?: SeenRoom | undefined;
  readonly ticket?: { readonly hash: string; readonly updated: Instant } | undefined;
}

/** How far a room was read; messages by their names in Slack. */
export interface SeenRoom {
  /** Of what people said and clicked outside of threads, from some hours before `newest` on. */
  readonly hash: string;
  readonly newest: string;
  /** The answer up to which threads were read. */
  readonly threads: string;
  /** The whole of it: when it was last read, its first message, and the answer up to which its older threads were read. */
  readonly whole?: { readonly at: Instant; readonly first: string; readonly threads: string } | undefined;
}

/** What the last weekly examination found, and where it is told. */
export interface Examined {
  readonly at: Instant;
  /** What was bad, by its stable name. */
  readonly bad: readonly string[];
  /** The issue that is open for it. */
  readonly issue?: number | undefined;
}

/** A pipeline whose job waits, armed to fire at a moment. */
interface ArmedTimer {
  readonly pipeline: number;
  readonly at: Instant;
}

/** What is to wake sitrep: what it started or switched on for that. It can be lost; then there is one timer too many. */
export interface Wake {
  readonly timer?: ArmedTimer | undefined;
  /** When a timer was last set by a variable because its inputs were refused. */
  readonly inputsRefusedAt?: Instant | undefined;
  /** When GitLab last refused a timer either way. */
  readonly refusedAt?: Instant | undefined;
  /** The schedules that watch over live incidents, and whether they are on; absent where nobody has looked. */
  readonly watch?: readonly { readonly id: number; readonly cron: string; readonly active: boolean }[] | undefined;
  /** When they were last looked for, where there was none. */
  readonly watchMissedAt?: Instant | undefined;
}

export const META = 'journal.json';
export const LOOKED = 'looked.json';
export const EXAMINED = 'doctor.json';
export const TIMER = 'timer.json';
/** The last configuration that was good, as the people wrote it. */
export const CONFIG = 'config.yml';

export function openPath(iid: number): string {
  return `open/${iid}.jsonl`;
}

/** `year` is that of the incident's end. */
export function closedPath(iid: number, year: number): string {
  return `closed/${year}/${iid}.jsonl`;
}

/** What was said in an incident's room, as it was saved the n-th time. */
export function chatPath(iid: number, nth: number): string {
  return `records/${iid}/slack-${nth}.jsonl`;
}

/** Whether files of that path come with the first fetch. */
export function isClosed(path: string): boolean {
  return path.startsWith('closed/');
}

/** The incident whose file this is; undefined for any other file. */
export function iidOf(path: string): number | undefined {
  const iid = /^(?:open|closed\/\d{4})\/([1-9]\d{0,9})\.jsonl$/.exec(path)?.[1];
  return iid === undefined ? undefined : Number(iid);
}

export function writeMeta(meta: Meta): string {
  return `${JSON.stringify({ format: meta.format, installedAt: meta.installedAt, bot: meta.bot })}\n`;
}

/** Throws `JournalBroken` on text that is none, or of a format that this sitrep does not read. */
export function readMeta(text: string | undefined): Meta {
  if (text === undefined) {
    throw new JournalBroken(META, 1, 'it is missing, so this branch is no journal', 'Check the name of the branch.');
  }
  const value = json(text);
  const version = Version.safeParse(value);
  if (version.success && version.data.format !== FORMAT) {
    const what = `the format is version ${JSON.stringify(version.data.format)}, and this sitrep reads version ${FORMAT}`;
    throw new JournalBroken(META, 1, what, 'Use the version of sitrep that wrote it, or a newer one.');
  }
  const meta = WireMeta.safeParse(value);
  if (meta.success) return meta.data;
  throw new JournalBroken(META, 1, 'it does not say the format and the day of installation');
}

export function writeLooked({ until, issues, skipped, elsewhere }: Looked): string {
  return `${JSON.stringify({ until, issues, skipped, elsewhere })}\n`;
}

/** Of text that cannot be read: nothing was looked at. */
export function readLooked(text: string | undefined): Looked {
  const looked = WireLooked.safeParse(json(text ?? ''));
  return looked.success ? looked.data : { issues: {} };
}

export function writeExamined({ at, bad, issue }: Examined): string {
  return `${JSON.stringify({ at, bad, issue })}\n`;
}

/** Of text that cannot be read: nothing was examined yet. */
export function readExamined(text: string | undefined): Examined | undefined {
  return WireExamined.safeParse(json(text ?? '')).data;
}

export function writeWake({ timer, inputsRefusedAt, refusedAt, watch, watchMissedAt }: Wake): string {
  return `${JSON.stringify({ timer, inputsRefusedAt, refusedAt, watch, watchMissedAt })}\n`;
}

/** Of text that cannot be read: nothing is armed. */
export function readWake(text: string | undefined): Wake {
  const wake = WireWake.safeParse(json(text ?? ''));
  return wake.success ? wake.data : {};
}

const WireInstant = z.iso.datetime({ precision: 3 });
const WireTs = z.string().regex(/^\d+\.\d+$/);
const Version = z.object({ format: z.unknown() });
const WireMeta = z.object({ format: z.literal(FORMAT), installedAt: WireInstant, bot: z.int().optional() });
const WireSeen = z.object({
  room: z
    .object({
      hash: z.string(),
      newest: WireTs,
      threads: WireTs,
      whole: z.object({ at: z.string(), first: WireTs, threads: WireTs }).optional(),
    })
    .optional(),
  ticket: z.object({ hash: z.string(), updated: z.string() }).optional(),
});
const WireLooked = z.object({
  until: WireInstant.optional(),
  issues: z.record(z.string().regex(/^[1-9]\d*$/), z.object({ updatedAt: WireInstant, comments: z.int() })),
  skipped: z.record(z.string().regex(/^[1-9]\d*$/), WireInstant).optional(),
  elsewhere: z.record(z.string().regex(/^[1-9]\d*$/), WireSeen).optional(),
});
const WireExamined = z.object({ at: WireInstant, bad: z.array(z.string()), issue: z.int().positive().optional() });

const WireWake = z.object({
  timer: z.object({ pipeline: z.int(), at: WireInstant }).optional(),
  inputsRefusedAt: WireInstant.optional(),
  refusedAt: WireInstant.optional(),
  watch: z.array(z.object({ id: z.int(), cron: z.string(), active: z.boolean() })).optional(),
  watchMissedAt: WireInstant.optional(),
});

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
