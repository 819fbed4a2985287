// The pager in our words: whoever wakes people up. An event with the same key is the same alarm, however often it is sent.

import type { Outcome } from '../http/outcome.ts';
import type { Instant } from '../text/time.ts';

export interface PagerEvent {
  /** One for each incident and service: `trigger`, `acknowledge` and `resolve` of an alarm share it. */
  readonly alarm: string;
  /** One for each event: a receiver that has seen it does nothing. */
  readonly key: string;
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  /** One line; of a confidential incident without its words. */
  readonly summary: string;
  readonly severity: 'critical' | 'error' | 'warning' | 'info';
  readonly source: string;
  readonly url: string;
  readonly at: Instant;
  /** Whom to call, in order; GitLab user names. */
  readonly contacts: readonly string[];
}

export interface Pager {
  send(event: PagerEvent): Promise<Outcome<undefined>>;
  readonly requests: { readonly count: number };
}
