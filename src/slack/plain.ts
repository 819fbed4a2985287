// What a person typed in Slack, as plain text: for reading commands, and for the record.
//
// Slack hands out text with entities, and everything that it made of names and addresses between `<` and `>` (facts:
// docs.slack.dev, retrieving messages). Whatever is made of it here is text from people: who writes it into GitLab writes
// it inert.

import { visible } from '../text/visible.ts';

export interface PlainOptions {
  /** The name that goes with a Slack user id, a GitLab user name where there is one; the id where nothing is known. */
  readonly person?: (id: string) => string | undefined;
  /** The name of a channel by its id, where Slack left it out. */
  readonly channel?: (id: string) => string | undefined;
  /** Mentions with `@`, as commands want them; without it only the name, which calls nobody. */
  readonly handles?: boolean;
}

/** Longer messages do not exist: Slack cuts at 40,000 characters. */
const MOST_READ = 40_000;

/** The lines of one message; formatting signs and `:emoji:` stay as typed. */
export function plain(text: string, options: PlainOptions = {}): string {
  const read = text.slice(0, MOST_READ).replace(/\r\n?/g, '\n');
  const spelled = read.replace(/<([^<>\n]*)>|[^<]+|</g, (part, inside: string | undefined) =>
    inside === undefined ? decoded(part) : made(inside, options),
  );
  return visible(spelled)
    .replace(/\u00a0/g, ' ')
    .replace(/(:[\w+-]+:):skin-tone-\d:/g, '$1')
    .trim();
}

function decoded(text: string): string {
  return text.replace(/&(amp|lt|gt);/g, (_, name: string) => (name === 'amp' ? '&' : name === 'lt' ? '<' : '>'));
}

/** What Slack made of a name or an address. */
function made(inside: string, { person, channel, handles = false }: PlainOptions): string {
  const at = inside.indexOf('|');
  const target = at < 0 ? inside : inside.slice(0, at);
  const label = decoded(at < 0 ? '' : inside.slice(at + 1));
  if (/^@[UW]/.test(target)) {
    const id = target.slice(1);
    return `${handles ? '@' : ''}${bare(person?.(id) ?? (label || id))}`;
  }
  if (/^#C/.test(target)) return `#${bare(label || (channel?.(target.slice(1)) ?? target.slice(1)))}`;
  if (target.startsWith('!date^')) return label || day(target);
  if (target.startsWith('!subteam^')) return bare(label || target.slice('!subteam^'.length));
  if (target.startsWith('!')) return bare(label || target.slice(1));
  return address(decoded(target), label);
}

function bare(name: string): string {
  return name.replace(/^[@#]+/, '');
}

/** `!date^1392734382^{date}`: the moment in seconds since 1970. */
function day(target: string): string {
  const seconds = Number(target.split('^')[1]);
  return Math.abs(seconds) <= 8.64e12 ? new Date(seconds * 1000).toISOString() : '';
}

/** The words of a link in brackets, where they say more than its address. */
function address(url: string, label: string): string {
  const typed = url.replace(/^mailto:/, '');
  const short = (text: string): string => text.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return label === '' || short(label) === short(typed) ? typed : `${typed} (${label})`;
}
