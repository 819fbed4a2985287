// Every role that the response needs is filled by somebody who knows it (R51, R57, R59, R90).
//
// Without a commander or an Ops Lead whoever leads is told after 5, 10 and 15 minutes, then the
// contacts every half hour; the other required roles at 15. An offer that is not answered is put to
// both. Whoever is alone is not nagged: their contacts are asked for help.

import * as z from 'zod';
import type { Person, Role, Status } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { commander, leader, solo, TITLES } from '../incident/people.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { minutes, mode, moments } from '../incident/setting.ts';
import { mention, named } from '../text/markdown.ts';
import { type Instant, minutesBetween, plusMinutes } from '../text/time.ts';
import { contactsAs, contactsOf, type Lapse, nextInRow, owedBy, type Rule, vacancies } from './rule.ts';

export const RolesSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  core_minutes: moments(
    [5, 10, 15],
    'Without a commander or Ops Lead, whoever leads is told after so long.',
    'R51, R59',
  ),
  contacts_every_minutes: minutes(30, 'After the last of `core_minutes`, the contacts are told this often.', 'R59'),
  others_minutes: minutes(15, 'Time until the other required roles are asked for.', 'R51'),
  offer_minutes: minutes(5, 'Time until an offer that nobody answered is put to both.', 'R90'),
  solo_minutes: moments(
    [10, 30],
    'Of somebody alone, the contacts are asked for help after so long; then hourly.',
    'R87',
  ),
});
type Settings = z.infer<typeof RolesSettings>;

export const roles: Rule<Settings> = {
  id: 'roles',
  summary: 'Required roles are filled, offers answered, and nobody is left alone.',
  settings: RolesSettings,

  clocks(before, fact, at) {
    if (fact.type !== 'status-changed') return {};
    if (fact.to === 'responding') return before.due.roles ? {} : { roles: at };
    return fact.to === 'mitigated' ? {} : { roles: null };
  },

  check(incident, now, settings, policy) {
    const since = incident.due.roles;
    const lapses: Lapse[] = [];
    if (incident.status === 'responding' && since !== undefined) {
      const alone = solo(incident);
      if (alone) lapses.push(...askForHelp(incident, alone, since, now, settings, policy));
      else
        for (const role of vacancies(incident, policy))
          lapses.push(...vacant(incident, role, since, now, settings, policy));
    }
    for (const offer of incident.offers) {
      const open = offer.role === 'review-team' || LIVE.has(incident.status);
      if (open && minutesBetween(offer.at, now) >= settings.offer_minutes) lapses.push(unanswered(incident, offer));
    }
    return { lapses, facts: [] };
  },

  moments(incident, now, settings, policy) {
    const offers = incident.offers.map(({ at }) => plusMinutes(at, settings.offer_minutes));
    const start = incident.due.roles;
    if (incident.status !== 'responding' || start === undefined) return offers;
    if (solo(incident)) return [...offers, ...steps(start, settings.solo_minutes, 60, now)];
    const vacant = vacancies(incident, policy).flatMap((role) =>
      steps(vacantSince(incident, role, start), stepsOf(role, settings), settings.contacts_every_minutes, now),
    );
    return [...offers, ...vacant];
  },
};

/** Some steps, and a row that goes on after the last of them. */
function steps(from: Instant, minutes: readonly number[], everyMinutes: number, now: Instant): readonly Instant[] {
  const row = nextInRow(plusMinutes(from, Math.max(0, ...minutes)), everyMinutes, now);
  return [...minutes.map((one) => plusMinutes(from, one)), row];
}

function stepsOf(role: Role, settings: Settings): readonly number[] {
  return isCore(role) ? settings.core_minutes : [settings.others_minutes];
}

function isCore(role: Role): boolean {
  return role === 'commander' || role === 'ops-lead';
}

function vacantSince(incident: Incident, role: Role, start: Instant): Instant {
  const left = incident.served.findLast((one) => one.role === role)?.to;
  return left !== undefined && left > start ? left : start;
}

/** While these last, an unanswered offer leaves a gap. */
const LIVE: ReadonlySet<Status> = new Set(['reported', 'triage', 'responding', 'mitigated']);

function vacant(
  incident: Incident,
  role: Role,
  start: Instant,
  now: Instant,
  settings: Settings,
  policy: SharedPolicy,
): Lapse[] {
  const since = vacantSince(incident, role, start);
  const minutes = minutesBetween(since, now);
  const core = isCore(role);
  const told = stepsOf(role, settings);
  const last = Math.max(...told);
  const step = told.filter((limit) => minutes >= limit).at(-1);
  if (step === undefined) return [];
  const line = role === 'commander' ? '/commander' : `/${role} @<who>`;
  const text = `there has been no ${TITLES[role]} for ${minutes} min`;
  const loud = core && minutes >= last + settings.contacts_every_minutes;
  if (!loud && leader(incident)) {
    return [
      {
        ...owedBy(incident, 'commander'),
        item: `roles:${role}:${since}:${step}`,
        text,
        line,
        escalation: told.indexOf(step),
        urgent: core,
      },
    ];
  }
  const round = Math.max(0, Math.floor((minutes - last) / settings.contacts_every_minutes));
  return [
    {
      owes: contactsOf(incident, policy),
      as: contactsAs(incident, policy),
      item: `roles:${role}:${since}:contacts:${loud ? round : step}`,
      text,
      line: `/${role}`,
      escalation: told.length + round,
    },
  ];
}

function askForHelp(
  incident: Incident,
  alone: Person,
  start: Instant,
  now: Instant,
  settings: Settings,
  policy: SharedPolicy,
): Lapse[] {
  const minutes = minutesBetween(start, now);
  const asked = settings.solo_minutes.filter((limit) => minutes >= limit);
  const last = settings.solo_minutes.at(-1) ?? 0;
  const hours = minutes >= last ? Math.floor((minutes - last) / 60) : 0;
  if (asked.length === 0) return [];
  return [
    {
      owes: contactsOf(incident, policy).filter((contact) => contact.name !== alone.name),
      as: contactsAs(incident, policy),
      item: `roles:solo:${start}:${asked.length}:${hours}`,
      text: `${named(alone)} has been alone on this for ${minutes} min and needs a second pair of hands`,
      line: incident.roles['ops-lead'].length === 0 ? '/ops-lead' : '/commander',
      escalation: asked.length + hours,
    },
  ];
}

function unanswered(incident: Incident, offer: Incident['offers'][number]): Lapse {
  const inCharge = commander(incident) ?? offer.by;
  const others = inCharge && inCharge.id !== offer.person.id ? [inCharge] : [];
  return {
    item: `roles:offer:${offer.id}`,
    owes: [offer.person, ...others],
    as: 'asked for a role',
    text: `${mention(offer.person)} was asked to be ${TITLES[offer.role]} and has not answered. \`/accept\` or \`/decline <why>\``,
    escalation: 0,
    paperwork: offer.role === 'review-team',
  };
}
