// How sitrep asks GitLab: the requester under the vendor's client.
//
// The vendor's own ignores `Retry-After` and sends a request ten times within 0.3 s, writes too. This one keeps the
// rules of `tries.ts`, at most so many requests in flight, and the pace of notes.

import {
  createRequesterFn,
  type FormattedResponse,
  type RequesterType,
  type ResourceOptions,
  type ResponseBodyTypes,
} from '@gitbeaker/requester-utils';
import { decoded, reasonIn } from '../http/answer.ts';
import { type Answer, makeExchange, type NoAnswer, type Outgoing } from '../http/exchange.ts';
import { makeBucket, makeQueue, type Time } from '../http/pace.ts';
import { failureOf, readPatiently, writeOnce } from '../http/tries.ts';
import { cureFor, GitLabError, WriteFailed } from './errors.ts';

export interface RequesterOptions {
  readonly token: string;
  /** The CI variable that holds the token, for the advice in an error. */
  readonly tokenVariable: string;
  /** For one try, in ms. */
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly maxInFlight: number;
  readonly time: Time;
}

export interface Requester {
  /** For the vendor's resource classes. Reads throw `GitLabError`, writes `WriteFailed`. */
  readonly forVendor: (options: ResourceOptions) => RequesterType;
  /** Writes JSON to an address of which the vendor's client knows nothing. */
  post(url: string, body: unknown): Promise<unknown>;
  /** Reads JSON from such an address. */
  get(url: string): Promise<unknown>;
  /** Reads what is no JSON: the log of a job. */
  text(url: string): Promise<string>;
  /** Tries sent so far. */
  count(): number;
  /** How many of them were to change something. */
  writes(): number;
  /** GitLab's clock at its last answer, in ms and whole seconds; undefined before the first. */
  serverTime(): number | undefined;
}

/** GitLab.com takes 60 notes a minute from one user and does not say how many are left (GitLab docs, rate limits). */
const NOTE_BURST = 10;
const NOTES_PER_MINUTE = 45;

export function makeRequester({ token, tokenVariable, time, ...limits }: RequesterOptions): Requester {
  const exchange = makeExchange({
    authorization: `Bearer ${token}`,
    timeoutMs: limits.timeoutMs,
    maxBytes: limits.maxAnswerBytes,
  });
  const slot = makeQueue(limits.maxInFlight);
  const noteTurn = makeBucket(NOTE_BURST, NOTES_PER_MINUTE, time);
  let count = 0;
  let writes = 0;
  let serverTime: number | undefined;

  /** A server may echo what it was sent. */
  const clean = (text: string): string => text.replaceAll(token, '[token]');

  async function attempt(outgoing: Outgoing): Promise<Answer | NoAnswer> {
    count += 1;
    if (outgoing.method !== 'GET') writes += 1;
    const answer = await exchange(outgoing);
    const date = 'none' in answer ? Number.NaN : Date.parse(answer.headers['date'] ?? '');
    if (!Number.isNaN(date)) serverTime = date;
    return answer;
  }

  /** A write holds its place only while it is in flight: reads need not wait for the pace of notes. */
  async function attemptWrite(outgoing: Outgoing): Promise<Answer | NoAnswer> {
    if (isNote(outgoing)) await noteTurn();
    return slot(() => attempt(outgoing));
  }

  /** The answer to a read that was good; else throws. */
  async function answerTo(outgoing: Outgoing): Promise<{ readonly answer: Answer; readonly failed: Failed }> {
    const answer = await slot(() => readPatiently(outgoing, attempt, time));
    const { method, url } = outgoing;
    const failed: Failed = (status, reason, cure) =>
      new GitLabError({ method, path: clean(url.pathname + url.search) }, status, clean(reason), cure);
    if ('none' in answer) throw failed(0, answer.none, answer.final ? '' : cureFor(0, tokenVariable));
    const { status, headers } = answer;
    if (status >= 400) throw failed(status, reasonIn(answer), cureFor(status, tokenVariable));
    if (status >= 300)
      throw failed(status, `moved to ${headers['location'] ?? 'an unknown address'}`, 'Use that address.');
    return { answer, failed };
  }

  async function read(outgoing: Outgoing): Promise<FormattedResponse> {
    const { answer, failed } = await answerTo(outgoing);
    const body = decoded(answer);
    if (!body) throw failed(answer.status, reasonIn(answer), 'Is there a proxy or a login page in between?');
    return { body: forVendor(answer), headers: answer.headers, status: answer.status };
  }

  async function write(outgoing: Outgoing): Promise<FormattedResponse> {
    const answer = await writeOnce(outgoing, attemptWrite, time);
    const failure = failureOf(answer, time);
    if (failure) throw new WriteFailed({ ...failure, reason: clean(failure.reason) });
    if ('none' in answer) throw answer;
    return { body: decoded(answer) ? forVendor(answer) : null, headers: answer.headers, status: answer.status };
  }

  return {
    forVendor: createRequesterFn(
      async (_service, request) => request,
      async (endpoint, options = {}) => {
        const outgoing = outgoingOf(endpoint, options);
        return outgoing.method === 'GET' ? read(outgoing) : write(outgoing);
      },
    ),
    post: async (url, body) => (await write({ method: 'POST', url: new URL(url), body: JSON.stringify(body) })).body,
    get: async (url) => (await read({ method: 'GET', url: new URL(url) })).body,
    text: async (url) => (await answerTo({ method: 'GET', url: new URL(url) })).answer.body,
    count: () => count,
    writes: () => writes,
    serverTime: () => serverTime,
  };
}

/** JSON that has been seen to be such, as the vendor's client takes it. */
function forVendor({ body }: Answer): ResponseBodyTypes {
  return body === '' ? null : JSON.parse(body);
}

type Failed = (status: number, reason: string, cure: string) => GitLabError;

function isNote({ method, url }: Outgoing): boolean {
  return method === 'POST' && url.pathname.endsWith('/notes');
}

/** The vendor's request in ours; its base address may end in a slash or not. */
function outgoingOf(endpoint: string, { prefixUrl, searchParams, method, body }: Record<string, unknown>): Outgoing {
  const query = typeof searchParams === 'string' ? `?${searchParams}` : '';
  return {
    method: String(method),
    url: new URL(`${String(prefixUrl).replace(/\/$/, '')}/${endpoint}${query}`),
    body: typeof body === 'string' ? body : undefined,
  };
}
