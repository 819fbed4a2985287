import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

describe('/adopt', () => {
  it.each`
    by       | line                 | outcome
    ${'ana'} | ${'/adopt'}          | ${'sitrep 1: it is the net'}
    ${'ana'} | ${'/adopt #1'}       | ${'sitrep 1: it is the disk'}
    ${'ana'} | ${'/adopt 1 thanks'} | ${'sitrep 1: it is the disk'}
    ${'ana'} | ${'/adopt #7'}       | ${'refused, try /adopt #1'}
    ${'ben'} | ${'/adopt #1'}       | ${'refused, try /take commander <why>'}
    ${'uli'} | ${'/adopt #1'}       | ${'refused, try /found <what you see>'}
  `('R96: $by types $line: $outcome', ({ by, line, outcome }) => {
    const told = inState('responding');
    told.say(5, 'ben', '/sitrep it is the disk');
    told.say(6, 'ben', '/sitrep it is the net');
    expect(said(told, by, line)).toBe(outcome);
  });

  it('R93: a volunteer has the role at once, somebody who was proposed is asked', () => {
    const told = inState('triage');
    told.say(5, 'ben', '/comms @cai');
    expect(said(told, 'ana', '/adopt')).toBe('cai is asked to be comms');
    expect(told.incident.suggestions).toEqual([]);
  });

  it('is refused when nothing waits', () => {
    expect(said('responding', 'ana', '/adopt')).toBe('refused, try /help');
  });
});
