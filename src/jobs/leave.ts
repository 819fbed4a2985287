// An incident that is not followed any more, or not for now: it is paused, confidential where nothing may be kept of it,
// deleted, or sitrep is switched off. What promises in its places that sitrep looks is taken back.

import { fold } from '../incident/fold.ts';
import { isOver } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import { isArchived } from '../process/places.ts';
import type { Slack } from '../slack/port.ts';
import { type Applied, type Bookkeeping, bookkeeping } from './bookkeeping.ts';
import type { Glance } from './glance.ts';
import { hide } from './hide.ts';
import { reason } from './log.ts';
import { each } from './pool.ts';
import { makeWay, type Way } from './way.ts';
import type { Round } from './work.ts';

/** A message waits in its room that is to speak should sitrep be silent. */
export function hasVigil({ room }: Pick<Glance, 'room'>): boolean {
  return room?.vigil?.scheduled !== undefined;
}

/** By the record alone; the issues are not read. */
export async function leaveAll(round: Round, iids: readonly number[]): Promise<Applied[]> {
  const results = await each(iids, (iid) => leave(round, iid));
  return results.flatMap((result) => {
    if (result.ok) return result.value ? [result.value] : [];
    round.work.log.problem(`#${result.item}: ${reason(result.error)}`);
    return [];
  });
}

async function leave(round: Round, iid: number): Promise<Applied | undefined> {
  const events = await round.journal.events(iid);
  if (!events) return undefined;
  const incident = fold(events);
  const notes = bookkeeping(round, { iid, incident });
  // What was not applied before is to be applied when it is followed again.
  if (incident.seq !== incident.appliedSeq && !isOver(incident.status)) notes.owe('what came before it was left alone');
  await hide(round, notes, (mirror) => makeWay(round, notes, mirror));
  const { slack, jira } = round.mirrors;
  const { room, ticket } = notes.incident();
  if (slack && room && !isArchived(notes.incident())) {
    const way = makeWay(round, notes, 'slack');
    await endVigil(slack, way, room, notes);
    if (isOver(incident.status) && !room.adopted && way.open) {
      const { is } = await way.write('archive', slack.archive(room.channel));
      if (is === 'done')
        notes.record(`room-ended:${room.channel}:archived`, {
          type: 'room-ended',
          channel: room.channel,
          why: 'archived',
        });
    }
  }
  if (jira && ticket && isOver(incident.status)) {
    const way = makeWay(round, notes, 'jira');
    const { resolution } = round.policy.jira ?? {};
    const done =
      way.open && (await way.write('ticket status', jira.transition(ticket.key, { category: 'done', resolution })));
    if (done && done.is === 'done')
      notes.record(`ticket-ended:${ticket.key}`, { type: 'ticket-ended', key: ticket.key, why: 'closed' });
  }
  // An incident without places elsewhere has nothing to note.
  return notes.incident().seq === incident.seq ? undefined : notes.finish(undefined, incident.assigned);
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
