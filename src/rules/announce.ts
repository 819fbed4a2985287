// The people who wait are told (R31, R33, R34): first within 15 minutes of the full response, then by
// severity, "restored" within 15 minutes of mitigated, the all-clear at 60. sitrep only asks:
// automation alone never speaks to users.

import * as z from 'zod';
import type { Due } from '../incident/events.ts';
import type { Incident, Suggestion } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { minutes, mode } from '../incident/setting.ts';
import { shortened } from '../text/markdown.ts';
import { type Instant, minutesBetween, plusMinutes } from '../text/time.ts';
import { inWindow, type Window, windowMoments } from './cadence.ts';
import { draftAt, isTimeToDraft } from './draft-time.ts';
import { contactsAs, contactsOf, type Finding, owedBy, profileOf, type Rule, serviceOf } from './rule.ts';

export const AnnounceSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  first_minutes: minutes(15, 'From the start of the response to the first announcement.', 'R31'),
  restored_minutes: minutes(15, 'From mitigated to "restored, watching".', 'R34'),
  all_clear_minutes: minutes(60, 'From mitigated to the all-clear.', 'R34'),
  lead_after_minutes: minutes(10, 'A late announcement goes from Comms to whoever leads after so long.'),
  contacts_after_minutes: minutes(20, 'A late announcement goes to the contacts after so long.'),
});
type Settings = z.infer<typeof AnnounceSettings>;

export const announce: Rule<Settings> = {
  id: 'announce',
  summary: 'Users hear within 15 minutes of responding, then by severity, and when service is restored.',
  settings: AnnounceSettings,

  clocks(before, fact, at, settings, policy) {
    if (fact.type === 'status-changed') {
      if (fact.to === 'responding') return { announce: plusMinutes(at, settings.first_minutes) };
      if (fact.to === 'mitigated') return { announce: plusMinutes(at, settings.restored_minutes) };
      if (fact.to === 'review') return {};
      return fact.to === 'resolved' && owesAllClear(before)
        ? { announce: plusMinutes(at, settings.restored_minutes) }
        : { announce: null };
    }
    if (fact.type === 'severity-changed') return rescheduled(before, fact.to, policy);
    if (fact.type !== 'announced') return {};
    if (fact.about === 'all-clear') return { announce: null };
    if (before.status === 'mitigated') {
      const mitigatedAt = before.phases.findLast((phase) => phase.status === 'mitigated')?.at ?? at;
      const clear = plusMinutes(mitigatedAt, settings.all_clear_minutes);
      return { announce: clear > at ? clear : plusMinutes(at, settings.restored_minutes) };
    }
    const minutes = profileOf(before.severity, policy).announce_minutes;
    return { announce: fact.next ?? (minutes === null ? null : plusMinutes(at, minutes)) };
  },

  check(incident, now, settings, policy) {
    const { lapses, facts } = inWindow(incident, now, {
      rule: 'announce',
      periodMinutes: periodMinutes(incident, policy),
      lapse: (due, late) => {
        const text = waitsForYes(incident);
        if (text) return [askedForYes(text, windowStart(incident, due, late, policy), incident, now, policy)];
        return steps(incident, words(incident, now, settings), settings, policy);
      },
    });
    return { lapses, facts: [...facts, ...drafted(incident, now, policy)] };
  },

  moments(incident, _now, settings, policy) {
    const window = { rule: 'announce', periodMinutes: periodMinutes(incident, policy) } as const;
    const steps = windowMoments(incident, window, [settings.lead_after_minutes, settings.contacts_after_minutes]);
    const draft = firstDraftAt(incident, policy);
    const text = waitsForYes(incident);
    return [...steps, ...(draft === undefined ? [] : [draft]), ...(text ? [plusMinutes(text.at, YES_MINUTES)] : [])];
  },
};

/** The first word to users is drafted (R50): it is the one that is late when everybody is busy. */
function firstDraftAt(incident: Incident, policy: SharedPolicy): Instant | undefined {
  const told = incident.announcements.some(({ at }) => at >= respondingSince(incident)) || waitsForYes(incident);
  return incident.status !== 'responding' || told ? undefined : draftAt(incident, incident.due.announce, policy);
}

function drafted(incident: Incident, now: Instant, policy: SharedPolicy): Finding['facts'] {
  const due = incident.due.announce;
  if (due === undefined || !isTimeToDraft(firstDraftAt(incident, policy), due, now, incident.firstWord?.for)) return [];
  return [
    { id: `first-word:${due}`, fact: { type: 'announcement-drafted', for: due, text: firstWord(incident, policy) } },
  ];
}

/** What it is, since when, how far it reaches, what is being done (R33): from the record, for people to better. */
function firstWord(incident: Incident, policy: SharedPolicy): string {
  const service = serviceOf(incident, policy)?.title ?? incident.services.join(', ');
  const impact = incident.impacts.findLast((one) => !one.internal && !one.same)?.text;
  const since = (incident.beganAt ?? incident.reportedAt).slice(11, 16);
  const what = `We have a problem${service === '' ? '' : ` with ${service}`} since ${since} UTC`;
  return `${what}${impact === undefined ? '' : `: ${shortened(impact.replace(/\s+/g, ' '), 300)}`}. We are working on it; next 30m`;
}

/** Comms, whoever leads, the contacts of the service; who leads is asked, not called on, so it is no escalation. */
function steps(
  incident: Incident,
  said: ReturnType<typeof words>,
  settings: Settings,
  policy: SharedPolicy,
): ReturnType<Window['lapse']> {
  const comms = owedBy(incident, 'comms');
  const lead = owedBy(incident, 'commander');
  const others = lead.owes.some((person) => !comms.owes.some(({ id }) => id === person.id));
  const contacts = { owes: contactsOf(incident, policy), as: contactsAs(incident, policy) };
  return [
    { ...comms, ...said, afterMinutes: 0 },
    ...(others ? [{ ...lead, ...said, afterMinutes: settings.lead_after_minutes, escalation: 0 }] : []),
    { ...contacts, ...said, afterMinutes: settings.contacts_after_minutes },
  ];
}

/** Whoever was shown what users are to hear has so long for a 👍 before they are reminded. */
const YES_MINUTES = 5;

/** The words for users that somebody wrote for the present phase, and that nobody has said yes to. */
function waitsForYes(incident: Incident): Suggestion | undefined {
  const since = [incident.announcements.at(-1)?.at, ...phasesEnded(incident)];
  return incident.suggestions.findLast(
    ({ kind, at }) => kind === 'announcement' && since.every((one) => one === undefined || at >= one),
  );
}

/** What was written before service came back is no word of that; the full response only goes on with what there was. */
function phasesEnded({ phases }: Incident): readonly Instant[] {
  return phases.filter(({ status }) => status === 'mitigated' || status === 'resolved').map(({ at }) => at);
}

function windowStart(incident: Incident, due: Instant, late: number, policy: SharedPolicy): Instant {
  const period = periodMinutes(incident, policy);
  return plusMinutes(due, Math.floor(late / period) * period);
}

/** Not as if nothing had been done: who may say yes is reminded once a window, and nobody is called. */
function askedForYes(
  text: Suggestion,
  window: Instant,
  incident: Incident,
  now: Instant,
  policy: SharedPolicy,
): ReturnType<Window['lapse']>[number] {
  const comms = owedBy(incident, 'comms');
  const all = [...comms.owes, ...owedBy(incident, 'commander').owes];
  const may = all.filter(
    ({ id }, index) =>
      all.findIndex((one) => one.id === id) === index && !(incident.confidential && id === text.by?.id),
  );
  const asked =
    may.length > 0
      ? { owes: may, as: comms.as }
      : { owes: contactsOf(incident, policy), as: contactsAs(incident, policy) };
  return {
    ...asked,
    afterMinutes: Math.max(0, minutesBetween(window, plusMinutes(text.at, YES_MINUTES))),
    text: `what users are to hear has waited ${minutesBetween(text.at, now)} min for a yes. Give it a 👍 where it was shown, or type`,
    line: `/adopt #${text.n}`,
  };
}

/** Another severity, another rhythm (R3); what users were promised stays promised. */
function rescheduled(before: Incident, to: Incident['severity'], policy: SharedPolicy): Due {
  const last = before.announcements.at(-1);
  if (before.status !== 'responding' || !last || last.at < respondingSince(before) || last.next) return {};
  const minutes = profileOf(to, policy).announce_minutes;
  return { announce: minutes === null ? null : plusMinutes(last.at, minutes) };
}

/** Users who were told, or who saw a full response, are told when it is over. */
export function owesAllClear(incident: Incident): boolean {
  const told = incident.announcements.length > 0 || incident.phases.some((phase) => phase.status === 'responding');
  const since = incident.phases.findLast((phase) => phase.status === 'responding')?.at ?? '';
  return told && !incident.announcements.some((one) => one.about === 'all-clear' && one.at >= since);
}

function periodMinutes(incident: Incident, policy: SharedPolicy): number {
  return (incident.status === 'responding' ? profileOf(incident.severity, policy).announce_minutes : null) ?? 120;
}

function words(incident: Incident, now: string, settings: Settings): { text: string; line: string } {
  if (incident.status === 'responding' && incident.announcements.length === 0) {
    return {
      text: `users have been told nothing for ${minutesBetween(respondingSince(incident), now)} min. Short and early is better than complete`,
      line: '/announce <what, since when, what is being done, when you will say more>',
    };
  }
  if (['reported', 'triage', 'responding'].includes(incident.status)) {
    return { text: 'users were promised another word by now', line: '/announce <what is new, when you will say more>' };
  }
  const restored = incident.announcements.some(
    (one) => one.about === 'restored' && one.at >= respondingSince(incident),
  );
  return restored || incident.status !== 'mitigated'
    ? {
        text: `users wait for the all-clear (due ${settings.all_clear_minutes} min after service came back)`,
        line: '/announce All clear: <what happened, what comes next>',
      }
    : {
        text: 'service is restored and users have not been told',
        line: '/announce Restored: <what works again, what you are watching>',
      };
}

function respondingSince(incident: Incident): string {
  return incident.phases.findLast((phase) => phase.status === 'responding')?.at ?? incident.reportedAt;
}
