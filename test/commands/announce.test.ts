import { describe, expect, it } from 'vitest';
import { ISSUE, minute, type Name, person, policyOf } from '../given.ts';
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

const COMMUNITIES = { policy: policyOf('communities: {builders: {}, writers: {title: People who write}}') };

it.each`
  line                                         | outcome
  ${'/announce to builders Nexus is down'}     | ${'announced 1 (progress) to builders: Nexus is down'}
  ${'/announce to Builders, writers: down'}    | ${'announced 1 (progress) to builders and writers: down'}
  ${'/announce to builders and writers: down'} | ${'announced 1 (progress) to builders and writers: down'}
  ${'/announce to builders\nNexus is down'}    | ${'announced 1 (progress) to builders: Nexus is down'}
  ${'/announce To builders: down, next 11:30'} | ${'announced 1 (progress) to builders: down, next 11:30, next 11:30'}
  ${'/announce Builders, go on to writers'}    | ${'announced 1 (progress): Builders, go on to writers'}
  ${'/announce to bilders Nexus is down'}      | ${'refused, try /announce to builders <what, since when, what is being done>'}
  ${'/announce to all users: Nexus is down'}   | ${'refused, try /announce to builders <what, since when, what is being done>'}
  ${'/announce to builders'}                   | ${'refused, try /announce to builders <what, since when>'}
  ${'/announce to builders down, next 99:99'}  | ${'refused, try /announce <what, since when, what is being done> next 30m'}
`('R32: with communities, $line: $outcome', ({ line, outcome }) => {
  expect(said('responding', 'cai', line, COMMUNITIES)).toBe(outcome);
});

it('where no community is configured, "to" is a word like any other', () => {
  expect(said('responding', 'cai', '/announce to all users: down')).toBe('announced 1 (progress): to all users: down');
});

it('the list of communities is said where one is not known', () => {
  const [, refused] = inState('responding', COMMUNITIES).say(20, 'cai', '/announce to nobody x');
  expect(refused).toMatchObject({
    why: 'There is no community `nobody`; known are `builders` and `writers`. Without `to` it goes to all who are affected.',
  });
});

describe('of a confidential incident', () => {
  const secret = { ...COMMUNITIES, confidential: true };

  it.each`
    by       | line                       | outcome
    ${'cai'} | ${'/announce down'}        | ${'suggestion 1 (announcement): down'}
    ${'ana'} | ${'/sitrep down announce'} | ${'sitrep 1: down; suggestion 1 (announcement): down'}
  `('what $by says in $line waits for a second person', ({ by, line, outcome }) => {
    const told = inState('responding', secret);
    expect(said(told, by, line)).toBe(outcome);
    expect(told.incident.announcements).toEqual([]);
    expect(told.incident.due.announce).toBe(inState('responding').incident.due.announce);
  });

  it.each`
    by       | outcome
    ${'cai'} | ${'refused, try /help'}
    ${'ana'} | ${'announced 1 (progress) to builders: down'}
    ${'eve'} | ${'announced 1 (progress) to builders: down'}
    ${'uli'} | ${'refused, try /found <what you see>'}
  `('what cai wrote, $by adopts: $outcome', ({ by, outcome }) => {
    const told = inState('responding', secret);
    told.say(15, 'cai', '/announce to builders down');
    expect(said(told, by, '/adopt #1')).toBe(outcome);
    expect(told.incident.suggestions).toHaveLength(outcome.startsWith('announced') ? 0 : 1);
  });

  it.each<[by: Name, announced: number]>([
    ['cai', 0],
    ['uli', 0],
    ['eve', 1],
  ])('a 👍 of %s on what cai wrote makes %d announcements', (by, announced) => {
    const told = inState('responding', secret);
    told.say(15, 'cai', '/announce down');
    told.record(16, { type: 'delivered', key: 'suggestion:1', ref: 900 });
    told.read(17, { approvals: [{ note: 900, by: person(by) }] });
    expect(told.incident.announcements).toHaveLength(announced);
  });
});

describe('of an S1', () => {
  const policy = policyOf(
    'services: {nexus: {communities: [builders, writers]}, wiki: {communities: [writers]}}\ncommunities: {builders: {}, writers: {}}',
  );
  const S1 = (given: object = {}) => {
    const told = inState('responding', { policy, services: ['nexus'], ...given });
    told.say(5, 'ana', '/impact S1 all');
    return told;
  };

  it.each`
    what                             | given                                                                                      | line                                         | outcome
    ${'every community'}             | ${{}}                                                                                      | ${'/announce down'}                          | ${'suggestion 1 (announcement): down'}
    ${'every community, each named'} | ${{}}                                                                                      | ${'/announce to writers and builders: down'} | ${'suggestion 1 (announcement): down'}
    ${'one'}                         | ${{}}                                                                                      | ${'/announce to builders down'}              | ${'announced 1 (progress) to builders: down'}
    ${'those of the service'}        | ${{ services: ['wiki'] }}                                                                  | ${'/announce down'}                          | ${'announced 1 (progress): down'}
    ${'the only community'}          | ${{ policy: policyOf('services: {nexus: {communities: [all]}}\ncommunities: {all: {}}') }} | ${'/announce down'}                          | ${'announced 1 (progress): down'}
  `('R40 (partly): $line reaches $what: $outcome', ({ given, line, outcome }) => {
    expect(said(S1(given), 'cai', line)).toBe(outcome);
  });

  it('where the issue shows it before GitLab notes who set it, as of a `/severity S1` in the same comment', () => {
    const told = inState('responding', { policy, services: ['nexus'] });
    const note = {
      ...{ id: 500, body: '/announce down', author: person('cai'), createdAt: minute(15), updatedAt: minute(15) },
      ...{ system: false, internal: false },
    };
    told.read(15, { issue: { ...ISSUE, createdAt: minute(0), severity: 'S1' }, notes: [note] });
    expect(told.incident.announcements).toEqual([]);
    expect(told.incident.suggestions).toMatchObject([{ kind: 'announcement', text: 'down' }]);
  });

  it('of a drill nobody is told, so nothing waits', () => {
    const told = S1();
    told.incident.drill = true;
    expect(said(told, 'cai', '/announce down')).toBe('announced 1 (progress): down');
  });

  it('of any other severity everybody is told at once', () => {
    expect(said('responding', 'cai', '/announce down', { policy, services: ['nexus'] })).toBe(
      'announced 1 (progress): down',
    );
  });

  it.each<[by: Name, announced: number]>([
    ['cai', 1],
    ['ana', 1],
    ['dee', 0],
    ['uli', 0],
  ])('a 👍 of %s on what cai wrote makes %d announcements', (by, announced) => {
    const told = S1();
    told.say(15, 'cai', '/announce down');
    told.record(16, { type: 'delivered', key: 'suggestion:1', ref: 900 });
    told.read(17, { approvals: [{ note: 900, by: person(by) }] });
    expect(told.incident.announcements).toHaveLength(announced);
  });
});
