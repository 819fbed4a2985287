// The content of a message as an app sends it, checked and turned into what is stored.

import { isObject } from './arguments.ts';
import { checkedBlocks } from './blocks.ts';
import { isNote } from './messages.ts';
import { checkedMetadata } from './metadata.ts';
import type { Call } from './method.ts';
import { invalidArguments, Refusal } from './refusal.ts';
import type { Channel, Content, Json } from './store.ts';
import { parsingFor, storedText } from './text.ts';
import { repliesTo } from './views.ts';

const MAX_ATTACHMENTS = 100;

/** What chat.update may leave as it is. */
export interface Written extends Pick<Content, 'text' | 'blocks' | 'attachments' | 'metadata'> {
  readonly hasAttachments: boolean;
  readonly hasMetadata: boolean;
}

/**
 * Reads `text`, `markdown_text`, `blocks`, `attachments` and `metadata`. Throws `no_text` where there is nothing to see,
 * `markdown_text_conflict`, and what blocks and metadata can be refused with.
 *
 * @param parse what `parse` is where it is not sent: it differs between methods (facts 3.5)
 */
export function writtenIn({ core, args }: Call, parse: string | undefined): Written {
  const markdown = args.text('markdown_text');
  if (markdown !== undefined && (args.has('text') || args.has('blocks'))) throw new Refusal('markdown_text_conflict');
  const sent = args.structure('blocks', 'invalid_blocks_format');
  const blocks = markdown === undefined ? sent : [{ type: 'markdown', text: markdown }];
  const attachments = attachmentsIn(args.structure('attachments', 'invalid_arguments'));
  const text = args.text('text') ?? '';
  const checked = blocks === undefined ? undefined : checkedBlocks(blocks);
  if (text.trim() === '' && !checked?.length && !attachments?.length) throw new Refusal('no_text');
  const metadata = args.structure('metadata', 'invalid_metadata_format');
  return {
    text: storedText(core, text, parsingFor(args.text('parse') ?? parse, args.flag('link_names'))),
    blocks: checked?.length ? checked : undefined,
    attachments: attachments?.length ? attachments : undefined,
    metadata: metadata === undefined ? undefined : checkedMetadata(metadata),
    hasAttachments: attachments !== undefined,
    hasMetadata: metadata !== undefined,
  };
}

function attachmentsIn(value: unknown): Json[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw invalidArguments('must be a list [json-pointer:/attachments]');
  if (value.length > MAX_ATTACHMENTS) throw new Refusal('too_many_attachments');
  return value.filter(isObject).map((attachment, index) => ({ id: index + 1, ...attachment }));
}

/** The whole content of a new message. Throws `cannot_reply_to_message` on a line of Slack's own. */
export function contentFor(call: Call, channel: Channel): Content {
  const { text, blocks, attachments, metadata } = writtenIn(call, undefined);
  const threadTs = threadFor(channel, call.args.text('thread_ts'));
  const broadcast = threadTs !== undefined && call.args.flag('reply_broadcast');
  return { text, blocks, attachments, metadata, threadTs, broadcast };
}

/**
 * The thread that a reply goes to: that of the message it names, be it a reply itself. A parent that is gone is no error:
 * the reply is said in the channel, silently (github.com/slack-go/slack/issues/1571); only replies keep a thread alive.
 */
export function threadFor(channel: Channel, asked: string | undefined): string | undefined {
  const named = channel.messages.find(({ ts }) => ts === asked);
  const parent = named?.threadTs ? channel.messages.find(({ ts }) => ts === named.threadTs) : named;
  if (!parent || (parent.deleted && repliesTo(channel, parent).length === 0)) return undefined;
  if (isNote(parent)) throw new Refusal('cannot_reply_to_message');
  return parent.ts;
}
