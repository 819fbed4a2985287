// A document as a small tree: what the writers for Slack, Jira and wiki markup start from.
//
// Text in it is plain: nothing is escaped, nothing invisible is left. Each writer escapes for its own place, at the leaf.
// Inline text is flat: each piece carries its marks, so that nothing in a line nests, however it was typed.

export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly start: number | undefined; readonly items: readonly Item[] }
  | { readonly kind: 'quotation'; readonly blocks: readonly Block[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly header: Row; readonly rows: readonly Row[] }
  | { readonly kind: 'rule' };

/** One kind of block. */
export type BlockOf<Kind extends Block['kind']> = Extract<Block, { readonly kind: Kind }>;

/** One entry of a list; `start` of an ordered list is its first number, that of a bullet list undefined. */
export interface Item {
  /** Undefined where it is no task. */
  readonly task: 'open' | 'done' | undefined;
  readonly blocks: readonly Block[];
}

/** Cells of a table, each one line. Rows of a table are as long as its header. */
export type Row = readonly (readonly Inline[])[];

export type Inline = Piece | { readonly kind: 'break' };

/** Text that is not empty and has no line break in it. Of a mention, `text` is the user name without `@`. */
export interface Piece {
  readonly kind: 'text' | 'code' | 'mention';
  readonly text: string;
  readonly marks: Marks;
}

export interface Marks {
  readonly strong: boolean;
  readonly emphasis: boolean;
  readonly strike: boolean;
  /** Where it links to: http, https or mailto, never anything else. */
  readonly url: string | undefined;
}

export const PLAIN: Marks = { strong: false, emphasis: false, strike: false, url: undefined };

export function textPiece(text: string, marks: Marks = PLAIN): Piece {
  return { kind: 'text', text, marks };
}

export function paragraph(...content: readonly Inline[]): BlockOf<'paragraph'> {
  return { kind: 'paragraph', content };
}

/** A line as it reads, without marks. */
export function lineText(content: readonly Inline[]): string {
  return content
    .map((one) => (one.kind === 'break' ? ' ' : one.kind === 'mention' ? `@${one.text}` : one.text))
    .join('');
}
