// What Slack, Jira, Confluence and the pager hold, as people would see it: for comparing two runs of the same minute.
//
// What Slack notes by itself (who joined, what the channel is about) stands beside the messages, sorted: it has no place
// among them that anybody relies on. The topic says what was known when it was set, so only one that is set twice counts.
// Whether the card was edited depends on how much was known when it was posted.

import type { IssueView } from '../../sandbox/jira/reading.ts';
import type { Mirrors } from '../../sandbox/mirrors.ts';
import type { ChannelRecord, MessageRecord } from '../../sandbox/slack/reader.ts';

export function mirrorsState({ slack, jira, confluence, pager }: Mirrors): object {
  return {
    slack: slack.channels().map(channelState),
    // Which of two incidents has its ticket first is nobody's promise.
    jira: jira
      .read()
      .map(ticketState)
      .toSorted((one, other) => one.key.localeCompare(other.key)),
    // Its property says once more what the link in a page says: nobody sees it, and it may be missing.
    confluence: confluence.read().map(({ id: _id, properties: _properties, ...page }) => page),
    // That an event arrives twice is allowed; that a telephone rings twice is not.
    pager: { events: pager.events(), alarms: pager.alarms() },
  };
}

function channelState(channel: ChannelRecord): object {
  const { name, archived, topic, purpose, members, messages, pins, bookmarks, scheduled } = channel;
  const notes = messages.filter(({ note }) => note !== undefined);
  return {
    name,
    private: channel.private,
    archived,
    topic,
    purpose,
    members: [...members].sort(),
    notes: notes
      .filter(
        ({ note, text }, index) => note !== 'channel_topic' || notes.findIndex((one) => one.text === text) < index,
      )
      .map(({ by, text }) => `${by}: ${text}`)
      .sort(),
    messages: messages.filter(({ note }) => note === undefined).map(messageState),
    pins: pins.map(messageState),
    // They stand in the order in which places came to be: a ticket that comes later stands later.
    bookmarks: bookmarks.toSorted((one, other) => one.title.localeCompare(other.title)),
    scheduled: scheduled.map(({ by, text, at }) => ({ by, text, minutesAfterPromise: afterPromise(text, at) })),
  };
}

/** What sitrep promised may differ; that the message comes so long after it may not. */
function afterPromise(text: string, at: string): number {
  const [, day, time] = /(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/.exec(text) ?? [];
  return (Date.parse(at) - Date.parse(`${day}T${time}:00Z`)) / 60_000;
}

function messageState({ by, text, blocks, metadata, deleted, reactions, broadcast, replies }: MessageRecord): object {
  const shown = JSON.stringify(blocks);
  return { by, text, shown, metadata, deleted, reactions, broadcast, replies: replies.map(messageState) };
}

/** When Jira's own fields were touched is no difference. */
const CLOCKS: ReadonlySet<string> = new Set([
  'created',
  'updated',
  'lastViewed',
  'resolutiondate',
  'statuscategorychangedate',
]);

function ticketState(ticket: IssueView): { readonly key: string; readonly [part: string]: unknown } {
  const { key, status, createdBy, fields, labels, statusHistory, comments, remoteLinks, links, properties } = ticket;
  return {
    key,
    status,
    createdBy,
    fields: Object.fromEntries(Object.entries(fields).filter(([id]) => !CLOCKS.has(id))),
    labels: [...labels].sort(),
    statusHistory: statusHistory.map(({ by, from, to }) => `${by}: ${from} → ${to}`),
    comments: comments.map((one) => ({ by: one.by, text: one.text, properties: one.properties })),
    remoteLinks: remoteLinks.map(({ globalId, title, url }) => `${globalId} ${title} ${url}`).sort(),
    links,
    properties: keys(properties),
  };
}

function keys(properties: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(properties).sort();
}
