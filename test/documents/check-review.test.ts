// R120: each thing that a review may lack has a text that lacks it, and a finished one lacks nothing.

import { describe, expect, it } from 'vitest';
import { checkReview } from '../../src/documents/check-review.ts';
import { pirText } from '../../src/documents/pir.ts';
import { inState } from '../commands/said.ts';
import { eventful, PLACE } from './given.ts';

/** A review as people leave it when they are done. */
function finished(): string {
  const told = eventful('the disk is full');
  return pirText(told.incident, told.events, told.policy, PLACE)
    .replace(/^→ Each with an owner.*$/m, '- [ ] @ana 2026-04-01 a bigger disk')
    .replace(/^→.*$/gm, 'People wrote this.');
}

const whats = (text: string): string[] => checkReview(text).map(({ what }) => what);

describe('R120 (partly): a review', () => {
  it('that is finished lacks nothing', () => {
    expect(checkReview(finished())).toEqual([]);
  });

  it.each<[what: string, spoil: (text: string) => string, lack: RegExp]>([
    [
      'with a question left',
      (text) => text.replace('People wrote this.', '→ What would we do again?'),
      /not answered yet: What would/,
    ],
    ['with a question left in a list', (text) => text.replace('People wrote this.', '- → What?'), /not answered yet/],
    ['without what happened', (text) => text.replace('## What happened', '## Something'), /"What happened" is gone/],
    ['without how we responded', (text) => text.replace('## How we responded', '## Us'), /"How we responded" is gone/],
    ['without actions', (text) => text.replace('## Corrective actions', '## Later'), /"Corrective actions" is gone/],
    [
      'R14: with nothing under the actions',
      (text) => text.replace(/^- \[ \].*$/m, ''),
      /nobody has written anything under "Corrective actions"/,
    ],
    [
      'R13: with nothing of people in how we responded',
      (text) =>
        text.replace(/(## How we responded)([\s\S]*?)(?=## Contributing)/, (all) =>
          all.replaceAll('People wrote this.', ''),
        ),
      /anything under "How we responded"/,
    ],
    [
      'with a change that nobody decided on',
      (text) => text.replace(/^(\| C1 \|.*\|) [^|]+ \|$/m, '$1 **open** |'),
      /C1 has no verdict: `\/undone C1`/,
    ],
    [
      'with phases out of order',
      (text) => text.replace(/^\| triage \| 2026-03-11/m, '| triage | 2026-03-10'),
      /triage begins before/,
    ],
    [
      'with a phase without its time',
      (text) => text.replace(/^\| triage \| [^|]+\|/m, '| triage | |'),
      /triage has no time/,
    ],
    [
      'with a rule lifted for no reason',
      (text) => text.replace(/(evidence lifted by `@ana`):.*$/m, '$1'),
      /why evidence was lifted/,
    ],
    ['with an action of nobody', (text) => text.replace('@ana 2026-04-01', '2026-04-01'), /no owner \(@name\)$/],
    ['with an action without a date', (text) => text.replace('@ana 2026-04-01', '@ana'), /no date \(2026-01-31\)$/],
    [
      'with an action ticked, yet of nobody',
      (text) => text.replace('- [ ] @ana 2026-04-01', '* [x]'),
      /no owner \(@name\) and no date \(2026-01-31\)/,
    ],
  ])('%s', (_what, spoil, lack) => {
    const spoiled = spoil(finished());
    expect(spoiled).not.toBe(finished());
    expect(whats(spoiled)).toEqual([expect.stringMatching(lack)]);
  });

  it('that was only generated lacks all that people have to write', () => {
    const told = inState('review');
    expect(whats(pirText(told.incident, told.events, told.policy, PLACE)).length).toBeGreaterThanOrEqual(6);
  });

  it('in its five-line form is checked alike', () => {
    const told = inState('triage');
    told.say(5, 'ana', '/change restarted it');
    told.say(6, 'ana', '/change and again');
    told.say(7, 'ana', '/undone C2');
    told.say(10, 'ana', '/resolved it was the disk');
    const short = pirText(told.incident, told.events, told.policy, PLACE);
    expect(short.split('\n').length).toBeLessThan(45);
    expect(short).toContain('**Sitreps**: 1 (2026-03-11 10:10 UTC) Resolved, service is restored: it was the disk');
    expect(whats(short).filter((what) => what.includes('verdict'))).toEqual([
      expect.stringContaining('C1 has no verdict'),
    ]);
  });

  it('may quote arrows and open rows in code, and may come from Windows', () => {
    expect(checkReview(`${finished()}\n\`\`\`\n→ a log\n| C9 | x | **open** |\n\`\`\`\n`)).toEqual([]);
    expect(checkReview(finished().replaceAll('\n', '\r\n'))).toEqual([]);
  });

  it('names the line', () => {
    const text = finished().replace('People wrote this.', '→ x');
    expect(text.split('\n')[(checkReview(text)[0]?.line ?? 0) - 1]).toBe('→ x');
  });
});
