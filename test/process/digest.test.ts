// What one person owes is one comment, at most every 15 minutes.

import { describe, expect, it } from 'vitest';
import { inState } from '../commands/said.ts';
import { policyOf, type Story, story } from '../given.ts';

const given = { policy: policyOf('services: {nexus: {contacts: [eve]}}'), services: ['nexus'] };
const NIGHT = '2026-03-11T01:00:00.000Z';

/** Who was told of what in a look. */
function told(from: Story, at: number): string[] {
  return from
    .look(at)
    .events.flatMap((event) =>
      event.type === 'nudged'
        ? event.items.map((item) => `${item.owes.map(({ name }) => name).join('+') || '?'}: ${item.rule}`)
        : [],
    );
}

describe('nudges are gathered', () => {
  it('all that is owed is one comment, with a part for each who owes', () => {
    const one = inState('responding', given);
    one.look(3);
    const { messages } = one.look(40);
    expect(messages).toHaveLength(1);
    const [message] = messages;
    const text = message && 'text' in message.body ? message.body.text : '';
    expect(text).toContain('@ana (commander):\n- ');
    expect(text).toContain('@cai (Comms):\n- ');
    expect(new Set(text.match(/`\/\w+/g))).toEqual(new Set(['`/announce', '`/impact', '`/sitrep']));
  });

  it('nobody is told again within 15 minutes, unless it is urgent', () => {
    const one = inState('responding', given);
    expect(told(one, 17)).toEqual(['ana: impact', 'cai: announce']);
    expect(told(one, 31.4)).toEqual([]);
    expect(told(one, 32)).toEqual(['ana: sitrep', 'eve: impact', 'ana: announce']);
  });

  it('the end of the time-box does not wait for the 15 minutes', () => {
    const one = inState('triage', given);
    expect(told(one, 26)).toContain('ana: timebox');
    expect(told(one, 31)).toContain('ana: timebox');
  });

  it('nothing is said of what was done', () => {
    const one = inState('responding', given);
    for (const [by, line] of [
      ['ana', '/sitrep x'],
      ['ana', '/impact x'],
      ['cai', '/announce x'],
    ] as const)
      one.say(16, by, line);
    expect(told(one, 45)).toEqual([]);
  });

  it('R87: who is alone is not nagged, their contacts are told', () => {
    const one = story(given);
    one.say(0, 'ana', '/respond');
    for (let at = 1; at < 120; at += 1) for (const line of told(one, at)) expect(line).not.toContain('ana');
    expect(one.incident.nudges.length).toBeGreaterThan(3);
  });

  it('of who is alone and has no contacts, whoever reads is told, once a window', () => {
    const one = story();
    one.say(0, 'ana', '/respond');
    const lines: string[] = [];
    for (let at = 1; at < 60; at += 1) lines.push(...told(one, at).filter((line) => !/roles|evidence/.test(line)));
    expect(lines).toEqual(['?: impact', '?: announce', '?: sitrep']);
  });

  it('R58: the Ops Lead is never told of anything but their own offer', () => {
    const one = story({ policy: policyOf('services: {nexus: {contacts: [ben]}}'), services: ['nexus'] });
    one.say(0, 'ana', '/respond');
    one.say(0, 'ben', '/ops-lead');
    one.say(1, 'ben', '/change x');
    for (let at = 1; at < 300; at += 1) for (const line of told(one, at)) expect(line).not.toContain('ben');
  });
});

describe('night and working hours', () => {
  it.each`
    severity | at    | lines
    ${'S2'}  | ${42} | ${['eve: sitrep']}
    ${'S3'}  | ${42} | ${[]}
    ${'S4'}  | ${42} | ${[]}
  `('an escalation of $severity at night: $lines', ({ severity, at, lines }) => {
    const one = inState('responding', { ...given, start: NIGHT });
    one.say(4, 'ana', `/impact ${severity} users`);
    one.say(4, 'cai', '/announce Down');
    told(one, 32);
    expect(told(one, at)).toEqual(lines);
  });

  it('R87: of somebody alone with an S3 nobody is woken either', () => {
    const one = story({ ...given, start: NIGHT });
    one.say(0, 'ana', '/ack');
    one.say(0, 'ana', '/impact S3 a few');
    one.say(1, 'ana', '/respond');
    for (let at = 2; at < 300; at += 5) expect(told(one, at)).toEqual([]);
  });

  it('paperwork of restored service waits for the morning', () => {
    const one = inState('mitigated', { ...given, start: NIGHT });
    one.say(11, 'cai', '/announce All clear: a disk');
    for (const at of [40, 60, 100]) expect(told(one, at)).toEqual([]);
    expect(told(one, 8 * 60)).toContain('dee: evidence');
  });
});

it('R11: what the commander lifted is not asked for', () => {
  const one = inState('mitigated', given);
  one.say(11, 'ana', '/override evidence because the disk is gone');
  one.say(11, 'cai', '/announce All clear: a disk');
  expect(told(one, 45)).toEqual([]);
});
