// Nothing that people type breaks out of what sitrep writes: no mention, no quick action, no HTML, no broken table.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { messageText } from '../../src/documents/messages.ts';
import { pirText } from '../../src/documents/pir.ts';
import { stateText } from '../../src/documents/state.ts';
import { blockIn, withBlock } from '../../src/process/state-block.ts';
import { code, inert, quoted } from '../../src/text/markdown.ts';
import type { Story } from '../given.ts';
import { brokenRows, smuggled } from './checks.ts';
import { around, eventful, HOSTILE, PLACE } from './given.ts';

const hostile = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...HOSTILE) }, { weight: 1, arbitrary: fc.string() }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''));

/** Mentions of ours that call a person who owes an answer. */
const OURS = /(?<![\w`@])@(ana|ben|cai|dee|eve|uli)\b/g;

function rendered(told: Story): { pir: string; state: string; messages: string[] } {
  const { incident, events } = told;
  const planned = told.look(60);
  return {
    pir: pirText(incident, events, told.policy, PLACE),
    state: stateText(incident, PLACE),
    messages: planned.messages.map((message) => messageText(message, incident, around(told, 60))),
  };
}

describe('R71: whatever people type', () => {
  it('nothing in the documents is a mention, a quick action, HTML or a broken table', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { pir, state } = rendered(eventful(text));
        expect(smuggled(pir)).toEqual([]);
        expect(smuggled(state)).toEqual([]);
        expect(brokenRows(pir)).toEqual([]);
        expect(brokenRows(state)).toEqual([]);
        expect(pir.match(/^<!-- sitrep:(begin|end)/gm)?.length).toBe(pir.match(/^<!-- sitrep:/gm)?.length);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('what is said calls nobody but those whom sitrep calls', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const mild = text.replaceAll('@ana', '@all');
        for (const message of rendered(eventful(mild)).messages)
          expect(smuggled(message.replace(OURS, 'somebody'))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('the front matter is YAML that says what the title says', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const told = eventful(text);
        const { pir } = rendered(told);
        const front = /^---\n([\s\S]*?)\n---\n/.exec(pir)?.[1] ?? '';
        expect((parse(front) as { title: unknown }).title).toBe(told.incident.title);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it('the live state stays one block, that is read back as it was written', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, description) => {
        const { state } = rendered(eventful(text));
        const plain = description.replace(/<!-- \/?sitrep:state[^>]*-->/g, '');
        const whole = withBlock(plain, state, 7);
        expect(blockIn(whole)).toEqual({ text: state.trim(), seq: 7, intact: true });
        expect(withBlock(whole, state, 7)).toBe(whole);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

describe('the leaves', () => {
  it('inert is one line that says the same words', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = inert(text);
        expect(line).not.toMatch(/[\n\r]/);
        expect(smuggled(line)).toEqual([]);
        expect(brokenRows(`| a |\n| --- |\n| ${line} |`)).toEqual([]);
      }),
    );
  });

  it('quoted is a quotation to its last line', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(
          quoted(text)
            .split('\n')
            .filter((line) => !line.startsWith('>')),
        ).toEqual([]);
      }),
    );
  });

  it('code cannot be left, and may be copied', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = code(text);
        const fence = /^`+/.exec(written)?.[0] ?? '';
        expect(written.endsWith(fence)).toBe(true);
        expect(written.slice(fence.length, -fence.length)).not.toMatch(new RegExp(`(?<!\`)${fence}(?!\`)`));
      }),
    );
  });

  it.each`
    text                             | written
    ${'/close'}                      | ${'\u2060/close'}
    ${'@all'}                        | ${'@\u2060all'}
    ${'a|b'}                         | ${'a\\|b'}
    ${'1. a'}                        | ${'\u20601. a'}
    ${'see https://e.test/a_b!1'}    | ${'see https://e.test/a_b%211'}
    ${'nginx 502 (bad gateway): ok'} | ${'nginx 502 (bad gateway): ok'}
  `('$text is written $written', ({ text, written }) => {
    expect(inert(text)).toBe(written);
  });
});
