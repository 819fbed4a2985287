// When a service is left alone, for a while or for the rest of the run.

import { expect, it } from 'vitest';
import { isDown, makeBreaker } from '../../src/http/breaker.ts';
import type { Refused } from '../../src/http/outcome.ts';

const refused = (reason: string, status = 0): Refused => ({ outcome: 'refused', status, reason });
const LINE = { none: 'the connection was cut', sent: true, final: false, late: false };

it.each`
  what                                 | answer                       | read     | write
  ${'a line that was cut'}             | ${LINE}                      | ${true}  | ${false}
  ${'a connection that was refused'}   | ${{ ...LINE, sent: false }}  | ${true}  | ${true}
  ${'no answer in time'}               | ${{ ...LINE, late: true }}   | ${true}  | ${true}
  ${'an answer that is too long'}      | ${{ ...LINE, final: true }}  | ${false} | ${false}
  ${'a gateway with nobody behind it'} | ${{ status: 502, body: '' }} | ${true}  | ${false}
  ${'a service that is overloaded'}    | ${{ status: 503, body: '' }} | ${true}  | ${false}
  ${'a fault of one method'}           | ${{ status: 500, body: '' }} | ${false} | ${false}
  ${'what is not there'}               | ${{ status: 404, body: '' }} | ${false} | ${false}
`('$what means that it is down: after a read $read, after a write $write', ({ answer, read, write }) => {
  expect(isDown({ headers: {}, ...answer }, 'read')).toBe(read);
  expect(isDown({ headers: {}, ...answer }, 'write')).toBe(write);
});

it('lets calls through, keeps them back until the time is over, and says how long that is', () => {
  let now = 1_000;
  const breaker = makeBreaker({ now: () => now });
  expect(breaker.open()).toBeUndefined();
  breaker.stop(refused('too many', 429), 61_000);
  now = 2_500;
  expect(breaker.open()).toEqual({ ...refused('too many', 429), retryAfterSeconds: 59 });
  now = 61_000;
  expect(breaker.open()).toBeUndefined();
});

it('what is said for good stays, in the words that were said first', () => {
  let now = 0;
  const breaker = makeBreaker({ now: () => now });
  breaker.stop(refused('too many', 429), 1_000);
  breaker.stop(refused('the token is not known', 401));
  breaker.stop(refused('the connection was cut'));
  breaker.stop(refused('too many', 429), 5_000);
  now = 1e12;
  expect(breaker.open()).toEqual(refused('the token is not known', 401));
});
