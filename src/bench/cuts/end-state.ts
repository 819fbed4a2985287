// The end state of everything, as text to compare: what two runs of the same minute must agree on.
//
// Left out is what may differ without anybody noticing: ids, the moments of the runs themselves, and the journal's
// own bookkeeping of claims and deliveries. Whatever is doubled, lost or out of order shows.

import { fileOn, JOURNAL, listed, reactionsTo } from '../../demo/reading.ts';
import { at, items, type Json, type Stage } from '../../demo/stage.ts';
import type { EventOf, EventType, IncidentEvent } from '../../incident/events.ts';
import { decode } from '../../journal/line.ts';
import type { Mirrors } from '../../sandbox/mirrors.ts';
import { mirrorsState } from './mirrors-state.ts';

/** Between these instants (ms) lie the runs that are compared; a time in there is not. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** @param mirrors where the stage was opened with them */
export async function endState(stage: Stage, mirrors: Mirrors | undefined, window: Window): Promise<string> {
  const issues = await listed(stage, '/issues?scope=all&order_by=created_at&sort=asc');
  const requests = await listed(stage, '/merge_requests?state=all&order_by=created_at&sort=asc');
  const state = {
    issues: await inOrder(issues, (issue) => issueState(stage, issue)),
    journal: {
      open: journalStates(await filesBelow(stage, JOURNAL, 'open')),
      closed: journalStates(await filesBelow(stage, JOURNAL, 'closed')),
      chats: Object.values(await filesBelow(stage, JOURNAL, 'records')).map(chatState),
    },
    branches: names(await listed(stage, '/repository/branches'), 'name'),
    mergeRequests: await inOrder(requests, (request) => requestState(stage, request)),
    ...(mirrors ? mirrorsState(mirrors) : {}),
  };
  return comparable(JSON.stringify(state, null, 1), window);
}

async function issueState(stage: Stage, issue: Json): Promise<object> {
  const iid = Number(at(issue, 'iid'));
  const notes = await listed(stage, `/issues/${iid}/notes?sort=asc&order_by=created_at`);
  const clicks = await listed(stage, `/issues/${iid}/resource_label_events`);
  const states = await listed(stage, `/issues/${iid}/resource_state_events`);
  return {
    title: at(issue, 'title'),
    description: at(issue, 'description'),
    state: at(issue, 'state'),
    labels: items(at(issue, 'labels')).map(String).sort(),
    assignees: names(items(at(issue, 'assignees')), 'username'),
    severity: at(issue, 'severity'),
    type: at(issue, 'issue_type'),
    confidential: at(issue, 'confidential'),
    comments: await inOrder(
      notes.filter((note) => at(note, 'system') !== true),
      async (note) => ({
        by: at(note, 'author', 'username'),
        body: at(note, 'body'),
        internal: at(note, 'internal'),
        reactions: (await reactionsTo(stage, iid, Number(at(note, 'id')))).toSorted(),
      }),
    ),
    clicks: clicks
      .map((click) => `${at(click, 'user', 'username')} ${at(click, 'action')} ${at(click, 'label', 'name')}`)
      .sort(),
    states: states.map((one) => `${at(one, 'user', 'username')} ${at(one, 'state')}`),
  };
}

async function requestState(stage: Stage, request: Json): Promise<object> {
  const branch = String(at(request, 'source_branch'));
  const commits = await listed(stage, `/merge_requests/${at(request, 'iid')}/commits`);
  return {
    title: at(request, 'title'),
    description: at(request, 'description'),
    state: at(request, 'state'),
    reviewers: names(items(at(request, 'reviewers')), 'username'),
    branch,
    commits: names(commits, 'title'),
    files: await filesBelow(stage, branch, 'pir'),
  };
}

/** What was found out about other systems, with ids and hashes of theirs: `placeOf` tells what of it counts. */
const BOOKKEEPING: ReadonlySet<EventType> = new Set([
  'claimed',
  'delivered',
  'applied',
  'room-shown',
  'card-lost',
  'ticket-shown',
  'vigil-set',
  'mirror-failed',
  'mirror-caught-up',
]);

type PlaceEvent = EventOf<
  | 'room-opened'
  | 'room-ended'
  | 'chat-kept'
  | 'ticket-opened'
  | 'ticket-ended'
  | 'page-published'
  | 'page-ended'
  | 'filed'
>;

function journalStates(files: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(
    Object.entries(files).map(([path, text = '']) => [path, journalState(decode(text, path).events)]),
  );
}

/** The facts in their order, which places there are elsewhere, and which keys were said how often. */
function journalState(events: readonly IncidentEvent[]): object {
  return {
    facts: events.filter((event) => !BOOKKEEPING.has(event.type) && placeOf(event) === undefined),
    places: events.flatMap((event) => placeOf(event) ?? []).sort(),
    delivered: events.flatMap((event) => (event.type === 'delivered' ? [event.key] : [])).sort(),
    unsaid: events.flatMap((event) =>
      event.type === 'claimed' && !events.some((other) => other.type === 'delivered' && other.key === event.key)
        ? [event.key]
        : [],
    ),
  };
}

function placeOf(event: IncidentEvent): string | undefined {
  const said = (one: PlaceEvent, ...more: readonly unknown[]): string => [one.type, ...more].join(' ');
  switch (event.type) {
    case 'room-opened':
      return said(event, event.name, event.private);
    case 'room-ended':
    case 'page-ended':
      return said(event, event.why);
    case 'chat-kept':
      return said(event, event.messages, event.last);
    case 'ticket-opened':
      return said(event, event.key, event.private);
    case 'ticket-ended':
      return said(event, event.key, event.why);
    case 'page-published':
      return said(event, event.version);
    case 'filed':
      return said(event, event.key, event.ref);
    default:
      return undefined;
  }
}

/** What was said, without when. */
function chatState(text = ''): readonly unknown[] {
  return text.split('\n').map((line) => line.replace(/"(ts|at|edited|thread)":"[^"]*",?/g, ''));
}

async function filesBelow(stage: Stage, branch: string, folder: string): Promise<Record<string, string | undefined>> {
  const where = `/repository/tree?ref=${encodeURIComponent(branch)}&path=${folder}&recursive=true`;
  const { status, body } = await stage.person('root').api('GET', where);
  const paths = status === 200 ? items(body).filter((entry) => at(entry, 'type') === 'blob') : [];
  const texts = await inOrder(
    paths,
    async (entry) => [String(at(entry, 'path')), await fileOn(stage, branch, String(at(entry, 'path')))] as const,
  );
  return Object.fromEntries(texts);
}

/** Times of the runs, counts of minutes up to them, and hashes over texts with such times are all the same. */
function comparable(text: string, { from, to }: Window): string {
  const masked = (found: string, iso: string): string => {
    const time = Date.parse(iso);
    if (time < from - (from % 60_000)) return found;
    // What is due later is due at a minute: a clock that ticks with each write has more of them behind it after a kill.
    return time <= to ? 'DURING' : new Date(time).toISOString().slice(0, 16);
  };
  return (
    text
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (found) => masked(found, found))
      .replace(/(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/g, (found, day, time) => masked(found, `${day}T${time}:00Z`))
      .replace(/\b\d+ min\b/g, 'N min')
      // Until when sitrep promises to look again is moved when it must be: later where a run saw less that is due.
      .replace(PROMISE, '$1 PROMISED')
      // How long people waited: only whoever deals with their words at once knows.
      .replace(/; the last word was heard after (\d+ s|N min|\d+ h( N min)?)/g, '')
      .replace(/\/p\d{16}\b/g, '/p')
      .replace(/seq=\d+ hash=[0-9a-f]+/g, 'seq hash')
      .replace(/(sitrep:begin [\w-]+) [0-9a-f]+/g, '$1')
      .replace(/\b(\w+) :\d{10}, \d{10}/g, '$1')
  );
}

/** In the live state, in what is made of it elsewhere, and in the message that Slack holds ready (`at` is beside it). */
const PROMISE =
  /((?:looks again|look here again)(?:\*\*)?(?: \|)?(?:\\+n|\s)*by) \d{4}-\d\d-\d\d(?:T| )\d\d:\d\d(?: UTC)?/g;

function names(list: readonly Json[], key: string): string[] {
  return list.map((one) => String(at(one, key))).sort();
}

/** One after the other, so that the sandbox sees one reader. */
async function inOrder<T, R>(all: readonly T[], read: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await read(one));
  return results;
}
