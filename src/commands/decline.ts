// /decline: the one who was asked says no, and the commander learns it at once.

import { hasRole } from '../incident/people.ts';
import { offersMeant } from './accept.ts';
import { type Command, did, refuse } from './command.ts';
import { roleSaid } from './role-words.ts';

export const decline: Command = {
  name: 'decline',
  aliases: ['declined'],
  usage: '/decline [role] [reason]',
  summary: 'Say no to a role you were asked to take.',
  who: 'The one who was asked.',
  understand(words, given) {
    const offers = offersMeant(words, given);
    if (offers.length === 0) {
      const holding = hasRole(given.incident, given.by);
      const why = 'You have not been asked for a role here.';
      return holding ? refuse(`${why} To give up one you hold:`, '/stand-down') : refuse(why, '/help');
    }
    const said = roleSaid(words);
    const named = said !== undefined && offers.every((offer) => offer.role === said.role);
    const text = (named ? said.rest : words).trim();
    const reason = text === '' ? {} : { reason: text };
    return did(...offers.map(({ role }) => ({ type: 'role-declined', role, person: given.by, ...reason }) as const));
  },
};
