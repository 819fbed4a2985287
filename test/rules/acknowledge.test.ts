import { describe, expect, it } from 'vitest';
import { type Given, minute, policyOf, story } from '../given.ts';
import { owed } from './owed.ts';

const policy = policyOf('services: {nexus: {heavy: true, contacts: [ana, ben]}, wiki: {contacts: [cai]}}');
const NIGHT = '2026-03-11T01:00:00.000Z';

describe('somebody takes the report', () => {
  it.each`
    services             | start        | at     | told
    ${['nexus']}         | ${undefined} | ${4}   | ${[]}
    ${['nexus']}         | ${undefined} | ${5}   | ${['ana: acknowledge 0']}
    ${['nexus']}         | ${undefined} | ${10}  | ${['ana: acknowledge 0', 'ben: acknowledge 1']}
    ${['nexus']}         | ${undefined} | ${300} | ${['ana: acknowledge 0', 'ben: acknowledge 1']}
    ${['wiki']}          | ${undefined} | ${14}  | ${[]}
    ${['wiki']}          | ${undefined} | ${15}  | ${['cai: acknowledge 0']}
    ${['wiki', 'nexus']} | ${undefined} | ${5}   | ${['ana: acknowledge 0']}
    ${['wiki', 'nexus']} | ${undefined} | ${10}  | ${['ana: acknowledge 0', 'ben: acknowledge 1']}
    ${[]}                | ${undefined} | ${15}  | ${['?: acknowledge 0']}
    ${['nexus']}         | ${NIGHT}     | ${5}   | ${['ana: acknowledge 0']}
    ${['wiki']}          | ${NIGHT}     | ${15}  | ${[]}
    ${['wiki']}          | ${NIGHT}     | ${495} | ${['cai: acknowledge 0']}
  `('$services reported at $start, $at min later told: $told', ({ services, start, at, told }) => {
    const given: Given = { policy, services, ...(start ? { start } : {}) };
    expect(owed('acknowledge', story(given).incident, at, policy, start)).toEqual(told);
  });

  it.each`
    hours                             | services            | told
    ${'{from: "06:00", to: "22:00"}'} | ${['wiki']}         | ${'06:15'}
    ${'{zone: Africa/Johannesburg}'}  | ${['wiki']}         | ${'07:15'}
    ${'{zone: Asia/Tokyo}'}           | ${['wiki']}         | ${'01:15'}
    ${'{days: [5], from: "08:00"}'}   | ${['wiki']}         | ${'08:15 on the 13th'}
    ${'{days: [5], from: "08:00"}'}   | ${['wiki', 'blog']} | ${'09:15'}
    ${'{from: "06:00"}'}              | ${['blog']}         | ${'09:15'}
  `(
    'R89 (partly): $services with the service hours $hours, reported at 01:00 UTC: called $told',
    ({ hours, services, told }) => {
      const own = policyOf(`services: {wiki: {hours: ${hours}}, blog: {}}`);
      const due = story({ policy: own, services, start: NIGHT }).incident.due.acknowledge ?? '';
      const day = due.slice(8, 10);
      expect(`${due.slice(11, 16)}${day === '11' ? '' : ` on the ${day}th`}`).toBe(told);
    },
  );

  it('each contact is called once, in their order, also where looks are rare', () => {
    const told = story({ policy, services: ['nexus'] });
    const called = [5, 6, 30, 60].map((at) =>
      told
        .look(at)
        .events.flatMap((event) => (event.type === 'nudged' ? event.items.flatMap((item) => item.owes) : [])),
    );
    expect(called.map((people) => people.map(({ name }) => name))).toEqual([['ana'], [], ['ben'], []]);
  });

  it('stops at /ack', () => {
    const told = story({ policy, services: ['nexus'] });
    told.say(4, 'cai', '/ack');
    expect(owed('acknowledge', told.incident, 60, policy)).toEqual([]);
  });

  it('runs again when a withdrawn report is opened again', () => {
    const told = story({ policy, services: ['nexus'] });
    told.say(1, 'uli', '/withdraw my cable');
    expect(told.incident.due.acknowledge).toBeUndefined();
    told.state(10, 'uli', 'reopened');
    expect(told.incident.due.acknowledge).toBe(minute(15));
  });
});
