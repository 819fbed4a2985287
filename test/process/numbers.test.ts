// What is said to people has the numbers of their configuration, not ours.

import { describe, expect, it } from 'vitest';
import { messageText } from '../../src/documents/messages.ts';
import { policyOf, story } from '../given.ts';

/** Everything that sitrep says in the first minutes of a full response. */
function saidUnder(config: string): string {
  const told = story({ policy: policyOf(config), services: ['nexus'] });
  const first = told.look(0);
  told.say(1, 'ana', '/ack\n/respond\n/commander\n/comms');
  const then = told.look(1);
  return [...first.messages, ...then.messages]
    .map((message) => messageText(message, told.incident, told.around(1)))
    .join('\n');
}

describe('what is said', () => {
  it.each<[config: string, part: string, byDefault: string]>([
    ['rules: {timebox: {minutes: 20}}', 'have 20 minutes for a first look', 'have 30 minutes for a first look'],
    [
      'severities: {S2: {sitrep_minutes: 15}}',
      'the new live state, every 15 minutes',
      'the new live state, every 30 minutes',
    ],
    ['rules: {impact: {minutes: 45}}', 'every 45 minutes; `same`', 'hourly; `same`'],
    ['rules: {announce: {restored_minutes: 25}}', 'within 25 minutes of service', 'within 15 minutes of service'],
  ])('%s: "%s"', (config, part, byDefault) => {
    expect(saidUnder('')).toContain(byDefault);
    expect(saidUnder(config)).toContain(part);
    expect(saidUnder(config)).not.toContain(byDefault);
  });

  it.each(['rules: {timebox: {mode: off}}', 'services: {nexus: {always_full: true}}'])(
    'promises no time-box under %s',
    (config) => {
      expect(saidUnder(config)).toContain('you lead until a commander is named.');
      expect(saidUnder(config)).not.toContain('first look');
    },
  );
});
