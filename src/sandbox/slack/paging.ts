// Pages: `limit` and `cursor` in, `response_metadata.next_cursor` out, empty on the last page.

import type { Call } from './method.ts';
import { Refusal } from './refusal.ts';

export interface PageRules {
  readonly fallback: number;
  readonly max: number;
  /** The refusal of a limit that is none; undefined where Slack takes the nearest it allows. */
  readonly refusal?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Empty on the last page. */
  readonly nextCursor: string;
}

/** One page of a list. A cursor names the item its page begins with, so that new items in front move nothing. */
export function pageOf<T>({ args }: Call, items: readonly T[], nameOf: (item: T) => string, rules: PageRules): Page<T> {
  const limit = limitFrom(args.whole('limit', rules.fallback, rules.refusal ?? 'invalid_arguments'), rules);
  const cursor = args.text('cursor');
  let from = 0;
  if (cursor !== undefined) {
    const name = Buffer.from(cursor, 'base64')
      .toString()
      .replace(/^next:/, '');
    from = items.findIndex((item) => nameOf(item) === name);
    if (from < 0) throw new Refusal('invalid_cursor');
  }
  const next = items[from + limit];
  return {
    items: items.slice(from, from + limit),
    nextCursor: next === undefined ? '' : Buffer.from(`next:${nameOf(next)}`).toString('base64'),
  };
}

function limitFrom(asked: number, { fallback, max, refusal }: PageRules): number {
  if (asked >= 1 && asked <= max) return asked;
  if (refusal !== undefined) throw new Refusal(refusal);
  return asked < 1 ? fallback : max;
}
