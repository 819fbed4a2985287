// Somebody takes the report.
//
// A report that nobody acknowledges is the first silence of an incident. The contacts of the service
// are called in their order, one every few minutes: at once for a heavy service, in working hours else.

import * as z from 'zod';
import { minutesBetween, nextWorkingTime, plusMinutes } from '../text/time.ts';
import { contactsAs, contactsOf, type Lapse, NOTHING, type Rule, serviceOf, workingHours } from './rule.ts';

export const AcknowledgeSettings = z.strictObject({
  mode: z.enum(['off', 'remind']).default('remind'),
  heavy_minutes: z.int().positive().default(5).describe('Minutes to `/ack` for a service marked `heavy`, at any hour.'),
  minutes: z.int().positive().default(15).describe('Minutes to `/ack` for all others, within working hours.'),
  next_contact_minutes: z.int().positive().default(5).describe('Minutes until the next contact is called.'),
});
type Settings = z.infer<typeof AcknowledgeSettings>;

export const acknowledge: Rule<Settings> = {
  id: 'acknowledge',
  summary: 'A report without `/ack`: the contacts of the service are called, in their order.',
  settings: AcknowledgeSettings,

  clocks(_before, fact, at, settings, policy) {
    if (fact.type === 'reported' && !fact.preexisting) {
      const heavy = serviceOf(fact, policy)?.heavy === true;
      if (heavy) return { acknowledge: plusMinutes(at, settings.heavy_minutes) };
      return { acknowledge: plusMinutes(nextWorkingTime(at, workingHours(policy)), settings.minutes) };
    }
    return fact.type === 'acknowledged' || fact.type === 'status-changed' ? { acknowledge: null } : {};
  },

  check(incident, now, settings, policy) {
    const due = incident.due.acknowledge;
    if (due === undefined || now < due || incident.status !== 'reported') return NOTHING;
    const contacts = contactsOf(incident, policy);
    const step = Math.floor(minutesBetween(due, now) / settings.next_contact_minutes);
    const called = contacts[Math.min(step, contacts.length - 1)];
    const item = `acknowledge:${due}:${Math.min(step, Math.max(0, contacts.length - 1))}`;
    const lapse: Lapse = {
      item,
      owes: called ? [called] : [],
      as: contactsAs(incident, policy),
      text: unacknowledged(minutesBetween(incident.reportedAt, now)),
      line: '/ack',
      escalation: step,
    };
    return { lapses: [lapse], facts: [] };
  },
};

function unacknowledged(minutes: number): string {
  return `nobody has taken this report for ${minutes} min. Taking it puts you in charge until a commander is named`;
}
