import { describe, expect, it } from 'vitest';
import { said } from './said.ts';

describe('/found, /decide, /evidence', () => {
  it.each`
    by       | line                                          | outcome
    ${'uli'} | ${'/found it works from home'}                | ${'found: it works from home'}
    ${'mal'} | ${'/note it works from home at 10:11'}        | ${'found: it works from home at 10:11'}
    ${'ben'} | ${'/found a spike (at 10:11).'}               | ${'found: a spike at 10:11'}
    ${'ben'} | ${'/found a spike at 10:21'}                  | ${'found: a spike'}
    ${'ben'} | ${'/found a spike at 10:25'}                  | ${'found: a spike at 10:25'}
    ${'ben'} | ${'/found a spike at 08:30'}                  | ${'found: a spike at 08:30'}
    ${'ben'} | ${'/found at 10:11'}                          | ${'refused, try /found <what>'}
    ${'ben'} | ${'/found'}                                   | ${'refused, try /found <what>'}
    ${'dee'} | ${'/decide fail over, as restore takes long'} | ${'decided: fail over, as restore takes long'}
    ${'eve'} | ${'/decide fail over'}                        | ${'refused, try /sme'}
    ${'uli'} | ${'/decide fail over'}                        | ${'refused, try /found <what you see>'}
    ${'dee'} | ${'/decide'}                                  | ${'refused, try /decide <what and why>'}
    ${'ben'} | ${'/evidence heap dump s3://dumps/1.hprof'}   | ${'evidence 1: heap dump in s3://dumps/1.hprof'}
    ${'ben'} | ${'/evidence logs in /var/log/nexus'}         | ${'evidence 1: logs in /var/log/nexus'}
    ${'ben'} | ${'/evidence heap dump s3://d/1 (12 GB)'}     | ${'evidence 1: heap dump s3://d/1 (12 GB) in s3://d/1'}
    ${'ben'} | ${'/evidence https://g.test/d/1'}             | ${'evidence 1: https://g.test/d/1 in https://g.test/d/1'}
    ${'ben'} | ${'/evidence heap dump on node-3'}            | ${'evidence 1: heap dump in node-3'}
    ${'uli'} | ${'/evidence a screenshot'}                   | ${'evidence 1: a screenshot in unknown'}
    ${'dee'} | ${'/evidence none: it never wrote logs'}      | ${'no evidence: it never wrote logs'}
    ${'dee'} | ${'/evidence none'}                           | ${'refused, try /evidence none <why>'}
    ${'eve'} | ${'/evidence none no logs'}                   | ${'refused, try /sme'}
    ${'ben'} | ${'/evidence'}                                | ${'refused, try /evidence <what> <where>'}
  `('R56, R71: $by types $line: $outcome', ({ by, line, outcome }) => {
    expect(said('responding', by, line)).toBe(outcome);
  });
});
