// Jira's wiki markup from markdown: it reads well, and nothing that was typed marks, calls or leaves its place.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wiki } from '../../src/jira/wiki.ts';
import type { Block } from '../../src/text/blocks.ts';
import { parse } from '../../src/text/parse.ts';
import { ATTACKS, arbitraryMarkdown, documents, HUGE, missingWords, PLACES, smallState } from '../text/given.ts';

function written(markdown: string): string {
  return wiki(parse(markdown));
}

/** As it reads: without the blanks that cannot be seen. */
function read(text: string): string {
  return text.replace(/\u200b/g, '');
}

describe('what it looks like', () => {
  it.each([
    ['**a** *b* ~~c~~ `d`', '{*}a{*} {_}b{_} {-}c{-} {{d}}'],
    ['a**b *c***', 'a{*}b{*} {*}{_}c{_}{*}'],
    ['two\nlines', 'two\nlines'],
    ['## a\nb', 'h2. a\n\nb'],
    ['- a\n  1. b\n- c', '* a\n*# b\n* c'],
    ['- [ ] a\n- [x] b', '* ☐ a\n* ☑ b'],
    ['- # a', '* {*}a{*}'],
    ['- ```\n  a\n  ```', '* \u00a0\n{noformat}\na\n{noformat}'],
    ['> a\n>\n> > b', '{quote}\na\n\nb\n{quote}'],
    ['```js\nif (a) { b[0] }\n```', '{noformat}\nif (a) { b[0] }\n{noformat}'],
    ['| a | b |\n|---|---|\n| 1 | |', '||a||b||\n|1| |'],
    ['| | |\n|---|---|\n| **Status** | x |', '|{*}Status{*}|x|'],
    ['a\n\n---\n\nb', 'a\n\n----\n\nb'],
    ['[a](https://e.test) https://e.test/x_y', '[a|https://e.test] [https://e.test/x_y]'],
    ['@ana `@ben`', '@ana {{@ben}}'],
    ['well-known snake_case a-b, -x- +y+', 'well-known snake\\_case a-b, \\-x\\- \\+y\\+'],
    ['what? ??cited??', 'what? \\?\\?cited\\?\\?'],
  ])('%j: %j', (markdown, text) => {
    expect(read(written(markdown))).toBe(text);
  });

  it('the live state reads like this', () => {
    expect(read(written(smallState()))).toMatchInlineSnapshot(`
      "h3. Live incident state

      reported ✓ → triage ✓ → {*}responding{*} → mitigated → resolved → review → closed

      |{*}Status{*}|{*}responding{*} since 2026-03-11 10:02 UTC|
      |{*}Severity{*}|not known yet (counts as S2)|
      |{*}Incident Commander{*}|{{@ana}} since 2026-03-11 10:03 UTC|
      |{*}Ops Lead{*}|{{@ben}} since 2026-03-11 10:03 UTC|
      |{*}Comms{*}|{{@cai}} since 2026-03-11 10:03 UTC|
      |{*}Planner{*}|{{@dee}} since 2026-03-11 10:03 UTC|
      |{*}Next sitrep{*}|due 2026-03-11 10:34 UTC|
      |{*}Impact again{*}|due 2026-03-11 10:17 UTC|
      |{*}Users hear more{*}|by 2026-03-11 10:17 UTC|

      {*}Sitrep 1{*}, 2026-03-11 10:04 UTC by {{@ana}}:

      {quote}
      Pulls fail with \\*502\\*.
      Restarting @ben & co <soon>
      {quote}

      {*}Changes{*}

      || ||what||by||way back||verdict||
      |C1|restarted Nexus|{{@ben}}|none needed|{*}open{*}|

      Kept by sitrep from what the commander says; what is written between these marks by hand is put back and offered to the commander. Commands: {{/help}}. sitrep looks here after every comment and on its schedule; if a command gets no ✅ or ❌ within 10 minutes, it is down: carry on by hand."
    `);
  });
});

describe('hostile text is text', () => {
  it.each([
    ['[~ana] [~accountid:1]', '\\[\\~ana\\] \\[\\~accountid:1\\]'],
    ['{code} {noformat} {macro:x|y=z}', '\\{code\\} \\{noformat\\} \\{macro:x\\|y=z\\}'],
    ['!image.png|thumbnail!', '\\!image.png\\|thumbnail\\!'],
    ['~~~\na {noformat} b {Code:java}\n~~~', '{noformat}\na {\u200bnoformat} b {\u200bCode:java}\n{noformat}'],
    ['`{{x}}`', '{{\u200b\\{\\{x\\}\\}\u200b}}'],
    ['h1. a', '\u200bh1. a'],
    ['bq. a', '\u200bbq. a'],
    ['\\# a', '\\# a'],
    ['C:\\\\\\*', 'C:\\\u200b\\*'],
    ['(x) :) (!) (*g)', '(\u200bx) :\u200b) (\u200b\\!) (\u200b\\*g)'],
    ['[a\\]|b](https://e.test/x|y])', '[a)¦b|https://e.test/x%7Cy%5D]'],
    ['[a](https://e.test/{code}!x!)', '[a|https://e.test/%7Bcode%7D%21x%21]'],
  ])('%j: %j', (markdown, text) => {
    expect(written(markdown)).toBe(text);
  });

  describe.each(PLACES)('%s', (_where, put) => {
    it.each(ATTACKS)('%j', (attack) => {
      expect(live(written(put(attack)))).toEqual([]);
    });
  });

  it('whatever people type: no macro, mention or image, and nothing is left out', () => {
    fc.assert(
      fc.property(arbitraryMarkdown, (markdown) => {
        const blocks = parse(markdown);
        const text = wiki(blocks);
        expect(live(text)).toEqual([]);
        expect(missingWords(blocks, read(text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('what sitrep writes says all that was typed', () => {
    const said = documents('Pulls fail for {40} *teams*');
    for (const text of [said.state, said.messages, said.pir]) {
      const whole = wiki(parse(text), { most: 1_000_000 });
      expect(live(whole)).toEqual([]);
      expect(missingWords(parse(text), read(whole))).toEqual([]);
    }
  });
});

describe('Jira’s limit', () => {
  const huge = HUGE.map(([what, text]): [string, readonly Block[]] => [what, parse(text)]);
  const more = 'https://gitlab.test/acme/incidents/-/issues/1';

  it.each(huge)('%s: at most 32,767 characters', (_what, blocks) => {
    const text = wiki(blocks, { more });
    expect(text.length).toBeLessThanOrEqual(32_767);
    expect(live(text)).toEqual([]);
    const small = wiki(blocks, { more, most: 500 });
    expect(small.length).toBeLessThanOrEqual(500);
    expect(small.endsWith(`… [continued in GitLab|${more}]`)).toBe(true);
  });
});

/** Lines in which Jira would make something of braces, brackets or exclamation marks that is not ours; empty where it is safe. */
function live(text: string): string[] {
  const code = /^(?:\{noformat\})\n([\s\S]*?)\n\{noformat\}$/gm;
  const broken = [...text.matchAll(code)].filter(([, inside = '']) => /\{(?:noformat|code|quote)/i.test(inside));
  const rest = text
    .replace(code, '')
    .replace(/\\[^\n\u200b]/g, '')
    .replace(/\[(?:[^[\]|\n]*\|)?(?:https?:\/\/|mailto:)[^[\]|{}!\s]*\]/gi, '')
    .replace(/\{[*_-]\}|\{\{|\}\}|^\{quote\}$/gm, '');
  return [...broken.map(([block]) => block), ...rest.split('\n').filter((line) => /[{}[\]!]/.test(line))];
}
