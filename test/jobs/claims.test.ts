// What one run undertakes to say is one comment that GitLab takes, however much there is to say.

import { expect, it } from 'vitest';
import { claimsFor } from '../../src/jobs/claims.ts';
import { inState } from '../commands/said.ts';
import { minute } from '../given.ts';

const WORK = { run: '1', now: () => minute(20) };

it.each([
  ['in many lines', 'a line of words\n'.repeat(10_000)],
  ['in one', `a${'😀'.repeat(60_000)}`],
])('too much of it, %s, is cut with a word that says so', (_how, text) => {
  const told = inState('responding');
  const messages = [{ key: 'say:1', because: 'a test', internal: false, body: { text } }];
  const [claim] = claimsFor(messages, told.incident, told.around(20), WORK);
  const said = claim?.fact.type === 'claimed' ? claim.fact.text : '';
  expect(said.length).toBeGreaterThan(40_000);
  expect(said.length).toBeLessThan(51_000);
  expect(Buffer.from(said).toString()).toBe(said);
  expect(said).toMatch(/\n\nThis is too long for one comment and ends here; the record has all of it\.$/);
});
