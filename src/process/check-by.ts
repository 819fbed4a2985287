// By when sitrep has looked again: what the live state promises, the card repeats, and silence is measured by.

import type { Incident } from '../incident/incident.ts';
import type { Policy } from '../rules/index.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { nextDue } from './next-due.ts';
import { isWatched } from './waking.ts';

/**
 * Where the timer does not come, the schedules do, and a job takes its time to start. On GitLab.com's Free tier that may be
 * an hour: each of the schedules there is switched on only once its own minute has passed (`toSwitch`), so at first there may
 * be one. Nobody is to be told that sitrep is down while it is not.
 */
const NET_MINUTES = 65;

/**
 * When sitrep has something to do next, and has done it at the latest. By what is recorded, not by the time of day: the line
 * is written anew only where the moment moves.
 */
export function checkBy(incident: Incident, policy: Policy | undefined): Instant | undefined {
  if (policy === undefined || !isWatched(incident.status)) return undefined;
  const last = [incident.changedAt, incident.nudges.at(-1)?.at ?? ''].sort().at(-1) ?? '';
  const due = nextDue(incident, policy, last);
  return due === undefined ? undefined : onTheHalfHour(plusMinutes(due, NET_MINUTES));
}

/** Upwards. */
function onTheHalfHour(at: Instant): Instant {
  const half = 30 * 60_000;
  return new Date(Math.ceil(Date.parse(at) / half) * half).toISOString();
}
