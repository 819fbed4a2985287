// Tickets: read, made, changed. Status has a file of its own, as in Jira.

import type { Outcome } from '../http/outcome.ts';
import { refusedWhereUnread, unlessMissing } from '../http/rest.ts';
import { described, hashOf } from './body.ts';
import type { Client } from './client.ts';
import { MARK_PROPERTY } from './find.ts';
import { changedLately } from './jql.ts';
import type { Jira, NewTicket, Ticket, TicketChange } from './port.ts';
import { wordsOf } from './reading.ts';
import { search } from './search.ts';
import { WireChangedPage, WireCreated, WireRefusal, WireTicket } from './wire.ts';

/** On a ticket, says which description we wrote. */
const WRITTEN_PROPERTY = 'sitrep';
const SHOWN_FIELDS = 'summary,status,priority,labels,updated,description';
const SUMMARY_LENGTH = 255;
const MOST_CHANGED = 500;

type Tickets = Pick<Jira, 'ticket' | 'changed' | 'create' | 'change'>;
type Fields = Readonly<Record<string, unknown>>;

export function makeTickets(client: Client): Tickets {
  const read = (key: string): Promise<Ticket | undefined> =>
    unlessMissing(
      client.get(['issue', key], { fields: SHOWN_FIELDS, properties: WRITTEN_PROPERTY }, (answer) =>
        shown(WireTicket.parse(answer)),
      ),
    );

  return {
    ticket: read,
    changed: (label, sinceMinutes) =>
      search(
        client,
        { jql: changedLately(label, sinceMinutes), fields: ['updated', 'labels', 'status'], most: MOST_CHANGED },
        WireChangedPage.parse,
      ),
    create: (ticket) => refusedWhereUnread(() => create(client, ticket)),
    change: (key, change) => refusedWhereUnread(() => changeTicket(client, key, change, () => read(key))),
  };
}

function shown({ description, written, ...wire }: ReturnType<typeof WireTicket.parse>): Ticket {
  return {
    ...wire,
    status: { name: wire.status.name, category: wire.status.category },
    shown: written?.shown,
    intact: written !== undefined && written.words === hashOf(wordsOf(description)),
  };
}

async function create(
  client: Client,
  ticket: NewTicket,
): Promise<Outcome<{ readonly key: string; readonly dropped: readonly string[] }>> {
  const { body, written } = described(await client.kind(), ticket.description, ticket.url);
  const sure = {
    project: { key: ticket.project },
    issuetype: byNameOrId(ticket.type),
    summary: oneLine(ticket.summary),
  };
  const optional: Fields = {
    description: body,
    labels: [...new Set([...ticket.labels, ticket.mark])],
    ...(ticket.priority === undefined ? {} : { priority: byNameOrId(ticket.priority) }),
    ...ticket.fields,
  };
  const post = (fields: Fields, onRefusal: (answer: unknown) => void) => {
    const properties = [
      // Where there is no field for it, none is what it has to be.
      { key: WRITTEN_PROPERTY, value: 'description' in fields ? written : { ...written, words: hashOf('') } },
      { key: MARK_PROPERTY, value: { mark: ticket.mark } },
    ];
    const body = { fields: { ...sure, ...fields }, properties };
    return client.write({ method: 'POST', path: ['issue'], body, onRefusal }, WireCreated.parse);
  };
  const end = await withoutMissing(optional, post, true);
  return valued(end.outcome, ({ key }) => ({ key, dropped: end.dropped }));
}

async function changeTicket(
  client: Client,
  key: string,
  change: TicketChange,
  again: () => Promise<Ticket | undefined>,
): Promise<Outcome<{ readonly dropped: readonly string[] }>> {
  const kind = await client.kind();
  const text = change.description && described(kind, change.description, change.url);
  const labels = change.addLabels ?? [];
  const optional: Fields = {
    ...(change.summary === undefined ? {} : { summary: oneLine(change.summary) }),
    ...(text ? { description: text.body } : {}),
    ...(change.priority === undefined ? {} : { priority: byNameOrId(change.priority) }),
    ...change.fields,
    ...(labels.length > 0 ? { labels } : {}),
  };
  const put = () =>
    withoutMissing(optional, (given, onRefusal) => {
      const { labels: ours, ...fields } = given;
      const body = {
        // As verbs, so that nobody's labels are trampled.
        ...(ours === labels ? { fields, update: { labels: labels.map((add) => ({ add })) } } : { fields: given }),
        ...(text && 'description' in fields ? { properties: [{ key: WRITTEN_PROPERTY, value: text.written }] } : {}),
      };
      return client.write({ method: 'PUT', path: ['issue', key], body, ticket: key, onRefusal }, () => undefined);
    });
  const first = await put();
  const concurrent = first.outcome.outcome === 'refused' && first.outcome.status === 409;
  const end = concurrent && (await again()) ? await put() : first;
  return valued(end.outcome, () => ({ dropped: end.dropped }));
}

interface Tried<T> {
  readonly outcome: Outcome<T>;
  /** Names of the fields that were left out. */
  readonly dropped: readonly string[];
}

/**
 * Writes with all fields; where only such are refused, once more without them, if there is anything left to write.
 *
 * @param vital whether something is written beside them
 */
async function withoutMissing<T>(
  optional: Fields,
  write: (fields: Fields, onRefusal: (answer: unknown) => void) => Promise<Outcome<T>>,
  vital = false,
): Promise<Tried<T>> {
  let named: readonly string[] = [];
  const outcome = await write(optional, (answer) => {
    named = Object.keys(WireRefusal.safeParse(answer).data?.errors ?? {});
  });
  const left = Object.fromEntries(Object.entries(optional).filter(([name]) => !named.includes(name)));
  const spared = named.length > 0 && named.every((name) => name in optional) && (vital || Object.keys(left).length > 0);
  if (outcome.outcome !== 'refused' || outcome.status !== 400 || !spared) return { outcome, dropped: [] };
  return { outcome: await write(left, () => undefined), dropped: named };
}

function valued<A, T>(outcome: Outcome<A>, value: (answer: A) => T): Outcome<T> {
  return outcome.outcome === 'done' ? { outcome: 'done', value: value(outcome.value) } : outcome;
}

function byNameOrId(text: string): { readonly id: string } | { readonly name: string } {
  return /^\d+$/.test(text) ? { id: text } : { name: text };
}

/** Jira takes one line of at most 255 characters. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= SUMMARY_LENGTH ? line : `${line.slice(0, SUMMARY_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
