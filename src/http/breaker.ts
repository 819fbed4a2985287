// When a service is not asked again in the same run.
//
// Forty calls must not wait fifteen seconds each for one that is down or does not know the token: the first says it for all.

import type { Answer, NoAnswer } from './exchange.ts';
import type { Refused } from './outcome.ts';
import type { Time } from './pace.ts';

export interface Breaker {
  /** How every call ends at once; undefined while calls are sent. */
  open(): Refused | undefined;
  /** From now on; until an instant (ms since 1970), or without one for good. What is said for good stays as it was said first. */
  stop(refused: Refused, until?: number): void;
}

export function makeBreaker(time: Pick<Time, 'now'>): Breaker {
  let state: { readonly refused: Refused; readonly until: number } | undefined;
  return {
    open() {
      if (state === undefined || time.now() >= state.until) return undefined;
      if (state.until === Number.POSITIVE_INFINITY) return state.refused;
      return { ...state.refused, retryAfterSeconds: Math.ceil((state.until - time.now()) / 1000) };
    },
    stop(refused, until = Number.POSITIVE_INFINITY) {
      if (state?.until !== Number.POSITIVE_INFINITY) state = { refused, until };
    },
  };
}

/**
 * Whether the end of a call says that the service is down. A write whose line was cut says little about the next one; a read
 * that was tried four times says it all.
 */
export function isDown(answer: Answer | NoAnswer, kind: 'read' | 'write'): boolean {
  if ('none' in answer) return !answer.final && (kind === 'read' || answer.late || !answer.sent);
  return kind === 'read' && [502, 503, 504].includes(answer.status);
}
