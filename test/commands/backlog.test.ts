import { expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { inState, said } from './said.ts';

const BOTH =
  'jira: {url: https://jira.test, project: INC}\nservices: {nexus: {backlog: {gitlab: acme/nexus}}}\nbacklog: {cross-team: {jira: SKB}, Wishes: {jira: W}}';
const both = { policy: policyOf(BOTH), services: ['nexus'] };
const others = { ...both, services: ['wiki'] };
const team = 'backlog team (acme/nexus)';
const cross = 'backlog cross-team (Jira SKB)';

it.each`
  state           | by       | line                             | given     | outcome
  ${'triage'}     | ${'ana'} | ${'/backlog'}                    | ${both}   | ${`${team}: no reason was given; triage > backlog`}
  ${'triage'}     | ${'ana'} | ${'/backlog team a wish'}        | ${both}   | ${`${team}: a wish; triage > backlog: a wish`}
  ${'triage'}     | ${'ana'} | ${'/backlog teams want this'}    | ${both}   | ${`${team}: teams want this; triage > backlog: teams want this`}
  ${'triage'}     | ${'ana'} | ${'/backlog cross-team: a wish'} | ${both}   | ${`${cross}: a wish; triage > backlog: a wish`}
  ${'triage'}     | ${'ana'} | ${'/backlog Cross-Team'}         | ${both}   | ${`${cross}: no reason was given; triage > backlog`}
  ${'triage'}     | ${'ana'} | ${'/backlog crossteam'}          | ${both}   | ${`${cross}: no reason was given; triage > backlog`}
  ${'triage'}     | ${'ana'} | ${'/backlog wishes a wish'}      | ${both}   | ${'backlog Wishes (Jira W): a wish; triage > backlog: a wish'}
  ${'triage'}     | ${'ana'} | ${'/backlog a wish'}             | ${others} | ${'refused, try /backlog cross-team <why>'}
  ${'triage'}     | ${'ana'} | ${'/backlog a wish'}             | ${{}}     | ${'refused, try /withdraw <why>'}
  ${'reported'}   | ${'eve'} | ${'/backlog a wish'}             | ${both}   | ${`${team}: a wish; reported > backlog: a wish`}
  ${'reported'}   | ${'uli'} | ${'/backlog a wish'}             | ${both}   | ${'refused, try /found <what you see>'}
  ${'triage'}     | ${'eve'} | ${'/backlog a wish'}             | ${both}   | ${'refused, try /found <what you see>'}
  ${'responding'} | ${'ana'} | ${'/backlog a wish'}             | ${both}   | ${`${team}: a wish; responding > backlog: a wish`}
  ${'mitigated'}  | ${'ana'} | ${'/backlog a wish'}             | ${both}   | ${'refused, try /resolved <how it ended>'}
`('R22, R23, R25 (partly): $by types $line while $state: $outcome', ({ state, by, line, given, outcome }) => {
  expect(said(state, by, line, given)).toBe(outcome);
});

it('without configuration says which key a maintainer sets', () => {
  const [, refused] = inState('triage', { services: ['nexus'], policy: policyOf('services: {nexus: {}}') }).say(
    20,
    'ana',
    '/backlog',
  );
  expect(refused).toMatchObject({
    why: 'No tracker is configured for that: a maintainer names it as `services.nexus.backlog` in `.gitlab/sitrep.yml`. Until then, file it there yourself and close this report.',
  });
});

it('ends the incident: no clock runs on, and any responder may reopen it with a reason', () => {
  const told = inState('triage', both);
  told.say(20, 'ana', '/backlog a wish');
  expect(told.incident).toMatchObject({ status: 'backlog', due: {}, backlog: { where: 'acme/nexus' } });
  expect(said(told, 'eve', '/reopen-incident it is down after all')).toContain('backlog > responding');
});

it('a click on the label does the same', () => {
  const told = inState('triage', both);
  told.label(20, 'ana', 'add', 'incident::backlog');
  expect(told.incident).toMatchObject({ status: 'backlog', backlog: { destination: 'team' } });
});
