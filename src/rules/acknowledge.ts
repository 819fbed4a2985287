// Somebody takes the report.
//
// A report that nobody acknowledges is the first silence of an incident. The contacts of the service
// are called in their order, one every few minutes: at once for a heavy service, in working hours else.

import * as z from 'zod';
import type { Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { minutes, mode } from '../incident/setting.ts';
import { type Instant, minutesBetween, nextWorkingTime, plusMinutes } from '../text/time.ts';
import {
  contactsAs,
  contactsOf,
  type Lapse,
  NOTHING,
  type Rule,
  serviceHours,
  servicesOf,
  workingHours,
} from './rule.ts';

export const AcknowledgeSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  heavy_minutes: minutes(5, 'Time to `/ack` for a service marked `heavy`, at any hour.', 'R9'),
  minutes: minutes(15, 'Time to `/ack` for all others, within working hours.'),
  next_contact_minutes: minutes(5, 'Time until the next contact is called.', 'R110'),
});
type Settings = z.infer<typeof AcknowledgeSettings>;

export const acknowledge: Rule<Settings> = {
  id: 'acknowledge',
  summary: 'A report without `/ack`: the contacts of the service are called, in their order.',
  settings: AcknowledgeSettings,

  clocks(before, fact, at, settings, policy) {
    if (fact.type === 'reported' && !fact.preexisting) {
      return { acknowledge: dueAt(fact, at, settings, policy) };
    }
    if (fact.type === 'status-changed' && fact.to === 'reported')
      return { acknowledge: dueAt(before, at, settings, policy) };
    return fact.type === 'acknowledged' || fact.type === 'status-changed' ? { acknowledge: null } : {};
  },

  check(incident, now, settings, policy) {
    const due = incident.due.acknowledge;
    if (due === undefined || now < due || incident.status !== 'reported') return NOTHING;
    const text = unacknowledged(minutesBetween(incident.reportedAt, now));
    const contacts = contactsOf(incident, policy);
    const step = Math.floor(minutesBetween(due, now) / settings.next_contact_minutes);
    // Each is called in turn; a late look calls all whose turn has come.
    const called: readonly (readonly Person[])[] =
      contacts.length === 0 ? [[]] : contacts.slice(0, step + 1).map((contact) => [contact]);
    const lapses = called.map(
      (owes, turn): Lapse => ({
        item: `acknowledge:${due}:${turn}`,
        owes,
        as: contactsAs(incident, policy),
        text,
        line: '/ack',
        escalation: turn,
      }),
    );
    return { lapses, facts: [] };
  },

  moments(incident, _now, settings, policy) {
    const due = incident.due.acknowledge;
    if (due === undefined) return [];
    const turns = contactsOf(incident, policy).map((_, turn) => turn * settings.next_contact_minutes);
    return [0, ...turns].map((minutes) => plusMinutes(due, minutes));
  },
};

function dueAt(incident: Pick<Incident, 'services'>, at: Instant, settings: Settings, policy: SharedPolicy): Instant {
  const services = servicesOf(incident, policy);
  if (services.some((service) => service.heavy)) return plusMinutes(at, settings.heavy_minutes);
  const hours = services.length === 0 ? [workingHours(policy)] : services.map((one) => serviceHours(one, policy));
  const [first = at] = hours.map((one) => nextWorkingTime(at, one)).sort();
  return plusMinutes(first, settings.minutes);
}

function unacknowledged(minutes: number): string {
  return `nobody has taken this report for ${minutes} min. Taking it puts you in charge until a commander is named`;
}
