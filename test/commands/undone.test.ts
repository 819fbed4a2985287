import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

function threeChanges() {
  const told = inState('mitigated');
  for (const what of ['one', 'two', 'three']) told.say(11, 'ben', `/change ${what}`);
  return told;
}

describe('/undone and /keep', () => {
  it.each`
    by       | line                             | outcome
    ${'dee'} | ${'/undone C1'}                  | ${'C1 undone'}
    ${'ben'} | ${'/undone c1 and C3, by hand'}  | ${'C1 undone: by hand; C3 undone: by hand'}
    ${'ben'} | ${'/undone C1, 2'}               | ${'C1 undone; C2 undone'}
    ${'ben'} | ${'/undone C1 3 pods restarted'} | ${'C1 undone: 3 pods restarted'}
    ${'ben'} | ${'/undone #2'}                  | ${'C2 undone'}
    ${'ana'} | ${'/reverted all at 10:15'}      | ${'C1 undone at 10:15; C2 undone at 10:15; C3 undone at 10:15'}
    ${'ben'} | ${'/undone'}                     | ${'refused, try /undone C1'}
    ${'ben'} | ${'/undone C9'}                  | ${'refused, try /undone C1'}
    ${'cai'} | ${'/undone C1 I saw'}            | ${'found: Said to be undone: C1 I saw'}
    ${'uli'} | ${'/undone C1'}                  | ${'found: Said to be undone: C1'}
    ${'dee'} | ${'/keep C1 it is better'}       | ${'C1 kept: it is better'}
    ${'dee'} | ${'/keep C1: it is better'}      | ${'C1 kept: it is better'}
    ${'dee'} | ${'/keep all they are better'}   | ${'C1 kept: they are better; C2 kept: they are better; C3 kept: they are better'}
    ${'dee'} | ${'/keep C1'}                    | ${'refused, try /keep C1 <why>'}
    ${'dee'} | ${'/keep C8 it is better'}       | ${'refused, try /keep C1 <why>'}
    ${'cai'} | ${'/keep C1 it is better'}       | ${'refused, try /take commander <why>'}
  `('R78, R81 (partly): $by types $line: $outcome', ({ by, line, outcome }) => {
    expect(said(threeChanges(), by, line)).toBe(outcome);
  });

  it('the only open one need not be named, and a verdict may be corrected', () => {
    const told = inState('mitigated');
    told.say(11, 'ben', '/change one');
    expect(said(told, 'ben', '/undone by hand')).toBe('C1 undone: by hand');
    expect(said(told, 'dee', '/keep C1 it had to come back')).toBe('C1 kept: it had to come back');
    expect(said(told, 'dee', '/undone')).toBe('refused, try /found <what you did>');
  });
});
