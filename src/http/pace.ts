// Not too many at once, and not too many a minute.

/** Time as the adapter sees it, so that tests need not wait. */
export interface Time {
  /** ms since 1970. */
  now(): number;
  sleep(ms: number): Promise<void>;
  /** From 0 up to, not including, 1: the jitter of a wait. */
  random(): number;
}

export const realTime: Time = {
  now: Date.now,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  random: Math.random,
};

/** Runs at most `limit` works at a time, the rest in the order they came. */
export function makeQueue(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < limit) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** `burst` at once, then `perMinute`: within any minute never more than the sum of both. The result waits for its turn. */
export function makeBucket(burst: number, perMinute: number, time: Time): () => Promise<void> {
  const perMs = perMinute / 60_000;
  let left = burst;
  let seen = time.now();
  return async () => {
    const now = time.now();
    left = Math.min(burst, left + (now - seen) * perMs) - 1;
    seen = now;
    if (left < 0) await time.sleep(Math.ceil(-left / perMs));
  };
}
