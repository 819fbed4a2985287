// Stages that are set up once and put back for every test: setting up takes longer than most stories.

import { afterAll } from 'vitest';
import { remembered } from '../../src/bench/cuts/rewind.ts';
import { openStage, type Stage, type StageOptions } from '../../src/demo/stage.ts';

/**
 * For the tests of a file, one after the other: what opens a stage that is as if just set up. The same options mean the
 * same stage; all are closed behind the last test. Their clocks do not run by themselves.
 */
export function reusedStages(): (options?: StageOptions) => Promise<Stage> {
  const opened = new Map<string, { readonly stage: Stage; again(): Promise<void> }>();
  const functions: unknown[] = [];
  const keyOf = (options: StageOptions): string =>
    JSON.stringify(options, (_name, value: unknown) => {
      if (typeof value !== 'function') return value;
      if (!functions.includes(value)) functions.push(value);
      return functions.indexOf(value);
    });
  afterAll(() => Promise.all([...opened.values()].map(({ stage }) => stage.close())));
  return async (options = {}) => {
    const key = keyOf(options);
    const known = opened.get(key);
    if (known) {
      await known.again();
      return known.stage;
    }
    const stage = await openStage(options);
    opened.set(key, { stage, again: await remembered(stage, options.mirrors ? stage.mirrors : undefined) });
    return stage;
  };
}
