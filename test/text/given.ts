// What the writers' tests start from: the documents that sitrep really writes, text as hostile as it gets, and markdown
// made at random.

import fc from 'fast-check';
import { messageText } from '../../src/documents/messages.ts';
import { pirText } from '../../src/documents/pir.ts';
import { stateText } from '../../src/documents/state.ts';
import { type Block, type Inline, lineText } from '../../src/text/blocks.ts';
import { inState } from '../commands/said.ts';
import { eventful, HOSTILE, PLACE } from '../documents/given.ts';

/** The longer things that sitrep says of one incident in which `text` was typed everywhere. */
export function documents(text: string): Readonly<Record<'state' | 'messages' | 'pir', string>> {
  const told = eventful(text);
  const { messages } = told.look(60);
  return {
    state: stateText(told.incident, PLACE),
    messages: messages.map((message) => messageText(message, told.incident, told.around(60))).join('\n\n'),
    pir: pirText(told.incident, told.events, told.policy, PLACE),
  };
}

/** The live state of a small incident, as it reads in the issue. */
export function smallState(): string {
  const told = inState('responding', { title: 'Registry down' });
  told.say(4, 'ana', '/sitrep Pulls fail with *502*.\nRestarting @ben & co <soon>');
  told.say(8, 'ben', '/change restarted Nexus undo: none needed');
  return stateText(told.incident, PLACE);
}

/** What people could mean to call somebody, to leave their place, or to cost us time; each on one line. */
export const ATTACKS: readonly string[] = [
  '<!channel>',
  '<!here>',
  '<!everyone|x>',
  '<@U1>',
  '<@U1|ana>',
  '<#C1>',
  '<!subteam^S1>',
  '<!date^1^{date}|x>',
  '&lt;!channel&gt;',
  '&#60;!channel&#62;',
  '\\<!channel>',
  '<https://e.test|https://bank.test>',
  '<!chan\u200bnel>',
  '@here @channel @everyone',
  '#general',
  '[~user]',
  '[~accountid:1]',
  '[^file.txt]',
  '[x|javascript:alert(1)]',
  '{code}',
  '{noformat}',
  '{quote}',
  '{macro:x}',
  '{{x}}{noformat}',
  '!image.png!',
  '<adf>{"type":"mention","attrs":{"id":"1"}}</adf>',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](data:text/html;base64,AAAA)',
  '[x](//e.test)',
  '[<!here>](https://e.test)',
  '[a|b>c](https://e.test/|>)',
  '[x](https://e.test/<!here>)',
  '[x](https://e.test/?a=1&b=%3C!here%3E)',
  'https://e.test/|<!here>',
  'https://e.test/}{code}',
  '![<!here>](https://e.test/x.png)',
  '*bold* _slanted_ ~struck~ `code`',
  '&gt; no quotation',
  '``` <!here> ```',
  'C:\\\\{code}\\\\!x!',
  'h1. bq. \\\\ ---- (x) :)',
  '\u202etxt.exe\u202c \u2066x\u2069',
  'a\u0000b\u001b[31m',
  '\ud800 \udc00',
];

/** Each attack by itself and wherever people's words come to stand. */
export const PLACES: readonly (readonly [where: string, put: (text: string) => string])[] = [
  ['alone', (text) => text],
  ['in bold', (text) => `**${text}**`],
  ['in a heading', (text) => `## ${text}`],
  ['in a list', (text) => `1. one\n   - ${text}`],
  ['in a task', (text) => `- [x] ${text}`],
  ['in a quotation', (text) => `> ${text}\n> > ${text}`],
  ['in a cell', (text) => `| a | b |\n|---|---|\n| ${text} | x |`],
  ['as a name in a link', (text) => `[${text}](https://e.test)`],
  ['in code', (text) => `\`${text}\``],
  ['in a block of code', (text) => `~~~\n${text}\n~~~`],
];

const MARKDOWN = [
  ...HOSTILE,
  ...ATTACKS,
  '\n',
  '\n\n',
  '\n- ',
  '\n  - ',
  '\n1. ',
  '\n7) ',
  '\n- [ ] ',
  '\n- [x] ',
  '\n    ',
  '\n> - ',
  '\n>>>\n',
  '\n# ',
  '\n---\n',
  '\n===\n',
  '\n| a | b |\n|---|---|\n| 1 | 2 |\n',
  '\n> | a |\n> |---|\n> | 1 |\n',
  '\n- | a |\n  |---|\n  | 1 |\n',
  '\n- > quoted\n',
  '\n- # head\n',
  '\n- ```\n  code\n  ```\n',
  '\n```js\n```\n',
  '***',
  '~~',
  '[x](https://e.test)',
  '[`x`](https://e.test)',
  '<br>',
  '<details>\n',
];

/** Markdown made of pieces that mean something. */
export const arbitraryMarkdown: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...MARKDOWN) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
    ),
    { minLength: 1, maxLength: 24 },
  )
  .map((parts) => parts.join(''));

/** All that is to be read in a document, in order; `between` the pieces of a line, which may have different marks. */
export function wordsOf(blocks: readonly Block[], between = ''): string {
  const line = (content: readonly Inline[]): string =>
    content.map((one) => (one.kind === 'break' ? '\n' : lineText([one]))).join(between);
  return blocks
    .map((block) => {
      if (block.kind === 'list') return block.items.map((item) => wordsOf(item.blocks, between)).join('\n');
      if (block.kind === 'quotation') return wordsOf(block.blocks, between);
      if (block.kind === 'table') return [block.header, ...block.rows].flat().map(line).join('\n');
      return block.kind === 'code' ? block.text : block.kind === 'rule' ? '' : line(block.content);
    })
    .join('\n');
}

/** The words of a document that a writer of it left out. */
export function missingWords(blocks: readonly Block[], text: string): string[] {
  return wordsOf(blocks, ' ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => !text.includes(word));
}

/** Texts that are long or deep, with what they are. */
export const HUGE: readonly (readonly [what: string, text: string])[] = [
  ['1 MB of lines', 'words and *more* words\n'.repeat(45_000)],
  ['1 MB of paragraphs', 'words and **more** words\n\n'.repeat(40_000)],
  ['1 MB without a blank', 'x'.repeat(1_000_000)],
  ['1 MB of entries', '- <!here> @ana\n'.repeat(70_000)],
  ['3,000 nested quotations', `${'>'.repeat(3000)} deep inside`],
  ['300 nested lists', Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- level`).join('\n')],
  ['20,000 opening brackets', '['.repeat(20_000)],
  ['20,000 opening images', '!['.repeat(20_000)],
  ['marks in marks', `${'*a '.repeat(10_000)}${'a* '.repeat(10_000)}`],
  ['a table of 60,000 cells', `${'|a'.repeat(1000)}|\n${'|-'.repeat(1000)}|\n${'|x\n'.repeat(20_000)}`],
  ['a link that is too long', `[words](https://e.test/${'&'.repeat(5000)})`],
  ['an entry that is too long', `- one\n- ${'many words '.repeat(9000)}\n- three`],
];
