// The sitrep cadence (R65).
//
// An incident that goes quiet frightens the people who wait. While responding a sitrep is due every
// 30 minutes, once mitigated every 2 hours; the commander is told once for each silence, and 10 minutes
// later the contacts of the service.

import * as z from 'zod';
import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { minutes, mode } from '../incident/setting.ts';
import { type Instant, minutesBetween, plusMinutes } from '../text/time.ts';
import { inWindow, windowMoments } from './cadence.ts';
import { draftAt, isTimeToDraft } from './draft-time.ts';
import { contactsAs, contactsOf, type Finding, owedBy, profileOf, type Rule } from './rule.ts';
import { draftText } from './sitrep-draft.ts';

export const SitrepSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  escalate_after_minutes: minutes(10, 'Silence after a nudge until the contacts are told.', 'R65'),
});
type Settings = z.infer<typeof SitrepSettings>;

export const sitrep: Rule<Settings> = {
  id: 'sitrep',
  summary: 'A sitrep every 30 minutes while responding, every 2 hours once mitigated.',
  settings: SitrepSettings,

  clocks(before, fact, at, _settings, policy) {
    switch (fact.type) {
      case 'status-changed':
        return { sitrep: startsAt(fact.to, before.severity, at, policy) };
      case 'severity-changed': {
        const due = startsAt(before.status, fact.to, since(before) ?? at, policy);
        return before.due.sitrep === undefined || due === null ? {} : { sitrep: due };
      }
      case 'sitrep-given':
        return { sitrep: startsAt(before.status, before.severity, at, policy) };
      default:
        return {};
    }
  },

  check(incident, now, settings, policy) {
    const { lapses, facts } = inWindow(incident, now, {
      rule: 'sitrep',
      periodMinutes: periodOf(incident, policy),
      lapse: (dueAt) => [
        {
          ...owedBy(incident, 'commander'),
          afterMinutes: 0,
          text: sitrepLate(minutesBetween(since(incident) ?? dueAt, now)),
          line: '/sitrep <what is the state, what is being done, what comes next>',
        },
        {
          owes: contactsOf(incident, policy),
          as: contactsAs(incident, policy),
          afterMinutes: settings.escalate_after_minutes,
          text: `there has been no sitrep for ${minutesBetween(since(incident) ?? dueAt, now)} min and the commander has not answered. Who can take over?`,
          line: '/take commander <why>',
        },
      ],
    });
    return { lapses, facts: [...facts, ...drafted(incident, now, policy)] };
  },

  moments(incident, _now, settings, policy) {
    const periodMinutes = periodOf(incident, policy);
    const steps = windowMoments(incident, { rule: 'sitrep', periodMinutes }, [settings.escalate_after_minutes]);
    const draft = draftAt(incident, incident.due.sitrep, policy);
    return draft === undefined ? steps : [draft, ...steps];
  },
};

function drafted(incident: Incident, now: Instant, policy: SharedPolicy): Finding['facts'] {
  const due = incident.due.sitrep;
  if (due === undefined || !isTimeToDraft(draftAt(incident, due, policy), due, now, incident.draft?.for)) return [];
  return [{ id: `draft:${due}`, fact: { type: 'sitrep-drafted', for: due, text: draftText(incident) } }];
}

/** The clock goes on where it was left, in a status that asks for no sitreps as well. */
function periodOf({ status, severity }: Incident, policy: SharedPolicy): number {
  return periodMinutes(status, severity, policy) ?? 30;
}

function startsAt(
  status: Incident['status'],
  severity: Incident['severity'],
  from: Instant,
  policy: SharedPolicy,
): Instant | null {
  const period = periodMinutes(status, severity, policy);
  return period === undefined ? null : plusMinutes(from, period);
}

/** Minutes between sitreps in a status, undefined where none are due. */
function periodMinutes(
  status: Incident['status'],
  severity: Incident['severity'],
  policy: SharedPolicy,
): number | undefined {
  const profile = profileOf(severity, policy);
  if (status === 'responding') return profile.sitrep_minutes;
  return status === 'mitigated' ? profile.sitrep_mitigated_minutes : undefined;
}

/** The last word on the state: a sitrep, or the status itself. */
function since(incident: Incident): Instant | undefined {
  return [incident.sitreps.at(-1)?.at, incident.phases.at(-1)?.at]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
}

function sitrepLate(silentMinutes: number): string {
  return `the sitrep is due, the last word on the state was ${silentMinutes} min ago`;
}
