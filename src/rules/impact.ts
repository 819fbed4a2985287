// The impact is reassessed as knowledge grows (R44, R45): within 15 minutes of the full response, then
// hourly, on a clock of its own beside the sitrep's. "Same" is an answer.

import * as z from 'zod';
import { minutes, mode } from '../incident/setting.ts';
import { later, plusMinutes } from '../text/time.ts';
import { inWindow, windowMoments } from './cadence.ts';
import { contactsAs, contactsOf, owedBy, type Rule } from './rule.ts';

export const ImpactSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  first_minutes: minutes(15, 'From the start of the response to the first assessment.', 'R44'),
  minutes: minutes(60, 'Between two assessments while responding.', 'R45'),
  escalate_after_minutes: minutes(15, 'A late assessment goes to the contacts after so long.'),
});
type Settings = z.infer<typeof ImpactSettings>;

export const impact: Rule<Settings> = {
  id: 'impact',
  summary: 'Impact assessed within 15 minutes of responding, then every hour.',
  settings: ImpactSettings,

  clocks(before, fact, at, settings) {
    if (fact.type === 'status-changed') {
      if (fact.to !== 'responding') return { impact: null };
      const latest = before.impacts.at(-1);
      return {
        impact: latest ? later(plusMinutes(latest.at, settings.minutes), at) : plusMinutes(at, settings.first_minutes),
      };
    }
    return fact.type === 'impact-assessed' && before.status === 'responding'
      ? { impact: plusMinutes(at, settings.minutes) }
      : {};
  },

  check(incident, now, settings, policy) {
    return inWindow(incident, now, {
      rule: 'impact',
      periodMinutes: settings.minutes,
      lapse: (_dueAt, minutesLate) => [
        {
          ...owedBy(incident, 'commander'),
          afterMinutes: 0,
          text: impactLate(incident.impacts.length === 0),
          line: '/impact <who, how many, a way round>',
        },
        {
          owes: contactsOf(incident, policy),
          as: contactsAs(incident, policy),
          afterMinutes: settings.escalate_after_minutes,
          text:
            incident.impacts.length === 0
              ? `nobody has said how far this reaches; it was due ${minutesLate} min ago`
              : `how far this reaches has not been looked at for ${settings.minutes + minutesLate} min`,
          line: '/impact <who is affected, how many, is there a way round>',
        },
      ],
    });
  },

  moments: (incident, _now, settings) =>
    windowMoments(incident, { rule: 'impact', periodMinutes: settings.minutes }, [settings.escalate_after_minutes]),
};

function impactLate(first: boolean): string {
  return first
    ? 'how far does it reach: who and how many, which function, is there a way round, is data at risk?'
    : 'how far does it reach by now? `/impact same` if nothing has changed, otherwise';
}
