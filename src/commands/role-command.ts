// What the seven role commands share: taking a role, offering it, proposing somebody for it.
//
// Without a name they mean me. The person in charge offers a role to others; anybody else's naming of
// others is a proposal to them (R93). Nobody becomes Ops Lead beside another role, whatever the way in.

import type { Fact, Person, Role } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { commander, fits, holds, leader, TITLES } from '../incident/people.ts';
import { contactsOf } from '../rules/rule.ts';
import { code, listed, named } from '../text/markdown.ts';
import { isInCharge, needsResponder, needsStatus, RESPONDER } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';

export function roleCommand(role: Role, help: Pick<Command, 'aliases' | 'summary' | 'essential'>): Command {
  const several = role === 'commander' || role === 'ops-lead' ? '' : ' …';
  return {
    name: role,
    ...help,
    usage: `/${role} [@person${several}]`,
    who: 'Any responder for themselves or for a vacant role; the commander offers it to others.',
    understand: (words, given) => appoint(role, words, given),
  };
}

/** All people named in `words`, or the speaker. Refused as a whole where one of them cannot be. */
function appoint(role: Role, words: string, given: Given): Verdict {
  const barred = mayNot(role, given);
  if (barred) return barred;
  const [first = ''] = words.trim().split('\n');
  if (role === 'ops' && /^lead\b/i.test(first)) return appoint('ops-lead', first.replace(/^lead\b[\s:,]*/i, ''), given);
  const names = namesIn(first, given);
  if (names.length === 0) {
    return first === '' || MYSELF.test(first)
      ? take(role, given)
      : refuse(`I read no name in ${code(first, 80)}.`, `/${role} @name`);
  }

  const facts: Fact[] = [];
  for (const name of new Set(names)) {
    const found = given.person(name);
    if (!found) return refuse(`There is no member ${code(`@${name}`)} in this project.`, `/${role} @name`);
    const verdict =
      found.person.id === given.by.id ? take(role, given) : (needsResponder(given) ?? nameOther(role, found, given));
    if (!verdict.ok) return verdict;
    facts.push(
      ...verdict.facts.map((fact) =>
        fact.type === 'suggested' ? { ...fact, n: given.incident.suggested + 1 + facts.length } : fact,
      ),
    );
  }
  return did(...facts);
}

/** Nobody takes a role in what is over; the PIR Team is open to every member, at any time. */
function mayNot(role: Role, given: Given): ReturnType<typeof needsResponder> {
  if (role === 'review-team' && given.level >= MEMBER) return undefined;
  return (
    needsResponder(given) ?? needsStatus(given, ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review'])
  );
}

/** GitLab's Guest. */
const MEMBER = 10;

/** `me`, `I have it`, `taking over`: plain words for oneself. */
const MYSELF = /^(?:me|myself|mine|i|i'm|i've|i'll|taking|it's me|it is me|here|for now|until)\b/i;

/** Names with `@`; else members' names as bare words, up to the first word that is none. */
function namesIn(line: string, given: Given): string[] {
  const marked = [...line.matchAll(/@([\w.-]*\w)/g)].map((match) => match[1] ?? '');
  if (marked.length > 0) return marked;
  const words = line.split(/[\s,;]+(?:(?:and|&)\s+)?/).filter((word) => word !== '');
  const other = words.findIndex((word) => !/^[\w.-]*\w$/.test(word) || given.person(word) === undefined);
  return other < 0 ? words : words.slice(0, other);
}

/** Taking a role oneself. */
export function take(role: Role, given: Given): Verdict {
  const { incident, by, policy } = given;
  if (holds(incident, role, by)) return refuse(`You are ${TITLES[role]} already.`, '/help');
  const fit = fits(incident, role, by, policy.roles.combine);
  if (!fit.ok && fit.why === 'taken' && role === 'commander' && silentThroughEscalations(incident, fit.holder)) {
    return did(taken(role, by, [], fit.holder, 'the commander was silent through two escalations'));
  }
  if (!fit.ok) return unfit(role, by, fit, given);
  if ((role === 'ops' || role === 'sme') && !mayJoinOps(given)) {
    return did({
      type: 'suggested',
      n: incident.suggested + 1,
      kind: 'role',
      text: `${TITLES[role]}`,
      role,
      person: by,
    });
  }
  return did(taken(role, by, fit.sheds), ...actingBecomesOpsLead(role, given));
}

export function taken(
  role: Role,
  person: Person,
  sheds: readonly Role[],
  replaces?: Person,
  reason?: string,
): Extract<Fact, { type: 'role-taken' }> {
  return {
    type: 'role-taken',
    role,
    person,
    sheds: [...sheds],
    ...(replaces ? { replaces } : {}),
    ...(reason ? { reason } : {}),
  };
}

/** Naming somebody else: an offer by who is in charge (or where nobody is), else a proposal. */
function nameOther(role: Role, found: { person: Person; level: number }, given: Given): Verdict {
  const { incident, policy } = given;
  const { person, level } = found;
  if (holds(incident, role, person)) return refuse(`${named(person)} is ${TITLES[role]} already.`, '/help');
  if (level < RESPONDER && role !== 'review-team') {
    return refuse(
      `${named(person)} has no Reporter role in this project and could not act. A maintainer can add them.`,
      `/${role} @name`,
    );
  }
  const fit = fits(incident, role, person, policy.roles.combine);
  if (!fit.ok) return unfit(role, person, fit, given);
  if (isInCharge(given) || leader(incident) === undefined) return did({ type: 'role-offered', role, person });
  return did({ type: 'suggested', n: incident.suggested + 1, kind: 'role', text: TITLES[role], role, person });
}

/** The refusal names both and a way out (R87). */
export function unfit(
  role: Role,
  person: Person,
  fit: Extract<ReturnType<typeof fits>, { ok: false }>,
  given: Given,
): Verdict {
  const me = person.id === given.by.id;
  if (fit.why === 'taken') {
    const way = me || !isInCharge(given) ? `/take ${role} <why>` : `/stand-down @${fit.holder.name} ${role}`;
    return refuse(`${named(fit.holder)} is ${TITLES[role]}. If they are silent, or with their consent:`, way);
  }
  if (fit.why === 'no-combining') {
    return refuse(
      `${named(person)} is ${TITLES[fit.role]}, and this organisation keeps these roles apart.`,
      `/${role} @somebody-else`,
    );
  }
  const opsLead =
    role === 'ops-lead'
      ? 'The Ops Lead holds no other response role'
      : `${named(person)} is Ops Lead, and the Ops Lead holds no other response role`;
  const holding = role === 'ops-lead' ? `; ${named(person)} is ${TITLES[fit.role]}` : '';
  const out = `Name somebody else as ${TITLES[role]}, or give up ${TITLES[fit.role]} first`;
  return refuse(
    `${opsLead}${holding}: whoever solves the problem is kept free of everything else. ${out}.`,
    `/stand-down @${person.name} ${fit.role}`,
  );
}

/** Joining Ops by oneself is for the service's team, where one is configured. */
function mayJoinOps(given: Given): boolean {
  const contacts = contactsOf(given.incident, given.policy);
  return (
    isInCharge(given) ||
    contacts.length === 0 ||
    contacts.some((contact) => contact.name.toLowerCase() === given.by.name.toLowerCase())
  );
}

/** When somebody else takes command, who had it until then becomes Ops Lead if that is vacant. */
export function actingBecomesOpsLead(role: Role, given: Given): Fact[] {
  const { incident, by, policy } = given;
  const acting = incident.acting;
  if (role !== 'commander' || !acting || acting.id === by.id || incident.roles['ops-lead'].length > 0) return [];
  const fit = fits(incident, 'ops-lead', acting, policy.roles.combine);
  return fit.ok ? [taken('ops-lead', acting, fit.sheds)] : [];
}

/** Two escalations since the commander last did anything (process.md section 3). */
function silentThroughEscalations(incident: Incident, holder: Person): boolean {
  const last = incident.active.get(holder.id)?.at ?? '';
  const escalations = incident.nudges.filter((nudge) => nudge.escalation > 0 && nudge.at > last);
  return commander(incident)?.id === holder.id && new Set(escalations.map((nudge) => nudge.at)).size >= 2;
}

/** `commander, ops-lead or planner`, for replies. */
export function roleNames(roles: readonly Role[]): string {
  return listed(
    roles.map((role) => `\`${role}\``),
    'or',
  );
}
