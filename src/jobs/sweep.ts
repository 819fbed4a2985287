// sitrep sweep: started by a schedule or by hand. Everything that changed, is due or was left undone, so
// that a lost webhook costs time and nothing else; with `full` every comment of every open incident.

import { run } from './round.ts';
import type { Work } from './work.ts';

export async function sweep(work: Work): Promise<void> {
  await run({ ...work, hint: { echo: false } });
}
