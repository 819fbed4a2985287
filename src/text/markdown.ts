// How other people's words are written into a comment, a description or a file.
//
// All text from people is hostile: repeated by the bot, a line that starts with `/` would run as the
// bot's own quick action and `@all` would wake everybody (facts: GitLab docs, quick actions and
// mentions). Whatever sitrep repeats goes through one of these functions, at the leaf that writes it.

import type { Person } from '../incident/events.ts';

/** Cuts at a character boundary and says so with an ellipsis. */
export function shortened(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit
    ? text
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

const URL = /https?:\/\/[\w.~:/?#@!$&'*+,;=%-]+[\w/]/g;

/**
 * One line, in which nothing is a mention, a reference, an image, HTML, a table cell's end or a quick
 * action. Web addresses stay whole, so that they can be followed.
 */
export function inert(text: string, limit = 2000): string {
  const line = shortened(text.replace(/\s+/g, ' ').trim(), limit);
  let written = '';
  let from = 0;
  for (const address of line.matchAll(URL)) {
    written +=
      escaped(line.slice(from, address.index)) + address[0].replace(/@/g, '%40').replace(/[*~$]|!(?=\d)/g, percent);
    from = address.index + address[0].length;
  }
  return (written + escaped(line.slice(from))).replace(/^([/+\-=>]|\d+[.)])/, '\u2060$1');
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#!~$^%&]/g, '\\$&').replace(/@/g, '@\u2060');
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Several lines as a block quotation, each of them inert; blank ones are kept. */
export function quoted(text: string, limit = 10_000): string {
  return shortened(text.trim(), limit)
    .split(/\r?\n/)
    .map((line) => `> ${inert(line, limit)}`.trimEnd())
    .join('\n');
}

/** Inline code that the text cannot leave: nothing in it is resolved, and it may be copied as it is. */
export function code(text: string, limit = 400): string {
  const line = shortened(text.replace(/\s+/g, ' ').trim(), limit);
  const fence = '`'.repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map((run) => run[0].length)));
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Calls a person: GitLab notifies them. User names hold only letters, digits, `.`, `_` and `-`. */
export function mention(person: Person): string {
  return `@${person.name.replace(/[^\w.-]/g, '')}`;
}

/** Names a person without waking them. */
export function named(person: Person): string {
  return `\`@${person.name.replace(/[^\w.-]/g, '')}\``;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}
