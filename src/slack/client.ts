// The vendor's client, and the rules under it: the only file that imports it.
//
// It makes requests of arguments and errors of answers. Everything else it would do (repeat writes, sleep, follow addresses
// with the token) is off: below it lies the way to a server that all adapters share, with the token in a closure.

import { type FetchFunction, LogLevel, WebAPIPlatformError, WebAPIRequestError, WebClient } from '@slack/web-api';
import { decoded } from '../http/answer.ts';
import { type Breaker, isDown, makeBreaker } from '../http/breaker.ts';
import { type Answer, makeExchange, type NoAnswer, type Outgoing } from '../http/exchange.ts';
import type { Failure, Refused } from '../http/outcome.ts';
import type { Time } from '../http/pace.ts';
import { failureOf, readPatiently, writeOnce } from '../http/tries.ts';
import { isCredentials, RATE_LIMITED, refusal, SlackError, UNKNOWN } from './errors.ts';
import { isMethod, METHODS, type MethodName, type ReadMethod, type WriteMethod } from './methods.ts';
import { makePace } from './pace.ts';
import { parsed, WireRefusal } from './wire.ts';

export interface ClientOptions {
  /** The address of the API without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly tokenVariable: string;
  readonly timeoutMs: number;
  readonly time: Time;
}

export type Arguments = Readonly<Record<string, unknown>>;

/** How a write ended; a refusal with Slack's own code, by which some are none, and its whole answer. */
export type Written =
  | { readonly done: true; readonly answer: unknown }
  | { readonly done: false; readonly failure: Failure; readonly code: string; readonly answer: unknown };

export interface Client {
  /** The answer. Throws `SlackError`. */
  read(method: ReadMethod, args?: Arguments): Promise<unknown>;
  write(method: WriteMethod, args: Arguments): Promise<Written>;
  readonly sent: ReadonlyMap<string, number>;
}

const MOST_ANSWER_BYTES = 20_000_000;

/** What came instead of Slack's JSON, through the vendor's client, which knows only of exceptions. */
class Unanswered extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}

export function makeClient(options: ClientOptions): Client {
  const { url, token, tokenVariable, timeoutMs, time } = options;
  const sent = new Map<string, number>();
  const breaker = makeBreaker(time);
  const exchange = makeExchange({ authorization: `Bearer ${token}`, timeoutMs, maxBytes: MOST_ANSWER_BYTES });
  const pace = makePace(time);
  const clean = (text: string): string => text.replaceAll(token, '[token]');

  async function attempt(outgoing: Outgoing): Promise<Answer | NoAnswer> {
    const method = methodOf(outgoing.url);
    await pace(method, new URLSearchParams(outgoing.body).get('channel') ?? '');
    sent.set(method, (sent.get(method) ?? 0) + 1);
    const answer = await exchange(outgoing);
    // A server may echo what it was sent.
    return 'none' in answer ? answer : inHttpTerms({ ...answer, body: clean(answer.body) });
  }

  const vendor = new WebClient(undefined, {
    slackApiUrl: `${url}/`,
    fetch: overHttp(attempt, breaker, time),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    timeout: 0,
    logger: SILENT,
  });

  async function call(method: MethodName, args: Arguments): Promise<Written> {
    const stopped = breaker.open();
    if (stopped) return { done: false, failure: stopped, code: '', answer: undefined };
    try {
      return { done: true, answer: await vendor.apiCall(method, wellFormed(args)) };
    } catch (error) {
      const failed = failureOfCall(error, tokenVariable);
      if (isCredentials(failed.code)) breaker.stop(refusedWith(failed.failure, 401));
      return { done: false, ...failed, failure: { ...failed.failure, reason: clean(failed.failure.reason) } };
    }
  }

  return {
    async read(method, args = {}) {
      const end = await call(method, args);
      if (end.done) return end.answer;
      const { failure, code } = end;
      throw new SlackError(
        method,
        failure.outcome === 'refused' ? failure : { status: 0, reason: failure.reason },
        code,
      );
    },
    write: call,
    sent,
  };
}

/** Slack answers with JSON that says whether it is `ok`, also of one method in trouble; a proxy does not. */
function saysOk(answer: Answer | NoAnswer): boolean {
  return 'status' in answer && WireRefusal.safeParse(decoded(answer)?.value).success;
}

/** What the vendor's client takes for the network: the rules of `tries.ts`, and an error for all that is not Slack's JSON. */
function overHttp(
  attempt: (outgoing: Outgoing) => Promise<Answer | NoAnswer>,
  breaker: Breaker,
  time: Time,
): FetchFunction {
  return async (address, init) => {
    const url = new URL(address);
    const { kind } = METHODS[methodOf(url)];
    const body = typeof init?.body === 'string' ? init.body : '';
    const outgoing = {
      method: 'POST',
      url,
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    };
    const answer = await (kind === 'read' ? readPatiently : writeOnce)(outgoing, attempt, time);
    const failure = failureOf(answer, time);
    if (failure && isDown(answer, kind) && !saysOk(answer)) breaker.stop(refusedWith(failure, 0));
    if (failure) throw new Unanswered(failure);
    if ('none' in answer) throw answer;
    return asFetched(answer, url);
  };
}

/** Said of every call from then on, so how that one ended does not matter. */
function refusedWith({ reason }: Failure, status: number): Refused {
  return { outcome: 'refused', status, reason };
}

/** Slack says with status 200 what HTTP has statuses for: those that decide whether a request is repeated. */
function inHttpTerms(answer: Answer): Answer {
  const said = WireRefusal.safeParse(decoded(answer)?.value).data;
  const code = said?.ok === false ? said.error : '';
  if (RATE_LIMITED.has(code)) return { ...answer, status: 429 };
  if (UNKNOWN.has(code)) return { ...answer, status: 503 };
  if (answer.status < 500) return answer;
  const text = { 'content-type': 'text/plain' };
  return { ...answer, status: 503, headers: { ...answer.headers, ...text }, body: `Slack answered ${answer.status}` };
}

function failureOfCall(
  error: unknown,
  tokenVariable: string,
): { readonly failure: Failure; readonly code: string; readonly answer: unknown } {
  if (error instanceof WebAPIPlatformError) {
    const { error: code, needed, response_metadata } = parsed('a refusal', WireRefusal, error.data);
    const details = { needed, messages: response_metadata?.messages ?? [], tokenVariable };
    return { failure: refusal(code, details), code, answer: error.data };
  }
  if (error instanceof WebAPIRequestError && error.original instanceof Unanswered)
    return { failure: error.original.failure, code: '', answer: undefined };
  throw error;
}

/** A lone half of a surrogate pair, which people can paste, cannot be sent. */
function wellFormed(args: Arguments): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\ufffd') : value,
    ]),
  );
}

function methodOf(url: URL): MethodName {
  const name = url.pathname.split('/').at(-1) ?? '';
  if (!isMethod(name)) throw new Error(`${name} is no method of Slack that is called here`);
  return name;
}

function asFetched({ status, headers, body }: Answer, url: URL): Awaited<ReturnType<FetchFunction>> {
  return {
    ok: status < 300,
    status,
    statusText: '',
    url: url.href,
    headers: { get: (name) => headers[name.toLowerCase()] ?? null, entries: () => Object.entries(headers) },
    arrayBuffer: async () => new TextEncoder().encode(body).buffer,
    json: async () => JSON.parse(body),
    text: async () => body,
  };
}

/** At debug the vendor's client logs what people wrote. */
const nothing = (): void => undefined;
export const SILENT = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};
