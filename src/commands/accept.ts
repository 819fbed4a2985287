// /accept: the one who was asked takes the role. Only this (or acting on the incident) moves it (R90).

import type { Role } from '../incident/events.ts';
import { ROLES } from '../incident/events.ts';
import { fits } from '../incident/people.ts';
import { nearest } from '../text/nearest.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { taken, unfit } from './role-command.ts';

export const accept: Command = {
  name: 'accept',
  aliases: ['accepted'],
  usage: '/accept [role]',
  summary: 'Take the role that you were asked to take.',
  who: 'The one who was asked.',
  essential: true,
  understand(words, given) {
    const offer = offerTo(words, given);
    if (!offer) return refuse('You have not been asked for a role here. To take one yourself, say which:', '/ops');
    return acceptOffer(offer.role, given);
  },
};

/** What `/accept` does, also where an offer is taken by acting on the incident. */
export function acceptOffer(role: Role, given: Given): Verdict {
  const { incident, by, policy } = given;
  const fit = fits(incident, role, by, policy.roles.combine);
  return fit.ok ? did(taken(role, by, fit.sheds)) : unfit(role, by, fit, given);
}

/** The open offer that is meant: the named role's, else the latest. */
export function offerTo(words: string, given: Given): Given['incident']['offers'][number] | undefined {
  const mine = given.incident.offers.filter((offer) => offer.person.id === given.by.id);
  const role = nearest(words.trim().split(/\s/)[0] ?? '', ROLES);
  return mine.findLast((offer) => offer.role === role) ?? mine.at(-1);
}
