// sitrep react: started by a webhook or a timer. The hinted incident first, then all that changed, is
// due or was left undone.

import { run } from './round.ts';
import type { Work } from './work.ts';

export async function react(work: Work): Promise<void> {
  await run(work);
}
