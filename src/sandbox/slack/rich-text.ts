// What people type comes with a block of rich text beside the text, made by their client.

import type { Json } from './store.ts';

/** What stands in angle brackets in a stored text. */
const SPECIAL = /<(@|#|!|(?:https?:\/\/|mailto:))([^|<>]*)(?:\|([^<>]*))?>/g;

/** The block for a text as it is stored. */
export function richText(stored: string): Json[] {
  const elements: Json[] = [];
  let from = 0;
  for (const match of stored.matchAll(SPECIAL)) {
    elements.push(...words(stored.slice(from, match.index)), special(match[1] ?? '', match[2] ?? '', match[3]));
    from = match.index + match[0].length;
  }
  elements.push(...words(stored.slice(from)));
  return [{ type: 'rich_text', block_id: 'b1', elements: [{ type: 'rich_text_section', elements }] }];
}

function special(sign: string, rest: string, label: string | undefined): Json {
  switch (sign) {
    case '@':
      return { type: 'user', user_id: rest };
    case '#':
      return { type: 'channel', channel_id: rest };
    case '!':
      return { type: 'broadcast', range: rest };
    default:
      return { type: 'link', url: unescaped(sign + rest), ...(label === undefined ? {} : { text: unescaped(label) }) };
  }
}

const words = (text: string): Json[] => (text === '' ? [] : [{ type: 'text', text: unescaped(text) }]);

/** Rich text is data: nothing in it is escaped. */
const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
