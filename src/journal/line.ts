// One incident's file: JSON Lines, each line chained to the one before by its hash.
//
// The first line is `{"sitrep":1,"iid":12}`: the version of the format, and whose file it is. Every further line is an
// event with its sequence number (from 1) and the hash of the line before it, so that a change by hand is seen. The
// chain proves the lines before the last; the last one is vouched for by whatever is appended next.

import { hash } from 'node:crypto';
import { IncidentEvent } from '../incident/events.ts';
import { JournalBroken } from './errors.ts';

/** The version of the format that is written, and the only one that is read. */
export const FORMAT = 1;

/** Where a file ends: what the next line has to follow. */
export interface Head {
  /** Number of the last event; 0 where there is only the first line. */
  readonly seq: number;
  /** Of the last line's bytes without its newline: SHA-256, the first 32 hexadecimal digits. */
  readonly hash: string;
}

export interface Decoded {
  readonly iid: number;
  readonly events: readonly IncidentEvent[];
  readonly head: Head;
}

/**
 * The line of an event, without its newline; keys in one order, whatever the order in `event`. `prev` is the hash of the
 * line before. Throws zod's error on an event that `decode` would refuse: a mistake of ours must not get into the record.
 */
export function encode(event: IncidentEvent, seq: number, prev: string): string {
  const { id, type, at, by, due, ...rest } = IncidentEvent.parse(event);
  const clocks = due && Object.fromEntries(Object.entries(due).sort(([one], [other]) => (one < other ? -1 : 1)));
  const line = JSON.stringify({ seq, prev, id, type, at, by, due: clocks, ...rest });
  return line.replace(AWKWARD, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What `events` add to a file: its further lines, each with its newline, and what `decode` will find in it then. */
export function extend(
  before: Decoded,
  events: readonly IncidentEvent[],
): { readonly text: string; readonly after: Decoded } {
  const added = events.map((event) => IncidentEvent.parse(event));
  let text = '';
  let { seq, hash: prev } = before.head;
  for (const event of added) {
    seq += 1;
    const line = encode(event, seq, prev);
    prev = hashOf(line);
    text += `${line}\n`;
  }
  return { text, after: { iid: before.iid, events: [...before.events, ...added], head: { seq, hash: prev } } };
}

/** A file with only its first line. */
export function begin(iid: number): { readonly text: string; readonly after: Decoded } {
  const line = JSON.stringify({ sitrep: FORMAT, iid });
  return { text: `${line}\n`, after: { iid, events: [], head: { seq: 0, hash: hashOf(line) } } };
}

/** Reads a whole file; `file` is its name for people. Throws `JournalBroken` naming the line and what is wrong with it. */
export function decode(text: string, file: string): Decoded {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new JournalBroken(file, lines.length + 1, 'the last line is cut off');
  const [first = ''] = lines;
  const iid = iidIn(first, file);
  const events: IncidentEvent[] = [];
  let prev = hashOf(first);
  for (let seq = 1; seq < lines.length; seq += 1) {
    const line = lines[seq] ?? '';
    events.push(eventIn(line, seq, prev, file));
    prev = hashOf(line);
  }
  return { iid, events, head: { seq: events.length, hash: prev } };
}

function hashOf(line: string): string {
  return hash('sha256', line, 'hex').slice(0, 32);
}

// JSON leaves these as they are, and editors and terminals break or garble a line at them.
const AWKWARD = /[\u007f-\u009f\u2028\u2029]/g;

function iidIn(line: string, file: string): number {
  const { sitrep, iid } = parse(line, 1, file);
  if (sitrep === undefined) throw new JournalBroken(file, 1, 'it does not say the version of its format');
  if (sitrep !== FORMAT) {
    const what = `its format is version ${JSON.stringify(sitrep)}, and this sitrep reads version ${FORMAT}`;
    throw new JournalBroken(file, 1, what, 'Use the version of sitrep that wrote it, or a newer one.');
  }
  if (typeof iid !== 'number') throw new JournalBroken(file, 1, 'it does not say which incident it is of');
  return iid;
}

function eventIn(text: string, seq: number, prev: string, file: string): IncidentEvent {
  const number = seq + 1;
  const line = parse(text, number, file);
  if (line['seq'] !== seq) {
    const found = JSON.stringify(line['seq']) ?? 'absent';
    const what = `its sequence number is ${found} where ${seq} is due: a line was removed, added or moved by hand`;
    throw new JournalBroken(file, number, what);
  }
  if (line['prev'] !== prev) {
    throw new JournalBroken(file, number, `it does not follow line ${seq}: one of the two was changed by hand`);
  }
  const event = IncidentEvent.safeParse(line);
  if (event.success) return event.data;
  const [issue] = event.error.issues;
  const where = issue && issue.path.length > 0 ? ` at "${issue.path.join('.')}"` : '';
  throw new JournalBroken(
    file,
    number,
    `it is no event that this sitrep knows${where} (${issue?.message ?? 'unknown'})`,
  );
}

function parse(line: string, number: number, file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new JournalBroken(file, number, 'it is not JSON');
  }
  if (isMap(value)) return value;
  throw new JournalBroken(file, number, 'it is no JSON object');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
