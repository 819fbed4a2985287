// Tries every cut of a minute, and tells which of them made a difference.

import { differences, type Minute, runWith, strike } from './killing.ts';
import type { Cut } from './systems.ts';

/** Killed before the request is served, killed once it has taken effect, or its line cut then while the job goes on. */
export type How = 'before' | 'after' | 'line';

export interface Tried {
  readonly cut: Cut;
  readonly how: How;
  /** Empty where everything ended as if nothing had happened. */
  readonly differences: readonly string[];
}

/** @param program the bundled command line, for the jobs that are killed */
export async function tryCut(minute: Minute, program: string, cut: Cut, how: How): Promise<Tried> {
  await minute.again();
  if (how === 'line') {
    strike(minute, cut, { do: 'cut-after' });
    await minute.stage.sitrep(minute.job.argv, minute.job.env);
  } else await runWith(minute, program, cut, how);
  return { cut, how, differences: differences(await minute.afterwards(), minute.expected) };
}

/** As one line, for whoever looks for the reason. */
export function told({ cut: { system, method, url, nth }, how, differences: found }: Tried): string {
  const when = { before: 'killed before', after: 'killed after', line: 'line cut after' }[how];
  return `${when} ${system} ${method} ${url} (${nth}):\n${found.join('\n')}`;
}
