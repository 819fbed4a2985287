import { expect, it } from 'vitest';
import { inState, said } from './said.ts';

it.each`
  state           | by       | line                                      | outcome
  ${'responding'} | ${'cai'} | ${'/announce Down, next 99:99'}           | ${'refused, try /announce <what, since when, what is being done> next 30m'}
  ${'responding'} | ${'cai'} | ${'/announce Nexus is down'}              | ${'announced 1 (progress): Nexus is down'}
  ${'responding'} | ${'cai'} | ${'/announce Down, next 11:30'}           | ${'announced 1 (progress): Down, next 11:30, next 11:30'}
  ${'responding'} | ${'cai'} | ${'/announce Down, next 45m'}             | ${'announced 1 (progress): Down, next 45m, next 11:05'}
  ${'responding'} | ${'cai'} | ${'/announce Next update in 2 h: down'}   | ${'announced 1 (progress): Next update in 2 h: down, next 12:20'}
  ${'responding'} | ${'cai'} | ${'/announce We look at what comes next'} | ${'announced 1 (progress): We look at what comes next'}
  ${'responding'} | ${'cai'} | ${'/announce All clear, it was nothing'}  | ${'announced 1 (progress): All clear, it was nothing'}
  ${'responding'} | ${'ana'} | ${'/tell-users Nexus is down'}            | ${'announced 1 (progress): Nexus is down'}
  ${'responding'} | ${'dee'} | ${'/announce Nexus is down'}              | ${'refused, try /take commander <why>'}
  ${'responding'} | ${'uli'} | ${'/announce Nexus is down'}              | ${'refused, try /found <what you see>'}
  ${'responding'} | ${'cai'} | ${'/announce'}                            | ${'refused, try /announce <what, since when, what is being done, when you will say more>'}
  ${'reported'}   | ${'eve'} | ${'/announce Nexus is down'}              | ${'refused, try /ack'}
  ${'mitigated'}  | ${'cai'} | ${'/announce Restored, watching'}         | ${'announced 1 (restored): Restored, watching'}
  ${'mitigated'}  | ${'cai'} | ${'/announce All-clear: a disk'}          | ${'announced 1 (all-clear): All-clear: a disk'}
  ${'review'}     | ${'cai'} | ${'/announce It was a disk'}              | ${'announced 1 (all-clear): It was a disk'}
`('R97: $by types $line while $state: $outcome', ({ state, by, line, outcome }) => {
  expect(said(state, by, line)).toBe(outcome);
});

it.each([
  ['next 14:30 tomorrow', '2026-03-12T14:30'],
  ['next tomorrow at 9:00', '2026-03-12T09:00'],
  ['next 14:30', '2026-03-11T14:30'],
  ['next 9:00', '2026-03-12T09:00'],
])('"%s" is a promise for %s', (words, at) => {
  const told = inState('responding');
  told.say(20, 'cai', `/announce Down, ${words}`);
  expect(told.incident.announcements.at(-1)?.next?.slice(0, 16)).toBe(at);
});
