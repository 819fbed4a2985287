// Cleanup, evidence and review: what is left to do when service is back.

import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { minute } from '../given.ts';
import { owed } from './owed.ts';

const NIGHT = '2026-03-13T22:00:00.000Z'; // a Friday evening
const HOUR = 60;

describe('cleanup', () => {
  it.each`
    at    | told
    ${69} | ${[]}
    ${70} | ${['dee: cleanup 0']}
  `('R78, R105: a change without a verdict, in minute $at after a fix in minute 10: $told', ({ at, told }) => {
    const one = inState('responding');
    one.say(5, 'ben', '/change stopped indexing');
    one.say(10, 'ana', '/mitigated');
    expect(owed('cleanup', one.incident, at)).toEqual(told);
  });

  it('R105: while there is no planner the commander owes it, and never Ops', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/change stopped indexing');
    told.say(6, 'dee', '/stand-down');
    told.say(10, 'ana', '/mitigated');
    expect(owed('cleanup', told.incident, 70)).toEqual(['ana: cleanup 0']);
  });

  it('R81 (partly): silence once every change has its verdict, and where there is none', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/change stopped indexing');
    told.say(10, 'ana', '/mitigated');
    told.say(11, 'ben', '/undone C1');
    expect(owed('cleanup', told.incident, 70)).toEqual([]);
    expect(owed('cleanup', inState('mitigated').incident, 6000)).toEqual([]);
  });

  it('asks once a working day, first when people work', () => {
    const told = inState('responding', { start: NIGHT });
    told.say(5, 'ben', '/change stopped indexing');
    told.say(10, 'ana', '/mitigated');
    const asked = [];
    for (let hour = 1; hour <= 24 * 6; hour += 1) {
      for (const event of told.look(hour * HOUR).events)
        if (event.type === 'nudged' && event.items.some((item) => item.rule === 'cleanup'))
          asked.push(event.at.slice(0, 13));
    }
    expect(asked).toEqual(['2026-03-16T09', '2026-03-17T09', '2026-03-18T09', '2026-03-19T09']);
  });
});

describe('evidence', () => {
  it.each`
    line                              | at    | told
    ${'/found nothing'}               | ${39} | ${[]}
    ${'/found nothing'}               | ${40} | ${['dee: evidence 0']}
    ${'/evidence logs s3://x'}        | ${40} | ${[]}
    ${'/evidence none: no logs kept'} | ${40} | ${[]}
  `('R56: after $line, in minute $at: $told', ({ line, at, told }) => {
    const one = inState('mitigated');
    one.say(11, 'ben', line === '/evidence none: no logs kept' ? '/help' : line);
    if (line.includes('none')) one.say(11, 'ana', line);
    expect(owed('evidence', one.incident, at)).toEqual(told);
  });
});

describe('review', () => {
  const DAY = 24 * HOUR;

  // Resolved on Wednesday in minute 12, so due on the Wednesday after.
  it.each`
    days   | told
    ${0}   | ${[]}
    ${3.4} | ${[]}
    ${3.6} | ${['ana: review 0']}
    ${5.7} | ${['ana: review 0']}
    ${7.1} | ${['ana: review 0']}
    ${20}  | ${['ana: review 0']}
  `('R118 (partly): $days days after: $told', ({ days, told }) => {
    const one = inState('review');
    expect(one.incident.due.review).toBe(minute(7 * DAY + 12));
    expect(owed('review', one.incident, days * DAY)).toEqual(told);
  });

  it('R118 (partly): whoever led and owns the review is told at half time, at 80 %, when it is due, then daily', () => {
    const told = inState('review');
    told.say(20, 'ana', '/evidence none no logs');
    told.say(21, 'cai', '/announce All clear');
    const asked = [];
    for (let hour = 1; hour <= 24 * 14; hour += 1)
      for (const event of told.look(hour * HOUR).events)
        if (event.type === 'nudged' && event.items.some((item) => item.rule === 'review'))
          asked.push(event.at.slice(5, 10));
    expect(asked).toEqual(['03-16', '03-17', '03-18', '03-19', '03-20', '03-23', '03-24', '03-25']);
  });

  it('the PIR Team owes it once there is one, and nobody when it is merged', () => {
    const told = inState('review');
    told.say(20, 'uli', '/review-team');
    expect(owed('review', told.incident, 5 * DAY)).toEqual(['uli: review 0']);
    told.record(21, { type: 'review-opened', mr: 3, url: 'u', path: 'p', branch: 'b' });
    told.record(22, { type: 'review-merged', mr: 3, sha: 'abc' });
    expect(owed('review', told.incident, 50 * DAY)).toEqual([]);
  });
});
