// What does not change within a run is asked once.

/** Calls `ask` once for each key, also when asked again before the answer is there; a failure is forgotten. */
export function remembered<K, T>(ask: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const answers = new Map<K, Promise<T>>();
  return (key) => {
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(key);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

/** The same for a question without a key. */
export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  const answer = remembered(ask);
  return () => answer(undefined);
}
