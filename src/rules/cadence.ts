// What the three periodic rules (sitrep, impact, announce) share: windows of time.
//
// A window opens when something falls due and ends one period later. Each ends as done, nudged or
// recorded as missed; after an outage the windows that passed unseen are recorded once, together, and
// only the present one is nudged (R65: never two nudges for one window).

import type { Clock, Fact } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { type Instant, minutesBetween, plusMinutes } from '../text/time.ts';
import type { Finding, Lapse } from './rule.ts';

export interface Window {
  readonly rule: Clock;
  readonly periodMinutes: number;
  /** The nudge of the present window, and the steps that follow when it is not heeded. */
  lapse(
    dueAt: Instant,
    minutesLate: number,
  ): readonly (Omit<Lapse, 'item' | 'escalation'> & {
    readonly afterMinutes: number;
    /** Set where a later step is not for others than those who are asked at first. */
    readonly escalation?: number;
  })[];
}

/** What is owed at `now` by a clock with windows, and the fact that records windows nobody was told of. */
export function inWindow(incident: Incident, now: Instant, window: Window): Finding {
  const due = incident.due[window.rule];
  if (due === undefined || now < due) return { lapses: [], facts: [] };

  const passed = Math.floor(minutesBetween(due, now) / window.periodMinutes);
  const present = plusMinutes(due, passed * window.periodMinutes);
  const late = minutesBetween(present, now);
  const steps = window.lapse(due, minutesBetween(due, now)).filter((step) => late >= step.afterMinutes);
  const lapses = steps.map(
    ({ afterMinutes, ...lapse }, step): Lapse => ({
      escalation: step,
      ...lapse,
      item: `${window.rule}:${present}:${afterMinutes}`,
    }),
  );
  return { lapses, facts: passed === 0 ? [] : [missed(incident, window, due, present)] };
}

/** When a clock with windows has something to tell: each of its steps, and the end of its window. */
export function windowMoments(
  incident: Incident,
  { rule, periodMinutes }: Pick<Window, 'rule' | 'periodMinutes'>,
  afterMinutes: readonly number[],
): readonly Instant[] {
  const due = incident.due[rule];
  return due === undefined ? [] : [0, ...afterMinutes, periodMinutes].map((minutes) => plusMinutes(due, minutes));
}

/** Moves the clock to the present window; says which windows ended without a word from anybody. */
function missed(incident: Incident, window: Window, due: Instant, present: Instant): Finding['facts'][number] {
  let unseen = 0;
  for (let at = due; at < present; at = plusMinutes(at, window.periodMinutes)) {
    if (!incident.nudged.has(`${window.rule}:${at}:0`)) unseen += 1;
  }
  const fact: Fact = {
    type: 'missed',
    rule: window.rule,
    from: due,
    to: present,
    periods: unseen,
    due: { [window.rule]: present },
  };
  return { id: `clock:${window.rule}:${due}:missed:${present}`, fact };
}
