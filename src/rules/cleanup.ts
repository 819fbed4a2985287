// What was changed in a hurry is undone, or kept on purpose (R78, R81, R105, R107).
//
// Once service is restored, open entries of the change register are put to the planner, never to Ops,
// in working hours, once a working day.

import * as z from 'zod';
import type { Incident } from '../incident/incident.ts';
import { minutes, mode } from '../incident/setting.ts';
import { listed } from '../text/markdown.ts';
import { nextWorkingTime, plusMinutes, plusWorkingDays } from '../text/time.ts';
import { NOTHING, owedBy, type Rule, workingHours } from './rule.ts';

export const CleanupSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  first_minutes: minutes(60, 'From mitigated until open changes are asked about, in working hours.', 'R78, R105'),
});
type Settings = z.infer<typeof CleanupSettings>;

export const cleanup: Rule<Settings> = {
  id: 'cleanup',
  summary: 'Open entries of the change register, put to the planner once a working day.',
  settings: CleanupSettings,

  clocks(before, fact, at, settings, policy) {
    if (fact.type === 'status-changed') {
      const over = fact.to === 'mitigated' || fact.to === 'resolved';
      if (over)
        return before.due.cleanup
          ? {}
          : { cleanup: nextWorkingTime(plusMinutes(at, settings.first_minutes), workingHours(policy)) };
      return fact.to === 'review' ? {} : { cleanup: null };
    }
    if (fact.type === 'nudged' && fact.items.some((item) => item.rule === 'cleanup')) {
      return { cleanup: plusWorkingDays(at, 1, workingHours(policy)) };
    }
    return {};
  },

  check(incident, now) {
    const due = incident.due.cleanup;
    const open = openChanges(incident);
    if (due === undefined || now < due || open.length === 0) return NOTHING;
    const names = open.map((change) => `C${change.n}`);
    return {
      lapses: [
        {
          ...owedBy(incident, 'planner'),
          item: `cleanup:${due}`,
          text: `${listed(names)} ${open.length === 1 ? 'is' : 'are'} without a verdict. Does ${names[0]} stay? \`/keep ${names[0]} <why>\` Was it undone?`,
          line: `/undone ${names[0]}`,
          escalation: 0,
          paperwork: true,
        },
      ],
      facts: [],
    };
  },

  moments: ({ due }) => (due.cleanup === undefined ? [] : [due.cleanup]),
};

/** Register entries without a verdict, in their order. */
export function openChanges(incident: Incident): Incident['changes'] {
  return incident.changes.filter((change) => change.verdict === undefined);
}
