import { expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { inState, said } from './said.ts';

const jira = {
  policy: policyOf(
    'jira: {url: https://jira.test, project: INC}\nservices: {nexus: {bugs: {jira: NEX, issue_type: Bug}}}',
  ),
  services: ['nexus'],
};
const gitlab = { policy: policyOf('services: {nexus: {bugs: {gitlab: acme/nexus}}}'), services: ['nexus'] };

it.each`
  state           | by       | line                            | given     | outcome
  ${'responding'} | ${'ben'} | ${'/bug The disk fills'}        | ${jira}   | ${'B1 for Jira NEX: The disk fills'}
  ${'responding'} | ${'ben'} | ${'/bug The disk fills\nwhy'}   | ${gitlab} | ${'B1 for acme/nexus: The disk fills | why'}
  ${'review'}     | ${'dee'} | ${'/bug-report The disk fills'} | ${{}}     | ${'B1 for this project: The disk fills'}
  ${'responding'} | ${'ben'} | ${'/bug'}                       | ${jira}   | ${'refused, try /bug <what is wrong>'}
  ${'responding'} | ${'eve'} | ${'/bug The disk fills'}        | ${jira}   | ${'refused, try /sme'}
  ${'closed'}     | ${'ben'} | ${'/bug The disk fills'}        | ${jira}   | ${'refused, try /reopen-incident <why>'}
`('R77 (partly): $by types $line while $state: $outcome', ({ state, by, line, given, outcome }) => {
  expect(said(state, by, line, given)).toBe(outcome);
});

it('a title too long for any tracker is cut, and kept whole in the text', () => {
  const told = inState('responding');
  told.say(20, 'ben', `/bug ${'long '.repeat(100)}`);
  told.say(26, 'ben', '/bug another');
  const [first, second] = told.incident.bugs;
  expect([first?.n, first?.title.length, first?.text.length, second?.n]).toEqual([1, 200, 499, 2]);
});
