// Webhooks: whom to tell of an event, and telling them (behaviours H1-H24).

import type { Core, HookEvent } from './core.ts';

/** Adds the hook endpoints; the result tells a project's hooks of an event. */
export function registerWebhooks(_core: Core): (event: HookEvent) => void {
  return () => undefined;
}
