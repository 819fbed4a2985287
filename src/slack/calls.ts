// What the kinds of things share: how a write is told to the caller, and reading page after page.

import type { Outcome } from '../http/outcome.ts';
import type { Arguments, Client, Written } from './client.ts';
import { failureIn, SlackError } from './errors.ts';
import type { ReadMethod, WriteMethod } from './methods.ts';
import { parsed, WireCursor } from './wire.ts';

/** As much as Slack gives at once. */
const PAGE = 999;
/** A cursor that leads in circles would never end. */
const MOST_PAGES = 200;

export const DONE: Outcome<undefined> = { outcome: 'done', value: undefined };

/** How a write ended whose answer does not matter; a refusal with one of the codes of `already` is none. */
export async function write(
  client: Client,
  method: WriteMethod,
  args: Arguments,
  already: readonly string[] = [],
): Promise<Outcome<undefined>> {
  const end = await client.write(method, args);
  return end.done || already.includes(end.code) ? DONE : end.failure;
}

/** The same with what the answer brings; *unknown* where it cannot be understood. */
export function outcomeOf<T>(end: Written, read: (answer: unknown) => T): Outcome<T> {
  if (!end.done) return end.failure;
  try {
    return { outcome: 'done', value: read(end.answer) };
  } catch (error) {
    if (error instanceof SlackError) return { outcome: 'unknown', reason: error.reason };
    throw error;
  }
}

/** A write that has to look first: where that fails nothing was written. */
export async function looking<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (error) {
    return failureIn(error);
  }
}

/** One page after the other, for as long as somebody asks. Throws `SlackError`. */
export async function* pages(client: Client, method: ReadMethod, args: Arguments): AsyncGenerator<unknown> {
  let cursor: string | undefined;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const answer = await client.read(method, { ...args, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    yield answer;
    const next = parsed(method, WireCursor, answer).response_metadata?.next_cursor;
    if (!next || next === cursor) return;
    cursor = next;
  }
}
