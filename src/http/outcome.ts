// How a write to another system ends: in one of three ways, and an unknown one is never repeated blindly.

export type Outcome<T> =
  | { readonly outcome: 'done'; readonly value: T }
  | Refused
  /** The line broke after the request left: it may have happened. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** It certainly did not happen. */
export interface Refused {
  readonly outcome: 'refused';
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number;
  /** In the words of the answer, on one line. */
  readonly reason: string;
  readonly retryAfterSeconds?: number;
}

export type Failure = Exclude<Outcome<never>, { readonly outcome: 'done' }>;
