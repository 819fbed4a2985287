// Words are other people's: whatever they are, each command makes something of them, and soon.

import { describe, expect, it } from 'vitest';
import type { Given } from '../../src/commands/command.ts';
import { commands } from '../../src/commands/index.ts';
import { IncidentEvent } from '../../src/incident/events.ts';
import { minute, person, type Story } from '../given.ts';
import { inState, NOW } from './said.ts';

function speaker({ incident, policy }: Story): Given {
  const ana = person('ana');
  const nothing = { person: () => undefined, command: () => undefined };
  return { incident, shown: 'unknown', by: ana, level: 40, at: minute(NOW), policy, ...nothing };
}

const MANY = 50_000;
/** What makes a pattern with two greedy parts look back at every character. */
const RUNS = [
  ' ',
  '\n',
  '\t',
  ' \n',
  '<!--',
  'undo: ',
  'undo ',
  ', ',
  '.',
  '(',
  ' (at',
  ' at 1',
  'at ',
  '1',
  'a',
  'C1 ',
  'C1,',
  '@',
  '@a.',
  '-',
  '~ ',
  'next ',
  ' next 1',
  'the ',
  'my ',
  'http://',
  '/',
  'announce ',
  'x:',
  'in ',
];

describe('any words', () => {
  it.each([
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '99999999999999999999 min',
    'x next 99999999999999999999 h',
  ])('%s is a word like any other: what comes of it can be kept', (word) => {
    for (const [index, command] of commands.entries())
      for (const event of inState('responding').say(NOW + index, 'ana', `/${command.name} ${word}`))
        expect(IncidentEvent.parse(event)).toEqual(event);
  });

  it('by the ten thousand take no command long', () => {
    const given = speaker(inState('responding'));
    const slow: string[] = [];
    const from = performance.now();
    for (const run of RUNS)
      for (const command of commands) {
        const before = performance.now();
        command.understand(`x ${run.repeat(MANY)}x`, given);
        const took = performance.now() - before;
        if (took > 300) slow.push(`/${command.name} ${run}`);
        if (took > 1500) throw new Error(slow.join(', '));
      }
    expect(slow).toEqual([]);
    expect(performance.now() - from).toBeLessThan(8000);
  });
});
