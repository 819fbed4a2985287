// An incident that is not followed any more, or not for now: it is paused, confidential where nothing may be kept of it,
// deleted, or sitrep is switched off. What promises in its places that sitrep looks is taken back. Of a deleted one the places
// are closed and its alarm is ended: where Slack, Jira or the pager is away later runs try again after growing pauses, for a day.

import { MIRRORS, type Mirror } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import { type Incident, isOver } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import type { Jira } from '../jira/port.ts';
import { PAGER, troubleFacts } from '../process/outbox.ts';
import { isArchived, isSettled } from '../process/places.ts';
import type { Policy } from '../rules/index.ts';
import type { Slack } from '../slack/port.ts';
import { type Instant, minutesBetween } from '../text/time.ts';
import { type Applied, type Bookkeeping, bookkeeping } from './bookkeeping.ts';
import type { Glance } from './glance.ts';
import { hide } from './hide.ts';
import { reason } from './log.ts';
import { endAlarm, rings } from './page-contacts.ts';
import { each } from './pool.ts';
import { makeWays, type Way } from './way.ts';
import type { Round } from './work.ts';

/** A message waits in its room that is to speak should sitrep be silent. */
export function hasVigil({ room }: Pick<Glance, 'room'>): boolean {
  return room?.vigil?.scheduled !== undefined;
}

/** By the record alone; the issues are not read. @param deleted those of them whose issue is no more */
export async function leaveAll(
  round: Round,
  iids: readonly number[],
  deleted: ReadonlySet<number> = new Set(),
): Promise<Applied[]> {
  const results = await each(iids, (iid) => leave(round, iid, deleted.has(iid)));
  return results.flatMap((result) => {
    if (result.ok) return result.value ? [result.value] : [];
    round.work.log.problem(`#${result.item}: ${reason(result.error)}`);
    return [];
  });
}

async function leave(round: Round, iid: number, deleted: boolean): Promise<Applied | undefined> {
  const events = await round.journal.events(iid);
  if (!events) return undefined;
  const incident = fold(events);
  const notes = bookkeeping(round, { iid, incident });
  // What was not applied before is to be applied when it is followed again.
  if (incident.seq !== incident.appliedSeq && !isOver(incident.status)) notes.owe('what came before it was left alone');
  const way = makeWays(round, notes);
  if (deleted) await callOff(round, notes, way);
  await hide(round, notes, way);
  const { slack, jira, unusable } = round.mirrors;
  const { room, ticket } = notes.incident();
  if (room && !isArchived(notes.incident())) {
    if (slack) await leaveRoom(slack, way('slack'), room, notes);
    else if (deleted && unusable.slack !== undefined) way('slack').close(unusable.slack);
  }
  if (ticket && isOver(incident.status) && !isClosed(notes.incident())) {
    if (jira) await closeTicket(jira, way('jira'), ticket.key, round, notes);
    else if (deleted && unusable.jira !== undefined) way('jira').close(unusable.jira);
  }
  if (deleted) settle(round, notes, way);
  // An incident without places elsewhere has nothing to note.
  return notes.incident().seq === incident.seq && !deleted ? undefined : notes.finish(undefined, incident.assigned);
}

async function leaveRoom(slack: Slack, way: Way, room: Room, notes: Bookkeeping): Promise<void> {
  await endVigil(slack, way, room, notes);
  if (!isOver(notes.incident().status) || room.adopted || !way.open) return;
  const { is } = await way.write('archive', slack.archive(room.channel));
  if (is === 'stopped') return;
  // What Slack refuses for good would keep the record open for ever.
  const why = is === 'done' ? 'archived' : 'left';
  notes.record(`room-ended:${room.channel}:${why}`, { type: 'room-ended', channel: room.channel, why });
}

async function closeTicket(jira: Jira, way: Way, key: string, round: Round, notes: Bookkeeping): Promise<void> {
  if (!way.open) return;
  const { resolution } = round.policy.jira ?? {};
  const { is } = await way.write('ticket status', jira.transition(key, { category: 'done', resolution }));
  if (is === 'done') notes.record(`ticket-ended:${key}`, { type: 'ticket-ended', key, why: 'closed' });
}

/** Nobody is called any more for a deleted issue, and nobody can read what was to be said of it, or where it links to. */
async function callOff(round: Round, notes: Bookkeeping, way: (mirror: Mirror) => Way): Promise<void> {
  const { pager, unusable } = round.mirrors;
  if (pager) await endAlarm(pager, way('pager'), round, notes);
  else if (unusable.pager !== undefined && rings(notes.incident())) way('pager').close(unusable.pager);
  const why = 'the issue was deleted';
  // A call of which nobody knows whether it rings is kept until it does not.
  const kept = round.policy.pager && rings(notes.incident()) ? PAGER : undefined;
  for (const { key, to = 'gitlab:issue' } of notes.incident().claims.values())
    if (to !== kept) notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to, why, quiet: true });
}

/** What the clock would else ask for on the issue; and a mirror that answers again is in no trouble. */
function settle({ work, policy }: Round, notes: Bookkeeping, way: (mirror: Mirror) => Way): void {
  for (const mirror of MIRRORS) {
    const trouble = notes.incident().troubles[mirror];
    const { since } = trouble ?? {};
    if (since !== undefined && way(mirror).open)
      notes.record(`caught-up:${mirror}:${since}`, { type: 'mirror-caught-up', mirror, since });
  }
  for (const { id, fact } of troubleFacts(notes.incident(), work.now())) notes.record(id, fact);
  const incident = notes.incident();
  if (!isSettled(incident, policy) && isGivenUp(incident, work.now())) work.log.problem(givenUp(incident));
}

/** A day after the end nothing more is tried. */
const GIVE_UP_MINUTES = 24 * 60;

function isGivenUp({ phases, reportedAt }: Incident, now: Instant): boolean {
  return minutesBetween(phases.at(-1)?.at ?? reportedAt, now) >= GIVE_UP_MINUTES;
}

/** Of a deleted incident nothing is left to be done or to be tried: its record may be put away. */
export function isLeft({ incident }: Applied, { policy, work }: Round): boolean {
  return isOver(incident.status) && (isQuiet(incident, policy) || isGivenUp(incident, work.now()));
}

/** A deleted incident has nothing elsewhere that goes on. */
export function isQuiet(incident: Incident, policy: Policy): boolean {
  return isSettled(incident, policy) && !(policy.pager && rings(incident));
}

function givenUp(incident: Incident): string {
  const { iid, room, ticket, troubles } = incident;
  const places = [
    room && !isArchived(incident) ? `archive the channel ${room.url}` : '',
    ticket && !isClosed(incident) ? `close the ticket ${ticket.key} (${ticket.url})` : '',
    rings(incident) ? 'resolve its alarm at the pager' : '',
  ].filter((place) => place !== '');
  const why = [...new Set(MIRRORS.flatMap((mirror) => troubles[mirror]?.why ?? []))].join('; ');
  // An answer may repeat what was sent, and the name of a channel what it is about.
  const because = why === '' || incident.confidential ? '' : ` (${why})`;
  const todo = places.length > 0 ? `. By hand: ${places.join(', ')}` : '';
  return `#${iid}: its issue was deleted, and its places elsewhere could not be closed within a day${because}; this is not tried again${todo}`;
}

function isClosed({ ticket, formerTickets }: Incident): boolean {
  return formerTickets.some(({ key }) => key === ticket?.key);
}

/** Takes back the message that would say that sitrep is silent. */
export async function endVigil(slack: Slack, way: Way, room: Room, notes: Bookkeeping): Promise<void> {
  if (!hasVigil({ room })) return;
  const ids = await way.read('scheduled messages', () => slack.scheduled(room.channel));
  for (const { id } of ids ?? []) if (way.open) await way.write('vigil', slack.unschedule(room.channel, id));
  if (!way.open || !room.vigil) return;
  const { until } = room.vigil;
  notes.record(`vigil:${notes.incident().seq}`, { type: 'vigil-set', scheduled: null, until });
}
