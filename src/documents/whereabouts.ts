// Where things are: every place that belongs to the incident, a row each, so that people find them from one page (R42, R72).

import type { Incident } from '../incident/incident.ts';
import { BACKLOG_TICKET } from '../process/filing.ts';
import { bridgeOf } from '../process/places.ts';
import { bugTicketKey } from '../rules/destinations.ts';
import { addressOf } from '../text/address.ts';
import { inert } from '../text/markdown.ts';
import { Markdown, md } from './render.ts';
import { issueUrl, type Place } from './views.ts';

type Row = { readonly what: string; readonly where: Markdown };

/** A title that leads to `url`; the title alone where that is no address of the web. */
export function linked(title: string, url: string): Markdown {
  const address = addressOf(url)?.href.replace(/[\s()<>[\]|\\`@"']/g, percent);
  return new Markdown(address === undefined ? inert(title) : `[${inert(title)}](${address})`);
}

/** The rows, as `{ what, where }`; none where there is nothing but the issue itself. */
export function whereabouts(incident: Incident, place: Place): Row[] {
  const rows = [...rooms(incident), ...tickets(incident), ...calls(incident), ...documents(incident)];
  const issue = { what: 'Issue', where: linked(`#${incident.iid}`, issueUrl(incident, place)) };
  return rows.length === 0 ? [] : [issue, ...rows];
}

/**
 * What the review links to, as links: issue, room and tickets. The call is over, and has its password in its address; the page
 * in Confluence is a copy of the review itself.
 */
export function placesOfRecord(incident: Incident, place: Place): Markdown[] {
  const issue = linked(`#${incident.iid}`, issueUrl(incident, place));
  return [issue, ...[...rooms(incident), ...tickets(incident)].map(({ where }) => where)];
}

function rooms(incident: Incident): Row[] {
  const { room, links } = incident;
  const byHand = links.find(({ kind }) => kind === 'room');
  if (room) return [{ what: 'Slack', where: linked(`#${room.name}`, room.url) }];
  return byHand ? [{ what: 'Slack', where: linked('the channel that people made', byHand.url) }] : [];
}

function tickets(incident: Incident): Row[] {
  const { ticket, backlog, bugs, filed } = incident;
  const placed = (key: string, where: string): Markdown => {
    const at = filed.get(key);
    return at ? linked(at.ref, at.url) : md`to be filed in ${where}`;
  };
  return [
    ...(ticket ? [{ what: 'Jira', where: linked(ticket.key, ticket.url) }] : []),
    ...(backlog ? [{ what: 'Backlog', where: placed(BACKLOG_TICKET, backlog.where) }] : []),
    ...bugs
      .filter(({ internal }) => !internal)
      .map(({ n, title, where }) => ({ what: `B${n}`, where: md`${title}: ${placed(bugTicketKey(n), where)}` })),
  ];
}

function calls(incident: Incident): Row[] {
  const bridge = bridgeOf(incident);
  return bridge === undefined ? [] : [{ what: 'Call', where: linked(addressOf(bridge)?.host ?? bridge, bridge) }];
}

/** Where people meet: the call and the room, for a role card; none where there is neither. */
export function meetingPlaces(incident: Incident): string[] {
  return [...calls(incident), ...rooms(incident)].map(({ what, where }) => md`${what} ${where}`.text);
}

/** In the order in which they were pasted. */
function documents({ page, links }: Incident): Row[] {
  const pasted = links.filter(({ kind }) => kind === 'document' || kind === 'ticket').toReversed();
  return [
    ...(page ? [{ what: 'Review page', where: linked('in Confluence', page.url) }] : []),
    ...pasted.map(({ kind, title, url }) => ({
      what: kind === 'ticket' ? 'Ticket' : 'Document',
      where: linked(title ?? addressOf(url)?.host ?? 'link', url),
    })),
  ];
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
