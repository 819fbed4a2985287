// The time-box of the initial response (R47, R48, R49).
//
// Whoever acknowledged has 30 minutes. They are asked 5 minutes before the end; at the end exactly one
// answer is owed; 5 minutes of silence later the incident becomes a full response by itself. That last
// step is taken in the mode `enforce` alone; in `remind` people are asked, and the rest is theirs.

import * as z from 'zod';
import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { minutes, mode } from '../incident/setting.ts';
import { code, listed } from '../text/markdown.ts';
import { minutesBetween, plusMinutes } from '../text/time.ts';
import { backlogLine } from './destinations.ts';
import { type Lapse, NOTHING, owedBy, type Rule } from './rule.ts';

export const TimeboxSettings = z.strictObject({
  mode: mode(['off', 'remind', 'enforce'], 'enforce'),
  minutes: minutes(30, 'How long the initial response may take.', 'R47, R48'),
  ask_before_minutes: minutes(5, 'So long before the end, people are asked what it came to.', 'R49'),
  promote_after_minutes: minutes(5, 'Silence after the end until the full response begins by itself.', 'R49, R50'),
  extend_at_most_minutes: minutes(15, 'The most that `/extend` gives, once.', 'R48'),
});
type Settings = z.infer<typeof TimeboxSettings>;

export const timebox: Rule<Settings> = {
  id: 'timebox',
  summary: 'Triage has 30 minutes: asked before the end, due at the end, a full response after 5 min of silence.',
  settings: TimeboxSettings,

  clocks(before, fact, at, settings) {
    if (fact.type === 'acknowledged') return { timebox: plusMinutes(at, fact.minutes || settings.minutes) };
    if (fact.type === 'extended' && before.due.timebox)
      return { timebox: plusMinutes(before.due.timebox, fact.minutes) };
    if (fact.type !== 'status-changed') return {};
    if (fact.to !== 'triage') return { timebox: null };
    return fact.from === 'reported' ? {} : { timebox: plusMinutes(at, settings.minutes) };
  },

  check(incident, now, settings, policy) {
    const end = incident.due.timebox;
    if (end === undefined || incident.status !== 'triage') return NOTHING;
    if (settings.mode === 'enforce' && now >= plusMinutes(end, settings.promote_after_minutes)) {
      const because = `the time-box of ${incident.timeboxMinutes} min ended and nobody said what to do`;
      const fact = {
        type: 'status-changed',
        from: incident.status,
        to: 'responding',
        because,
        cause: 'clock',
      } as const;
      return { lapses: [], facts: [{ id: `clock:timebox:${end}:promoted`, fact }] };
    }
    if (now < plusMinutes(end, -settings.ask_before_minutes)) return NOTHING;
    const over = now >= end;
    const lapse: Lapse = {
      ...owedBy(incident, 'commander'),
      item: `timebox:${end}:${over ? 'end' : 'ask'}`,
      text: over
        ? ended(settings, noIncident(incident, policy))
        : endsSoon(minutesBetween(now, end), incident.extended, noIncident(incident, policy)),
      escalation: 0,
      urgent: true,
    };
    return { lapses: [lapse], facts: [] };
  },

  moments(incident, _now, settings) {
    const end = incident.due.timebox;
    if (end === undefined) return [];
    return [-settings.ask_before_minutes, 0, settings.promote_after_minutes].map((minutes) =>
      plusMinutes(end, minutes),
    );
  },
};

/** The lines for what is no incident; work goes where the configuration says. */
function noIncident(incident: Incident, policy: SharedPolicy): readonly string[] {
  const backlog = backlogLine(incident, policy);
  return ['/withdraw <why>', ...(backlog === undefined ? [] : [backlog])].map((line) => code(line));
}

function endsSoon(minutesLeft: number, extended: boolean, none: readonly string[]): string {
  const more = extended ? '' : ' A little longer, once? `/extend 15 <why>`';
  return `the time-box ends in ${minutesLeft} min. Solved? \`/resolved\` or \`/mitigated\`. Bigger than it looked? \`/respond\`. No incident? ${listed(none, 'or')}${more}`;
}

function ended({ mode, promote_after_minutes }: Settings, none: readonly string[]): string {
  const otherwise =
    mode === 'enforce' ? `; without a word this becomes a full response in ${promote_after_minutes} min` : '';
  const ways = ['`/resolved`', '`/mitigated`', '`/respond`', ...none];
  return `the time-box is over. Say one of ${listed(ways, 'or')}${otherwise}`;
}
