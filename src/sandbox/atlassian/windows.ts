// How often something may be done in a span of the sandbox's clock.

import type { Clock } from '../clock.ts';

export interface Window {
  readonly most: number;
  readonly seconds: number;
}

export interface Left {
  /** Below zero where this one was too many; it is not counted then. */
  readonly remaining: number;
  /** Until there is room again. */
  readonly seconds: number;
}

/** Counts one more of `what`, unless a window has no room for it. */
export function take(
  { clock, taken }: { readonly clock: Clock; readonly taken: Map<string, number[]> },
  what: string,
  windows: readonly Window[],
): Left {
  const now = clock.now();
  const longest = Math.max(...windows.map(({ seconds }) => seconds));
  const recent = (taken.get(what) ?? []).filter((at) => at > now - longest * 1000);
  let remaining = Number.POSITIVE_INFINITY;
  let seconds = 0;
  for (const { most, seconds: length } of windows) {
    const inside = recent.filter((at) => at > now - length * 1000);
    remaining = Math.min(remaining, most - inside.length - 1);
    const first = inside[inside.length - most];
    if (first !== undefined) seconds = Math.max(seconds, Math.ceil((first + length * 1000 - now) / 1000));
  }
  if (remaining >= 0) recent.push(now);
  taken.set(what, recent);
  return { remaining, seconds };
}
