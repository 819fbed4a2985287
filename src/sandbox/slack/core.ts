// What every part of the embedded Slack works with.

import type { Clock } from '../clock.ts';
import type { Channel, Json, Store } from './store.ts';

export interface Core {
  /** Address of the server, without a slash at the end. */
  readonly url: string;
  readonly store: Store;
  readonly clock: Clock;
  /** Whether Slack's rate limits hold. */
  readonly limited: boolean;
  /** Hands an event to the apps that listen (Socket Mode). */
  publish(event: SlackEvent): void;
}

export interface SlackEvent {
  readonly channel: Channel;
  /** As the Events API prints it: `type`, `channel`, `user`, `ts` … */
  readonly body: Json;
  /** An app with one of these scopes gets it, if its bot is in the channel. */
  readonly scopes: readonly string[];
  /** The bot's user id, where the event is for that bot only. */
  readonly onlyFor?: string;
}

/** A new id: its letter (`C`, `U` …) and ten figures. */
export function newId(core: Core, prefix: string): string {
  core.store.lastNumber += 1;
  return prefix + core.store.lastNumber.toString(36).toUpperCase().padStart(10, '0');
}

/** Seconds since 1970, as most of Slack counts. */
export const seconds = (core: Core): number => Math.floor(core.clock.now() / 1000);

/**
 * A new name for a message: seconds, a point, six figures. Later than every one before: the clock moves on a millisecond;
 * the last three figures count, so that nobody takes the fraction for one.
 */
export function newTs(core: Core): string {
  return tsAt(core, Date.parse(core.clock.stamp()));
}

/** The same for an instant that has been, in ms: of a message that was due then. */
export function tsAt(core: Core, at: number): string {
  core.store.lastNumber += 1;
  const fraction = String(at % 1000).padStart(3, '0') + String(core.store.lastNumber % 1000).padStart(3, '0');
  return `${Math.floor(at / 1000)}.${fraction}`;
}

/** The instant in a ts, in ms. */
export function instantOf(ts: string): number {
  const [whole = '', fraction = ''] = ts.split('.');
  return Number(whole) * 1000 + Number(fraction.slice(0, 3));
}
