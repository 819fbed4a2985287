import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { minute, policyOf, story } from '../given.ts';
import { found, owed } from './owed.ts';

// ana typed /ack in minute 1, so everything is one minute later than the rule says.
describe('the time-box', () => {
  it.each`
    at    | told
    ${1}  | ${[]}
    ${25} | ${[]}
    ${26} | ${['ana: timebox 0']}
    ${30} | ${['ana: timebox 0']}
    ${31} | ${['ana: timebox 0']}
    ${36} | ${[]}
  `('R47, R49: in minute $at told: $told', ({ at, told }) => {
    expect(owed('timebox', inState('triage').incident, at)).toEqual(told);
  });

  it('R49: asked at 25, due at 30, and silence until 35 makes it a full response by itself', () => {
    const told = inState('triage');
    const heard = [];
    for (let at = 2; at <= 40; at += 1) {
      for (const event of told.look(at).events)
        heard.push(
          `${at} ${event.type === 'nudged' ? event.items.map((item) => item.item.split(':').at(-1)) : event.type}`,
        );
    }
    expect(heard.filter((line) => /ask|end|status/.test(line))).toEqual(['26 ask', '31 end', '36 status-changed']);
    expect(told.incident.phases.at(-1)).toMatchObject({
      status: 'responding',
      because: 'the time-box of 30 min ended and nobody said what to do',
    });
  });

  it('R4 (partly): in the mode remind people are asked as often, and the full response stays theirs to begin', () => {
    const told = inState('triage', { policy: policyOf('rules: {timebox: {mode: remind}}') });
    const heard = [];
    for (let at = 2; at <= 120; at += 1)
      for (const event of told.look(at).events)
        heard.push(...(event.type === 'nudged' ? event.items.map(({ text }) => `${at} ${text}`) : [event.type]));
    expect(heard.map((line) => line.slice(0, 19))).toEqual(['26 the time-box end', '31 the time-box is ']);
    expect(heard.join()).not.toContain('without a word');
    expect(told.incident.status).toBe('triage');
  });

  it('R49: a run that comes much later promotes all the same, once', () => {
    const told = inState('triage');
    expect(told.look(300).events.map((event) => event.type)).toContain('status-changed');
    expect(told.look(301).events.filter((event) => event.type === 'status-changed')).toEqual([]);
  });

  it.each(['/resolved', '/mitigated', '/respond', '/withdraw a test'])(
    'R49: %s answers, and the clock stops',
    (line) => {
      const told = inState('triage');
      told.say(29, 'ana', line);
      expect(owed('timebox', told.incident, 40)).toEqual([]);
      expect(told.incident.due.timebox).toBeUndefined();
    },
  );

  it('R48: an extension moves everything by its minutes, and says so to nobody', () => {
    const told = inState('triage');
    told.say(28, 'ana', '/extend 10 the log is loading');
    expect(told.incident.due.timebox).toBe(minute(41));
    expect(owed('timebox', told.incident, 35)).toEqual([]);
    expect(owed('timebox', told.incident, 36)).toEqual(['ana: timebox 0']);
    expect(found('timebox', told.incident, 45).facts).toEqual([]);
    expect(found('timebox', told.incident, 46).facts).toHaveLength(1);
  });

  it('a report that was withdrawn and is opened again in GitLab gets a time-box again', () => {
    const told = story();
    told.say(1, 'ana', '/ack');
    told.say(5, 'ana', '/withdraw a test');
    told.state(10, 'uli', 'reopened');
    expect([told.incident.status, told.incident.due.timebox]).toEqual(['triage', minute(40)]);
  });
});
