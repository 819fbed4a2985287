import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

describe('/change', () => {
  it.each`
    by       | line                                                | outcome
    ${'ben'} | ${'/change stopped indexing undo: start it'}        | ${'C1 assigned: stopped indexing, back by start it'}
    ${'ben'} | ${'/change stopped indexing (undo: start it)'}      | ${'C1 assigned: stopped indexing, back by start it'}
    ${'ben'} | ${'/change stopped indexing, undo: a (b) undo: c'}  | ${'C1 assigned: stopped indexing, back by a (b) undo: c'}
    ${'ben'} | ${'/change stopped indexing at 10:14'}              | ${'C1 assigned: stopped indexing at 10:14'}
    ${'ben'} | ${'/changed wiped the cache destructive'}           | ${'C1 assigned: wiped the cache, destructive'}
    ${'ben'} | ${'/change wiped the cache (destructive) undo: no'} | ${'C1 assigned: wiped the cache, back by no, destructive'}
    ${'ben'} | ${'/change moved logs, not destructive'}            | ${'C1 assigned: moved logs, not destructive'}
    ${'ana'} | ${'/change restarted it'}                           | ${'C1 unassigned: restarted it'}
    ${'uli'} | ${'/change restarted it'}                           | ${'C1 unassigned: restarted it'}
    ${'mal'} | ${'/change restarted it'}                           | ${'C1 unassigned: restarted it'}
    ${'ben'} | ${'/change'}                                        | ${'refused, try /change <what> undo: <how>'}
    ${'ben'} | ${'/change destructive'}                            | ${'refused, try /change <what> undo: <how>'}
    ${'ben'} | ${'/change undo: start it'}                         | ${'refused, try /change <what> undo: <how>'}
  `('R61 (partly), R76 (partly): $by types $line: $outcome', ({ by, line, outcome }) => {
    expect(said('responding', by, line)).toBe(outcome);
  });

  it('R61 (partly): of somebody alone it counts, and is marked; also after service came back', () => {
    const told = inState('triage');
    expect(said(told, 'ana', '/change restarted it')).toBe('C1 solo: restarted it');
    told.say(21, 'ana', '/respond');
    told.say(22, 'ana', '/change once more');
    told.say(23, 'ana', '/mitigated');
    told.say(24, 'ana', '/change removed the spare');
    expect(told.incident.changes.map((change) => change.standing)).toEqual(['solo', 'solo', 'solo']);
  });

  it('who passes by and changes something does not end the solitude of the one at work', () => {
    const told = inState('triage');
    told.say(2, 'ana', '/respond');
    expect(said(told, 'eve', '/change restarted it')).toBe('C1 unassigned: restarted it');
    expect(said(told, 'ana', '/change undid that')).toBe('C2 solo: undid that');
  });
});
