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

  it.each`
    kind         | text                     | outcome
    ${'comment'} | ${'the vendor called'}   | ${'sitrep 1: the vendor called (Kim, in Jira)'}
    ${'command'} | ${'/found disk is full'} | ${'found: disk is full; adopted'}
    ${'command'} | ${'!decide restart'}     | ${'decided: restart; adopted'}
    ${'command'} | ${'/mitigated'}          | ${'responding > mitigated; sitrep 1: Service is restored.; adopted'}
    ${'command'} | ${'/adopt #1'}           | ${'refused, try /help'}
    ${'command'} | ${'/undone C7'}          | ${'refused, try /found <what you did>'}
    ${'command'} | ${'rm -rf /'}            | ${'refused, try /help'}
  `('a $kind of somebody whom GitLab does not know, $text: $outcome', ({ kind, text, outcome }) => {
    const told = inState('responding');
    told.record(15, { type: 'suggested', n: 1, kind, text, from: 'Kim, in Jira', url: 'https://x.test' });
    expect(said(told, 'ana', '/adopt')).toBe(outcome);
    expect(told.incident.suggestions).toHaveLength(outcome.startsWith('refused') ? 1 : 0);
  });
});
