// What Slack makes of a text: entities, links and mentions, as it is stored and comes back from every method.
//
// The only entities are `&amp;`, `&lt;` and `&gt;`. What stands in angle brackets and is no control sequence is text. Bare
// addresses become links; names become mentions only where the sender asked for that (facts 4).

import { channelNamed } from './access.ts';
import type { Core } from './core.ts';
import { withEmojiNames } from './emoji.ts';
import type { Json } from './store.ts';

/** A link, a mention, a channel, a group, a date: whatever Slack understands in angle brackets. */
const CONTROL =
  /<(?:@[UW][A-Z0-9]+|#[CG][A-Z0-9]+|!(?:here|channel|everyone)|!subteam\^S[A-Z0-9]+|!date\^\d+\^[^<>|]*|(?:https?:\/\/|mailto:)[^<>|\s]+)(?:\|[^<>]*)?>/;
const BARE_LINK = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)\]'"]/;
const MENTION = /<(?:@[UW][A-Z0-9]+|!(?:here|channel|everyone)|!subteam\^S[A-Z0-9]+)(?:\|[^<>]*)?>/g;

export interface Parsing {
  /** Whether bare addresses become links. */
  readonly links: boolean;
  /** Whether `@here`, `@name` and `#channel` become what they name. */
  readonly names: boolean;
}

/** The parsing that `parse` and `link_names` ask for: addresses by default, names only on request. */
export function parsingFor(parse: string | undefined, linkNames: boolean): Parsing {
  return { links: parse !== 'none', names: parse === 'full' || linkNames };
}

/** The text as Slack stores it. */
export function storedText(core: Core, text: string, { links, names }: Parsing): string {
  const special = new RegExp(links ? `${CONTROL.source}|${BARE_LINK.source}` : CONTROL.source, 'g');
  let stored = '';
  let from = 0;
  for (const match of text.matchAll(special)) {
    stored += plain(core, text.slice(from, match.index), names);
    stored += match[0].startsWith('<') ? match[0] : `<${escaped(match[0])}>`;
    from = match.index + match[0].length;
  }
  return withEmojiNames(stored + plain(core, text.slice(from), names));
}

/** What a person typed, in whose client nothing is a control sequence: names are mentions, addresses links. */
export function typedText(core: Core, text: string): string {
  return storedText(core, escapeAll(text), { links: true, names: true });
}

const plain = (core: Core, text: string, names: boolean): string =>
  names ? linked(core, escaped(text)) : escaped(text);

/** A topic as Slack stores it: plain text, without links or mentions. */
export const storedRemark = (text: string): string => withEmojiNames(escaped(text));

/** Escapes what is not escaped yet. */
const escaped = (text: string): string =>
  text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** Escapes all, as the client does with what somebody types. */
const escapeAll = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function linked(core: Core, text: string): string {
  const users = [...core.store.users.values()];
  return text
    .replace(/(?<![\w@])@(here|channel|everyone)\b/g, '<!$1>')
    .replace(/(?<![\w@])@([\w.-]+)/g, (whole, name: string) => {
      const user = users.find((one) => one.name === name);
      return user ? `<@${user.id}>` : whole;
    })
    .replace(/(?<![\w#&])#([\w-]+)/g, (whole, name: string) => {
      const channel = channelNamed(core.store, name);
      return channel && !channel.private ? `<#${channel.id}|${channel.name}>` : whole;
    });
}

/** Everybody whom a message rings: the mentions of its text and of the texts in its blocks. */
export function ringsFor({ text, blocks }: { text: string; blocks?: readonly Json[] | undefined }): string[] {
  const shown =
    blocks === undefined || blocks.length === 0 ? mentionsIn(text) : blocks.flatMap((block) => ringsIn(block));
  return [...new Set(shown)];
}

const mentionsIn = (text: string): string[] => [...text.matchAll(MENTION)].map(([mention]) => mention);

function ringsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => ringsIn(item));
  if (typeof value !== 'object' || value === null) return [];
  const part = Object.fromEntries(Object.entries(value));
  if (part['type'] === 'mrkdwn' && typeof part['text'] === 'string') {
    // Unless a text object is verbatim, Slack looks for such words in it by itself.
    const words =
      part['verbatim'] === true ? [] : (part['text'].match(/(?<![\w@])@(?:here|channel|everyone)\b/g) ?? []);
    return [...mentionsIn(part['text']), ...words];
  }
  if (part['type'] === 'user') return [`<@${String(part['user_id'])}>`];
  if (part['type'] === 'broadcast') return [`<!${String(part['range'])}>`];
  return Object.values(part).flatMap((item) => ringsIn(item));
}
