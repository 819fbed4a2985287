import { describe, expect, it } from 'vitest';
import { inState, said } from './said.ts';

describe('/override, /waive, /reopen-incident', () => {
  it.each`
    state           | by       | line                                             | outcome
    ${'responding'} | ${'ana'} | ${'/override evidence because the disk is gone'} | ${'evidence lifted: the disk is gone'}
    ${'responding'} | ${'ana'} | ${'/override sitrep, because we are on a call'}  | ${'sitrep lifted: we are on a call'}
    ${'responding'} | ${'ana'} | ${'/override planner because two are enough'}    | ${'roles:planner lifted: two are enough'}
    ${'responding'} | ${'ana'} | ${'/override evidence because'}                  | ${'refused, try /override evidence because <why>'}
    ${'responding'} | ${'ana'} | ${'/override evidence'}                          | ${'refused, try /override evidence because <why>'}
    ${'responding'} | ${'ana'} | ${'/override'}                                   | ${'refused, try /override evidence because <why>'}
    ${'responding'} | ${'ana'} | ${'/override roles because I like it'}           | ${'refused, try /override planner because <why>'}
    ${'responding'} | ${'ana'} | ${'/override ops-lead because I like it'}        | ${'refused, try /override evidence because <why>'}
    ${'responding'} | ${'ana'} | ${'/override timebox because I like it'}         | ${'refused, try /respond'}
    ${'responding'} | ${'ana'} | ${'/override review because I like it'}          | ${'refused, try /waive pir <why>'}
    ${'responding'} | ${'ben'} | ${'/override evidence because gone'}             | ${'refused, try /take commander <why>'}
    ${'responding'} | ${'ana'} | ${'/waive pir too small'}                        | ${'refused, try /impact S3 <why>'}
    ${'responding'} | ${'ben'} | ${'/waive pir too small'}                        | ${'refused, try /take commander <why>'}
    ${'mitigated'}  | ${'ana'} | ${'/reopen-incident it is back'}                 | ${'refused, try /respond <why>'}
    ${'review'}     | ${'ana'} | ${'/reopen-incident it is back'}                 | ${'review > responding, because it is back'}
    ${'review'}     | ${'ana'} | ${'/reopen-incident back'}                       | ${'refused, try /reopen-incident <why>'}
    ${'review'}     | ${'eve'} | ${'/reopen-incident it is back'}                 | ${'refused, try /take commander <why>'}
    ${'closed'}     | ${'eve'} | ${'/reopen-incident it is back'}                 | ${'closed > responding, because it is back'}
    ${'closed'}     | ${'uli'} | ${'/reopen-incident it is back'}                 | ${'refused, try /found <what you see>'}
    ${'withdrawn'}  | ${'eve'} | ${'/reopen-incident it was one'}                 | ${'withdrawn > responding, because it was one'}
  `('R11: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it.each`
    severity | line                      | outcome
    ${'S3'}  | ${'/waive pir too small'} | ${'waived: too small'}
    ${'S4'}  | ${'/waive review: small'} | ${'waived: small'}
    ${'S3'}  | ${'/waive pir'}           | ${'refused, try /waive pir <why>'}
    ${'S3'}  | ${'/waive because small'} | ${'refused, try /waive pir <why>'}
    ${'S2'}  | ${'/waive pir too small'} | ${'refused, try /impact S3 <why>'}
  `('an incident of $severity: $line: $outcome', ({ severity, line, outcome }) => {
    const told = inState('responding');
    told.say(5, 'ana', `/impact ${severity} users`);
    expect(said(told, 'ana', line)).toBe(outcome);
  });
});
