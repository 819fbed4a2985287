// The way to one mirror in one run: whether it is open, and what became of what was sent along it.
//
// A mirror that is down, or that does not know us, is not tried again in this run; later runs try after growing pauses, and
// everything waits in the journal meanwhile. What it refuses for good stops nothing else.

import type { Outcome, Refused } from '../http/outcome.ts';
import { MIRRORS, type Mirror } from '../incident/events.ts';
import { failed, isHeld } from '../process/outbox.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { reason } from './log.ts';
import type { Round } from './work.ts';

export interface Way {
  readonly open: boolean;
  /** What a read brought; undefined where it failed, and the way is closed. */
  read<T>(what: string, read: () => Promise<T>): Promise<T | undefined>;
  /**
   * How a write ended: its value, `refused` where that is for good (told in the log), or `stopped` where the way is closed.
   * That we may not do this one thing (403) is for good unless it `closes` the way: then a person has to give us the right.
   */
  write<T>(what: string, outcome: Promise<Outcome<T>>, forbidden?: 'closes'): Promise<Written<T>>;
  /** Nothing can be done on it at all. */
  close(why: string): void;
}

export type Written<T> =
  | { readonly is: 'done'; readonly value: T }
  | { readonly is: 'refused'; readonly status: number; readonly why: string }
  | { readonly is: 'stopped' };

/** One to each mirror. */
export function makeWays(round: Round, notes: Bookkeeping): (mirror: Mirror) => Way {
  const ways = new Map(MIRRORS.map((name) => [name, makeWay(round, notes, name)]));
  return (name) => ways.get(name) ?? makeWay(round, notes, name);
}

function makeWay(round: Round, notes: Bookkeeping, mirror: Mirror): Way {
  const { work } = round;
  let open = !isHeld(notes.incident(), mirror, work.now());
  let tookSome = false;

  function close(why: string, { status, retryAfterSeconds = 0 }: Partial<Refused> = {}): void {
    if (!open) return;
    open = false;
    const incident = notes.incident();
    const fact = failed(incident, mirror, { why: why.slice(0, 500), retryAfterSeconds, tookSome }, work.now());
    notes.record(`failed:${mirror}:${incident.seq}`, fact);
    work.log.info(`#${incident.iid}: ${mirror} is behind${forLog(why, status)}`);
  }

  /** An answer may repeat what was sent: of a confidential incident the log has its number only. */
  function forLog(why: string, status: number | undefined): string {
    if (!notes.incident().confidential) return `: ${why}`;
    return status ? ` (answer ${status})` : '';
  }

  return {
    get open() {
      return open;
    },
    close: (why) => close(why),
    async read(_what, read) {
      if (!open) return undefined;
      try {
        return await read();
      } catch (error) {
        close(reason(error));
        return undefined;
      }
    },
    async write(what, sent, forbidden) {
      const outcome = await sent;
      if (outcome.outcome === 'done') {
        tookSome = true;
        notes.did(what);
        return { is: 'done', value: outcome.value };
      }
      if (outcome.outcome === 'unknown') {
        close(`${what}: ${outcome.reason}`);
        return { is: 'stopped' };
      }
      if (isPassing(outcome.status) || (outcome.status === 403 && forbidden === 'closes')) {
        close(`${what}: ${outcome.reason}`, outcome);
        return { is: 'stopped' };
      }
      work.log.info(`#${notes.incident().iid}: ${what} was refused${forLog(outcome.reason, outcome.status)}`);
      return { is: 'refused', status: outcome.status, why: outcome.reason };
    },
  };
}

/** It says nothing about what was sent: nobody was there, we are not known, or too much was asked. */
function isPassing(status: number): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500;
}
