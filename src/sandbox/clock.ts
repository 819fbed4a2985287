// The sandbox's clock.
//
// Every timestamp of the sandbox comes from here, so that eight hours of incident pass in seconds and a story
// always tells the same times. Each write moves it on by a millisecond at least: order is never ambiguous.

export interface Clock {
  /** The current instant in ms since 1970, UTC. */
  now(): number;
  /** An instant for a write, as GitLab prints it (`2016-01-07T12:44:33.959Z`, behaviours O5); later than every one before. */
  stamp(): string;
  /** Sets the clock. A clock is never set back behind what has been written. Throws on text that is no instant. */
  set(iso: string): void;
  /** Moves the clock on by so many minutes. */
  advance(minutes: number): void;
}

/**
 * Makes a clock that shows `start` (ISO 8601; without one the machine's time). With `ticking` it runs on with real
 * time; otherwise it stands still but for the millisecond of each write.
 */
export function makeClock(start: string | undefined, ticking: boolean): Clock {
  let current = start === undefined ? Date.now() : instant(start);
  let readAt = performance.now();

  const now = (): number => {
    if (ticking) {
      const real = performance.now();
      current += real - readAt;
      readAt = real;
    }
    return Math.floor(current);
  };

  return {
    now,
    stamp() {
      current = now() + 1;
      return new Date(current).toISOString();
    },
    set(iso) {
      current = Math.max(now(), instant(iso));
    },
    advance(minutes) {
      current = now() + minutes * 60_000;
    },
  };
}

function instant(iso: string): number {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) throw new Error(`not an instant: ${iso} (write it as 2026-03-14T09:00:00Z)`);
  return at;
}
