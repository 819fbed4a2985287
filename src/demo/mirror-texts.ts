// Slack and Jira as a person would read them, channel by channel and ticket by ticket.

import type { Jira } from '../sandbox/jira/jira.ts';
import type { IssueView } from '../sandbox/jira/reading.ts';
import type { ChannelRecord, MessageRecord } from '../sandbox/slack/reader.ts';
import type { Slack } from '../sandbox/slack/slack.ts';

const EMOJI: Readonly<Record<string, string>> = { white_check_mark: '✅', x: '❌', '+1': '👍', pushpin: '📌' };

export function slackText(slack: Pick<Slack, 'channels'>): string {
  return `# Slack\n\n${slack.channels().map(channelText).join('\n\n')}\n`;
}

function channelText(channel: ChannelRecord): string {
  const { name, archived, topic, purpose, members, bookmarks, pins, messages, scheduled } = channel;
  const head = [
    `## #${name}${channel.private ? ' (private)' : ''}${archived ? ' (archived)' : ''}`,
    ...(topic === '' ? [] : [`Topic: ${decoded(topic)}`]),
    ...(purpose === '' ? [] : [`Description: ${decoded(purpose)}`]),
    `Members: ${members.join(', ') || 'nobody'}`,
    ...(bookmarks.length > 0
      ? [`Bookmarks: ${bookmarks.map(({ title, link }) => `[${title}](${link})`).join(' · ')}`]
      : []),
    ...pins.map((pin) => `Pinned: ${firstLine(textOf(pin))}`),
    ...scheduled.map((one) => `Scheduled for ${stamp(one.at)}: ${decoded(one.text)}`),
  ];
  return [...head, ...messages.map((message) => messageText(message))].join('\n\n');
}

function messageText(message: MessageRecord, indent = ''): string {
  const { at, by, note, reactions, edited, replies } = message;
  const marks = reactions.map((one) => `${EMOJI[one.name] ?? `:${one.name}:`} ${one.by.join(', ')}`).join(' · ');
  if (note !== undefined) return `${indent}<sub>${stamp(at)}: ${note} (${by})</sub>`;
  const head = `${indent}**${by}** at ${stamp(at)}${edited ? ' (edited)' : ''}${marks === '' ? '' : ` ${marks}`}`;
  const body = textOf(message)
    .split('\n')
    .map((line) => `${indent}> ${line}`.trimEnd());
  return [`${head}\n\n${body.join('\n')}`, ...replies.map((reply) => messageText(reply, `${indent}> `))].join('\n\n');
}

/** What people see: the blocks where there are some, else the text. */
function textOf({ blocks, text }: MessageRecord): string {
  const shown = blocks.map(blockText).filter((one) => one !== '');
  return decoded(shown.length > 0 ? shown.join('\n\n') : text);
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

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function stamp(at: string): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}
