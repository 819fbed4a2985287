// One thing that `sitrep doctor` looks at. Everything was read before: a check is a pure function of what was
// examined, and one that could not be read is unknown, never good.

import type { Examined, Known } from './examined.ts';

/**
 * What a check found. A remedy says exactly what to do: a page and its field, and in backticks a command (`sitrep init`) or a
 * call of GitLab's API (`PUT /projects/7 {"archived": false}`), so that it can be followed by a person and by a script.
 */
export type Finding = { readonly about?: string } & (
  | { readonly state: 'good'; readonly reason: string }
  | { readonly state: 'warning' | 'bad'; readonly reason: string; readonly remedy: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly remedy?: string }
);

export const GROUPS = [
  'GitLab',
  'token',
  'project',
  'pipeline',
  'journal',
  'webhooks',
  'clock',
  'configuration',
  'Slack',
  'Jira',
  'Confluence',
  'pager',
] as const;

export interface Check {
  /** Stable: scripts and the weekly examination know it by this. */
  readonly id: string;
  readonly group: (typeof GROUPS)[number];
  readonly title: string;
  look(examined: Examined): readonly Finding[];
}

/** What `look` makes of a thing that was read, or that it could not be. */
export function from<T>(known: Known<T>, look: (value: T) => Finding | readonly Finding[]): readonly Finding[] {
  if (!known.known) return [{ state: 'unknown', reason: known.why }];
  const found = look(known.value);
  return 'state' in found ? [found] : found;
}

export function both<A, B>(a: Known<A>, b: Known<B>): Known<readonly [A, B]> {
  if (!a.known) return a;
  return b.known ? { known: true, value: [a.value, b.value] } : b;
}

export function good(reason: string, about?: string): Finding {
  return { state: 'good', reason, ...named(about) };
}

export function warning(reason: string, remedy: string, about?: string): Finding {
  return { state: 'warning', reason, remedy, ...named(about) };
}

export function bad(reason: string, remedy: string, about?: string): Finding {
  return { state: 'bad', reason, remedy, ...named(about) };
}

export function unknown(reason: string, remedy?: string): Finding {
  return { state: 'unknown', reason, ...(remedy === undefined ? {} : { remedy }) };
}

/** A call of GitLab's API as remedies write it. */
export function call(
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: Readonly<Record<string, unknown>>,
): string {
  return `\`${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}\``;
}

export const INIT = 'Run `sitrep init`: it makes what is missing and leaves the rest alone.';

function named(about: string | undefined): { readonly about?: string } {
  return about === undefined ? {} : { about };
}
