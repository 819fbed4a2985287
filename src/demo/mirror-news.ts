// What is new in Slack, Jira and at the pager: receipts, what stands in no comment of the issue, where the ticket is.
// What sitrep says in the issue it says in the incident's channel too; that is not told twice.

import type { IssueView } from '../sandbox/jira/reading.ts';
import type { Mirrors } from '../sandbox/mirrors.ts';
import type { Arrived } from '../sandbox/pager/pager.ts';
import type { ChannelRecord, MessageRecord } from '../sandbox/slack/reader.ts';
import { EMOJI, readable, textOf } from './mirror-texts.ts';

/** What to tell: `whole` where it is to be read in full. */
export interface News {
  /** Sandbox's time, `HH:MM`. */
  readonly time: string;
  readonly where: string;
  readonly text: string;
  readonly whole: boolean;
}

/** Answers what is new since the last call; `comments` are the texts on the issue so far. */
export function watchMirrors({ slack, jira, pager }: Mirrors): (comments: readonly string[]) => readonly News[] {
  const told = new Set<string>();
  return (comments) => {
    const known = comments.map(letters);
    const all = [
      ...slack.channels().flatMap((channel) => inChannel(channel, (text) => readable(slack, text), known)),
      ...jira.read().flatMap(onTicket),
      ...pager.events().map(onPager),
    ];
    const news = all.filter(({ id }) => !told.has(id));
    for (const { id } of news) told.add(id);
    return together(news);
  };
}

type Item = News & { readonly id: string };

function inChannel(channel: ChannelRecord, read: (text: string) => string, known: readonly string[]): Item[] {
  const ours = isRoom(channel);
  const where = ours ? 'Slack' : `Slack #${channel.name}`;
  const opened = { id: channel.id, time: '', where, text: `#${channel.name} is open`, whole: false };
  const said = channel.messages.flatMap((message) => [message, ...message.replies]);
  return [
    ...(ours ? [opened] : []),
    ...said.flatMap((message) => [
      ...(message.bot && message.note === undefined ? posted(message, { where, ours, read, known }) : []),
      ...receipts(message, where),
    ]),
  ];
}

function posted(
  message: MessageRecord,
  given: {
    readonly where: string;
    readonly ours: boolean;
    readonly read: (text: string) => string;
    readonly known: readonly string[];
  },
): Item[] {
  const { where, ours, read, known } = given;
  const text = read(textOf(message));
  const start = letters(text).slice(0, 30);
  const key = String(message.metadata?.event_payload?.['key']);
  // The card is brought up to date all the time, and read in slack.md.
  if (key.startsWith('card:') || (ours && known.some((one) => one.includes(start)))) return [];
  const whole = key.startsWith('draft:');
  return [{ id: `${where} ${message.ts}`, time: clock(message.at), where, text, whole }];
}

/** On what people said, by sitrep. */
function receipts({ ts, at, by, bot, reactions }: MessageRecord, where: string): Item[] {
  if (bot) return [];
  return reactions
    .filter((one) => one.by.includes('sitrep'))
    .map(({ name }) => ({
      id: `${ts} ${name}`,
      time: clock(at),
      where,
      text: `${EMOJI[name] ?? `:${name}:`} on what ${by} said`,
      whole: false,
    }));
}

function onTicket({ key, created, statusHistory, comments }: IssueView): Item[] {
  const item = (id: string, at: string, text: string): Item => ({
    id: `${key} ${id}`,
    time: clock(at),
    where: `Jira ${key}`,
    text,
    whole: false,
  });
  return [
    item('open', created, 'the ticket is open'),
    ...statusHistory.map(({ at, to }, n) => item(`moved ${n}`, at, `is ${to} now`)),
    ...comments
      .filter(({ by }) => by === 'sitrep')
      .map(({ id, at, text }) => item(id, at, text.replace(/\nIn GitLab$/, ''))),
  ];
}

function onPager({ action, contacts, summary = '' }: Arrived, at: number): Item {
  const text = {
    trigger: `calls ${contacts.join(', ')}: ${summary}`,
    acknowledge: 'somebody has it',
    resolve: 'it is over',
  };
  return { id: `pager ${at}`, time: '', where: 'pager', text: text[action], whole: false };
}

/** What is said alike in two places is told once, with both. */
function together(news: readonly Item[]): News[] {
  const found = new Map<string, News>();
  for (const one of news) {
    const same = letters(one.text);
    const before = found.get(same);
    found.set(same, before ? { ...before, where: `${before.where}, ${one.where}` } : one);
  }
  return [...found.values()];
}

function isRoom({ name }: ChannelRecord): boolean {
  return name.startsWith('inc-');
}

/** What remains of a text in any markup, without whom it calls: each system names people in its own way. */
function letters(text: string): string {
  return text.replace(/`?@\w+`?/g, '').replace(/[^\p{L}\p{N}]/gu, '');
}

function clock(instant: string): string {
  return instant.slice(11, 16);
}
