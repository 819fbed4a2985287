// A month in which nothing happens costs next to nothing, and setting up twice writes once.

import { beforeAll, describe, expect, it } from 'vitest';
import { setUpAndIdle } from '../../src/bench/days.ts';
import type { Figure } from '../../src/bench/figures.ts';
import { profileNames } from '../../src/sandbox/profiles.ts';

describe.each(profileNames)('on %s', (profile) => {
  let figures: readonly Figure[];
  beforeAll(async () => {
    figures = await setUpAndIdle(profile, 0);
  });
  const of = (what: RegExp): number => figures.find((one) => what.test(one.what))?.value ?? Number.NaN;

  it('a second init writes nothing', () => {
    expect(of(/^requests/)).toBeGreaterThan(50);
    expect(of(/second init: requests/)).toBeGreaterThan(0);
    expect(of(/second init: writes/)).toBe(0);
  });

  it('an idle month has one job a day, and no pipeline besides', () => {
    expect(of(/^jobs that ran/)).toBe(30);
    expect(of(/^pipelines/)).toBe(30);
    expect(of(/ended red/)).toBe(0);
  });
});
