// Rings at most once in a while, and once more after the last thing that happened: whoever is rung looks at everything.

export interface Bell {
  /** Something happened. */
  ring(): void;
  /** How often it rang, and was heard. */
  rings(): number;
  /** Rings no more; waits for a ring that is under way. */
  stop(): Promise<void>;
}

/** `ring` is false where nobody heard: then the next thing that happens rings again. Its failure is its own affair. */
export function makeBell(ring: () => Promise<boolean>, everyMs: number): Bell {
  let rings = 0;
  /** Something happened since the last ring began. */
  let owed = false;
  let timer: NodeJS.Timeout | undefined;
  let ringing: Promise<void> | undefined;

  async function now(): Promise<void> {
    owed = false;
    if (await ring()) rings += 1;
    timer = setTimeout(() => {
      timer = undefined;
      if (owed) start();
    }, everyMs);
    ringing = undefined;
  }

  function start(): void {
    ringing = now();
  }

  return {
    ring() {
      owed = true;
      if (timer === undefined && ringing === undefined) start();
    },
    rings: () => rings,
    async stop() {
      await ringing;
      clearTimeout(timer);
    },
  };
}
