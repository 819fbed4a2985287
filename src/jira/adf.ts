// The Atlassian Document Format, from a document: what Jira Cloud takes for a description or a comment, and Confluence for a
// page.
//
// Atlassian refuses a document as a whole when one node stands where its schema does not allow it, so what may not nest is
// hoisted: a table in a list stands behind the entry it belongs to, and the list goes on after it. No node ever calls a
// person: a mention is a name.

import type { Block, BlockOf, Inline, Item, Piece, Row } from '../text/blocks.ts';
import { continued, fit } from '../text/fit.ts';

export interface AdfDocument {
  readonly version: 1;
  readonly type: 'doc';
  readonly content: readonly AdfNode[];
}

export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, string | number>>;
  readonly content?: readonly AdfNode[];
  readonly text?: string;
  readonly marks?: readonly AdfMark[];
}

interface AdfMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, string>>;
}

export interface CutOptions {
  /** Where the whole of it is to be read: the address of the issue, note or file. */
  readonly more?: string;
  /** Characters of its JSON, at most; Jira's limit where nothing is said. */
  readonly most?: number;
}

/** Jira takes 32,767 characters of a text; what it counts of a document is not documented, so it is all of the JSON. */
export const MOST_CHARACTERS = 32_767;

/** The same blocks give the same bytes. Where they are too long, the document ends with `continued in GitLab`. */
export function adf(blocks: readonly Block[], { more, most = MOST_CHARACTERS }: CutOptions = {}): AdfDocument {
  const end = continued(more);
  const room = most - JSON.stringify(documentOf([])).length - cost(end);
  const { blocks: taken, whole } = fit(blocks, room, cost);
  return documentOf(new Writer().nodes(whole ? taken : [...taken, end]));
}

function documentOf(content: readonly AdfNode[]): AdfDocument {
  return { version: 1, type: 'doc', content };
}

function cost(block: Block): number {
  return JSON.stringify(new Writer().nodes([block])).length;
}

/** What may stand in a quotation, and in an entry of a list (facts: schema of the format, `blockquote_node`, `listItem_node`). */
const IN_QUOTATION = new Set(['paragraph', 'bulletList', 'orderedList', 'codeBlock']);
const IN_ITEM = new Set([...IN_QUOTATION, 'taskList']);

/** Numbers the tasks of one document. */
class Writer {
  #tasks = 0;

  nodes(blocks: readonly Block[], inside = false): readonly AdfNode[] {
    return blocks.flatMap((block) => this.#block(block, inside));
  }

  #block(block: Block, inside: boolean): readonly AdfNode[] {
    switch (block.kind) {
      case 'paragraph':
        return [{ type: 'paragraph', content: inlineNodes(block.content) }];
      case 'heading':
        return [heading(block, inside)];
      case 'list':
        return this.#list(block);
      case 'quotation':
        return quotation(this.nodes(block.blocks, true));
      case 'code':
        return [codeBlock(block)];
      case 'table':
        return table(block);
      case 'rule':
        return [{ type: 'rule' }];
    }
  }

  /** A list for each run of entries that go together, and between them what may not stand in one. */
  #list({ items, start }: BlockOf<'list'>): readonly AdfNode[] {
    const all: AdfNode[] = [];
    let open: AdfNode[] = [];
    let kind: ListKind = 'bulletList';
    let first = 0;
    const end = (): void => {
      if (open.length > 0) all.push(this.#listOf(kind, open, (start ?? 0) + first));
      open = [];
    };
    for (const [index, item] of items.entries()) {
      const own = item.task ? 'taskList' : start === undefined ? 'bulletList' : 'orderedList';
      if (own !== kind) end();
      kind = own;
      if (open.length === 0) first = index;
      const { within, behind } = this.#item(item);
      open.push(...within);
      if (behind.length > 0) end();
      all.push(...behind);
    }
    end();
    return all;
  }

  #listOf(kind: ListKind, content: readonly AdfNode[], order: number): AdfNode {
    if (kind === 'taskList') return { type: kind, attrs: { localId: this.#id() }, content };
    return kind === 'orderedList' ? { type: kind, attrs: { order }, content } : { type: kind, content };
  }

  #item({ task, blocks }: Item): { within: readonly AdfNode[]; behind: readonly AdfNode[] } {
    const nodes = this.nodes(blocks, true);
    return task ? this.#task(task, nodes) : item(nodes);
  }

  /** A task is one line; only tasks may follow in its list. */
  #task(task: 'open' | 'done', nodes: readonly AdfNode[]): { within: readonly AdfNode[]; behind: readonly AdfNode[] } {
    const [first] = nodes;
    const content = first?.type === 'paragraph' ? (first.content ?? []) : [];
    const rest = first?.type === 'paragraph' ? nodes.slice(1) : nodes;
    const [tasks, behind] = leading(rest, (node) => node.type === 'taskList');
    const attrs = { localId: this.#id(), state: task === 'done' ? 'DONE' : 'TODO' };
    return { within: [{ type: 'taskItem', attrs, content }, ...tasks], behind };
  }

  /** As long for one as for another, so that a part costs what it costs in the whole. */
  #id(): string {
    this.#tasks += 1;
    return `task-${String(this.#tasks).padStart(5, '0')}`;
  }
}

type ListKind = 'bulletList' | 'orderedList' | 'taskList';

/** The nodes before the first that is not `wanted`, and that with what follows it. */
function leading(
  nodes: readonly AdfNode[],
  wanted: (node: AdfNode) => boolean,
): [readonly AdfNode[], readonly AdfNode[]] {
  const other = nodes.findIndex((node) => !wanted(node));
  return other < 0 ? [nodes, []] : [nodes.slice(0, other), nodes.slice(other)];
}

/** An entry begins with a paragraph, be it empty. */
function item(nodes: readonly AdfNode[]): { within: readonly AdfNode[]; behind: readonly AdfNode[] } {
  const [own, behind] = leading(nodes, (node) => IN_ITEM.has(node.type));
  const content = own[0]?.type === 'paragraph' ? own : [{ type: 'paragraph', content: [] }, ...own];
  return { within: [{ type: 'listItem', content }], behind };
}

function quotation(nodes: readonly AdfNode[]): readonly AdfNode[] {
  const all: AdfNode[] = [];
  for (let rest = nodes; rest.length > 0; ) {
    const [own, others] = leading(rest, (node) => IN_QUOTATION.has(node.type));
    if (own.length > 0) all.push({ type: 'blockquote', content: own });
    all.push(...others.slice(0, 1));
    rest = others.slice(1);
  }
  return all;
}

/** Within a list or quotation there are no headings: a line in bold. */
function heading({ level, content }: BlockOf<'heading'>, inside: boolean): AdfNode {
  if (!inside) return { type: 'heading', attrs: { level }, content: inlineNodes(content) };
  const strong = content.map((one) => (one.kind === 'break' ? one : { ...one, marks: { ...one.marks, strong: true } }));
  return { type: 'paragraph', content: inlineNodes(strong) };
}

function codeBlock({ language, text }: BlockOf<'code'>): AdfNode {
  const attrs = language === '' ? {} : { attrs: { language } };
  return { type: 'codeBlock', ...attrs, content: text === '' ? [] : [{ type: 'text', text }] };
}

function table({ header, rows }: BlockOf<'table'>): readonly AdfNode[] {
  const titled = header.some((cell) => cell.length > 0);
  const all = [...(titled ? [row('tableHeader', header)] : []), ...rows.map((cells) => row('tableCell', cells))];
  return all.length === 0 ? [] : [{ type: 'table', content: all }];
}

function row(type: 'tableHeader' | 'tableCell', cells: Row): AdfNode {
  const content = cells.map((cell) => ({ type, content: [{ type: 'paragraph', content: inlineNodes(cell) }] }));
  return { type: 'tableRow', content };
}

function inlineNodes(content: readonly Inline[]): readonly AdfNode[] {
  return content.map((one) => (one.kind === 'break' ? { type: 'hardBreak' } : textNode(one)));
}

function textNode(piece: Piece): AdfNode {
  const marks = marksOf(piece);
  const text = piece.kind === 'mention' ? `@${piece.text}` : piece.text;
  return { type: 'text', text, ...(marks.length > 0 && { marks }) };
}

/** Code goes together with a link and nothing else. */
function marksOf({ kind, marks }: Piece): readonly AdfMark[] {
  const link = marks.url === undefined ? [] : [{ type: 'link', attrs: { href: marks.url } }];
  if (kind === 'code') return [{ type: 'code' }, ...link];
  return [
    ...link,
    ...(marks.strong ? [{ type: 'strong' }] : []),
    ...(marks.emphasis ? [{ type: 'em' }] : []),
    ...(marks.strike ? [{ type: 'strike' }] : []),
  ];
}
