// /found: a discovery, on the record (R71, R75). Facts are never refused, whoever brings them.

import { needsText } from './authority.ts';
import { type Command, didAt, happened } from './command.ts';

export const found: Command = {
  name: 'found',
  aliases: ['find', 'discovered', 'note'],
  usage: '/found <what> [at 14:07]',
  summary: 'Put something you found or saw on the record.',
  who: 'Anyone.',
  essential: true,
  understand(words, given) {
    const { text, at } = happened(words, given);
    return needsText(text, 'Say what you found', '/found <what>') ?? didAt(at, { type: 'found', text });
  },
};
