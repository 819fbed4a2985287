// /take: replaces a holder who is silent (process.md section 3).
//
// Silent is who has done nothing for 5 minutes after the first nudge of the incident that fell in their
// silence, whoever it went to (of somebody alone it goes to the contacts), or for 30 minutes of a full response.

import type { Person, Role } from '../incident/events.ts';
import { ROLES } from '../incident/events.ts';
import { fits, TITLES } from '../incident/people.ts';
import { code, named } from '../text/markdown.ts';
import { earlier, type Instant, later, plusMinutes, stamp } from '../text/time.ts';
import { needsResponder, needsStatus } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { roleNames, taken, take as takeVacant, unfit } from './role-command.ts';
import { roleSaid } from './role-words.ts';

const SILENT_MINUTES = 5;
const UNASKED_MINUTES = 30;
const NEVER: Instant = '9999-12-31T23:59:59.999Z';
/** GitLab's Maintainer. */
const MAINTAINER = 40;

export const take: Command = {
  name: 'take',
  aliases: ['take-over', 'takeover'],
  usage: '/take <role> <reason>',
  summary: 'Replace a holder who is silent.',
  who: 'Any responder.',
  understand(words, given) {
    const barred =
      needsResponder(given) ??
      needsStatus(given, ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review']);
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
  if (mayReplace(role, fit.holder, given)) {
    const others = fits({ ...incident, roles: { ...incident.roles, [role]: [] } }, role, by, policy.roles.combine);
    return others.ok ? did(taken(role, by, others.sheds, fit.holder, reason)) : unfit(role, by, others, given);
  }
  return notYet(role, fit.holder, given);
}

/** A maintainer may always; others once the holder let a nudge of the incident, or a long time, go by in silence. */
function mayReplace(role: Role, holder: Person, given: Given): boolean {
  return given.level >= MAINTAINER || given.at >= replaceableAt(role, holder, given);
}

function replaceableAt(role: Role, holder: Person, { incident }: Given): Instant {
  const since = incident.roles[role].find(({ person }) => person.id === holder.id)?.since ?? '';
  const last = later(incident.active.get(holder.id)?.at ?? since, since);
  const asked = incident.nudges.find((nudge) => nudge.at > last)?.at;
  const unasked = incident.status === 'responding' ? plusMinutes(last, UNASKED_MINUTES) : NEVER;
  return asked === undefined ? unasked : earlier(unasked, plusMinutes(asked, SILENT_MINUTES));
}

/** The line is for now: who is in charge reads a suggestion, and answering it or not is an answer too. */
function notYet(role: Role, holder: Person, given: Given): Verdict {
  const from = replaceableAt(role, holder, given);
  const when =
    from === NEVER
      ? `It is free to take ${SILENT_MINUTES} min after a reminder that they leave unanswered`
      : `If they stay silent, you can take it from ${stamp(from)} on`;
  return refuse(
    `${named(holder)} is ${TITLES[role]} and has not been silent for long. ${when}; a maintainer can at any time. Until then tell them what they should know:`,
    '/sitrep <what they should know>',
  );
}
