// When a draft is put into the incident's room: it is read there, a while before what it is for is due.

import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { type Instant, plusMinutes } from '../text/time.ts';

/** Undefined where there is no room, drafts are off, or nothing is due. */
export function draftAt(
  { room, formerRooms }: Incident,
  due: Instant | undefined,
  { slack }: SharedPolicy,
): Instant | undefined {
  const isOpen = room !== undefined && !formerRooms.some(({ channel }) => channel === room.channel);
  return isOpen && slack && slack.draft_minutes > 0 && due !== undefined
    ? plusMinutes(due, -slack.draft_minutes)
    : undefined;
}

/** Once for each due moment; too late it is no help. */
export function isTimeToDraft(
  at: Instant | undefined,
  due: Instant,
  now: Instant,
  drafted: Instant | undefined,
): boolean {
  return at !== undefined && now >= at && now < due && drafted !== due;
}
