// What a standing rule is: a clock with a conscience.
//
// A rule says which clocks an event starts or stops (frozen into that event), and what has lapsed at a
// given moment. Both are pure: the caller holds the clock. What a rule says to people is a function
// beside it.

import type * as z from 'zod';
import type { Clock, Due, Fact, Person, Role } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { dutyOf, leader } from '../incident/people.ts';
import type { Service, SeverityProfile, SharedPolicy } from '../incident/policy.ts';
import { type Instant, minutesBetween, plusMinutes, type WorkingHours } from '../text/time.ts';

/** Something that is owed and was not done in time. */
export interface Lapse {
  /** Rule, cause and step: each is said once. */
  readonly item: string;
  /** Who owes it; empty where nobody is known, then it is addressed to whoever reads. */
  readonly owes: readonly Person[];
  /** What they are called in the nudge: `commander`, `contacts of nexus`. */
  readonly as: string;
  readonly text: string;
  /** The line to copy. */
  readonly line?: string;
  /** 0 for the person who owes it; higher steps go to others. */
  readonly escalation: number;
  /** Paperwork waits for working hours once service is restored. */
  readonly paperwork?: boolean;
  /** Does not wait until its people may be told again. */
  readonly urgent?: boolean;
}

/** What a rule finds at a moment: lapses to tell people of, and facts that the clock itself makes. */
export interface Finding {
  readonly lapses: readonly Lapse[];
  readonly facts: readonly { readonly id: string; readonly fact: Fact }[];
}

export interface Rule<S = unknown> {
  readonly id: Clock;
  readonly summary: string;
  readonly settings: z.ZodType<S>;
  /** Clocks that `fact` starts (an instant) or stops (null), given the incident before it. */
  clocks(before: Incident, fact: Fact, at: Instant, settings: S, policy: SharedPolicy): Due;
  /** What is owed at `now`. */
  check(incident: Incident, now: Instant, settings: S, policy: SharedPolicy): Finding;
  /**
   * The moments at which `check` begins to find something else, nothing being recorded meanwhile: all of them, or of an
   * endless row the first after `now`. Moments too many cost time; one too few is a word said late.
   */
  moments(incident: Incident, now: Instant, settings: S, policy: SharedPolicy): readonly Instant[];
}

/** For rules' `check`: nothing is owed. */
export const NOTHING: Finding = { lapses: [], facts: [] };

/** The first moment after `now` of the row that begins at `start` and goes on every so many minutes. */
export function nextInRow(start: Instant, everyMinutes: number, now: Instant): Instant {
  const passed = now < start ? 0 : Math.floor(minutesBetween(start, now) / everyMinutes) + 1;
  return plusMinutes(start, passed * everyMinutes);
}

/** The profile of the severity in force; unknown counts as S2 (process.md section 1). */
export function profileOf(severity: Incident['severity'], policy: SharedPolicy): SeverityProfile {
  return policy.severities[severity === 'unknown' ? 'S2' : severity];
}

type NamedService = Service & { readonly name: string };

/** The services of the incident that are configured, in the order of the report. */
export function servicesOf(incident: Pick<Incident, 'services'>, policy: SharedPolicy): readonly NamedService[] {
  return incident.services.flatMap((name) => {
    const found = Object.entries(policy.services).find(([key, { title }]) =>
      [key, title ?? key].some((known) => known.toLowerCase() === name.toLowerCase()),
    );
    return found ? [{ name: found[0], ...found[1] }] : [];
  });
}

/** The first of them, where one is named for all. */
export function serviceOf(incident: Pick<Incident, 'services'>, policy: SharedPolicy): NamedService | undefined {
  return servicesOf(incident, policy)[0];
}

/** Of all services, in order. Contacts are known by user name only; they have no id until they act. */
export function contactsOf(incident: Incident, policy: SharedPolicy): readonly Person[] {
  const names = servicesOf(incident, policy).flatMap(({ contacts }) => contacts.map((name) => name.replace(/^@/, '')));
  return [...new Set(names)].map((name) => ({ id: 0, name }));
}

export function contactsAs(incident: Incident, policy: SharedPolicy): string {
  const service = serviceOf(incident, policy);
  return service ? `contact for ${service.title ?? service.name}` : 'whoever reads this';
}

/** Who owes what falls to a role, and what they are called: nobody is ever nudged as Ops Lead (R58). */
export function owedBy(incident: Incident, duty: 'commander' | 'comms' | 'planner'): Pick<Lapse, 'owes' | 'as'> {
  const lead = leader(incident);
  const owes = duty === 'commander' ? (lead ? [lead] : []) : dutyOf(incident, duty);
  const filled = duty !== 'commander' && incident.roles[duty].length > 0;
  const inCharge = incident.roles.commander.length > 0 ? 'commander' : 'acting commander';
  return { owes, as: owes.length === 0 ? 'whoever reads this' : filled ? TITLE[duty] : inCharge };
}

const TITLE: Record<'commander' | 'comms' | 'planner', string> = {
  commander: 'commander',
  comms: 'Comms',
  planner: 'Planner',
};

/** Roles that the severity requires, that nobody holds and nobody declared not needed (R57). */
export function vacancies(incident: Incident, policy: SharedPolicy): readonly Role[] {
  const spared = new Set(incident.overrides.map(({ rule }) => rule));
  return profileOf(incident.severity, policy).roles.filter(
    (role) => incident.roles[role].length === 0 && !spared.has(`roles:${role}`),
  );
}

export function workingHours(policy: SharedPolicy): WorkingHours {
  return { ...policy.hours, zone: policy.hours.zone ?? policy.zone };
}

/** When somebody of that service can be called: its own hours, else everybody's. */
export function serviceHours({ hours }: Service, policy: SharedPolicy): WorkingHours {
  const all = workingHours(policy);
  return {
    zone: hours?.zone ?? all.zone,
    days: hours?.days ?? all.days,
    from: hours?.from ?? all.from,
    to: hours?.to ?? all.to,
  };
}
