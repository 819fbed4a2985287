// When there is something to do next, should nobody do anything: what a timer is armed for.
//
// Nobody is asked minute by minute: what a plan finds changes at few moments only. Rules name theirs; besides, people
// may be told again a while after they were told, and in the morning what had to wait for working hours.

import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { type Policy, rules } from '../rules/index.ts';
import { workingHours } from '../rules/rule.ts';
import { earlier, type Instant, nextWorkStart, plusMinutes, stamp } from '../text/time.ts';
import { tellableAgain } from './digest.ts';
import { owingMoments } from './owing.ts';
import { isDormant, isDue, plan } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The first whole minute after `now` at which the clock alone makes a plan with something in it (`isDue`); undefined
 * where there is none, or none before `until`. Looking through many incidents for the earliest, give what was found so
 * far as `until`: those whose turn comes later then cost next to nothing.
 */
export function nextDue(incident: Incident, policy: Policy, now: Instant, until = NEVER): Instant | undefined {
  if (isDormant(incident)) return undefined;
  const points = moments(incident, policy, now);
  let start = '';
  for (const [index, at] of points.entries()) {
    if (at >= until) return undefined;
    if (isDue(incident, at, policy)) return at;
    if (start <= at) start = nextWorkStart(at, workingHours(policy)) ?? at;
    const before = earlier(points[index + 1] ?? until, until);
    if (at < start && start < before && isDue(incident, start, policy)) return start;
  }
  return undefined;
}

/** Later than any moment. */
const NEVER: Instant = '9999-12-31T23:59:59.999Z';

/** In order, as whole minutes after `now`: the first of them, and those at which something changes. */
function moments(incident: Incident, policy: Policy, now: Instant): readonly Instant[] {
  const named = rules.flatMap((rule) => rule.moments(incident, now, policy));
  const later = [...named, ...tellableAgain(incident), ...owingMoments(incident, policy)]
    .filter((at) => at > now)
    .map(wholeMinute);
  return [...new Set([plusMinutes(wholeMinuteBefore(now), 1), ...later])].sort();
}

function wholeMinute(at: Instant): Instant {
  const before = wholeMinuteBefore(at);
  return before === at ? at : plusMinutes(before, 1);
}

function wholeMinuteBefore(at: Instant): Instant {
  return `${at.slice(0, 16)}:00.000Z`;
}

/** The next moment and why, for a person: `next    2026-03-11 04:26 UTC: remind the acting commander (timebox)`. */
export function nextInWords(incident: Incident, around: Surroundings): string {
  const at = nextDue(incident, around.policy, around.now);
  if (at === undefined) return 'next    nothing, until somebody does something';
  const { events } = plan(incident, [], at, { ...around, now: at });
  return `next    ${stamp(at)}: ${events.map(inWords).join('; ')}`;
}

function inWords(event: IncidentEvent): string {
  if (event.type === 'nudged') return `remind ${event.items.map(({ to, rule }) => `${to} (${rule})`).join(', ')}`;
  return 'because' in event && event.because ? `${event.type}: ${event.because}` : event.type;
}
