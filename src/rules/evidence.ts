// What the review will need is saved before it is gone (R56): asked for at `/ack`, and 30 minutes after
// service came back if nothing was recorded.

import * as z from 'zod';
import type { Incident } from '../incident/incident.ts';
import { minutes, mode } from '../incident/setting.ts';
import { plusMinutes } from '../text/time.ts';
import { NOTHING, owedBy, type Rule } from './rule.ts';

export const EvidenceSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  minutes: minutes(30, 'From mitigated until missing evidence is asked for.', 'R56'),
});
type Settings = z.infer<typeof EvidenceSettings>;

export const evidence: Rule<Settings> = {
  id: 'evidence',
  summary: 'Mitigated without any evidence on record: asked for once.',
  settings: EvidenceSettings,

  clocks(before, fact, at, settings) {
    if (fact.type === 'evidence-kept' || fact.type === 'evidence-none') return { evidence: null };
    if (fact.type !== 'status-changed') return {};
    const over = fact.to === 'mitigated' || fact.to === 'resolved';
    if (over && !evidenceAccountedFor(before))
      return before.due.evidence ? {} : { evidence: plusMinutes(at, settings.minutes) };
    return fact.to === 'responding' ? { evidence: null } : {};
  },

  check(incident, now) {
    const due = incident.due.evidence;
    if (due === undefined || now < due || evidenceAccountedFor(incident)) return NOTHING;
    return {
      lapses: [
        {
          ...owedBy(incident, 'planner'),
          item: `evidence:${due}`,
          text: 'no evidence is on record. Is there none? `/evidence none <why>` Logs, graphs, dumps, screenshots: what was saved, and where?',
          line: '/evidence <what> <where>',
          escalation: 0,
          paperwork: true,
        },
      ],
      facts: [],
    };
  },

  moments: ({ due }) => (due.evidence === undefined ? [] : [due.evidence]),
};

export function evidenceAccountedFor(incident: Incident): boolean {
  return incident.evidence.length > 0 || incident.noEvidence !== undefined;
}
