// Slack and Jira as a person would read them, channel by channel and ticket by ticket.

import type { Jira } from '../sandbox/jira/jira.ts';
import type { IssueView } from '../sandbox/jira/reading.ts';
import type { ChannelRecord, MessageRecord } from '../sandbox/slack/reader.ts';
import type { Slack } from '../sandbox/slack/slack.ts';

export const EMOJI: Readonly<Record<string, string>> = { white_check_mark: '✅', x: '❌', '+1': '👍', pushpin: '📌' };

type Workspace = Pick<Slack, 'channels' | 'store'>;

export function slackText(slack: Workspace): string {
  const read = (text: string): string => readable(slack, text);
  const channels = slack.channels().map((channel) => channelText(channel, read));
  return `# Slack\n\n${channels.join('\n\n')}\n`;
}

/** Slack's markup as it looks on a screen: people by their names, links as Markdown. */
export function readable({ store }: Pick<Slack, 'store'>, text: string): string {
  return text
    .replace(/<@(\w+)>/g, (_mention, id) => `@${store.users.get(id)?.name ?? id}`)
    .replace(/<(https?:[^|>]+)\|([^>]+)>/g, '[$2]($1)')
    .replace(/<(https?:[^>]+)>/g, '$1')
    .replaceAll('\u200b', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

type Read = (text: string) => string;

function channelText(channel: ChannelRecord, read: Read): string {
  const { name, archived, topic, purpose, members, bookmarks, pins, messages, scheduled } = channel;
  const head = [
    `## #${name}${channel.private ? ' (private)' : ''}${archived ? ' (archived)' : ''}`,
    ...(topic === '' ? [] : [`Topic: ${read(topic)}`]),
    ...(purpose === '' ? [] : [`Description: ${read(purpose)}`]),
    `Members: ${members.join(', ') || 'nobody'}`,
    ...(bookmarks.length > 0
      ? [`Bookmarks: ${bookmarks.map(({ title, link }) => `[${title}](${link})`).join(' · ')}`]
      : []),
    ...pins.map((pin) => `Pinned: ${firstLine(read(textOf(pin)))}`),
    ...scheduled.map((one) => `Scheduled for ${stamp(one.at)}: ${read(one.text)}`),
  ];
  return [...head, ...messages.map((message) => messageText(message, read))].join('\n\n');
}

function messageText(message: MessageRecord, read: Read, indent = ''): string {
  const { at, by, note, reactions, edited, replies } = message;
  const marks = reactions.map((one) => `${EMOJI[one.name] ?? `:${one.name}:`} ${one.by.join(', ')}`).join(' · ');
  if (note !== undefined) return `${indent}<sub>${stamp(at)}: ${note} (${by})</sub>`;
  const head = `${indent}**${by}** at ${stamp(at)}${edited ? ' (edited)' : ''}${marks === '' ? '' : ` ${marks}`}`;
  const body = read(textOf(message))
    .split('\n')
    .map((line) => `${indent}> ${line}`.trimEnd());
  return [`${head}\n\n${body.join('\n')}`, ...replies.map((reply) => messageText(reply, read, `${indent}> `))].join(
    '\n\n',
  );
}

/** What people see, in Slack's markup: the blocks where there are some, else the text. */
export function textOf({ blocks, text }: MessageRecord): string {
  const shown = blocks.map(blockText).filter((one) => one !== '');
  return shown.length > 0 ? shown.join('\n\n') : text;
}

function blockText(block: unknown): string {
  if (typeof block !== 'object' || block === null) return '';
  const fields: readonly unknown[] = 'fields' in block && Array.isArray(block.fields) ? block.fields : [];
  const inner = fields.map((field) => plainText(field).replace('\n', ': ')).join('\n');
  return ['text' in block ? plainText(block.text) : '', inner].filter((one) => one !== '').join('\n');
}

function plainText(element: unknown): string {
  return typeof element === 'object' && element !== null && 'text' in element ? String(element.text) : '';
}

export function jiraText(jira: Pick<Jira, 'read'>): string {
  return `# Jira\n\n${jira.read().map(ticketText).join('\n\n')}\n`;
}

function ticketText({ key, status, fields, labels, statusHistory, comments, remoteLinks }: IssueView): string {
  return [
    `## ${key} ${fields['summary'] ?? ''}`,
    `${fields['issuetype'] ?? ''} · **${status}** · priority ${fields['priority'] ?? 'none'} · labels ${labels.join(', ')}`,
    (fields['description'] ?? '').replace(/^/gm, '> '),
    ...(remoteLinks.length > 0
      ? [`Links: ${remoteLinks.map(({ title, url }) => `[${title}](${url})`).join(' · ')}`]
      : []),
    ...statusHistory.map(({ at, by, from, to }) => `<sub>${stamp(at)}: ${by} moved it from ${from} to ${to}</sub>`),
    ...comments.map(({ by, at, text }) => `**${by}** at ${stamp(at)}\n\n${text.replace(/^/gm, '> ')}`),
  ].join('\n\n');
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function stamp(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
