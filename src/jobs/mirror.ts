// Brings the mirrors in step with one incident: each on its own way, beside one another, in any order of failures.
//
// First the places are made, because each is to link to the others; then they are told and shown.

import type { Mirror } from '../incident/events.ts';
import { MIRRORS } from '../incident/events.ts';
import { claimsElsewhere, mirrorOf } from '../process/outbox.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { caughtUp } from './caught-up.ts';
import { issueFile } from './file.ts';
import { hide } from './hide.ts';
import { deliverTo } from './outbox.ts';
import { callOut } from './page-contacts.ts';
import { publishPage } from './publish.ts';
import { openRoom, showRoom } from './room.ts';
import { deliverToJira, showTicket } from './ticket.ts';
import { makeWay, type Way } from './way.ts';
import type { Round, Step } from './work.ts';

export async function mirror(round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const { slack, jira, confluence, pager, unusable } = round.mirrors;
  const ways = new Map<Mirror, Way>(MIRRORS.map((name) => [name, makeWay(round, notes, name)]));
  const way = (name: Mirror): Way => ways.get(name) ?? makeWay(round, notes, name);
  for (const name of MIRRORS) {
    const why = unusable[name];
    if (why !== undefined && isOwed(name, round, notes)) way(name).close(why);
  }
  await hide(round, notes, way);
  await Promise.all([
    slack && openRoom(slack, way('slack'), round, notes),
    jira && deliverToJira(jira, way('jira'), round, notes),
    deliverTo('gitlab', issueFile(round, notes), way('gitlab'), round, notes),
    confluence && publishPage(confluence, way('confluence'), round, notes),
    pager && callOut(pager, way('pager'), round, notes),
  ]);
  await Promise.all([
    slack && showRoom(slack, way('slack'), round, step, notes),
    jira && showTicket(jira, way('jira'), round, step, notes),
  ]);
  for (const [name, one] of ways) if (one.open) await caughtUp(name, round, notes);
}

/** Something waits for it: a message, or a place that is to be made. */
function isOwed(name: Mirror, { policy }: Round, notes: Bookkeeping): boolean {
  const incident = notes.incident();
  return (
    claimsElsewhere(incident).some(({ to }) => mirrorOf(to) === name) ||
    (name === 'confluence' && policy.confluence !== undefined && incident.review !== undefined)
  );
}
