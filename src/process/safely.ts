// Nothing that a person writes or clicks may jam its incident: what cannot be read is answered, once.

import type { Cause, Draft } from './draft.ts';

/** Reads one input; where that fails, one refusal is on the record instead, without a word of what was said. */
export function safely(
  cause: Cause,
  input: { readonly command: string; readonly said: string; readonly instead?: string },
  work: Draft,
  read: () => void,
): void {
  try {
    read();
  } catch {
    const id = work.incident.ids.has(cause.id) ? `${cause.id}!` : cause.id;
    const why = 'This could not be read. Please write it differently.';
    work.record({ ...cause, id }, { type: 'refused', ...input, why, unknown: false });
  }
}
