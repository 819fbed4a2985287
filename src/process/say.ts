// What is said in the issue, and because of which event. One message for an event at most; all that a
// run says is one comment. Accepted commands get a reaction and no words.

import type { EventOf, IncidentEvent, Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import * as endings from './ending-words.ts';
import { help } from './help.ts';
import * as roleWords from './role-words.ts';
import type { Surroundings } from './surroundings.ts';
import * as words from './words.ts';

export interface Message {
  /** From the event that caused it: said once for it. */
  readonly key: string;
  readonly because: string;
  /** The cause is internal, so the answer is. */
  readonly internal: boolean;
  /** A text of ours, or a document that an organisation may replace. */
  readonly body: { readonly text: string } | DocumentBody;
  /** What everybody wants to know first: where the incident stands. */
  readonly headline?: true;
  /** Where it goes (`outbox.ts`); a comment on the issue where absent. */
  readonly to?: string;
  /** The message in the incident's room that it answers. */
  readonly thread?: string;
  /** A comment of its own, because it is brought up to date later. */
  readonly alone?: true;
  /** Edits the comment in which this key was said, where there is one, instead of writing another. */
  readonly updates?: string;
}

export type DocumentBody =
  | { readonly document: 'role-card'; readonly event: EventOf<'role-taken'> }
  | {
      readonly document: 'announcement';
      readonly event: EventOf<'announced'>;
      /** Where users read it: it need not say where it goes. */
      readonly forUsers?: true;
    };

/** What `event` makes sitrep say; `fresh` are all events of this run, to say a thing once for several. */
export function say(
  event: IncidentEvent,
  incident: Incident,
  fresh: readonly IncidentEvent[],
  around: Surroundings,
): Message[] {
  switch (event.type) {
    case 'reported':
      return incident.preexisting || incident.acknowledged
        ? []
        : text(event, 'a new report', words.firstReply(incident, around));
    case 'acknowledged':
      return respondsAtOnce(fresh)
        ? []
        : text(event, 'somebody took the report', words.acknowledged(event, incident, around));
    case 'status-changed':
      return statusChanged(event, incident, fresh, around).map((one) => ({ ...one, headline: true }));
    case 'closed-early':
      return closedEarly(event, incident);
    case 'role-taken':
      return firstTime(incident, event)
        ? [{ ...message(event, 'a role card, once'), body: { document: 'role-card', event } }]
        : [];
    case 'role-offered':
      return incident.offers.some((offer) => offer.id === event.id) && !responseEnded(fresh)
        ? text(event, 'somebody was asked to take a role', roleWords.offered(event, incident))
        : [];
    case 'role-declined':
      return text(event, 'an offer was declined', roleWords.declined(event, incident));
    case 'role-released':
      return fresh.some((other) => other.type === 'role-taken' && other.role === event.role)
        ? []
        : text(event, 'a role is vacant', roleWords.released(event, incident));
    case 'suggested':
      return suggested(event, incident, fresh, around);
    case 'change-made':
      return words.needsWord(event, incident)
        ? text(event, 'a change that somebody has to look at', words.changeMade(event, incident))
        : [];
    case 'announced':
      return [{ ...message(event, 'users are told'), headline: true, body: { document: 'announcement', event } }];
    case 'refused':
      return text(event, 'a command was refused', words.refused(event));
    case 'helped':
      return text(event, 'somebody asked for help', help(event, incident));
    case 'nudged':
      return text(event, 'something is owed', words.nudged(event, incident, around));
    case 'mirror-behind':
      return text(event, 'a mirror is behind', words.behindWords(event, around)).map((one) => ({
        ...one,
        alone: true,
      }));
    case 'hidden':
      return event.confidential && hasPublicCopies(incident)
        ? text(event, 'its public copies are closed', words.hidden(incident, around.policy))
        : [];
    default:
      return [];
  }
}

/** What was adopted in the same run, or came too late for its response, waits for nobody. */
function suggested(
  event: EventOf<'suggested'>,
  incident: Incident,
  fresh: readonly IncidentEvent[],
  { policy }: Surroundings,
): Message[] {
  const open = incident.suggestions.some((suggestion) => suggestion.n === event.n);
  if (!open || (event.kind !== 'edit' && responseEnded(fresh))) return [];
  const body = { text: roleWords.suggested(event, incident, policy) };
  return [{ ...message(event, 'something to adopt'), key: `suggestion:${event.n}`, body }];
}

function responseEnded(fresh: readonly IncidentEvent[]): boolean {
  return fresh.some((event) => event.type === 'status-changed' && (event.to === 'resolved' || isOver(event.to)));
}

function statusChanged(
  event: EventOf<'status-changed'>,
  incident: Incident,
  fresh: readonly IncidentEvent[],
  around: Surroundings,
): Message[] {
  switch (event.to) {
    case 'responding':
      return text(event, 'the full response began', words.responding(event, incident, around));
    case 'mitigated':
      return text(event, 'service is restored', words.mitigated(incident));
    case 'resolved':
      return fresh.some((other) => other.type === 'status-changed' && (other.to === 'review' || other.to === 'closed'))
        ? []
        : text(event, 'the response is over', words.whatIsLeft(incident, around));
    case 'review':
      return text(
        event,
        'the response is over, the review begins',
        words.whatIsLeft(incident, around, listsWhatIsMissing(fresh)),
      );
    case 'closed':
      return text(event, 'nothing is missing any more', words.closed(incident, around));
    case 'withdrawn':
      return text(event, 'it was no incident', endings.withdrawn(event, incident));
    case 'backlog':
      return text(event, 'it is work, no incident', endings.backlogged(incident));
    case 'duplicate':
      return text(event, 'it is told on another issue', endings.duplicate(event));
    default:
      return [];
  }
}

/** Closed by hand in the same run: that list follows. */
function listsWhatIsMissing(fresh: readonly IncidentEvent[]): boolean {
  return fresh.some((event) => event.type === 'closed-early');
}

/** The first list of what is missing is a comment; a second early close updates it. */
function closedEarly(event: EventOf<'closed-early'>, incident: Incident): Message[] {
  const one = {
    ...message(event, 'closed while something is missing'),
    headline: true as const,
    body: { text: words.closedEarly(event, incident) },
  };
  const n = incident.closedEarly;
  return [n > 1 ? { ...one, key: `closed-early.${n}`, updates: 'closed-early' } : { ...one, key: 'closed-early' }];
}

/** Mirrored in the open before it became confidential. */
function hasPublicCopies({ room, ticket, page, filed, delivered }: Incident): boolean {
  const places = (room !== undefined && !room.private) || (ticket !== undefined && !ticket.private);
  const told = [...delivered.keys()].some((key) => key.startsWith('page:trigger') || key.startsWith('told:backlog'));
  return places || page !== undefined || filed.size > 0 || told;
}

function respondsAtOnce(fresh: readonly IncidentEvent[]): boolean {
  return fresh.some((event) => event.type === 'status-changed' && event.to === 'responding');
}

function firstTime(incident: Incident, event: EventOf<'role-taken'>): boolean {
  const { role, person } = event;
  return incident.served.filter((one) => one.role === role && one.person.id === (person as Person).id).length <= 1;
}

function text(event: IncidentEvent, because: string, body: string): Message[] {
  return [{ ...message(event, because), body: { text: body } }];
}

function message(event: IncidentEvent, because: string): Pick<Message, 'key' | 'because' | 'internal'> {
  return { key: `say:${event.id}`, because, internal: event.internal === true };
}
