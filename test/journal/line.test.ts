// One incident's file: what is written, what is read, and what a hand in it does.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { JournalBroken } from '../../src/journal/errors.ts';
import { begin, decode, encode, extend } from '../../src/journal/line.ts';
import { arbitraryEvent, fieldsByType } from './arbitrary-event.ts';
import { ann, applied, NOW, reported, sitrep } from './given.ts';

const FILE = 'open/12.jsonl';

function fileOf(events: readonly IncidentEvent[], iid = 12): string {
  const { text, after } = begin(iid);
  return text + extend(after, events).text;
}

function broken(text: string): { line: number; what: string; message: string } {
  try {
    decode(text, FILE);
  } catch (error) {
    if (error instanceof JournalBroken) return { line: error.line, what: error.what, message: error.message };
    throw error;
  }
  throw new Error('it was read as if nothing was wrong');
}

describe('a file', () => {
  it('begins with the version of its format and its incident', () => {
    expect(fileOf([])).toBe('{"sitrep":1,"iid":12}\n');
  });

  it('has a line for each event: number, hash of the line before, id, type, time, author, and the rest', () => {
    const line = encode(sitrep(1, 'Found it'), 1, 'f'.repeat(32));
    expect(line).toBe(
      `{"seq":1,"prev":"${'f'.repeat(32)}","id":"note:1:abc:1","type":"sitrep-given","at":"${NOW}",` +
        '"by":{"id":42,"name":"ann"},"note":1,"n":1,"text":"Found it"}',
    );
  });

  it('chains each line to the bytes of the one before', () => {
    const [first = '', second = '{}'] = fileOf([sitrep(1)]).split('\n');
    const { prev } = JSON.parse(second) as { prev: string };
    expect(first).toBe('{"sitrep":1,"iid":12}');
    // printf '{"sitrep":1,"iid":12}' | sha256sum | cut -c1-32
    expect(prev).toBe('989ce16a9d99de3ce03da7017988a2d5');
  });

  it('writes the same bytes whatever the order of the keys', () => {
    const due = { timebox: NOW, acknowledge: null };
    const one: IncidentEvent = { type: 'titled', id: 'a', at: NOW, by: ann, due, title: 'x' };
    const other: IncidentEvent = {
      title: 'x',
      due: { acknowledge: null, timebox: NOW },
      by: { name: 'ann', id: 42 },
      at: NOW,
      id: 'a',
      type: 'titled',
    };
    expect(encode(other, 1, '')).toBe(encode(one, 1, ''));
  });

  it('keeps the number of a line apart from the number that was applied', () => {
    const text = fileOf([sitrep(1), applied(1)]);
    expect(text.split('\n')[2]).toMatch(/^{"seq":2,.*"upTo":1}$/);
    expect(decode(text, FILE).events[1]).toEqual(applied(1));
  });

  it.each([...fieldsByType()])(
    'has room for `%s`: none of its fields is called as the line calls its own',
    (_type, fields) => expect(fields.filter((field) => ['seq', 'prev'].includes(field))).toEqual([]),
  );

  it('does not take an event that it would refuse to read', () => {
    expect(() => encode({ ...sitrep(1), at: 'yesterday' }, 1, '')).toThrow('at');
  });

  it('is read back as it was written, whatever the events say', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent(), { maxLength: 6 }), fc.integer({ min: 1 }), (events, iid) => {
        const text = fileOf(events, iid);
        const read = decode(text, FILE);
        expect(read.iid).toBe(iid);
        expect(read.events).toEqual(events);
        expect(read.head.seq).toBe(events.length);
        expect(text.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(events.length + 2);
        expect(Buffer.from(text).toString('utf8')).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('may be written in any number of steps', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent(), { maxLength: 6 }), fc.nat(6), (events, cut) => {
        const start = begin(12);
        const one = extend(start.after, events.slice(0, cut));
        const two = extend(decode(start.text + one.text, FILE), events.slice(cut));
        expect(start.text + one.text + two.text).toBe(fileOf(events));
        expect(two.after).toEqual(decode(fileOf(events), FILE));
      }),
      { numRuns: 50 },
    );
  });
});

describe('a hand in the file', () => {
  const good = fileOf([reported(12), sitrep(1), sitrep(2), sitrep(3)]);
  const [header = '', first = '', second = '', third = '', fourth = ''] = good.split('\n');
  const made = (...kept: readonly string[]): string => `${kept.join('\n')}\n`;

  const unknown = encode(sitrep(4), 5, decode(good, FILE).head.hash);

  it.each<[change: string, text: string, line: number, what: string]>([
    ['a changed line', good.replace('"note":1', '"note":9'), 4, 'one of the two was changed'],
    ['a changed first line', good.replace('"iid":12', '"iid":13'), 2, 'one of the two was changed'],
    ['a changed space', good.replace(second, second.replace(',', ', ')), 4, 'one of the two was changed'],
    ['a changed hash', good.replace(/"prev":"\w{4}/, '"prev":"0000'), 2, 'one of the two was changed'],
    ['a removed line', made(header, first, third, fourth), 3, 'sequence number is 3 where 2 is due'],
    ['a removed line, numbered anew', made(header, first, third.replace('"seq":3', '"seq":2')), 3, 'one of the two'],
    ['swapped lines', made(header, first, third, second, fourth), 3, 'sequence number is 3 where 2 is due'],
    ['a doubled line', made(header, first, second, second, third), 4, 'sequence number is 2 where 3 is due'],
    [
      'an event appended as it is',
      `${good}${JSON.stringify(sitrep(4))}\n`,
      6,
      'sequence number is absent where 5 is due',
    ],
    [
      'a line appended, its number right',
      `${good}${fourth.replace('"seq":4', '"seq":5')}\n`,
      6,
      'does not follow line 5',
    ],
    ['a remark appended', `${good}Ben was here\n`, 6, 'not JSON'],
    ['a list appended', `${good}[]\n`, 6, 'no JSON object'],
    ['an empty line', `${good}\n`, 6, 'not JSON'],
    ['a cut last line', good.slice(0, -20), 5, 'cut off'],
    ['a lost last newline', good.slice(0, -1), 5, 'cut off'],
    [
      'an event of no known type',
      `${good}${unknown.replace('sitrep-given', 'sitrep-taken')}\n`,
      6,
      'sitrep knows at "type"',
    ],
    ['a time that is none', `${good}${unknown.replace(NOW, 'noon')}\n`, 6, 'sitrep knows at "at"'],
    ['an empty file', '', 1, 'not JSON'],
    ['a merge conflict', `<<<<<<< HEAD\n${good}`, 1, 'not JSON'],
    ['a missing first line', made(first, second), 1, 'does not say the version'],
    ['a first line without an incident', '{"sitrep":1}\n', 1, 'which incident'],
  ])('%s is seen', (_change, text, line, what) => {
    const found = broken(text);
    expect(found.what).toContain(what);
    expect(found.line).toBe(line);
    expect(found.message).toContain(`${FILE}, line ${line}: `);
    expect(found.message).toContain('Put the file back');
  });

  it('a format of another version says which one this sitrep reads', () => {
    const { what, message } = broken('{"sitrep":2,"iid":12}\n');
    expect(what).toBe('its format is version 2, and this sitrep reads version 1');
    expect(message).toContain('a newer one');
  });

  it('none of the words of people is repeated in the error', () => {
    const secret = 'the password is hunter2';
    const text = fileOf([sitrep(1, secret), sitrep(2, secret)]).replace('"note":1', '"note":9');
    expect(broken(text).message).not.toContain('hunter2');
  });
});

it('ten thousand lines are read in well under a second', () => {
  const text = fileOf(
    Array.from({ length: 10_000 }, (_, at) => sitrep(at + 1, 'Rolled back; error rate falls. ü'.repeat(4))),
  );
  const start = performance.now();
  expect(decode(text, FILE).events).toHaveLength(10_000);
  const took = performance.now() - start;
  console.log(`decode: 10,000 lines, ${(text.length / 1e6).toFixed(1)} MB: ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(1000);
});
