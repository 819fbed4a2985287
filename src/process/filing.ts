// Tickets for what is no incident (`/backlog`) and for what an incident brought to light (`/bug`): what they say.
//
// The first line of the text is the ticket's title. What is said of a ticket before it is there names it as `[[file:…]]`;
// that is replaced by its link once it is, and not said before.

import type { EventOf } from '../incident/events.ts';
import type { Claim, Incident } from '../incident/incident.ts';
import type { Destination } from '../incident/mirror-policy.ts';
import { backlogDestination, bugDestination, bugTicketKey } from '../rules/destinations.ts';
import type { Policy } from '../rules/index.ts';
import { inert, quoted, shortened } from '../text/markdown.ts';
import { FILE_IN_GITLAB, FILE_IN_JIRA } from './outbox.ts';
import { ticketSummary } from './places.ts';
import type { Message } from './say.ts';
import type { Surroundings } from './surroundings.ts';

export const BACKLOG_TICKET = 'file:backlog';

/** Stands for the link of a ticket that is being made. */
export function linkTo(key: string): string {
  return `[[${key}]]`;
}

const NAMED = /\[\[(file:[a-z0-9:]+)\]\]/g;

/** The tickets that a text names, by key. */
export function namedTickets(text: string): readonly string[] {
  return [...text.matchAll(NAMED)].map(([, key = '']) => key);
}

/** The text with the links of tickets that are there; undefined where one is not there yet. */
export function withLinks(text: string, filed: Incident['filed']): string | undefined {
  let waits = false;
  const linked = text.replace(NAMED, (_all, key: string) => {
    const ticket = filed.get(key);
    waits ||= ticket === undefined;
    return ticket ? `[${inert(ticket.ref)}](${ticket.url})` : '';
  });
  return waits ? undefined : linked;
}

export function backlogTicket(
  event: EventOf<'backlogged'>,
  incident: Incident,
  { policy, projectUrl }: Surroundings,
): readonly Message[] {
  const destination = backlogDestination(incident, event.destination, policy);
  if (!destination) return [];
  const from = `Reported as ${projectUrl}/-/issues/${incident.iid}`;
  const body = incident.confidential
    ? secretWords(BACKLOG_TICKET, incident, projectUrl)
    : [
        ticketSummary(incident),
        `${from} on ${incident.reportedAt.slice(0, 10)}. It is no incident, but work: ${inert(event.reason)}`,
        ...(incident.seen === '' ? [] : [quoted(incident.seen, 5000)]),
        ...(incident.affected === '' ? [] : [`**Who is affected**: ${inert(incident.affected)}`]),
      ];
  return [filing(BACKLOG_TICKET, destination, body, 'it goes to a backlog')];
}

export function bugTicket(
  event: EventOf<'bug-filed'>,
  incident: Incident,
  { policy, projectUrl }: Surroundings,
): readonly Message[] {
  const body = incident.confidential
    ? secretWords(bugTicketKey(event.n), incident, projectUrl)
    : [
        shortened(event.title.replace(/\s+/g, ' '), 200),
        `Found in the incident ${inert(ticketSummary(incident))}: ${projectUrl}/-/issues/${incident.iid}`,
        ...(event.text === '' ? [] : [quoted(event.text, 5000)]),
      ];
  return [filing(bugTicketKey(event.n), bugDestination(incident, policy), body, 'a bug is filed')];
}

/** What a ticket is to say by now: the incident may have become confidential since it was claimed. */
export function fileable({ key, text }: Pick<Claim, 'key' | 'text'>, incident: Incident, projectUrl: string): string {
  return incident.confidential ? secretWords(key, incident, projectUrl).join('\n\n') : text;
}

/** Whoever reads that tracker may not read the incident: its words stay there. */
function secretWords(key: string, { iid }: Incident, projectUrl: string): readonly string[] {
  const url = `${projectUrl}/-/issues/${iid}`;
  return key === BACKLOG_TICKET
    ? ['Confidential report', `Reported as ${url}, which is confidential: ask there.`]
    : [
        `B${key.split(':').at(-1)} of the confidential incident #${iid}`,
        `What it is about is said in the incident: ${url}`,
      ];
}

function filing(key: string, destination: Destination | undefined, body: readonly string[], because: string): Message {
  const to = destination?.jira === undefined ? FILE_IN_GITLAB : FILE_IN_JIRA;
  return { key, because, internal: false, body: { text: body.join('\n\n') }, to };
}

/** Where a ticket of that key goes by the configuration in force; `here`: this project. */
export function destinationOf(key: string, incident: Incident, policy: Policy): Destination | 'here' | undefined {
  if (key === BACKLOG_TICKET)
    return incident.backlog && backlogDestination(incident, incident.backlog.destination, policy);
  return bugDestination(incident, policy) ?? 'here';
}
