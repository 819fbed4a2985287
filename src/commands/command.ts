// What a comment command is: its name, its help, who may use it, and what it means.
//
// A command understands the words after its name and answers with facts, or says why not and what
// would work. It refuses authority, never facts: what somebody reports as done or seen goes on the
// record, also when they had no business doing it (process.md section 0).

import type { Fact, Person, Severity } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Policy } from '../rules/index.ts';
import { code } from '../text/markdown.ts';
import { earlier, type Instant, later, parseClock, plusMinutes } from '../text/time.ts';

/** What a command is given beside its words. */
export interface Given {
  /** The incident as it is when the command is read, earlier commands of the same comment included. */
  readonly incident: Incident;
  /** What the issue shows now: GitLab's note of a `/severity` comes after the comment in which it stands. */
  readonly shown: Severity;
  readonly by: Person;
  /** Effective access level of `by` in the project: 10 Guest, 20 Reporter, 30 Developer (GitLab, members API). */
  readonly level: number;
  readonly at: Instant;
  readonly policy: Policy;
  /** The project member of a user name, with or without `@`. */
  person(name: string): { readonly person: Person; readonly level: number } | undefined;
  /** The command that a word names. */
  command(word: string): Command | undefined;
}

export type Verdict =
  | { readonly ok: true; readonly facts: readonly Fact[]; readonly at?: Instant }
  | { readonly ok: false; readonly why: string; readonly instead?: string };

export interface Command {
  readonly name: string;
  /** Common other forms. */
  readonly aliases: readonly string[];
  readonly usage: string;
  readonly summary: string;
  readonly who: string;
  /** One of the twelve that a responder should know. */
  readonly essential?: true;
  understand(words: string, given: Given): Verdict;
}

export function did(...facts: readonly Fact[]): Verdict {
  return { ok: true, facts };
}

/** `why` is a sentence for the person; `instead` the line that would work. */
export function refuse(why: string, instead?: string): Verdict {
  return instead === undefined ? { ok: false, why } : { ok: false, why, instead };
}

const AT = /\s+\(?at\s+((?:\d{4}-\d\d-\d\d[T ])?\d{1,2}[:.]\d\d(?:\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?)[).!]*\s*$/i;

/** A time at the end is in the last characters; no more of a long text is searched for it. */
const TAIL = 60;

/** The clock on the wall may run so far ahead of the server's. */
const GRACE_MINUTES = 1;

/**
 * Splits `… at 14:07` off a report of something that happened earlier.
 *
 * A time before the incident (by more than an hour) or in the future is taken as part of the text.
 */
export function happened(words: string, given: Given): { readonly text: string; readonly at: Instant } {
  const text = ` ${words.trim()}`;
  const said = AT.exec(text.slice(-TAIL));
  const at = said?.[1] === undefined ? undefined : parseClock(said[1], given.at, given.policy.zone);
  const earliest = plusMinutes(given.incident.beganAt ?? given.incident.reportedAt, -60);
  if (at === undefined || at < earliest || at > plusMinutes(given.at, GRACE_MINUTES))
    return { text: text.trim(), at: given.at };
  return { text: text.slice(0, -(said?.[0].length ?? 0)).trim(), at: earlier(at, given.at) };
}

/** Refused where the words end with a time that cannot be, or lies outside the incident: a status has one time only. */
export function wrongTime(words: string, name: string, given: Given): Extract<Verdict, { ok: false }> | undefined {
  const time = AT.exec(` ${words.trim()}`.slice(-TAIL))?.[1];
  if (time === undefined || happened(words, given).text !== words.trim()) return undefined;
  return {
    ok: false,
    why: `${code(time)} is no time within this incident.`,
    instead: `/${name} at ${given.at.slice(11, 16)} UTC`,
  };
}

/** A change of status cannot have happened before the one that it follows. */
export function notBeforeStatus(at: Instant, given: Given): Instant {
  return later(at, given.incident.phases.at(-1)?.at ?? at);
}

/** Facts that happened at the time which the words name. */
export function didAt(at: Instant, ...facts: readonly Fact[]): Verdict {
  return { ok: true, facts, at };
}
