// Slack's rate limits: so many calls a minute for each method, app and workspace, and a message a second for each channel.
//
// Buckets that fill with the sandbox's clock. A tier tolerates its minute's worth at once, a channel a few messages: how much
// Slack really tolerates is not published (facts 2).

import type { Core } from './core.ts';
import type { Method } from './method.ts';
import { rateLimited } from './refusal.ts';
import type { App } from './store.ts';

const PER_MINUTE = { 1: 1, 2: 20, 3: 50, 4: 100, special: 600, post: 600 } as const;
/** Messages that a channel takes at once, above the one a second. */
const CHANNEL_BURST = 4;

/** Counts a call. Throws 429 where the limit is reached, `Retry-After` in whole seconds. */
export function countCall(core: Core, { name, tier }: Method, app: App): void {
  const perMinute = PER_MINUTE[tier];
  take(core, `${app.id} ${name}`, perMinute, perMinute / 60);
}

/** Counts a message in a channel, whichever app it comes from. */
export function countPost(core: Core, channel: string): void {
  take(core, channel, CHANNEL_BURST, 1);
}

function take(core: Core, key: string, capacity: number, perSecond: number): void {
  if (!core.limited) return;
  const now = core.clock.now();
  const bucket = core.store.buckets.get(key) ?? { left: capacity, at: now };
  const left = Math.min(capacity, bucket.left + ((now - bucket.at) / 1000) * perSecond);
  if (left < 1) throw rateLimited(Math.ceil((1 - left) / perSecond));
  core.store.buckets.set(key, { left: left - 1, at: now });
}
