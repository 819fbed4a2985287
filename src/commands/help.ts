// /help: what you can do now in this incident, in six lines.

import { type Command, did } from './command.ts';

export const help: Command = {
  name: 'help',
  aliases: ['commands', '?'],
  usage: '/help',
  summary: 'What you can do now in this incident.',
  who: 'Anyone.',
  understand: (_words, given) => did({ type: 'helped', person: given.by }),
};
