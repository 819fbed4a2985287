// An incident became confidential after it had been mirrored in the open: its public copies are closed as far as the other
// systems let the bot (process.md section 7). What remains is said on the issue (`process/words.ts`).

import { issueUrl } from '../documents/views.ts';
import type { Mirror } from '../incident/events.ts';
import type { Jira } from '../jira/port.ts';
import { roomIsTooOpen, ticketIsTooOpen, ticketMark, wantsPage } from '../process/places.ts';
import type { Slack } from '../slack/port.ts';
import { parse } from '../text/parse.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import type { Way } from './way.ts';
import type { Round } from './work.ts';

export async function hide(round: Round, notes: Bookkeeping, way: (mirror: Mirror) => Way): Promise<void> {
  const { slack, jira, confluence } = round.mirrors;
  const incident = notes.incident();
  if (!incident.confidential) return;
  if (slack && roomIsTooOpen(incident)) await leaveRoom(slack, way('slack'), notes);
  if (jira && ticketIsTooOpen(incident)) await emptyTicket(jira, way('jira'), round, notes);
  const { page } = incident;
  if (!confluence || !page || wantsPage(incident, round.policy) || !way('confluence').open) return;
  const removed = await way('confluence').write('page removed', confluence.remove(page.page));
  if (removed.is !== 'stopped')
    notes.record(`page-ended:${page.page}`, { type: 'page-ended', page: page.page, why: 'hidden' });
}

/** Our own messages are taken away and the channel is archived: no bot can make it private, or take away what people said. */
async function leaveRoom(slack: Slack, way: Way, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const { room } = incident;
  if (!room || !way.open) return;
  const there = await way.read('channel', async () => ({ channel: await slack.channel(room.channel) }));
  if (!there) return;
  if (there.channel && !there.channel.archived) {
    // Also what was posted and of which nobody knows: a line may have been cut.
    const all = await way.read('messages', () => slack.messages(room.channel, undefined, BEGINNING));
    for (const { ts, ours, subtype } of all ?? [])
      if (ours && subtype === undefined && way.open) await way.write('message removed', slack.remove(room.channel, ts));
    for (const { id } of (await way.read('scheduled messages', () => slack.scheduled(room.channel))) ?? [])
      await way.write('vigil', slack.unschedule(room.channel, id));
    if (way.open) await way.write('bookmarks', slack.setBookmarks(room.channel, []));
    if (way.open) await way.write('topic', slack.setTopic(room.channel, 'closed'));
    if (way.open) await way.write('purpose', slack.setPurpose(room.channel, 'closed'));
    if (way.open) await way.write('name', slack.renameChannel(room.channel, `closed-${incident.iid}-${room.channel}`));
    if (way.open) await way.write('archive', slack.archive(room.channel));
  }
  if (way.open)
    notes.record(`room-ended:${room.channel}`, { type: 'room-ended', channel: room.channel, why: 'hidden' });
}

/** All threads, however old. */
const BEGINNING = '1970-01-01T00:00:00.000Z';

async function emptyTicket(jira: Jira, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const { ticket } = incident;
  if (!ticket || !way.open) return;
  const url = issueUrl(incident, placeOf(round));
  const comments = await way.read('comments', () => jira.comments(ticket.key, undefined));
  for (const { id, ours } of comments ?? [])
    if (ours && way.open) await way.write('comment removed', jira.removeComment(ticket.key, id));
  for (const { globalId } of (way.open && (await way.read('links', () => jira.links(ticket.key)))) || [])
    if (globalId.startsWith(ticketMark(incident)) && way.open)
      await way.write('link removed', jira.removeLink(ticket.key, globalId));
  if (way.open)
    await way.write(
      'ticket emptied',
      jira.change(ticket.key, {
        summary: `Confidential (#${incident.iid})`,
        description: parse('This incident is confidential: it is no longer told here.'),
        url,
      }),
    );
  // On its own: what Jira refuses to have empty is no reason to keep the words.
  const fields = Object.keys(round.policy.jira?.fields ?? {});
  if (way.open && fields.length > 0)
    await way.write(
      'ticket fields',
      jira.change(ticket.key, { url, fields: Object.fromEntries(fields.map((field) => [field, null])) }),
    );
  if (way.open)
    await way.write(
      'ticket status',
      jira.transition(ticket.key, { category: 'done', resolution: round.policy.jira?.resolution }),
    );
  if (way.open) notes.record(`ticket-ended:${ticket.key}`, { type: 'ticket-ended', key: ticket.key, why: 'hidden' });
}
