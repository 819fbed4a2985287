// Brings the mirrors in step with one incident: each on its own way, beside one another, in any order of failures.
//
// First the places are made, because each is to link to the others; then they are told and shown.

import type { Mirror } from '../incident/events.ts';
import { MIRRORS } from '../incident/events.ts';
import { claimsElsewhere, mirrorOf, PAGER, TICKET } from '../process/outbox.ts';
import { fateOf } from '../process/owing.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { caughtUp } from './caught-up.ts';
import { maySay } from './claims.ts';
import { issueFile } from './file.ts';
import { hide } from './hide.ts';
import { deliverTo, giveUp } from './outbox.ts';
import { callOut } from './page-contacts.ts';
import { publishPage } from './publish.ts';
import { openRoom, showRoom } from './room.ts';
import { deliverToJira, showTicket } from './ticket.ts';
import { makeWays, type Way } from './way.ts';
import type { Round, Step } from './work.ts';

export async function mirror(round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const { slack, jira, confluence, pager, unusable } = round.mirrors;
  const way = makeWays(round, notes);
  for (const name of MIRRORS) {
    const why = unusable[name];
    if (why !== undefined && isOwed(name, round, notes)) way(name).close(why);
  }
  for (const name of MIRRORS) if (!isConfigured(name, round)) drop(name, notes);
  await hide(round, notes, way);
  await Promise.all([
    slack && openRoom(slack, way('slack'), round, notes),
    jira && deliverToJira(jira, way('jira'), round, notes),
    deliverTo('gitlab', issueFile(round, notes), way('gitlab'), round, notes),
    confluence && publishPage(confluence, way('confluence'), round, step, notes),
    pager && callOut(pager, way('pager'), round, notes),
  ]);
  // A ticket of an earlier run may only have been found now, and be one that more can read than may.
  await hide(round, notes, way);
  await Promise.all([
    slack && showRoom(slack, way('slack'), round, step, notes),
    jira && showTicket(jira, way('jira'), round, step, notes),
  ]);
  dropLost(round, notes, way);
  for (const name of MIRRORS) if (way(name).open) await caughtUp(name, round, notes);
}

/** Other projects of this GitLab need no configuration. */
function isConfigured(name: Mirror, { policy }: Round): boolean {
  return name === 'gitlab' || policy[name] !== undefined;
}

/** It was taken out of the configuration: what it was owed is nobody's any more. */
function drop(name: Mirror, notes: Bookkeeping): void {
  const why = 'the configuration names it no longer';
  for (const { key, to } of claimsElsewhere(notes.incident()))
    if (mirrorOf(to) === name) notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to, why });
  const trouble = notes.incident().troubles[name];
  if (trouble)
    notes.record(`caught-up:${name}:${trouble.since}`, {
      type: 'mirror-caught-up',
      mirror: name,
      since: trouble.since,
    });
}

/** What waited on a way that is closed, and is nobody's any more. */
function dropLost({ policy, work }: Round, notes: Bookkeeping, way: (mirror: Mirror) => Way): void {
  for (const claim of claimsElsewhere(notes.incident())) {
    if (fateOf(claim, notes.incident(), policy) !== 'lost') continue;
    // It may be there, made by a run that could not note it: whoever looks for it closes it.
    if (claim.to === TICKET && !(way('jira').open && maySay(claim, work))) continue;
    // Another run may be calling, and must not be overtaken by the answer.
    if (claim.to === PAGER && !maySay(claim, work)) continue;
    giveUp(claim, notes);
  }
}

/** Something waits for it: a message, or a place that is to be made. */
function isOwed(name: Mirror, { policy }: Round, notes: Bookkeeping): boolean {
  const incident = notes.incident();
  return (
    claimsElsewhere(incident).some(({ to }) => mirrorOf(to) === name) ||
    (name === 'confluence' && policy.confluence !== undefined && incident.review !== undefined)
  );
}
