// /decline: the one who was asked says no, and the commander learns it at once.

import { offerTo } from './accept.ts';
import { type Command, did, refuse } from './command.ts';

export const decline: Command = {
  name: 'decline',
  aliases: ['declined'],
  usage: '/decline [reason]',
  summary: 'Say no to a role you were asked to take.',
  who: 'The one who was asked.',
  understand(words, given) {
    const offer = offerTo(words, given);
    if (!offer) return refuse('You have not been asked for a role here. To give up one you hold:', '/stand-down');
    const reason = words.trim() === '' ? {} : { reason: words.trim() };
    return did({ type: 'role-declined', role: offer.role, person: given.by, ...reason });
  },
};
