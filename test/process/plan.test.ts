// What a plan prints: what is still to be said, and nothing that was.

import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/process/plan.ts';
import { printed } from '../../src/process/plan.ts';
import { inState } from '../commands/said.ts';
import { minute, policyOf } from '../given.ts';

const policy = policyOf('slack: {}');
const CARD = { key: 'card:1', keys: ['card:1'], text: '', run: '7', until: minute(8), to: 'slack:room' };

function lines(plan: Plan): readonly string[] {
  return printed(plan)
    .split('\n')
    .filter((line) => /^(say|owed) /.test(line));
}

describe('what is to be said', () => {
  it('is printed while nobody has undertaken it', () => {
    const told = inState('responding', { policy });
    expect(lines(told.look(5))).toContain('say     slack:room card:1: a room has a card');
  });

  it('is printed as owed once a run has undertaken it, and not at all once it is said', () => {
    const told = inState('responding', { policy });
    told.look(5);
    told.record(6, { type: 'claimed', ...CARD });
    expect(lines(told.look(6))).toEqual([
      `owed    slack:room card:1: undertaken at ${minute(6)}, not known to be said`,
    ]);
    told.record(7, { type: 'delivered', key: 'card:1', ref: '1.2' });
    expect(lines(told.look(7))).toEqual([]);
  });
});
