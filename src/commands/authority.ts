// Who may do what, in one place, and what those who may not are told.

import type { Role, Status } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import { hasRole, holds, leader, leads, solo, TITLES } from '../incident/people.ts';
import { listed, named } from '../text/markdown.ts';
import { type Given, refuse, type Verdict } from './command.ts';

/** A responder is a member with Reporter rights or more (process.md section 3). */
export const RESPONDER = 20;

type Refusal = Extract<Verdict, { ok: false }> | undefined;

export function isResponder(given: Given): boolean {
  return given.level >= RESPONDER;
}

/** Refused for who is no responder; undefined for who is. */
export function needsResponder(given: Given): Refusal {
  if (isResponder(given)) return undefined;
  return no(
    'This needs at least the Reporter role in this project. A maintainer can give it to you; until then, what you see and do is welcome on the record',
    '/found <what you see>',
  );
}

/** Commander, or whoever has acting command, or who is alone with it. */
export function isInCharge(given: Given): boolean {
  const { incident, by } = given;
  return isResponder(given) && (leads(incident, by) || solo(incident)?.id === by.id);
}

export function needsCharge(given: Given, others: readonly Role[] = []): Refusal {
  const barred = needsResponder(given);
  if (barred) return barred;
  if (isInCharge(given) || others.some((role) => holds(given.incident, role, given.by))) return undefined;
  const lead = leader(given.incident);
  const who = ['the commander', ...others.map((role) => TITLES[role])];
  if (!lead)
    return no(
      `This is for ${listed(who, 'or')}, and nobody is in charge yet`,
      given.incident.status === 'reported' || isOver(given.incident.status) ? waysOn(given) : '/commander',
    );
  if (isOver(given.incident.status))
    return no(`This is for ${listed(who, 'or')}, and the incident is **${given.incident.status}**`, waysOn(given));
  const way = given.incident.roles.commander.length > 0 ? '/take commander <why>' : '/commander';
  return no(
    `This is for ${listed(who, 'or')}; ${named(lead)} is in charge. Ask them, or, if they are silent, take over`,
    way,
  );
}

/** In triage only who acknowledged says how it ends; others tell them what they know. */
export function needsAcknowledger(given: Given): Refusal {
  const lead = leader(given.incident);
  if (given.incident.status !== 'triage' || !isResponder(given) || isInCharge(given) || !lead) return undefined;
  return no(`${named(lead)} has this. Ask them, and put what you know on the record`, '/found <what you see>');
}

/** Any role holder, or whoever is in charge. */
export function needsRole(given: Given): Refusal {
  if (isInCharge(given) || (isResponder(given) && hasRole(given.incident, given.by))) return undefined;
  return (
    needsResponder(given) ??
    no(
      'This is for people who hold a role in this incident. Join first, or tell it as something you found',
      isOver(given.incident.status) ? '/found <what you see>' : '/sme',
    )
  );
}

/** The command fits these states only. */
export function needsStatus(given: Given, allowed: readonly Status[]): Refusal {
  const { status } = given.incident;
  if (allowed.includes(status)) return undefined;
  return no(`The incident is **${status}**; this fits only while it is ${listed(allowed, 'or')}`, waysOn(given));
}

/** The line that takes the incident on from where it is; who has no rights here can tell what they see. */
export function waysOn(given: Given): string {
  return isResponder(given) ? WAYS_ON[given.incident.status] : '/found <what you see>';
}

const WAYS_ON: Readonly<Record<Status, string>> = {
  reported: '/ack',
  triage: '/respond',
  responding: '/mitigated',
  mitigated: '/resolved <how it ended>',
  resolved: '/reopen-incident <why>',
  review: '/reopen-incident <why>',
  closed: '/reopen-incident <why>',
  withdrawn: '/reopen-incident <why>',
  duplicate: '/reopen-incident <why>',
  backlog: '/reopen-incident <why>',
};

export function needsText(text: string, what: string, instead: string): Refusal {
  return text.trim() === '' ? no(what, instead) : undefined;
}

function no(why: string, instead: string): Refusal {
  const verdict = refuse(`${why}.`, instead);
  return verdict.ok ? undefined : verdict;
}
