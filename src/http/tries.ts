// When a request is sent again, and what a failed one means.
//
// Reads may be repeated at will, so they are patient. A write is repeated only where GitLab says that it did nothing
// (429); whatever else leaves its fate open is *unknown*, and only looking at GitLab again can tell.

import { decoded, reasonIn, retryAfterMs } from './answer.ts';
import type { Answer, NoAnswer, Outgoing } from './exchange.ts';
import type { Failure } from './outcome.ts';
import type { Time } from './pace.ts';

type Attempt = (outgoing: Outgoing) => Promise<Answer | NoAnswer>;

const MOST_TRIES = 4;
const MOST_READ_WAIT_MS = 60_000;
const MOST_WRITE_WAITS = 2;
const MOST_WRITE_WAIT_MS = 30_000;
const MOST_REDIRECTS = 3;
const THROTTLED_MS = 5_000;
const DOWN_MS = 500;

/** The answer to a read: at most four tries and a minute of waiting, then the last answer as it is. Follows redirects on the same host (behaviours A14). */
export async function readPatiently(outgoing: Outgoing, attempt: Attempt, time: Time): Promise<Answer | NoAnswer> {
  let asked = outgoing;
  let redirects = 0;
  let waited = 0;
  for (let tries = 1; ; ) {
    const answer = await attempt(asked);
    const elsewhere = redirects < MOST_REDIRECTS ? targetOf(answer, asked.url) : undefined;
    if (elsewhere) {
      asked = { ...asked, url: elsewhere };
      redirects += 1;
      continue;
    }
    const wait = beforeNextRead(answer, tries, time);
    if (wait === undefined || tries === MOST_TRIES || waited + wait > MOST_READ_WAIT_MS) return answer;
    await time.sleep(wait);
    waited += wait;
    tries += 1;
  }
}

/** The answer to a write, sent once, and at most twice more after a 429 that lasts no longer than half a minute. */
export async function writeOnce(outgoing: Outgoing, attempt: Attempt, time: Time): Promise<Answer | NoAnswer> {
  for (let waits = 0; ; waits += 1) {
    const answer = await attempt(outgoing);
    if ('none' in answer || answer.status !== 429 || waits === MOST_WRITE_WAITS) return answer;
    const wait = throttledMs(answer, waits + 1, time);
    if (wait > MOST_WRITE_WAIT_MS) return answer;
    await time.sleep(wait);
  }
}

/** What an answer leaves of a write; undefined where it was done. */
export function failureOf(answer: Answer | NoAnswer, time: Time): Failure | undefined {
  if ('none' in answer) {
    return answer.sent
      ? { outcome: 'unknown', reason: answer.none }
      : { outcome: 'refused', status: 0, reason: answer.none };
  }
  const { status } = answer;
  if (status < 300) return decoded(answer) ? undefined : { outcome: 'unknown', reason: reasonIn(answer) };
  if (status >= 500) return { outcome: 'unknown', reason: reasonIn(answer) };
  if (status < 400)
    return {
      outcome: 'refused',
      status,
      reason: `moved to ${answer.headers['location'] ?? 'an unknown address'}; use that address`,
    };
  const after = status === 429 ? retryAfterMs(answer, time.now()) : undefined;
  return {
    outcome: 'refused',
    status,
    reason: reasonIn(answer),
    ...(after === undefined ? {} : { retryAfterSeconds: Math.ceil(after / 1000) }),
  };
}

function beforeNextRead(answer: Answer | NoAnswer, tries: number, time: Time): number | undefined {
  if ('none' in answer) return answer.final ? undefined : growing(DOWN_MS, tries, time);
  if (answer.status === 429) return throttledMs(answer, tries, time);
  return [502, 503, 504].includes(answer.status)
    ? (retryAfterMs(answer, time.now()) ?? growing(DOWN_MS, tries, time))
    : undefined;
}

function throttledMs(answer: Answer, tries: number, time: Time): number {
  return retryAfterMs(answer, time.now()) ?? growing(THROTTLED_MS, tries, time);
}

/** Doubles with every try; up to a quarter more, so that those who were refused together do not come back together. */
function growing(firstMs: number, tries: number, time: Time): number {
  return Math.round(firstMs * 2 ** (tries - 1) * (1 + time.random() / 4));
}

/** Only where the token may go: the same scheme, host and port. */
function targetOf(answer: Answer | NoAnswer, from: URL): URL | undefined {
  if ('none' in answer || answer.status < 300 || answer.status >= 400) return undefined;
  const location = answer.headers['location'];
  if (location === undefined || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return target.origin === from.origin ? target : undefined;
}
