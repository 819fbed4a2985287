// Documents to plain text and back: only the words, a line a block.

import { isMap } from '../params.ts';

/** Nodes that end a line. */
const LINES: ReadonlySet<unknown> = new Set([
  'paragraph',
  'heading',
  'codeBlock',
  'taskItem',
  'hardBreak',
  'rule',
  'tableRow',
]);

/** The words of a document. */
export function plainText(document: unknown): string {
  const parts: string[] = [];
  const visit = (node: unknown): void => {
    if (!isMap(node)) return;
    if (typeof node['text'] === 'string') parts.push(node['text']);
    if (Array.isArray(node['content'])) node['content'].forEach(visit);
    if (LINES.has(node['type'])) parts.push('\n');
  };
  visit(document);
  return parts.join('').trimEnd();
}

/** A document with a paragraph for each line. */
export function documentOf(text: string): unknown {
  const paragraph = (line: string): unknown => ({
    type: 'paragraph',
    ...(line === '' ? {} : { content: [{ type: 'text', text: line }] }),
  });
  return { version: 1, type: 'doc', content: text.split('\n').map(paragraph) };
}
