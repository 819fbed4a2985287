// What is said elsewhere because of an event: in the incident's room, on its ticket, in the channels of the people who wait,
// to the pager. One wording everywhere (R29): what the issue says is said there too.
//
// Internal words never leave the issue. A confidential incident has no ticket but a private one, and no channel but its own.

import type { EventOf, IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import { audienceOf } from '../rules/audience.ts';
import type { Policy } from '../rules/index.ts';
import { serviceOf } from '../rules/rule.ts';
import { inert } from '../text/markdown.ts';
import { type Instant, stamp } from '../text/time.ts';
import { channelsOf, corrections } from './corrections.ts';
import { BACKLOG_TICKET, backlogTicket, bugTicket, linkTo } from './filing.ts';
import { channelPlace, isUndertaken, PAGER, ROOM, TICKET, TICKET_COMMENT } from './outbox.ts';
import { ticketKey } from './owing.ts';
import { roomNumber, ticketSummary, wantsRoom, wantsTicket } from './places.ts';
import { roomWords, sitrepWords } from './room-words.ts';
import type { Message } from './say.ts';
import type { Surroundings } from './surroundings.ts';
import { undeliverableWords } from './undeliverable-words.ts';
import { callInSecret } from './words.ts';

/** Everything that is said because of `event`: what `said` has for the issue, and the rest. */
export function relay(
  event: IncidentEvent,
  said: readonly Message[],
  incident: Incident,
  around: Surroundings,
): readonly Message[] {
  const { policy } = around;
  // Whoever typed in the room is answered there.
  const answers = event.type === 'refused' || event.type === 'helped';
  if (answers && event.post !== undefined) {
    const { post } = event;
    return said.map((message) => ({ ...message, to: ROOM, thread: post }));
  }
  if (event.internal) return said;
  return [
    ...said,
    ...(wantsRoom(incident, policy) ? inRoom(event, said, incident, around) : []),
    ...onTicket(event, incident, around),
    ...toCommunities(event, said, incident, around),
    ...(event.type === 'announced' ? corrections(event, incident, around) : []),
    ...filings(event, incident, around),
    // Nobody is got out of bed for an exercise.
    ...(policy.pager && !incident.drill ? pages(event, incident, policy) : []),
  ];
}

/**
 * What does not hang on one event: what an incident has elsewhere from the full response on (the card in its room, its
 * ticket: R64, R73), that sitrep looks again after its room had to hear of its silence, and what could not be delivered for good. Each
 * once: only what is neither said nor undertaken by any run.
 */
export function standing(incident: Incident, policy: Policy, now: Instant): readonly Message[] {
  return everStanding(incident, policy, now).filter(({ key }) => !isUndertaken(incident, key));
}

function everStanding(incident: Incident, policy: Policy, now: Instant): readonly Message[] {
  const card = { because: 'a room has a card', internal: false, body: { text: '' } };
  const ticket = { because: 'a full response has a ticket', internal: false, body: { text: ticketSummary(incident) } };
  return [
    ...(wantsTicket(incident, policy) && !incident.ticket ? [{ ...ticket, key: ticketKey(incident), to: TICKET }] : []),
    ...(wantsRoom(incident, policy) ? [{ ...card, key: cardKey(incident), to: ROOM }] : []),
    ...(wantsRoom(incident, policy) ? backAfterSilence(incident, now) : []),
    ...incident.undeliverable.map((one) => ({
      key: `undeliverable:${one.key}`,
      because: 'something could not be delivered',
      internal: false,
      body: { text: undeliverableWords(one) },
    })),
  ];
}

/** Nobody is known to have put off the message that waits in the room: it has spoken, or Slack was out of reach. */
function backAfterSilence({ room }: Incident, now: Instant): readonly Message[] {
  const { scheduled, until = now } = room?.vigil ?? {};
  if (scheduled === undefined || until > now) return [];
  const text = `**sitrep looks here again**, at ${stamp(now)}: for longer than it had promised it could not. What was typed here meanwhile is heard now.`;
  return [
    {
      key: `back:${until}`,
      because: 'nobody looked for longer than was promised',
      internal: false,
      body: { text },
      to: ROOM,
    },
  ];
}

/** Of the room that it has or is to have; another where the card before is lost. */
export function cardKey(incident: Incident): string {
  const lost = incident.room?.cardsLost ?? 0;
  return `card:${roomNumber(incident)}${lost === 0 ? '' : `.${lost + 1}`}`;
}

/** What is only for whoever typed it, or tells the room of itself. */
const NOT_IN_ROOM: ReadonlySet<string> = new Set([
  'refused',
  'helped',
  'mirror-behind',
  'mirror-caught-up',
  'reported',
]);

function inRoom(
  event: IncidentEvent,
  said: readonly Message[],
  incident: Incident,
  around: Surroundings,
): readonly Message[] {
  if (NOT_IN_ROOM.has(event.type)) return [];
  // What is brought up to date on the issue is news in the room.
  if (said.length > 0)
    return said
      .filter(({ internal }) => !internal)
      .map(({ updates: _updates, ...message }) => ({ ...message, key: `room:${event.id}`, to: ROOM }));
  // Who typed it there has a receipt, and everybody else has read it.
  const text = event.post === undefined ? roomWords(event, incident, around) : undefined;
  if (text === undefined) return [];
  const key =
    event.type === 'sitrep-drafted'
      ? `draft:${event.for}`
      : event.type === 'announcement-drafted'
        ? `first-word:${event.for}`
        : `room:${event.id}`;
  return [{ key, because: `the room hears of ${event.type}`, internal: false, body: { text }, to: ROOM }];
}

function onTicket(event: IncidentEvent, incident: Incident, around: Surroundings): readonly Message[] {
  if (event.type !== 'sitrep-given' || !wantsTicket(incident, around.policy)) return [];
  const because = 'a sitrep is a comment on the ticket';
  return [
    { key: `ticket:${event.id}`, because, internal: false, body: { text: sitrepWords(event) }, to: TICKET_COMMENT },
  ];
}

/** A human act alone speaks to users: an announcement, or that their report goes to a backlog (R24). */
function toCommunities(
  event: IncidentEvent,
  said: readonly Message[],
  incident: Incident,
  { policy }: Surroundings,
): readonly Message[] {
  if (!policy.slack || incident.drill) return [];
  if (event.type === 'announced') {
    const [document] = said;
    if (!document) return [];
    return channelsOf(event, incident, policy).map((channel) => ({
      ...document,
      body: { document: 'announcement', event, forUsers: true } as const,
      key: `told:${event.n}:${channel}`,
      because: `users in ${channel} are told`,
      to: channelPlace(channel),
    }));
  }
  if (event.type !== 'backlogged' || incident.confidential) return [];
  const channels = audienceOf(incident, undefined, policy).flatMap((one) => one.channels);
  return [...new Set(channels)].map((channel) => ({
    key: `told:backlog:${channel}`,
    because: `users in ${channel} are told where it went`,
    internal: false,
    body: {
      text: `What was reported as **${inert(incident.title)}** is no incident: it goes to ${linkTo(BACKLOG_TICKET)}.`,
    },
    to: channelPlace(channel),
  }));
}

function filings(event: IncidentEvent, incident: Incident, around: Surroundings): readonly Message[] {
  if (event.type === 'backlogged') return backlogTicket(event, incident, around);
  return event.type === 'bug-filed' ? bugTicket(event, incident, around) : [];
}

/** Who is called on as a contact is called by the pager too; it is quiet again once somebody has it, or it is over. */
function pages(event: IncidentEvent, incident: Incident, policy: Policy): readonly Message[] {
  const page = (action: string, text: string): readonly Message[] => [
    { key: `page:${action}:${event.id}`, because: `the pager: ${action}`, internal: false, body: { text }, to: PAGER },
  ];
  const known = [...incident.delivered.keys(), ...incident.claims.keys()];
  // Of a call that was overtaken only the answer to it is known.
  const called = known.some((key) => key.startsWith('page:'));
  switch (event.type) {
    case 'nudged': {
      const calls = event.items.filter(isCall);
      return calls.length > 0 ? page('trigger', summary(event, incident, policy)) : [];
    }
    case 'acknowledged':
      return called ? page('acknowledge', `#${incident.iid} is acknowledged`) : [];
    case 'status-changed':
      return called && (event.to === 'mitigated' || isOver(event.to))
        ? page('resolve', `#${incident.iid} is ${event.to}`)
        : [];
    default:
      return [];
  }
}

/** Contacts are known by name only, and nobody as yet has taken it. */
function isCall({ owes, escalation, rule }: EventOf<'nudged'>['items'][number]): boolean {
  return owes.some(({ id }) => id === 0) && (escalation > 0 || rule === 'acknowledge');
}

function summary(event: EventOf<'nudged'>, incident: Incident, policy: Policy): string {
  if (incident.confidential) return callInSecret(incident);
  const service = serviceOf(incident, policy)?.title ?? incident.services.join(', ');
  const what = event.items.find(isCall)?.text ?? '';
  return `#${incident.iid} ${service === '' ? '' : `${service}: `}${incident.title} (${what})`;
}
