// A call must be backed by written notes (R75): while people talk on a bridge and nothing was decided, found or reported for
// 20 minutes, whoever plans is asked to write down what was said.

import * as z from 'zod';
import type { EventType } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { minutes, mode } from '../incident/setting.ts';
import { minutesBetween, plusMinutes } from '../text/time.ts';
import { NOTHING, owedBy, type Rule } from './rule.ts';

export const NotesSettings = z.strictObject({
  mode: mode(['off', 'remind'], 'remind'),
  minutes: minutes(20, 'So long may nothing be written down while a call goes on.', 'R75'),
});
type Settings = z.infer<typeof NotesSettings>;

/** What is written down; whoever was asked is asked again after as long. */
const NOTED: ReadonlySet<EventType> = new Set([
  'decided',
  'found',
  'sitrep-given',
  'impact-assessed',
  'change-made',
  'evidence-kept',
]);

export const notes: Rule<Settings> = {
  id: 'notes',
  summary: 'A call is on and nothing was decided, found or reported for 20 minutes: put to the planner.',
  settings: NotesSettings,

  clocks(before, fact, at, settings) {
    const next = { notes: plusMinutes(at, settings.minutes) };
    switch (fact.type) {
      case 'status-changed':
        if (isLive({ status: fact.to }) && hasBridge(before)) return next;
        return before.due.notes === undefined ? {} : { notes: null };
      case 'linked':
        return fact.kind === 'bridge' && isLive(before) ? next : {};
      case 'nudged':
        return fact.items.some((item) => item.rule === 'notes') ? next : {};
      default:
        return NOTED.has(fact.type) && before.due.notes !== undefined ? next : {};
    }
  },

  check(incident, now, settings) {
    const due = incident.due.notes;
    if (due === undefined || now < due || !isLive(incident)) return NOTHING;
    const silent = minutesBetween(due, now) + settings.minutes;
    const text = `a call is on, and nothing was written down for ${silent} min. What was decided? \`/decide <what and why>\` What was found?`;
    return {
      lapses: [{ ...owedBy(incident, 'planner'), item: `notes:${due}`, text, line: '/found <what>', escalation: 0 }],
      facts: [],
    };
  },

  moments: ({ due }) => (due.notes === undefined ? [] : [due.notes]),
};

function isLive({ status }: Pick<Incident, 'status'>): boolean {
  return status === 'triage' || status === 'responding';
}

function hasBridge({ links }: Incident): boolean {
  return links.some(({ kind }) => kind === 'bridge');
}
