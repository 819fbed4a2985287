// Comments are hostile text: what is a command in them, and what only looks like one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandsIn } from '../../src/process/comments.ts';

/** `name: words` of everything that was understood, `?near` for near misses. */
function heard(body: string): string[] {
  return commandsIn(body, 'sitrep-bot').map(({ name, near, words }) =>
    `${name ?? `?${near}`}: ${words.replace(/\n/g, '⏎')}`.replace(/: $/, ''),
  );
}

describe('a command', () => {
  it.each<[what: string, body: string, commands: string[]]>([
    ['a line', '/ack', ['ack']],
    ['a line with words', '/found the disk is full', ['found: the disk is full']],
    ['text to the end of the comment', '/found a\n\nb\nc', ['found: a⏎⏎b⏎c']],
    ['text to the next command', '/found a\n\n/found b\n/ack', ['found: a', 'found: b', 'ack']],
    ['in the middle of prose', 'Hello,\n/ack\nthanks', ['ack: thanks']],
    ['any case', '/ACK', ['ack']],
    ['a stray blank before', '  /ack', ['ack']],
    ['a stray no-break space', '\u00a0/ack\u00a0now', ['ack: now']],
    ['a byte order mark', '\ufeff/ack', ['ack']],
    ['a zero-width space', '\u200b/ack', ['ack']],
    ['CRLF', 'Hi\r\n/found a\r\nb\r\n/ack\r\n', ['found: a⏎b', 'ack']],
    ['lone CR', 'Hi\r/ack', ['ack']],
    ['a full stop after the name', '/ack.', ['ack']],
    ['a colon after the name', '/found: a', ['found: a']],
    ['another form', '/ic', ['commander']],
    ['another form', '/resolve it works', ['resolved: it works']],
    ['the bot by name', '@sitrep-bot ack', ['ack']],
    ['the bot by name, spelled as people do', '@Sitrep-Bot: /found a', ['found: a']],
    ['the bot by name with a comma', '@sitrep-bot, found a', ['found: a']],
    ['above a ruler, which makes it a heading', '/ack\n---', ['ack: ---']],
    ['right under a list', '- one\n- two\n/ack', ['ack']],
    ['right under a quotation', '> shall we?\n/ack', ['ack']],
    ['right under a table', '| a |\n|---|\n| b |\n/ack', ['ack']],
    ['with a table under it', '/sitrep db | web\n--- | ---\nup | down', ['sitrep: db | web⏎--- | ---⏎up | down']],
    ['with a block of code in its text', '/found a\n```\n/ack\n```\n', ['found: a⏎```⏎/ack⏎```']],
    ['right behind another', '/ack /respond /impact everyone', ['ack', 'respond', 'impact: everyone']],
    ['another behind words, which is prose', '/found nobody can /ack it', ['found: nobody can /ack it']],
    ['a path behind it', '/found /opt is full', ['found: /opt is full']],
    ['code behind it', '/found `/ack` fails', ['found: `/ack` fails']],
    ['a list item, asked about', '- /ack', ['?ack']],
    ['a numbered item, asked about', '1. /found a', ['?found: a']],
    ['several list items, asked about once', '* /ack\n* /respond', ['?ack']],
    ['with a list in its text', '/found\n- /ack\n- b', ['found: - /ack⏎- b']],
    ['a near miss', '/akc', ['?ack']],
    ['a near miss with words', '/foudn a', ['?found: a']],
    ['a comment in HTML within its words', '/found a <!-- hm --> b', ['found: a  b']],
    ['a stray backtick before', "it's `broken\n\n/ack", ['ack']],
  ])('%s: %j', (_what, body, commands) => {
    expect(heard(body)).toEqual(commands);
  });
});

describe('no command', () => {
  it.each<[what: string, body: string]>([
    ['fenced code', '```\n/ack\n```'],
    ['fenced code with a language', '```sh\n/ack\n```'],
    ['fenced code that never ends', '```\n/ack'],
    ['fenced code with tildes', '~~~\n/ack\n~~~'],
    ['a longer fence', '````\n```\n/ack\n````'],
    ['indented code', 'see\n\n    /ack'],
    ['indented code with a tab', 'see\n\n\t/ack'],
    ['inline code', 'type `/ack`'],
    ['inline code on its own line', '`/ack`'],
    ['inline code over lines', 'like ``a\n/ack\nb`` this'],
    ['a quotation', '> /ack'],
    ['a quotation in a quotation', '> > /ack'],
    ['a block quotation', '>>>\n/ack\n>>>'],
    ['a block quotation with blank lines', '>>>\n\nhe said\n\n/ack\n\n>>>'],
    ['a list item with a path', '- /ack/now'],
    ['a list item in a quotation', '> - /ack'],
    ['a list item in code', '```\n- /ack\n```'],
    ['a block of HTML', '<div>\n/ack\n</div>'],
    ['a folded part', '<details>\n<summary>log</summary>\n\n/ack\n\n</details>'],
    ['a folded part that never ends', '<details>\n\n/ack'],
    ['preformatted HTML', '<pre>\n/ack\n\n/ack\n</pre>'],
    ['a comment in HTML', '<!--\n/ack\n-->'],
    ['a comment in HTML with blank lines', '<!-- a\n\n/ack\n\n-->'],
    ['an attribute over lines', 'see <a title="x\n/ack\ny"> this'],
    ['the end of a line', 'please /ack'],
    ['a heading', '# /ack'],
    ['a path', '/ack/now'],
    ['a directory', '/opt is full'],
    ['a route', '/healthz answers 500'],
    ['two slashes', '//ack'],
    ['somebody else by name', '@ben ack'],
    ['the bot in the middle', 'ask @sitrep-bot ack'],
    ['the bot and prose', '@sitrep-bot is this right?'],
    ['a quick action of GitLab', '/label ~bug'],
    ['nothing at all', ''],
    ['blanks', ' \n \n'],
  ])('%s: %j', (_what, body) => {
    expect(heard(body)).toEqual([]);
  });
});

describe('the words of a command', () => {
  it.each`
    what                     | words                            | kept
    ${'an indented line'}    | ${`a\n${' '.repeat(8)}b`}        | ${`a\n${' '.repeat(8)}b`}
    ${'a stretch of blanks'} | ${`a${' '.repeat(90_000)}b`}     | ${'a b'}
    ${'a stretch of lines'}  | ${`a${'\n \t\n'.repeat(9000)}b`} | ${'a\n\nb'}
    ${'a very long text'}    | ${'a'.repeat(30_000)}            | ${`${'a'.repeat(20_000)} …`}
  `('are kept, but not without end: $what', ({ words, kept }) => {
    expect(commandsIn(`/found ${words}`, 'b')[0]?.words).toBe(kept);
  });

  it('two long ones that begin alike are two', () => {
    const [one, other] = ['b', 'c'].map((end) => commandsIn(`/found ${'a'.repeat(30_000)}${end}`, 'b')[0]?.hash);
    expect(one).not.toBe(other);
  });
});

describe('the same command is known again', () => {
  it('whatever stands around it, and however it is spaced', () => {
    const [one] = commandsIn('/found  the   disk', 'b');
    const [other] = commandsIn('Hello\n\n/Found the disk\n\n/ack', 'b');
    expect(other).toMatchObject({ hash: one?.hash, nth: 1 });
  });

  it('by another form of its name', () => {
    expect(commandsIn('/ic', 'b')[0]?.hash).toBe(commandsIn('/commander', 'b')[0]?.hash);
  });

  it('twice in one comment they are two', () => {
    expect(commandsIn('/found a\n/found a', 'b').map(({ nth }) => nth)).toEqual([1, 2]);
  });
});

describe('hostile text', () => {
  it.each<[what: string, body: string]>([
    ['brackets', '['.repeat(1_000_000)],
    ['nested links', '[a]('.repeat(250_000)],
    ['quotations', '> '.repeat(500_000)],
    ['lists', '- '.repeat(500_000)],
    ['asterisks', '*a_'.repeat(300_000)],
    ['backticks', '`'.repeat(999_999)],
    ['backticks of growing length', Array.from({ length: 1200 }, (_, n) => '`'.repeat(n)).join(' ')],
    ['lines of code', '`a\n'.repeat(300_000)],
    ['tags', '<a '.repeat(300_000)],
    ['open tags', '<div>\n'.repeat(160_000)],
    ['comments', '<!--'.repeat(250_000)],
    ['commands', '/found a\n'.repeat(110_000)],
    ['commands on one line', '/ack '.repeat(200_000)],
    ['list items', '- /ack\n'.repeat(140_000)],
    ['references', '[a]: b\n'.repeat(140_000)],
    ['comments in a command', `/found ${'<!--'.repeat(250_000)}`],
  ])('a megabyte of %s is read within 2 s', (_what, body) => {
    const start = performance.now();
    commandsIn(body, 'sitrep-bot');
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('no text makes it fail, and every command it finds was typed', () => {
    const scrap = fc.constantFrom(
      '/ack',
      '/found x',
      '`',
      '```',
      '\n',
      '\n\n',
      '> ',
      '>>>',
      '    ',
      '<div>',
      '</div>',
      '<!--',
      '-->',
      '- ',
      'a',
      '|',
      '\r',
      '\t',
      '\u0000',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 40 }), (scraps) => {
        const body = scraps.join('');
        for (const { word } of commandsIn(body, 'b')) expect(body.toLowerCase()).toContain(`/${word}`);
      }),
      { numRuns: 500 },
    );
  });
});
