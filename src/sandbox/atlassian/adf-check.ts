// Whether Jira or Confluence would take a document: the part of the Atlassian Document Format that text is made of.
//
// Small on purpose. Media, layouts and extensions, which a document may have too, are refused as unknown; the tests hold what
// is here against Atlassian's own schema. One thing is stricter than it: Jira is reported to refuse newlines in text.

import { isMap } from '../params.ts';

type Node = Record<string, unknown>;
type Attribute = (value: unknown) => boolean;

interface NodeRule {
  /** What it may hold; undefined for a node without content. */
  readonly content?: readonly string[];
  readonly filled?: boolean;
  readonly attrs?: Readonly<Record<string, Attribute>>;
  readonly required?: readonly string[];
  /** Whether it may have a list of marks, which is empty here. */
  readonly marks?: true;
}

/** Deeper than any text of people; keeps a hostile document from filling the stack. */
const DEEPEST = 200;

const text: Attribute = (value) => typeof value === 'string';
const filled: Attribute = (value) => typeof value === 'string' && value !== '';
const number: Attribute = (value) => typeof value === 'number';
const truth: Attribute = (value) => typeof value === 'boolean';
const oneOf =
  (...values: readonly unknown[]): Attribute =>
  (value) =>
    values.includes(value);

const INLINE = ['text', 'hardBreak', 'inlineCard', 'status', 'date', 'emoji', 'mention'];
const IN_EXPANDS = [
  'paragraph',
  'heading',
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'codeBlock',
  'rule',
  'panel',
];
const IN_CELLS = [...IN_EXPANDS, 'nestedExpand'];
const localId = { localId: text };
const cell = {
  content: IN_CELLS,
  filled: true,
  attrs: {
    ...localId,
    colspan: number,
    rowspan: number,
    background: text,
    colwidth: (value: unknown) => Array.isArray(value) && value.every(number),
    valign: oneOf('top', 'middle', 'bottom'),
  },
};

const RULES: Readonly<Record<string, NodeRule>> = {
  doc: { content: [...IN_EXPANDS, 'table', 'expand'] },
  paragraph: { content: INLINE, attrs: localId, marks: true },
  heading: {
    content: INLINE,
    marks: true,
    attrs: { ...localId, level: (value) => typeof value === 'number' && value >= 1 && value <= 6 },
    required: ['level'],
  },
  bulletList: { content: ['listItem'], filled: true, attrs: localId },
  orderedList: {
    content: ['listItem'],
    filled: true,
    attrs: { ...localId, order: (value) => typeof value === 'number' && value >= 0 },
  },
  listItem: {
    content: ['paragraph', 'bulletList', 'orderedList', 'taskList', 'codeBlock'],
    filled: true,
    attrs: localId,
  },
  taskList: { content: ['taskItem', 'taskList'], filled: true, attrs: localId, required: ['localId'] },
  taskItem: {
    content: INLINE,
    attrs: { ...localId, state: oneOf('TODO', 'DONE') },
    required: ['localId', 'state'],
  },
  blockquote: { content: ['paragraph', 'orderedList', 'bulletList', 'codeBlock'], filled: true, attrs: localId },
  codeBlock: {
    content: ['text'],
    marks: true,
    attrs: { ...localId, language: text, uniqueId: text, wrap: truth, hideLineNumbers: truth },
  },
  rule: { attrs: localId },
  panel: {
    content: ['paragraph', 'heading', 'bulletList', 'orderedList', 'codeBlock', 'taskList', 'rule'],
    filled: true,
    attrs: {
      ...localId,
      panelType: oneOf('info', 'note', 'tip', 'warning', 'error', 'success', 'custom'),
      panelIcon: text,
      panelIconId: text,
      panelIconText: text,
      panelColor: text,
    },
    required: ['panelType'],
  },
  expand: { content: [...IN_CELLS, 'table'], filled: true, attrs: { ...localId, title: text }, marks: true },
  nestedExpand: { content: IN_EXPANDS, filled: true, attrs: { ...localId, title: text }, marks: true },
  table: {
    marks: true,
    content: ['tableRow'],
    filled: true,
    attrs: {
      localId: filled,
      isNumberColumnEnabled: truth,
      width: number,
      displayMode: oneOf('default', 'fixed'),
      layout: oneOf('wide', 'full-width', 'center', 'align-end', 'align-start', 'default'),
    },
  },
  tableRow: { content: ['tableCell', 'tableHeader'], attrs: localId },
  tableCell: cell,
  tableHeader: cell,
  hardBreak: { attrs: { ...localId, text: oneOf('\n') } },
  inlineCard: { attrs: { ...localId, url: text }, required: ['url'] },
  status: {
    attrs: {
      ...localId,
      text: filled,
      style: text,
      color: (value) =>
        typeof value === 'string' && /^(neutral|purple|blue|red|yellow|green|#[0-9a-fA-F]{6})$/.test(value),
    },
    required: ['text', 'color'],
  },
  date: { attrs: { ...localId, timestamp: filled }, required: ['timestamp'] },
  emoji: { attrs: { ...localId, shortName: text, id: text, text }, required: ['shortName'] },
  mention: {
    attrs: { ...localId, id: text, text, accessLevel: text, userType: oneOf('DEFAULT', 'SPECIAL', 'APP') },
    required: ['id'],
  },
};

/** Whether this is taken for a document. */
export function isDocument(value: unknown): boolean {
  return isMap(value) && value['type'] === 'doc' && value['version'] === 1 && isNode(value, '', 0);
}

function isNode(value: unknown, parent: string, depth: number): boolean {
  if (!isMap(value) || typeof value['type'] !== 'string' || depth > DEEPEST) return false;
  if (value['type'] === 'text') return isText(value, parent);
  const rule = Object.hasOwn(RULES, value['type']) ? RULES[value['type']] : undefined;
  if (!rule) return false;
  const known = [
    'type',
    ...(rule.attrs ? ['attrs'] : []),
    ...(rule.marks ? ['marks'] : []),
    ...(rule.content ? ['content'] : []),
    ...(parent === '' ? ['version'] : []),
  ];
  if (Object.keys(value).some((key) => !known.includes(key))) return false;
  return isBare(value) && hasAttributes(value, value['type'], rule) && hasContent(value, value['type'], rule, depth);
}

/** Blocks carry no marks here. */
function isBare({ marks }: Node): boolean {
  return marks === undefined || (Array.isArray(marks) && marks.length === 0);
}

function hasAttributes({ attrs }: Node, type: string, { attrs: known = {}, required = [] }: NodeRule): boolean {
  if (attrs === undefined) return required.length === 0 && type !== 'nestedExpand';
  if (!isMap(attrs)) return false;
  return (
    required.every((name) => Object.hasOwn(attrs, name)) &&
    Object.entries(attrs).every(([name, value]) => Object.hasOwn(known, name) && known[name]?.(value))
  );
}

/** Kinds that may be left without the list of what they hold. */
const MAY_BE_EMPTY: readonly string[] = ['paragraph', 'heading', 'codeBlock', 'taskItem'];

function hasContent({ content }: Node, type: string, rule: NodeRule, depth: number): boolean {
  if (!rule.content) return true;
  if (content === undefined) return MAY_BE_EMPTY.includes(type);
  if (!Array.isArray(content) || (rule.filled && content.length === 0)) return false;
  const allowed = rule.content;
  return content.every(
    (child) => isMap(child) && allowed.includes(String(child['type'])) && isNode(child, type, depth + 1),
  );
}

const MARKS: Readonly<Record<string, (mark: Node) => boolean>> = {
  strong: plain,
  em: plain,
  strike: plain,
  underline: plain,
  code: plain,
  subsup: ({ attrs }) => isMap(attrs) && (attrs['type'] === 'sub' || attrs['type'] === 'sup'),
  textColor: colour,
  backgroundColor: colour,
  link: ({ attrs }) => isMap(attrs) && text(attrs['href']) && Object.entries(attrs).every(isLinkAttribute),
};

function isLinkAttribute([name, value]: [string, unknown]): boolean {
  return ['href', 'title', 'id', 'collection', 'occurrenceKey'].includes(name) && text(value);
}

function isText(node: Node, parent: string): boolean {
  const { text: value, marks } = node;
  if (Object.keys(node).some((key) => !['type', 'text', 'marks'].includes(key)) || !filled(value)) return false;
  if (parent === 'codeBlock') return isBare(node);
  if (String(value).includes('\n')) return false;
  if (marks === undefined) return true;
  if (!Array.isArray(marks) || !marks.every(isMark)) return false;
  const types = marks.map(({ type }) => type);
  return !types.includes('code') || types.every((type) => type === 'code' || type === 'link');
}

function isMark(mark: unknown): mark is Node {
  if (!isMap(mark) || typeof mark['type'] !== 'string' || !Object.hasOwn(MARKS, mark['type'])) return false;
  return MARKS[mark['type']]?.(mark) ?? false;
}

function plain(mark: Node): boolean {
  return Object.keys(mark).length === 1;
}

function colour({ attrs }: Node): boolean {
  return isMap(attrs) && typeof attrs['color'] === 'string' && /^#[0-9a-fA-F]{6}$/.test(attrs['color']);
}
