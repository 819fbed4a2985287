// The live ticket in Jira: made once, kept at the incident's state, commented with each sitrep, closed behind the gate
// (R64, R65, R67, R68).
//
// People may comment there; status and description are healed. Where neither the incident nor the ticket changed, Jira is
// not asked.

import { issueUrl } from '../documents/views.ts';
import type { Outcome } from '../http/outcome.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { JiraSettings } from '../incident/mirror-policy.ts';
import type { Jira, RemoteLink, Ticket, WantedStatus } from '../jira/port.ts';
import { digest } from '../process/comments.ts';
import { TICKET, TICKET_COMMENT } from '../process/outbox.ts';
import { TICKET_LABEL, ticketIsTooOpen, ticketMark, ticketSummary } from '../process/places.ts';
import { TICKET_PARTS } from '../process/undeliverable-words.ts';
import { parse } from '../text/parse.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { ticketFile } from './file.ts';
import { placeOf } from './observe.ts';
import { type Destination, deliverTo } from './outbox.ts';
import { descriptionOf, fieldsOf, wantedTicket } from './ticket-content.ts';
import type { Way } from './way.ts';
import type { Round, Step } from './work.ts';

/** Makes the tickets that are owed, and says what is owed on them. */
export async function deliverToJira(jira: Jira, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  await deliverTo('jira', inJira(jira, way, round, notes), way, round, notes);
}

function inJira(jira: Jira, way: Way, round: Round, notes: Bookkeeping): Destination {
  const { jira: settings } = round.policy;
  const file = ticketFile(jira, round, notes);
  return {
    async find(claims, since) {
      const [first] = claims;
      const incident = notes.incident();
      if (first?.to === TICKET) {
        const found = await jira.find(settings?.project ?? '', ticketMark(incident), since);
        return new Map(found ? [[first.key, found.key]] : []);
      }
      if (first?.to !== TICKET_COMMENT) return file.find(claims, since);
      const { ticket } = incident;
      // Where somebody deleted it, what is owed waits for the next one.
      const there = ticket && (await look(jira, ticket.key, way, notes));
      const comments = there ? await jira.comments(there.key, since) : [];
      return new Map(comments.flatMap(({ ours, key, id }) => (ours && key !== undefined ? [[key, id] as const] : [])));
    },
    send(claim) {
      const incident = notes.incident();
      if (claim.to === TICKET) return settings && made(jira, incident, settings, round);
      if (claim.to !== TICKET_COMMENT) return file.send(claim);
      if (!incident.ticket) return undefined;
      const comment = { key: claim.key, text: parse(claim.text), url: issueUrl(incident, placeOf(round)) };
      return refOf(jira.comment(incident.ticket.key, comment), ({ id }) => id);
    },
    async delivered(claim, ref) {
      if (claim.to === TICKET)
        notes.record(`ticket:${ref}`, {
          type: 'ticket-opened',
          key: ref,
          url: jira.url(ref),
          private: settings?.private ?? false,
        });
      else if (claim.to !== TICKET_COMMENT) await file.delivered?.(claim, ref);
    },
    async keeps(claim) {
      const { ticket } = notes.incident();
      if (claim.to !== TICKET_COMMENT || !ticket) return false;
      await look(jira, ticket.key, way, notes);
      return notes.incident().ticket === undefined;
    },
  };
}

async function made(
  jira: Jira,
  incident: Incident,
  settings: JiraSettings,
  round: Round,
): Promise<Outcome<{ readonly ref: string }>> {
  const priority = settings.priorities[incident.severity];
  const outcome = await jira.create({
    project: settings.project,
    type: settings.issue_type,
    summary: ticketSummary(incident),
    description: parse(descriptionOf(incident, round)),
    url: issueUrl(incident, placeOf(round)),
    labels: [TICKET_LABEL, ...settings.labels],
    mark: ticketMark(incident),
    ...(priority === undefined ? {} : { priority }),
    fields: fieldsOf(incident, settings, round),
  });
  if (outcome.outcome === 'done' && outcome.value.dropped.length > 0)
    round.work.log.info(`#${incident.iid}: Jira's screen has no ${outcome.value.dropped.join(', ')}`);
  return outcome.outcome === 'done' ? { outcome: 'done', value: { ref: outcome.value.key } } : outcome;
}

async function refOf<T>(
  sent: Promise<Outcome<T>>,
  ref: (value: T) => string,
): Promise<Outcome<{ readonly ref: string }>> {
  const outcome = await sent;
  return outcome.outcome === 'done' ? { outcome: 'done', value: { ref: ref(outcome.value) } } : outcome;
}

/**
 * The ticket as it should be. Each part is compared with what was last written of it, and the ticket itself is read only
 * where it is new, its status moves, or a person did something: a sitrep costs one edit beside its comment.
 */
export async function showTicket(jira: Jira, way: Way, round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  const { ticket } = incident;
  const { jira: settings } = round.policy;
  const ended = incident.formerTickets.some(({ key }) => key === ticket?.key);
  if (!way.open || !ticket || !settings || ended || ticketIsTooOpen(incident)) return;
  const wanted = wantedTicket(incident, settings, round);
  const { status, links } = wanted;
  const hash = [wanted.change, links, status].map((part) => digest(JSON.stringify(part))).join('.');
  const [textWas, linksWas, statusWas] = (ticket.hash ?? '').split('.');
  const [textIs, linksIs, statusIs] = hash.split('.');
  const looked = step.seen.ticket;
  const touched = looked !== undefined && !isAsShown(looked, status);
  if (ticket.hash === hash && !touched) return;

  const there = touched || statusWas !== statusIs ? await look(jira, ticket.key, way, notes) : 'as written';
  if (there === undefined) return;
  const missing = there === 'as written' ? [] : wanted.labels.filter((label) => !there.labels.includes(label));
  const refused = new Map<Part, string>();
  if (textWas !== textIs || missing.length > 0 || (there !== 'as written' && !there.intact)) {
    const change = { ...wanted.change, ...(missing.length > 0 ? { addLabels: missing } : {}) };
    const changed = await way.write('ticket', jira.change(ticket.key, change));
    if (changed.is === 'refused' && changed.status === 404 && !(await look(jira, ticket.key, way, notes))) return;
    if (changed.is === 'refused') refused.set('text', changed.why);
  }
  if (way.open && linksWas !== linksIs) {
    const lost = await setLinks(jira, ticket.key, links, way);
    if (lost !== undefined) refused.set('links', lost);
  }
  // Of a transition that is named by its id nobody knows where it leads: it is taken once for each status of ours.
  const named = status.transition !== undefined && statusWas !== statusIs;
  if (way.open && there !== 'as written' && (named || !hasStatus(there, status))) {
    const why = await move(jira, ticket.key, there, status, way, notes);
    if (why !== undefined) refused.set('status', why);
  }
  if (!way.open) return;
  for (const [part, why] of refused) complain(part, why, ticket.key, status, notes);
  // What was refused is as it was, and is tried again by whichever run has something to show.
  const shown = [
    refused.has('text') ? textWas : textIs,
    refused.has('links') ? linksWas : linksIs,
    refused.has('status') ? statusWas : statusIs,
  ].join('.');
  if (shown !== ticket.hash) notes.record(`ticket-shown:${incident.seq}`, { type: 'ticket-shown', hash: shown });
  // A text that is refused for good would keep it open for ever.
  if (isOver(incident.status) && !refused.has('links') && !refused.has('status'))
    notes.record(`ticket-ended:${ticket.key}`, { type: 'ticket-ended', key: ticket.key, why: 'closed' });
}

type Part = keyof typeof TICKET_PARTS;

/** The issue says it, once for each ticket, and for each status that it cannot be given. */
function complain(part: Part, why: string, ticket: string, status: WantedStatus, notes: Bookkeeping): void {
  const about = `${TICKET_PARTS[part]}${ticket}`;
  const wanted = status.category === 'done' ? 'closed' : (status.name ?? 'In Progress');
  const key = part === 'status' ? `${about}:${wanted}` : about;
  notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to: `jira:${ticket}`, why });
}

/** Why it was refused. */
async function move(
  jira: Jira,
  key: string,
  there: Ticket,
  status: WantedStatus,
  way: Way,
  notes: Bookkeeping,
): Promise<string | undefined> {
  const moved = await way.write('ticket status', jira.transition(key, status));
  if (moved.is === 'refused') return moved.why;
  if (moved.is === 'done' && there.status.category === 'done' && status.category !== 'done')
    notes.record(`ticket-reopened:${notes.incident().seq}`, { type: 'ticket-reopened', key });
  return undefined;
}

/** Undefined where it is gone, which is noted, or Jira does not answer. */
async function look(jira: Jira, key: string, way: Way, notes: Bookkeeping): Promise<Ticket | undefined> {
  const there = await way.read('ticket', async () => ({ ticket: await jira.ticket(key) }));
  if (there && !there.ticket) notes.record(`ticket-ended:${key}`, { type: 'ticket-ended', key, why: 'gone' });
  return there?.ticket;
}

/** Writes and reads them back: the review's link is what a closed ticket is worth (R68). Why one is not there. */
async function setLinks(jira: Jira, key: string, links: readonly RemoteLink[], way: Way): Promise<string | undefined> {
  const there = await way.read('links', () => jira.links(key));
  const known = new Map((there ?? []).map((link) => [link.globalId, link]));
  const wrong = links.filter((link) => !sameLink(known.get(link.globalId), link));
  let why: string | undefined;
  for (const link of wrong) {
    if (!way.open) return undefined;
    const set = await way.write('link', jira.setLink(key, link));
    if (set.is === 'refused') why = set.why;
  }
  if (!way.open || wrong.length === 0 || why !== undefined) return why;
  const after = await way.read('links', () => jira.links(key));
  const lost = links.filter((link) => !(after ?? []).some((one) => sameLink(one, link)));
  if (!after || lost.length === 0) return undefined;
  return `Jira does not show the link ${lost.map(({ title }) => title).join(', ')} that it took`;
}

function sameLink(one: RemoteLink | undefined, other: RemoteLink): boolean {
  return one?.url === other.url && one.title === other.title;
}

function isAsShown(looked: Pick<Ticket, 'intact' | 'status'>, status: WantedStatus): boolean {
  return looked.intact && hasStatus(looked, status);
}

function hasStatus({ status }: Pick<Ticket, 'status'>, { name, category }: WantedStatus): boolean {
  return name === undefined ? status.category === category : status.name.toLowerCase() === name.toLowerCase();
}
