// Regenerating never loses a sentence that a person wrote, wherever they wrote it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pirText } from '../../src/documents/pir.ts';
import { regenerate } from '../../src/documents/regenerate.ts';
import { inState } from '../commands/said.ts';
import { eventful, PLACE } from './given.ts';

function generated(text: string): string {
  const told = eventful(text);
  return pirText(told.incident, told.events, told.policy, PLACE);
}
const first = generated('the disk is full');
const second = generated('the disk was full');
const MARK = /^<!-- (\/?sitrep:)/;

describe('R84: the review is brought up to date', () => {
  it('the same record again changes nothing', () => {
    expect(regenerate(first, first)).toBe(first);
  });

  it('facts are replaced, what people wrote between them stays', () => {
    const written = first.replace('→ What would we do again? Who made the difference?', 'Eve was quick.');
    const text = regenerate(written, second);
    expect(text).toContain('Eve was quick.');
    expect(text).toContain('the disk was full');
    expect(regenerate(text, second)).toBe(text);
  });

  it('any line that anybody puts anywhere is still there, after any number of times', () => {
    const sentence = fc
      .string({ minLength: 1, maxLength: 40 })
      .map((text) => `A person wrote ${text.replace(/[\r\n]/g, ' ')}`);
    const spot = fc.nat(first.split('\n').length);
    fc.assert(
      fc.property(fc.array(fc.tuple(spot, sentence), { minLength: 1, maxLength: 6 }), (insertions) => {
        const lines = first.split('\n');
        for (const [at, text] of insertions) lines.splice(at, 0, text);
        const once = regenerate(lines.join('\n'), second);
        const twice = regenerate(regenerate(once, first), second);
        for (const [, text] of insertions) {
          expect(plain(once)).toContain(plain(text));
          expect(plain(twice)).toContain(plain(text));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('so is a line that somebody changed, while the record moved on too', () => {
    const rows = first.split('\n').filter((line) => line.startsWith('| ') && !line.includes('---'));
    for (const row of rows) {
      const changed = row.replace(/\|\s*$/, 'corrected by hand |');
      expect(plain(regenerate(first.replace(row, changed), second))).toContain(plain(changed));
    }
  });

  it('deleting lines, marks included, loses nothing else', () => {
    const lines = first.split('\n');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(lines.length - 1), { maxLength: 8 }), (gone) => {
        const left = lines
          .map((line, index) => (/^→/.test(line) ? `Person ${index}` : line))
          .filter((_, index) => !gone.includes(index));
        const text = regenerate(left.join('\n'), second);
        for (const line of left.filter((one) => one.startsWith('Person'))) expect(text).toContain(line);
      }),
      { numRuns: 100 },
    );
  });

  it('a block that somebody removed comes back at the end, once', () => {
    const without = first.replace(/<!-- sitrep:begin phases[\s\S]*?sitrep:end phases -->/, '');
    const text = regenerate(without, second);
    expect(text.match(/sitrep:begin phases/g)).toHaveLength(1);
    expect(regenerate(text, second)).toBe(text);
  });

  it('a file that was saved on Windows has each block once', () => {
    const text = regenerate(first.replaceAll('\n', '\r\n'), second);
    expect(text).toBe(regenerate(first, second));
  });

  it('a document without any marks keeps every line', () => {
    const text = regenerate('All mine.\n', second);
    expect(text.startsWith('All mine.\n')).toBe(true);
    expect(text.split('\n').filter((line) => MARK.test(line)).length).toBeGreaterThan(10);
  });
});

describe('marks that do not belong together', () => {
  // Were each mark looked for through all the rest, this would take minutes.
  it.each([
    ['that begin, of one name', (_n: number) => '<!-- sitrep:begin phases 0a -->\n'],
    ['that begin, of many names', (n: number) => `<!-- sitrep:begin phases${n} 0a -->\n`],
    ['that end before they begin', (n: number) => `<!-- sitrep:end p${n} --><!-- sitrep:begin p${n} 0a -->\n`],
  ])('four megabytes of marks %s stay as they are', (_what, mark) => {
    let text = '';
    for (let n = 0; text.length < 4_000_000; n += 1) text += mark(n);
    expect(regenerate(text, 'none\n') === text).toBe(true);
  });

  it('a block goes to its first end, and what begins inside it is its text', () => {
    const begin = '<!-- sitrep:begin phases 0a -->\n';
    const written = `${begin}by ana\n${begin}by ben\n<!-- sitrep:end phases -->\nby cai\n<!-- sitrep:end phases -->\n`;
    const text = regenerate(written, second);
    for (const name of ['ana', 'ben', 'cai']) expect(text.split(`by ${name}`)).toHaveLength(2);
    expect(text.indexOf('> by ben')).toBeGreaterThan(text.indexOf('Written by hand'));
    expect(text.indexOf('> by cai')).toBe(-1);
  });
});

it('R84: with the same words everywhere as the record has, nothing is said to be written by hand', () => {
  const told = inState('review');
  const before = pirText(told.incident, told.events, told.policy, PLACE);
  told.say(30, 'uli', '/found more of it');
  const after = pirText(told.incident, told.events, told.policy, PLACE);
  expect(regenerate(before, after)).toBe(after);
});

function plain(text: string): string {
  return text.replace(/^> /gm, '').replace(/\s+/g, ' ').trim();
}
