import { expect, it } from 'vitest';
import { policyOf } from '../given.ts';
import { said } from './said.ts';

const EXAMPLE = 'refused, try /room https://example.slack.com/archives/C0123ABCD';

it.each`
  by       | line                                                                      | outcome
  ${'ana'} | ${'/room https://acme.slack.com/archives/C0123ABCD'}                      | ${'room https://acme.slack.com/archives/C0123ABCD'}
  ${'ana'} | ${'/channel it is https://acme.slack.com/archives/C0123ABCD/p1700000000'} | ${'room https://acme.slack.com/archives/C0123ABCD'}
  ${'ana'} | ${'/room https://acme.slack-gov.com/archives/C0123ABCD'}                  | ${EXAMPLE}
  ${'ana'} | ${'/room https://evil.test/archives/C0123ABCD'}                           | ${EXAMPLE}
  ${'ana'} | ${'/room https://notslack.com/archives/C0123ABCD'}                        | ${EXAMPLE}
  ${'ana'} | ${'/room https://acme.slack.com/team/U0123ABCD'}                          | ${EXAMPLE}
  ${'ana'} | ${'/room #inc-12'}                                                        | ${EXAMPLE}
  ${'dee'} | ${'/room https://acme.slack.com/archives/C0123ABCD'}                      | ${'refused, try /take commander <why>'}
`('R69 (partly): $by types $line: $outcome', ({ by, line, outcome }) => {
  expect(said('responding', by, line)).toBe(outcome);
});

it('the configured address of Slack counts', () => {
  const policy = policyOf('slack: {url: "https://slack-gov.com"}');
  const line = '/room https://acme.slack-gov.com/archives/C0123ABCD';
  expect(said('responding', 'ana', line, { policy })).toBe('room https://acme.slack-gov.com/archives/C0123ABCD');
});
