// What people wrote in Jira, as plain text: Atlassian's document format on Cloud, wiki markup on Data Center.
//
// The text is what it is for a reader; nothing in it is escaped, that is for whoever shows it elsewhere.

import { z } from 'zod';

/** Deeper than anybody writes: what is deeper is left out. */
const MOST_LEVELS = 60;

/** The text of a body as Jira's API gives it: a document, a string, or nothing. */
export function plainText(body: unknown): string {
  const text = typeof body === 'string' ? wikiText(body) : blockText(body, 0);
  return text
    .replace(/[\u200b\u2060\ufeff]/g, '')
    .replace(/\u00a0/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The words alone, for comparing: Jira stores markup a little differently than it was sent. */
export function wordsOf(body: unknown): string {
  return plainText(body).replace(/\s+/g, '');
}

const Node = z.object({
  type: z.string(),
  text: z.string().optional(),
  attrs: z.record(z.string(), z.unknown()).optional(),
  marks: z.array(z.object({ type: z.string(), attrs: z.record(z.string(), z.unknown()).optional() })).optional(),
  content: z.array(z.unknown()).optional(),
});
type Node = z.output<typeof Node>;

/** A node and what is in it; blocks end in a line break. */
function blockText(value: unknown, level: number): string {
  const parsed = Node.safeParse(value);
  if (!parsed.success || level > MOST_LEVELS) return '';
  const node = parsed.data;
  const inside = (): string => (node.content ?? []).map((child) => blockText(child, level + 1)).join('');
  switch (node.type) {
    case 'text':
      return linked(node);
    case 'hardBreak':
      return '\n';
    case 'paragraph':
    case 'heading':
    case 'codeBlock':
      return `${inside()}\n`;
    case 'listItem':
      return `- ${indented(inside())}\n`;
    case 'taskItem':
      return `- [${node.attrs?.['state'] === 'DONE' ? 'x' : ' '}] ${inside()}\n`;
    case 'tableRow':
      return `${(node.content ?? [])
        .map((cell) =>
          blockText(cell, level + 1)
            .trim()
            .replace(/\n+/g, ' '),
        )
        .join(' | ')}\n`;
    case 'rule':
      return '---\n';
    default:
      return node.content === undefined ? shown(node) : inside();
  }
}

function indented(text: string): string {
  return text.trimEnd().replace(/\n/g, '\n  ');
}

function linked({ text = '', marks = [] }: Node): string {
  const href = marks.find(({ type }) => type === 'link')?.attrs?.['href'];
  return typeof href === 'string' && href !== text ? `${text} (${href})` : text;
}

/** What stands in a line and is no text. */
function shown({ type, attrs = {} }: Node): string {
  if (type === 'date') {
    const at = new Date(Number(attrs['timestamp']));
    return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
  }
  const text = attrs['text'] ?? attrs['url'] ?? attrs['shortName'] ?? attrs['title'];
  return typeof text === 'string' ? text : '';
}

/** Wiki markup without what only says how it looks. */
function wikiText(markup: string): string {
  return markup
    .replace(/\r\n?/g, '\n')
    .replace(/\{\{|\}\}|\{[*_-]\}/g, '')
    .replace(/\{(code|noformat|quote|color|panel|expand)(:[^{}\n]*)?\}/gi, '')
    .replace(/^h[1-6]\.\s+/gm, '')
    .replace(/^bq\.\s+/gm, '')
    .replace(/^[*#-]+[ \t]+/gm, '- ')
    .replace(/\[~(?:accountid:)?([^\][\n]+)\]/g, '@$1')
    .replace(/(?<!\\)\[([^\][|\n]+)\|([^\][|\s]+)(?:\|[^\][\n]*)?\]/g, (_whole, label: string, url: string) =>
      label === url ? url : `${label} (${url})`,
    )
    .replace(/(?<!\\)\[((?:https?:\/\/|mailto:)[^\][\s]+)\]/g, '$1')
    .replace(/^\|\|?(.*?)\|*$/gm, (_whole, cells: string) => cells.replace(/\|+/g, ' | ').trim())
    .replace(/(?<![\w\\])([*_+^~-]|\?\?)(?=\S)([^\n]*?\S)\1(?!\w)/g, '$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}
