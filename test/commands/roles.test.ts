import { describe, expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { inState, said } from './said.ts';

describe('role commands', () => {
  it.each`
    state           | by       | line                       | outcome
    ${'triage'}     | ${'ana'} | ${'/commander'}            | ${'ana is commander'}
    ${'triage'}     | ${'ben'} | ${'/ic'}                   | ${'ben is commander; ana is ops-lead'}
    ${'triage'}     | ${'ana'} | ${'/commander @ben'}       | ${'ben is asked to be commander'}
    ${'triage'}     | ${'ana'} | ${'/commander ben please'} | ${'ben is asked to be commander'}
    ${'triage'}     | ${'ana'} | ${'/commander I have it'}  | ${'ana is commander'}
    ${'triage'}     | ${'ana'} | ${'/commander somebody'}   | ${'refused, try /commander @name'}
    ${'triage'}     | ${'ana'} | ${'/commander @nobody'}    | ${'refused, try /commander @name'}
    ${'triage'}     | ${'ana'} | ${'/commander @uli'}       | ${'refused, try /commander @name'}
    ${'triage'}     | ${'ben'} | ${'/comms @cai'}           | ${'suggestion 1 (role): cai as comms'}
    ${'reported'}   | ${'ben'} | ${'/comms @cai'}           | ${'cai is asked to be comms'}
    ${'responding'} | ${'eve'} | ${'/commander'}            | ${'refused, try /take commander <why>'}
    ${'responding'} | ${'ana'} | ${'/ops @eve @cai'}        | ${'eve is asked to be ops; cai is asked to be ops'}
    ${'responding'} | ${'eve'} | ${'/ops'}                  | ${'eve is ops'}
    ${'responding'} | ${'eve'} | ${'/ops lead'}             | ${'refused, try /take ops-lead <why>'}
    ${'responding'} | ${'eve'} | ${'/sme'}                  | ${'eve is sme'}
    ${'responding'} | ${'ana'} | ${'/scribe'}               | ${'ana is planner'}
    ${'responding'} | ${'dee'} | ${'/planner'}              | ${'refused, try /help'}
    ${'responding'} | ${'ana'} | ${'/planner @dee'}         | ${'refused, try /help'}
    ${'responding'} | ${'uli'} | ${'/ops'}                  | ${'refused, try /found <what you see>'}
    ${'review'}     | ${'uli'} | ${'/review-team'}          | ${'uli is review-team'}
    ${'review'}     | ${'uli'} | ${'/review-team @eve'}     | ${'refused, try /found <what you see>'}
    ${'review'}     | ${'mal'} | ${'/review-team'}          | ${'refused, try /found <what you see>'}
    ${'review'}     | ${'ben'} | ${'/review-team'}          | ${'ben is review-team'}
    ${'review'}     | ${'ana'} | ${'/review-team @uli'}     | ${'uli is asked to be review-team'}
    ${'closed'}     | ${'eve'} | ${'/ops'}                  | ${'refused, try /reopen-incident <why>'}
  `('R85, R93: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
    expect(said(state, by, line)).toBe(outcome);
  });

  it('joining Ops by oneself is for the service’s team; of others it is a proposal', () => {
    const given = { policy: policyOf('services: {nexus: {contacts: ["@ben"]}}'), services: ['nexus'] };
    const told = inState('triage', given);
    expect(said(told, 'eve', '/ops')).toBe('suggestion 1 (role): eve as ops');
    expect(said(told, 'ben', '/ops')).toBe('ben is ops');
  });

  it('R86: Commander, Comms and Planner are one person where nothing forbids it', () => {
    const free = inState('triage');
    free.say(2, 'ana', '/commander');
    expect(said(free, 'ana', '/comms')).toBe('ana is comms');
    expect(said(free, 'ana', '/planner')).toBe('ana is planner');

    const apart = inState('triage', { policy: policyOf('roles: {combine: false}') });
    apart.say(2, 'ana', '/commander');
    expect(said(apart, 'ana', '/comms')).toBe('refused, try /comms @somebody-else');
  });

  it('a commander silent through two escalations is replaced by the next who takes it (process.md 3)', () => {
    const told = inState('responding', {
      policy: policyOf('services: {nexus: {contacts: [eve]}}'),
      services: ['nexus'],
    });
    expect(said(told, 'eve', '/commander')).toContain('refused');
    for (const at of [40, 50, 60, 75, 90, 105]) told.look(at);
    const [taken] = told.say(110, 'eve', '/commander').filter((event) => event.type === 'role-taken');
    expect(taken).toMatchObject({ role: 'commander', replaces: { name: 'ana' } });
  });
});
