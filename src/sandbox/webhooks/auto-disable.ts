// Switching off a webhook that keeps failing (behaviours H20).

import type { Core } from '../core.ts';
import type { Hook } from '../store.ts';

/** So many failures in a row have no effect. */
const TOLERATED = 3;
/** With so many the hook stays off until a good test. */
const FOR_GOOD = 40;
const FIRST_PAUSE_MINUTES = 1;
const LONGEST_PAUSE_MINUTES = 24 * 60;

export type AlertStatus = 'executable' | 'temporarily_disabled' | 'disabled';

export function alertStatus(core: Core, hook: Hook): AlertStatus {
  if (!core.profile.webhooks.autoDisable) return 'executable';
  if (hook.failures >= FOR_GOOD) return 'disabled';
  return hook.disabledUntil !== null && Date.parse(hook.disabledUntil) > core.clock.now()
    ? 'temporarily_disabled'
    : 'executable';
}

export function noteSuccess(hook: Hook): void {
  hook.failures = 0;
  hook.disabledUntil = null;
}

/**
 * From the fourth failure in a row the hook pauses 1 minute, then 2, 4, 8 ... up to a day. What fails while it pauses, a test or
 * a resend, makes nothing worse; and where hooks are never switched off nothing is counted.
 */
export function noteFailure(core: Core, hook: Hook): void {
  if (!core.profile.webhooks.autoDisable || alertStatus(core, hook) !== 'executable') return;
  hook.failures += 1;
  if (hook.failures <= TOLERATED) return;
  const minutes = Math.min(FIRST_PAUSE_MINUTES * 2 ** (hook.failures - TOLERATED - 1), LONGEST_PAUSE_MINUTES);
  hook.disabledUntil = hook.failures >= FOR_GOOD ? null : new Date(core.clock.now() + minutes * 60_000).toISOString();
}
