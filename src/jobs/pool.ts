// Several at a time, not all at once: incidents of a sweep, eight in flight.

const IN_FLIGHT = 8;

/** `work` for every item, in order of the items; a failure is a value, so that it never stops the others. */
export async function each<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly Settled<T, R>[]> {
  const results: Settled<T, R>[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index] as T;
      try {
        results[index] = { item, ok: true, value: await work(item) };
      } catch (error) {
        results[index] = { item, ok: false, error };
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
  return results;
}

export type Settled<T, R> =
  | { readonly item: T; readonly ok: true; readonly value: R }
  | { readonly item: T; readonly ok: false; readonly error: unknown };
