// Messages of ours: posted once with their key, edited in place, pinned, taken away.
//
// Each goes out as Block Kit within every limit and with a plain text beside it, for notifications and screen readers. What
// Slack does not take as it is goes out once more as that text alone, with the address where the whole is to be read.

import type { Outcome } from '../http/outcome.ts';
import { type Block, PLAIN, paragraph, textPiece } from '../text/blocks.ts';
import { visible } from '../text/visible.ts';
import { outcomeOf, write } from './calls.ts';
import type { Arguments, Client, Written } from './client.ts';
import { isTooMuch } from './errors.ts';
import { type MrkdwnOptions, mrkdwn } from './mrkdwn.ts';
import type { Card, Post, Slack } from './port.ts';
import { sections, textWithin } from './sections.ts';
import { escaped, shortened } from './sending.ts';
import { EVENT_TYPE, parsed, WirePosted } from './wire.ts';

type Messages = Pick<Slack, 'post' | 'edit' | 'remove' | 'pin' | 'react'>;

/** Of all blocks as JSON: Slack's own limit is near 13,000 and documented nowhere (facts 0.8). */
const MOST_CHARACTERS = 12_000;
const MOST_BLOCKS = 50;
const FIELDS_IN_A_SECTION = 10;
const MOST_FIELDS = 20;
const LONGEST_TITLE = 150;
const LONGEST_NAME = 100;
/** Of all fields together, so that the text has room. */
const LONGEST_FIELDS = 5000;
/** Edits are refused above 4,000; nobody reads so much in a notification. */
const LONGEST_SUMMARY = 1000;

export function makeMessages(client: Client, options: MrkdwnOptions): Messages {
  async function send(
    method: 'chat.postMessage' | 'chat.update',
    args: Arguments,
    post: Post | Card,
  ): Promise<Written> {
    const blocks = blocksOf(post, options);
    const metadata = { event_type: EVENT_TYPE, event_payload: { key: post.key } };
    const shared = { ...args, parse: 'none', metadata };
    const text = summaryOf(post);
    const end = await client.write(method, { ...shared, text, ...(blocks.length > 0 ? { blocks } : {}) });
    if (end.done || !isTooMuch(end.code)) return end;
    return client.write(method, { ...shared, text: `${text}\n${linkTo(post.url)}` });
  }

  return {
    async post(channel, post) {
      const args = {
        channel,
        ...(post.thread === undefined ? {} : { thread_ts: post.thread }),
        unfurl_links: false,
        unfurl_media: false,
      };
      const end = await send('chat.postMessage', args, post);
      return outcomeOf(end, (answer) => ({ ts: parsed('chat.postMessage', WirePosted, answer).ts }));
    },
    async edit(channel, ts, post): Promise<Outcome<undefined>> {
      return outcomeOf(await send('chat.update', { channel, ts }, post), () => undefined);
    },
    remove: (channel, ts) => write(client, 'chat.delete', { channel, ts }, ['message_not_found']),
    pin: (channel, ts) => write(client, 'pins.add', { channel, timestamp: ts }, ['already_pinned']),
    react: (channel, ts, name) => write(client, 'reactions.add', { channel, timestamp: ts, name }, ['already_reacted']),
  };
}

/** The blocks of a message; none where there is nothing to show but the summary. */
function blocksOf(post: Post | Card, options: MrkdwnOptions): readonly object[] {
  const head = 'title' in post ? headOf(post, options) : [];
  const room = { blocks: MOST_BLOCKS - head.length, characters: MOST_CHARACTERS - JSON.stringify(head).length };
  return [...head, ...sections(post.text, { ...options, more: post.url }, room)];
}

function headOf({ title, fields }: Card, options: MrkdwnOptions): readonly object[] {
  const shown = fields.slice(0, MOST_FIELDS);
  const each = Math.floor(LONGEST_FIELDS / Math.max(FIELDS_IN_A_SECTION, shown.length));
  const texts = shown.map(({ name, text }) => mrkdwnText(fieldText(name, text, each, options)));
  const rows: object[] = [];
  for (let at = 0; at < texts.length; at += FIELDS_IN_A_SECTION)
    rows.push({ type: 'section', fields: texts.slice(at, at + FIELDS_IN_A_SECTION) });
  const line = plainLine(title, LONGEST_TITLE);
  // Plain text is not parsed, so nothing is escaped in it.
  const header = { type: 'header', text: { type: 'plain_text', text: line, emoji: false } };
  return [...(line === '' ? [] : [header]), ...rows];
}

function fieldText(name: string, text: readonly Block[], longest: number, options: MrkdwnOptions): string {
  const title = mrkdwn([paragraph(textPiece(plainLine(name, LONGEST_NAME) || '–', { ...PLAIN, strong: true }))]);
  return `${title}\n${textWithin(text, longest - title.length - 1, options)}`;
}

const mrkdwnText = (text: string): object => ({ type: 'mrkdwn', text, verbatim: true });

/** Never empty: Slack refuses a message without text. */
function summaryOf({ summary, key }: Post): string {
  return escaped(plainLine(summary, LONGEST_SUMMARY)) || escaped(key);
}

function plainLine(text: string, longest: number): string {
  return shortened(visible(text).replace(/\s+/g, ' ').trim(), longest);
}

function linkTo(url: string): string {
  return mrkdwn([paragraph(textPiece(url, { ...PLAIN, url }))]);
}
