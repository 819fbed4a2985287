// /accept: the one who was asked takes the role. Only this (or acting on the incident) moves it (R90).
//
// Without a role it is a yes to everything that was asked, the latest first: who was asked to be Comms
// and Planner says it once.

import type { Role } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import { fits } from '../incident/people.ts';
import { isResponder, waysOn } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { actingBecomesOpsLead, taken, unfit } from './role-command.ts';
import { roleSaid } from './role-words.ts';

export const accept: Command = {
  name: 'accept',
  aliases: ['accepted'],
  usage: '/accept [role]',
  summary: 'Take the role that you were asked to take.',
  who: 'The one who was asked.',
  essential: true,
  understand(words, given) {
    const offers = offersMeant(words, given);
    const latest = offers.at(-1);
    if (!latest) return notAsked(given);
    const first = acceptOffer(latest.role, given);
    if (!first.ok) return first;
    const more = offers
      .slice(0, -1)
      .reverse()
      .map((offer) => offer.role);
    return did(...first.facts, ...alsoFitting(latest.role, more, given));
  },
};

function notAsked(given: Given): Verdict {
  const why = 'You have not been asked for a role here.';
  const live = isResponder(given) && !isOver(given.incident.status);
  return live ? refuse(`${why} To take one yourself, say which:`, '/sme') : refuse(why, waysOn(given));
}

/** What `/accept` does, also where an offer is taken by acting on the incident. */
export function acceptOffer(role: Role, given: Given): Verdict {
  const { incident, by, policy } = given;
  const fit = fits(incident, role, by, policy.roles.combine);
  return fit.ok ? did(taken(role, by, fit.sheds), ...actingBecomesOpsLead(role, given)) : unfit(role, by, fit, given);
}

/** The open offers that are meant: the named role's, else all of them; the latest last. */
export function offersMeant(words: string, given: Given): Given['incident']['offers'] {
  const mine = given.incident.offers.filter((offer) => offer.person.id === given.by.id);
  const role = roleSaid(words.split('\n')[0] ?? '')?.role;
  const named = mine.filter((offer) => offer.role === role);
  return named.length > 0 ? named : mine;
}

/** Of the other roles asked for, those that go together with the first and with one another. */
function alsoFitting(first: Role, more: readonly Role[], given: Given): ReturnType<typeof taken>[] {
  const { incident, by, policy } = given;
  const roles = structuredClone(incident.roles);
  roles[first].push({ person: by, since: given.at });
  const facts: ReturnType<typeof taken>[] = [];
  for (const role of more) {
    const fit = fits({ ...incident, roles }, role, by, policy.roles.combine);
    if (!fit.ok || fit.sheds.length > 0) continue;
    facts.push(taken(role, by, []));
    roles[role].push({ person: by, since: given.at });
  }
  return facts;
}
