// Deleting only what has not changed since (behaviours A13).

import { refusal } from './errors.ts';
import type { Call } from './http.ts';
import type { Specs } from './params.ts';

/** Answers 412 when the request says `If-Unmodified-Since` and the record was changed after that. */
export function unlessModified<S extends Specs>(call: Call<S>, updatedAt: string): void {
  const since = Date.parse(call.request.headers['if-unmodified-since'] ?? '');
  if (since < Date.parse(updatedAt)) throw refusal(412, '412 Precondition Failed');
}
