// Markdown as GitLab shows it, read once: a small tree of plain text, whatever was typed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Inline } from '../../src/text/blocks.ts';
import { parse } from '../../src/text/parse.ts';
import { ATTACKS, arbitraryMarkdown, documents, HUGE, wordsOf } from './given.ts';

/** The tree in one line: marks as signs, links as `text→address`, mentions as `(@name)`, breaks as `/`. */
function short(blocks: readonly Block[]): string {
  return blocks.map(shortBlock).join(' ');
}

function shortBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `p"${shortLine(block.content)}"`;
    case 'heading':
      return `h${block.level}"${shortLine(block.content)}"`;
    case 'quotation':
      return `q[${short(block.blocks)}]`;
    case 'code':
      return `code(${block.language})${JSON.stringify(block.text)}`;
    case 'rule':
      return 'rule';
    case 'table':
      return `table[${[block.header, ...block.rows].map((row) => row.map(shortLine).join('|')).join(' ; ')}]`;
    case 'list': {
      const items = block.items.map(
        ({ task, blocks }) => `${task === undefined ? '' : task === 'done' ? '☑' : '☐'}${short(blocks)}`,
      );
      return `${block.start ?? 'ul'}[${items.join(' , ')}]`;
    }
  }
}

function shortLine(content: readonly Inline[]): string {
  return content
    .map((one) => {
      if (one.kind === 'break') return '/';
      const { strong, emphasis, strike, url } = one.marks;
      const text = one.kind === 'code' ? `\`${one.text}\`` : one.kind === 'mention' ? `(@${one.text})` : one.text;
      const marked = `${strong ? '*' : ''}${emphasis ? '_' : ''}${strike ? '~' : ''}${text}`;
      return url === undefined ? marked : `{${marked}→${url}}`;
    })
    .join('');
}

describe('what people and sitrep write', () => {
  it.each([
    ['one line', 'p"one line"'],
    ['two\nlines', 'p"two/lines"'],
    ['two\\\nlines<br>three', 'p"two/lines/three"'],
    ['# A *title*', 'h1"A _title"'],
    ['**a *b* c** ~~d~~', 'p"*a *_b* c ~d"'],
    ['- a\n  - b\n- c', 'ul[p"a" ul[p"b"] , p"c"]'],
    ['7. a\n8. b', '7[p"a" , p"b"]'],
    ['- [ ] a\n- [x] **b**\n- \\[ ] c\n- [y] d', 'ul[☐p"a" , ☑p"*b" , p"[ ] c" , p"[y] d"]'],
    ['> a\n> > b', 'q[p"a" q[p"b"]]'],
    ['>>>\na\n\n- b\n>>>\nc', 'q[p"a" ul[p"b"]] p"c"'],
    ['>>>\nnever closed', 'p"never closed"'],
    ['- >>>\n  a\n  >>>\n- b', 'ul[q[p"a"] , p"b"]'],
    ['```sh\n/ack\n>>>\n```', 'code(sh)"/ack\\n>>>"'],
    ['```a title\nx\n```', 'code()"a title\\nx"'],
    ['    indented', 'code()"indented"'],
    ['| a | b |\n|---|---|\n| 1 | x\\|y |\n| 2 |', 'table[a|b ; 1|x|y ; 2|]'],
    ['a\n\n---\n\nb', 'p"a" rule p"b"'],
    ['---\nkind: x\n---\n# a', 'code(yaml)"kind: x" h1"a"'],
    ['a&nbsp;&amp; &lt;b&gt; \\*c\\*', 'p"a\u00a0& <b> *c*"'],
  ])('%j: %s', (text, tree) => {
    expect(short(parse(text))).toBe(tree);
  });
});

describe('links', () => {
  it.each([
    ['[a](https://e.test/x)', 'p"{a→https://e.test/x}"'],
    ['[a](mailto:a@e.test) <b@e.test>', 'p"{a→mailto:a@e.test} {b@e.test→mailto:b@e.test}"'],
    ['[**a** `b`](http://e.test)', 'p"{*a→http://e.test}{ →http://e.test}{`b`→http://e.test}"'],
    ['see https://e.test/a_b?c=d#e.', 'p"see {https://e.test/a_b?c=d#e→https://e.test/a_b?c=d#e}."'],
    [
      '(https://e.test/x) https://e.test/a_(b)',
      'p"({https://e.test/x→https://e.test/x}) {https://e.test/a_(b)→https://e.test/a_(b)}"',
    ],
    ['![shot](https://e.test/x.png)', 'p"{shot→https://e.test/x.png}"'],
    [
      '![](https://e.test/x.png) [](https://e.test)',
      'p"{https://e.test/x.png→https://e.test/x.png} {https://e.test→https://e.test}"',
    ],
    ['[![a](https://e.test/a.png)](https://e.test)', 'p"{a→https://e.test}"'],
  ])('%j: %s', (text, tree) => {
    expect(short(parse(text))).toBe(tree);
  });

  it.each([
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](data:text/html,x)',
    '[a](vbscript:x)',
    '[a](file:///etc/passwd)',
    '[a](/relative)',
    '[a](//e.test)',
    '[a](#note_1)',
    '![a](/uploads/x.png)',
    `[a](https://e.test/${'x'.repeat(2001)})`,
  ])('%j stays as it was typed', (text) => {
    const [block] = parse(text);
    expect(
      block?.kind === 'paragraph' &&
        block.content.some((one) => one.kind !== 'break' && one.text === text && one.marks.url === undefined)
        ? text
        : wordsOf(parse(text)),
    ).toBe(text);
  });

  it('whatever is typed, a link leads to http, https or mail, and nowhere else', () => {
    const attacks = fc.constantFrom(
      ...ATTACKS,
      'javascript:',
      'java\u200bscript:',
      '](',
      '[x](',
      '<',
      '>',
      ')',
      'https://',
    );
    fc.assert(
      fc.property(fc.array(attacks, { maxLength: 8 }), (parts) => {
        for (const url of urlsIn(parse(parts.join('')))) expect(url).toMatch(/^(https?:\/\/|mailto:)/i);
      }),
      { numRuns: 300 },
    );
  });
});

describe('mentions', () => {
  it.each([
    ['@ana: hello @ben.c-d_e.', 'p"(@ana): hello (@ben.c-d_e)."'],
    ['@\u2060ana @\u200bana \\@ana &#64;ana', 'p"@ana @ana @ana @ana"'],
    ['a@e.test @@ana /@ana', 'p"a@e.test @@ana /@ana"'],
    ['`@ana` [@ana](https://e.test)', 'p"`@ana` {@ana→https://e.test}"'],
  ])('%j: %s', (text, tree) => {
    expect(short(parse(text))).toBe(tree);
  });
});

describe('HTML', () => {
  it.each([
    ['a <!-- note --> b\n\n<!-- sitrep:state -->\n\nc', 'p"a  b" p"c"'],
    ['<sub>small</sub> H<sub>2</sub>O', 'p"small H2O"'],
    ['<details>\n<summary>More</summary>\n\n*inside*\n\n</details>', 'p"More" p"_inside"'],
    ['restart <pod-name> now', 'p"restart <pod-name> now"'],
    ['<adf>{}</adf>', 'p"<adf>{}</adf>"'],
    ['<img src=x onerror=alert(1)>', 'p"<img src=x onerror=alert(1)>"'],
    ['<!-- never closed\nwords', 'p"<!-- never closed" p"words"'],
  ])('%j: %s', (text, tree) => {
    expect(short(parse(text))).toBe(tree);
  });
});

describe('what cannot be seen', () => {
  it.each([
    ['zero-width characters', 'a\u200bb\u2060c\ufeffd\u00ade', 'abcde'],
    ['what turns text round', '\u202etxt.exe\u202c \u2066x\u2069', 'txt.exe x'],
    ['control characters', 'a\u001b[31mb\u0007', 'a[31mb'],
    ['tags of planes that nobody draws', 'a\u{e0041}\u{e0042}b', 'ab'],
    ['line separators', 'a\u2028b', 'a b'],
    ['NUL', 'a\u0000b', 'a\ufffdb'],
    ['half a character', 'a\ud800b', 'a\ufffdb'],
  ])('%s', (_what, text, seen) => {
    expect(wordsOf(parse(text))).toBe(seen);
  });

  it('emoji and joined scripts stay whole', () => {
    expect(wordsOf(parse('👩🏽‍🚒 ✅ می‌خواهم'))).toBe('👩🏽‍🚒 ✅ می‌خواهم');
  });
});

describe('much text', () => {
  it.each(HUGE)('%s: at most 100,000 characters are kept, none of them twice', (_what, text) => {
    expect(wordsOf(parse(text)).replace(/\n/g, '').length).toBeLessThanOrEqual(100_030);
  });

  it('is cut at the end of a line, and says so', () => {
    const line = `${'x'.repeat(99)}\n`;
    expect(wordsOf(parse(line.repeat(2000)))).toBe(`${line.repeat(1000)}… continued in GitLab`);
    expect(wordsOf(parse(line.repeat(1000)))).toBe(line.repeat(1000).trimEnd());
  });

  it.each(HUGE.filter(([what]) => what.includes('nested')))('%s are shown as they were typed', (_what, text) => {
    const blocks = parse(`before\n\n${text}\n\nafter`);
    expect(blocks.slice(0, 2).map((block) => block.kind)).toEqual(['paragraph', 'code']);
    expect(wordsOf(blocks)).toContain(text);
    expect(wordsOf(blocks)).toContain('after');
    expect(wordsOf(parse(text))).toBe(text);
  });
});

describe('nothing is lost', () => {
  // No tables: of a row's cells those beyond its header are not shown in GitLab either.
  const LOSSLESS = [
    '*',
    '**',
    '_',
    '`',
    '> ',
    '\n',
    '\n\n',
    '\n- ',
    '\n1. ',
    '\n- [ ] ',
    '\n# ',
    '\n    ',
    '[',
    '](',
    ')',
    '!',
    '<',
    '@',
    '\n```\n',
    '\\',
    '&',
    '~~',
    '\n---\n',
    '\n[a]: ',
    '\n>>>\n',
    '<adf>',
  ];

  it('each word that is typed is in the document', () => {
    const pieces = fc.array(fc.constantFrom(...LOSSLESS), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.map((part, index) => `${part}word${index}z`).join('');
        const read = JSON.stringify(parse(text));
        expect(parts.map((_, index) => `word${index}z`).filter((word) => !read.includes(word))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('of what sitrep writes, each value is there', () => {
    const { state, messages, pir } = documents('Pulls fail for about 40 teams');
    for (const text of [state, messages, pir]) expect(wordsOf(parse(text))).toContain('Pulls fail for about 40 teams');
    expect(wordsOf(parse(pir))).not.toContain('sitrep:begin');
  });

  it('the same markdown gives the same document', () => {
    fc.assert(
      fc.property(arbitraryMarkdown, (text) => {
        expect(parse(text)).toEqual(parse(text));
      }),
      { numRuns: 100 },
    );
  });
});

function urlsIn(blocks: readonly Block[]): string[] {
  return [...JSON.stringify(blocks).matchAll(/"url":"((?:[^"\\]|\\.)*)"/g)].map(([, url = '']) => url);
}
