import { expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { inState, said } from './said.ts';

const policy = policyOf(
  'services: {nexus: {communities: [builders, writers]}}\ncommunities: {builders: {}, writers: {}}',
);

it.each`
  by       | line                                | outcome
  ${'cai'} | ${'/correct A1 Only pulls fail'}    | ${'announced 2 (progress) correcting 1 to builders: Only pulls fail'}
  ${'ana'} | ${'/correct a1: Only pulls fail'}   | ${'announced 2 (progress) correcting 1 to builders: Only pulls fail'}
  ${'cai'} | ${'/correct 1 It is up, next 30m'}  | ${'announced 2 (progress) correcting 1 to builders: It is up, next 30m, next 10:50'}
  ${'cai'} | ${'/correction A1 Only pulls fail'} | ${'announced 2 (progress) correcting 1 to builders: Only pulls fail'}
  ${'cai'} | ${'/correct A9 Only pulls fail'}    | ${'refused, try /correct A1 <what is so>'}
  ${'cai'} | ${'/correct Only pulls fail'}       | ${'refused, try /correct A1 <what is so>'}
  ${'cai'} | ${'/correct A1'}                    | ${'refused, try /correct A1 <what is so>'}
  ${'cai'} | ${'/correct A1 Down, next 99:99'}   | ${'refused, try /announce <what, since when, what is being done> next 30m'}
  ${'dee'} | ${'/correct A1 Only pulls fail'}    | ${'refused, try /take commander <why>'}
  ${'uli'} | ${'/correct A1 Only pulls fail'}    | ${'refused, try /found <what you see>'}
`('of "/announce to builders Down", $by types $line: $outcome', ({ by, line, outcome }) => {
  const told = inState('responding', { policy, services: ['nexus'] });
  told.say(15, 'cai', '/announce to builders Down');
  expect(said(told, by, line)).toBe(outcome);
});

it('it is telling users: the next word is due from then', () => {
  const told = inState('responding');
  told.say(5, 'cai', '/announce Down');
  told.say(20, 'cai', '/correct A1 Only pulls fail');
  expect(told.incident.due.announce?.slice(11, 16)).toBe('12:20');
});

it('where nothing was announced there is nothing to correct', () => {
  expect(said('responding', 'cai', '/correct A1 Only pulls fail')).toBe('refused, try /announce <what is so>');
});

it('of a confidential incident it waits for a second person, of an S1 for everybody for one look', () => {
  const secret = inState('responding', { confidential: true });
  secret.say(5, 'cai', '/announce Down');
  secret.say(6, 'eve', '/adopt #1');
  expect(said(secret, 'cai', '/correct A1 Up')).toBe('suggestion 2 (announcement): Up');
  expect(said(secret, 'eve', '/adopt #2')).toBe('announced 2 (progress) correcting 1: Up');
  const all = inState('responding', { policy, services: ['nexus'] });
  all.say(5, 'cai', '/announce Down');
  all.say(6, 'ana', '/impact S1 all');
  expect(said(all, 'cai', '/correct A1 Up')).toBe('suggestion 1 (announcement): Up');
  expect(said(all, 'cai', '/adopt #1')).toBe('announced 2 (progress) correcting 1: Up');
});
