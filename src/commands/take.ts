// /take: replaces a holder who has been silent for 5 minutes to an open question (process.md section 3).

import type { Role } from '../incident/events.ts';
import { ROLES } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { fits, TITLES } from '../incident/people.ts';
import { code, named } from '../text/markdown.ts';
import { minutesBetween } from '../text/time.ts';
import { needsResponder } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { roleNames, taken, take as takeVacant, unfit } from './role-command.ts';
import { roleSaid } from './role-words.ts';

const SILENT_MINUTES = 5;

export const take: Command = {
  name: 'take',
  aliases: ['take-over', 'takeover'],
  usage: '/take <role> <reason>',
  summary: 'Replace a holder who has not answered for 5 minutes.',
  who: 'Any responder.',
  understand(words, given) {
    const barred = needsResponder(given);
    if (barred) return barred;
    const said = roleSaid(words);
    if (!said) {
      const what = words.trim() === '' ? 'Say which role' : `${code(words, 80)} begins with no role`;
      return refuse(`${what}. Roles: ${roleNames(ROLES)}.`, '/take commander <why>');
    }
    if (said.rest === '') return refuse('Say why, for the record.', `/take ${said.role} <why>`);
    return replace(said.role, said.rest, given);
  },
};

function replace(role: Role, reason: string, given: Given): Verdict {
  const { incident, by, policy } = given;
  const fit = fits(incident, role, by, policy.roles.combine);
  if (fit.ok) return takeVacant(role, given);
  if (fit.why !== 'taken') return unfit(role, by, fit, given);
  const asked = openQuestion(incident, fit.holder.name, incident.active.get(fit.holder.id)?.at ?? '');
  const waited = asked === undefined ? -1 : minutesBetween(asked, given.at);
  if (waited >= SILENT_MINUTES) {
    const others = fits({ ...incident, roles: { ...incident.roles, [role]: [] } }, role, by, policy.roles.combine);
    return others.ok ? did(taken(role, by, others.sheds, fit.holder, reason)) : unfit(role, by, others, given);
  }
  const why =
    asked === undefined
      ? `${named(fit.holder)} is ${TITLES[role]} and no question to them is open.`
      : `${named(fit.holder)} was asked ${waited} min ago and has ${SILENT_MINUTES - waited} min to answer.`;
  return refuse(`${why} Ask them to give it to you:`, `/stand-down @${fit.holder.name} ${role}`);
}

/** When the holder was last nudged, if they have done nothing since. */
function openQuestion(incident: Incident, name: string, lastActive: string): string | undefined {
  const asked = incident.lastNudged.get(name);
  return asked !== undefined && asked > lastActive ? asked : undefined;
}
