// What the benchmark reads from the times of requests.

import { describe, expect, it } from 'vitest';
import { joined, mostAtOnce, oneAfterTheOther } from '../../src/bench/traffic.ts';

const span = (from: number, to: number) => ({ from, to });

describe('spans of time', () => {
  it.each`
    what                                          | spans                                               | atOnce | inTurn
    ${'none'}                                     | ${[]}                                               | ${0}   | ${0}
    ${'one'}                                      | ${[span(0, 5)]}                                     | ${1}   | ${1}
    ${'two at the same time'}                     | ${[span(0, 5), span(1, 6)]}                         | ${2}   | ${1}
    ${'two in turn'}                              | ${[span(0, 5), span(6, 9)]}                         | ${1}   | ${2}
    ${'the second begins as the first ends'}      | ${[span(0, 5), span(5, 9)]}                         | ${1}   | ${2}
    ${'two in turn beside a long one'}            | ${[span(0, 20), span(1, 5), span(6, 9)]}            | ${2}   | ${2}
    ${'two pairs, whatever their order in a log'} | ${[span(6, 9), span(0, 5), span(7, 8), span(1, 4)]} | ${2}   | ${2}
  `('$what: $atOnce at once, $inTurn in turn', ({ spans, atOnce, inTurn }) => {
    expect(mostAtOnce(spans)).toBe(atOnce);
    expect(oneAfterTheOther(spans)).toBe(inTurn);
  });
});

it('a git operation is all of its HTTP exchanges', () => {
  const exchange = (begins: boolean, from: number, to: number) => ({ begins, from, to });
  const fetched = [exchange(true, 0, 1), exchange(false, 2, 3), exchange(false, 4, 5)];
  const pushed = [exchange(true, 10, 11), exchange(false, 12, 13)];
  expect(joined([...fetched, ...pushed])).toEqual([span(0, 5), span(10, 13)]);
});
