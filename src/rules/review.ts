// The Post Incident Review is written while people remember (R84, R118): due 5 working days after the
// incident was resolved; its owner is told at half time, at 80 % and when it is due, then daily.

import * as z from 'zod';
import type { Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { holders, leader } from '../incident/people.ts';
import { described, mode } from '../incident/setting.ts';
import { dateOf, type Instant, minutesBetween, plusMinutes, plusWorkingDays, stamp } from '../text/time.ts';
import { type Lapse, NOTHING, type Rule, workingHours } from './rule.ts';

export const ReviewSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  working_days: described(z.int().positive().max(250).default(5), {
    description: 'From resolved to the merged review.',
    unit: 'working days',
    source: 'R84, R118',
  }),
});
type Settings = z.infer<typeof ReviewSettings>;

export const review: Rule<Settings> = {
  id: 'review',
  summary: 'The PIR is due 5 working days after resolved: told at 50, 80 and 100 %, then daily.',
  settings: ReviewSettings,

  clocks(_before, fact, at, settings, policy) {
    if (fact.type === 'status-changed') {
      if (fact.to === 'review') return { review: plusWorkingDays(at, settings.working_days, workingHours(policy)) };
      return { review: null };
    }
    return fact.type === 'review-merged' || fact.type === 'waived' ? { review: null } : {};
  },

  check(incident, now, _settings, policy) {
    const due = incident.due.review;
    if (due === undefined || incident.review?.merged || incident.waiver) return NOTHING;
    const day = dateOf(now, workingHours(policy));
    const step = reminders(incident, due).filter((at) => now >= at).length;
    if (step === 0) return NOTHING;
    const overdue = now >= due;
    const lapse: Lapse = {
      owes: owners(incident),
      as: 'owner of the review',
      item: `review:${due}:${overdue ? `late ${day}` : step}`,
      text: words(due, overdue, incident),
      escalation: 0, // its owner may be who led, and is told all the same
      paperwork: true,
    };
    return { lapses: [lapse], facts: [] };
  },

  /** Once late it is told daily, when working hours begin: whoever looks for moments knows of these. */
  moments(incident) {
    const due = incident.due.review;
    return due === undefined ? [] : [...reminders(incident, due), due];
  },
};

/** When the owner is told before it is due. */
function reminders(incident: Incident, due: Instant): readonly Instant[] {
  const start = incident.phases.findLast((phase) => phase.status === 'review')?.at ?? incident.reportedAt;
  return [0.5, 0.8].map((share) => plusMinutes(start, minutesBetween(start, due) * share));
}

/** The PIR Team, else whoever led the incident. */
export function owners(incident: Incident): readonly Person[] {
  const team = holders(incident, 'review-team');
  const lead = leader(incident) ?? incident.acknowledged?.by;
  return team.length > 0 ? team : lead ? [lead] : [];
}

function words(due: Instant, overdue: boolean, incident: Incident): string {
  const where = incident.review ? ` (merge request !${incident.review.mr})` : '';
  return overdue
    ? `the Post Incident Review was due ${stamp(due)} and is not merged${where}`
    : `the Post Incident Review${where} is due ${stamp(due)}`;
}
