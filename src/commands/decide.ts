// /decide: a decision, on the record (R75).

import { needsRole, needsText } from './authority.ts';
import { type Command, didAt, happened } from './command.ts';

export const decide: Command = {
  name: 'decide',
  aliases: ['decided', 'decision'],
  usage: '/decide <what and why>',
  summary: 'Put a decision on the record.',
  who: 'Anyone with a role in this incident.',
  understand(words, given) {
    const { text, at } = happened(words, given);
    return (
      needsRole(given) ??
      needsText(text, 'Say what was decided, and why', '/decide <what and why>') ??
      didAt(at, { type: 'decided', text })
    );
  },
};
