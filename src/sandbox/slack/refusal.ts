// How Slack says no: HTTP 200, `ok: false` and a code; only the rate limit has a status of its own.

import type { Json } from './store.ts';

export class Refusal extends Error {
  readonly code: string;
  /** What else the body says. */
  readonly extra: Json;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    extra: Json = {},
    { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code);
    this.code = code;
    this.extra = extra;
    this.status = status;
    this.headers = headers;
  }
}

/** Names what is wrong with the arguments, a line each, as Slack does. */
export function invalidArguments(...problems: string[]): Refusal {
  return new Refusal('invalid_arguments', said(problems));
}

/** The place where Slack explains a code. */
export function said(problems: readonly string[]): Json {
  return { response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) } };
}

export function rateLimited(retryAfterSeconds: number): Refusal {
  return new Refusal('ratelimited', {}, { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } });
}

export function missingScope(needed: readonly string[], provided: readonly string[]): Refusal {
  return new Refusal('missing_scope', { needed: needed.join(','), provided: provided.join(',') });
}
