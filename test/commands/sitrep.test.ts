import { describe, expect, it } from 'vitest';
import { minute } from '../given.ts';
import { inState, said } from './said.ts';

describe('/sitrep', () => {
  it.each`
    by       | line                                            | outcome
    ${'ana'} | ${'/sitrep still down, restoring'}              | ${'sitrep 1: still down, restoring'}
    ${'ana'} | ${'/update still down\nnext: restore'}          | ${'sitrep 1: still down\nnext: restore'}
    ${'ana'} | ${'/sitrep still down next 45m'}                | ${'sitrep 1: still down, next 11:05'}
    ${'ana'} | ${'/sitrep still down, next 45'}                | ${'sitrep 1: still down, next 11:05'}
    ${'ana'} | ${'/sitrep still down. Next update in 1 hour.'} | ${'sitrep 1: still down., next 11:20'}
    ${'ana'} | ${'/sitrep still down, next 11:00'}             | ${'sitrep 1: still down, next 11:00'}
    ${'ana'} | ${'/sitrep still down next 45m\n\nmore below'}  | ${'sitrep 1: still down\n\nmore below, next 11:05'}
    ${'ana'} | ${'/sitrep still down, next 99:99'}             | ${'sitrep 1: still down, next 99:99'}
    ${'ana'} | ${'/sitrep still down impact same'}             | ${'sitrep 1: still down; impact 1: unknown'}
    ${'ana'} | ${'/sitrep still down announce'}                | ${'sitrep 1: still down; announced 1 (progress): still down'}
    ${'ana'} | ${'/sitrep down next 45m impact same announce'} | ${'sitrep 1: down, next 11:05; impact 1: unknown; announced 1 (progress): down'}
    ${'ana'} | ${'/sitrep in an hour we announce'}             | ${'sitrep 1: in an hour we announce'}
    ${'ana'} | ${'/sitrep cai is about to announce'}           | ${'sitrep 1: cai is about to announce'}
    ${'ana'} | ${'/sitrep'}                                    | ${'refused, try /sitrep <what is so, what is being done, what comes next>'}
    ${'ana'} | ${'/sitrep next 45m'}                           | ${'refused, try /sitrep <what is so, what is being done, what comes next>'}
    ${'ben'} | ${'/sitrep it is the disk'}                     | ${'suggestion 1 (sitrep): it is the disk'}
    ${'uli'} | ${'/sitrep it works here'}                      | ${'suggestion 1 (sitrep): it works here'}
  `('R65, R96: $by types $line: $outcome', ({ by, line, outcome }) => {
    expect(said('responding', by, line)).toBe(outcome);
  });

  it.each`
    severity | most
    ${'S1'}  | ${60}
    ${'S2'}  | ${120}
    ${'S3'}  | ${240}
    ${'S4'}  | ${240}
  `('R65: an incident of $severity waits at most $most min', ({ severity, most }) => {
    const told = inState('responding');
    told.say(5, 'ana', `/impact ${severity} users`);
    told.say(20, 'ana', '/sitrep working next 9h');
    expect(told.incident.due.sitrep).toBe(minute(20 + most));
  });

  it.each(['triage', 'review'] as const)('a promise while %s starts no clock', (state) => {
    const told = inState(state);
    told.say(20, 'ana', '/sitrep looking next 45m');
    expect(told.incident.sitreps.at(-1)?.text).toBe('looking');
    expect(told.incident.due.sitrep).toBeUndefined();
  });

  it.each(['closed', 'withdrawn'] as const)('is refused while %s', (state) => {
    expect(said(state, 'ana', '/sitrep all good')).toBe('refused, try /reopen-incident <why>');
  });
});
