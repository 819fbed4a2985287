// A service that speaks JSON, as a thin adapter asks it.
//
// Reads are patient, writes go out once (`tries.ts`), few are in flight at a time. A service that is down, or does not take
// the token, is not asked again in the same run (`breaker.ts`).

import { decoded, reasonIn, retryAfterMs } from './answer.ts';
import { isDown, makeBreaker } from './breaker.ts';
import { type Answer, makeExchange, type NoAnswer, type Outgoing } from './exchange.ts';
import type { Failure, Outcome, Refused } from './outcome.ts';
import { makeQueue, type Time } from './pace.ts';
import { failureOf, readPatiently, writeOnce } from './tries.ts';

export interface RestOptions {
  /** As people call it; begins the words of its errors. */
  readonly service: string;
  readonly authorization: string | undefined;
  /** Never to be read in an error, though a server may echo them. */
  readonly secrets: readonly string[];
  /** For one try, in ms. */
  readonly timeoutMs: number;
  readonly time: Time;
  /** What a person can do about a status (0: no answer); empty where the reason says it all. */
  readonly cure: (status: number) => string;
  /** Whether a 429 concerns what was asked for alone, and not the rest of the service. */
  readonly narrow?: (refusal: Answer) => boolean;
  /** An answer as it is meant, where it says something else. */
  readonly meant?: (answer: Answer) => Answer;
}

export interface Sent {
  readonly method: string;
  readonly url: URL;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Told what the answer said where it was refused; undefined where that was no JSON. */
  readonly onRefusal?: (answer: unknown) => void;
}

export interface Rest {
  /** What a read brought. Throws `ServiceError`. */
  read<T>(sent: Sent, understand: (answer: unknown) => T): Promise<T>;
  /** How a write ended; *unknown* where its answer cannot be understood. */
  write<T>(sent: Sent, understand: (answer: unknown) => T): Promise<Outcome<T>>;
  /** The same for a write that does no more when it arrives twice: it is sent as patiently as a read. */
  repeat<T>(sent: Outgoing, understand: (answer: unknown) => T): Promise<Outcome<T>>;
  /** Tries sent so far. */
  readonly requests: { readonly count: number };
}

const MOST_IN_FLIGHT = 4;
const MOST_BYTES = 20_000_000;
/** How long a service that gave no time is left alone after a 429. */
const THROTTLED_MS = 60_000;
/** Asked where a good answer cannot be understood. */
const IN_BETWEEN = 'Is there a proxy or a login page in between?';

/** A read that failed for good, or an answer that cannot be understood. `status` is 0 where there was no answer. */
export class ServiceError extends Error {
  readonly service: string;
  readonly status: number;
  /** In its own words and with what can be done, on one line. */
  readonly reason: string;
  readonly retryAfterSeconds: number | undefined;

  /** `what`: method and path, without the query, where words of people may be. */
  constructor(service: string, what: string, refused: Refused) {
    super(`${service}, ${what}: ${refused.status === 0 ? 'no answer' : refused.status}, ${refused.reason}`);
    this.name = 'ServiceError';
    this.service = service;
    this.status = refused.status;
    this.reason = refused.reason;
    this.retryAfterSeconds = refused.retryAfterSeconds;
  }
}

/** Undefined for a read of what is not there, or not for us. */
export async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return undefined;
    throw error;
  }
}

/** A write that needs a read before it: where that fails nothing was sent. */
export async function refusedWhereUnread<T>(write: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ServiceError) return refusal(error.status, error.reason, error.retryAfterSeconds);
    throw error;
  }
}

export function makeRest(options: RestOptions): Rest {
  const { service, time, cure, narrow = () => false } = options;
  const exchange = makeExchange({ ...options, maxBytes: MOST_BYTES });
  const slot = makeQueue(MOST_IN_FLIGHT);
  const breaker = makeBreaker(time);
  let count = 0;

  const clean = (text: string): string => options.secrets.reduce((left, one) => left.replaceAll(one, '[secret]'), text);

  async function attempt(outgoing: Outgoing): Promise<Answer | NoAnswer> {
    count += 1;
    const answer = await exchange(outgoing);
    return 'status' in answer && options.meant ? options.meant(answer) : answer;
  }

  /** The answer where it is good; else what is left of the request, to whoever wrote and to whoever only wanted to know. */
  function judged(answer: Answer | NoAnswer): Answer | Failed {
    const failure = failureOf(answer, time);
    if (!failure) {
      if ('none' in answer) throw new Error(`no failure, and no answer either: ${answer.none}`);
      return answer;
    }
    const status = 'none' in answer ? 0 : answer.status;
    const reason = clean(failure.reason);
    const advice = status >= 200 && status < 300 ? IN_BETWEEN : cure(status);
    const after = failure.outcome === 'refused' ? failure.retryAfterSeconds : undefined;
    const refused = refusal(status, advice === '' ? reason : `${reason}. ${advice}`, after);
    return { refused, failure: failure.outcome === 'refused' ? refused : { outcome: 'unknown', reason } };
  }

  function noted(answer: Answer | NoAnswer, refused: Refused, kind: 'read' | 'write'): void {
    if (isThrottled(answer)) {
      const wait = retryAfterMs(answer, time.now()) ?? THROTTLED_MS;
      if (!narrow(answer)) breaker.stop(refused, time.now() + wait);
    } else if (isDown(answer, kind) || isUnknownToken(answer)) breaker.stop(refused);
  }

  function answered(outgoing: Outgoing, way: Way, onRefusal?: Sent['onRefusal']): Promise<Answer | Failed> {
    return slot(async () => {
      const open = breaker.open();
      if (open) return { refused: open, failure: open };
      const answer = await way(outgoing, attempt, time);
      const end = judged(answer);
      if ('refused' in end) noted(answer, end.refused, way === writeOnce ? 'write' : 'read');
      if ('refused' in end && 'status' in answer) onRefusal?.(decoded(answer)?.value);
      return end;
    });
  }

  async function outcome<T>(
    outgoing: Outgoing,
    way: Way,
    understand: (answer: unknown) => T,
    onRefusal?: Sent['onRefusal'],
  ): Promise<Outcome<T>> {
    const end = await answered(outgoing, way, onRefusal);
    if ('refused' in end) return end.failure;
    const read = understood(end, understand);
    return 'value' in read
      ? { outcome: 'done', value: read.value }
      : { outcome: 'unknown', reason: clean(read.problem) };
  }

  return {
    async read(sent, understand) {
      const what = `${sent.method} ${clean(sent.url.pathname)}`;
      const end = await answered(json(sent), readPatiently);
      if ('refused' in end) throw new ServiceError(service, what, end.refused);
      const read = understood(end, understand);
      if ('value' in read) return read.value;
      const reason = `${clean(read.problem)}. ${IN_BETWEEN}`;
      throw new ServiceError(service, what, refusal(end.status, reason));
    },
    write: (sent, understand) => outcome(json(sent), writeOnce, understand, sent.onRefusal),
    repeat: (sent, understand) => outcome(sent, readPatiently, understand),
    requests: {
      get count() {
        return count;
      },
    },
  };
}

type Way = typeof readPatiently;

interface Failed {
  /** As a write ends. */
  readonly failure: Failure;
  /** To those who read, and to those who are not sent any more. */
  readonly refused: Refused;
}

function isThrottled(answer: Answer | NoAnswer): answer is Answer {
  return 'status' in answer && answer.status === 429;
}

/** A token that lacks a scope (401 too, at Atlassian's gateway) is good for something else. */
function isUnknownToken(answer: Answer | NoAnswer): boolean {
  return 'status' in answer && answer.status === 401 && !/\bscope/i.test(answer.body);
}

function refusal(status: number, reason: string, retryAfterSeconds?: number): Refused {
  return { outcome: 'refused', status, reason, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

function json({ method, url, body }: Sent): Outgoing {
  return { method, url, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
}

function understood<T>(
  answer: Answer,
  understand: (answer: unknown) => T,
): { readonly value: T } | { readonly problem: string } {
  const body = decoded(answer);
  if (!body) return { problem: reasonIn(answer) };
  try {
    return { value: understand(body.value) };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 200) : String(error);
    return { problem: `an answer of another shape than expected (${why})` };
  }
}
