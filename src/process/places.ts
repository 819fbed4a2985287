// Which places of its own an incident has elsewhere, by the record and the configuration alone: a room, a ticket, a page.

import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { Policy } from '../rules/index.ts';
import { shortened } from '../text/markdown.ts';

/** Whether it has a room, or is to have one: from the full response on, until the room is archived (R69). */
export function wantsRoom(incident: Incident, policy: Policy): boolean {
  if (!policy.slack || !responded(incident)) return false;
  return incident.room ? !isArchived(incident) : !isOver(incident.status);
}

/** The room may be read by everybody, and the incident no longer. */
export function roomIsTooOpen({ room, confidential }: Incident): boolean {
  return room !== undefined && confidential && !room.private;
}

/** It has done its work: archived, or left to those who made it. */
export function isArchived({ room, formerRooms }: Incident): boolean {
  const ended = formerRooms.filter(({ why }) => why === 'archived' || why === 'left');
  return room !== undefined && ended.some(({ channel }) => channel === room.channel);
}

/** Which of its rooms it is: a public one is left where the incident becomes confidential. */
export function roomNumber({ room, formerRooms }: Incident): number {
  return formerRooms.filter(({ channel }) => channel !== room?.channel).length + 1;
}

/** How its name begins, whatever the incident is called by then. */
export function roomStem(incident: Incident, { slack }: Policy): string {
  const prefix = incident.drill ? slack?.drill_prefix : slack?.prefix;
  return `${prefix ?? 'inc'}-${incident.iid}`;
}

/** Any text; the adapter makes a name by Slack's rules of it. A confidential one says nothing of what it is about. */
export function roomName(incident: Incident, policy: Policy): string {
  return `${roomStem(incident, policy)}-${incident.confidential ? 'private' : shortened(incident.title, 50)}`;
}

/** A drill reaches no ticket system; a confidential incident only a private project. */
export function wantsTicket(incident: Incident, { jira }: Policy): boolean {
  if (!jira || incident.drill || !responded(incident) || (incident.confidential && !jira.private)) return false;
  return incident.ticket !== undefined || !isOver(incident.status);
}

export function ticketIsTooOpen({ ticket, confidential }: Incident): boolean {
  return ticket !== undefined && confidential && !ticket.private;
}

export function wantsPage(incident: Incident, { confluence }: Policy): boolean {
  const { review, drill, confidential } = incident;
  return confluence !== undefined && review !== undefined && !drill && (!confidential || confluence.private);
}

/** One in this GitLab: the label by which tickets of this incident are found. */
export function ticketMark({ issue }: Incident): string {
  return `sitrep-issue-${issue}`;
}

/** Every ticket that sitrep made. */
export const TICKET_LABEL = 'sitrep';

/** One line, as a ticket's title. */
export function ticketSummary({ title, iid }: Incident): string {
  return shortened(`${title} (#${iid})`.replace(/\s+/g, ' '), 200);
}

function responded(incident: Incident): boolean {
  return incident.phases.some(({ status }) => status === 'responding');
}

/** Where people talk: the latest conference link. */
export function bridgeOf({ links }: Incident): string | undefined {
  return links.find(({ kind }) => kind === 'bridge')?.url;
}

/** Nothing is owed to any mirror, and the places that are to end have ended: the record may be put away. */
export function isSettled(incident: Incident, policy: Policy): boolean {
  const { room, ticket, formerTickets, troubles } = incident;
  const owes = [...incident.claims.values()].some(({ to }) => to !== undefined);
  const roomIsOpen = policy.slack !== undefined && room !== undefined && !isArchived(incident);
  const ended = formerTickets.some(({ key }) => key === ticket?.key);
  const ticketIsOpen = policy.jira !== undefined && ticket !== undefined && !ended;
  return !owes && Object.keys(troubles).length === 0 && !roomIsOpen && !ticketIsOpen;
}
