// Cuts a document to the room there is for it, between its blocks.
//
// A block that is too long by itself is taken apart first: a list by its entries, a table by its rows, a paragraph by its
// lines and then its words. So a long text is shown as far as it goes, and never half of a word's mark or a code's fence.

import { type Block, type BlockOf, type Inline, type Item, PLAIN, paragraph, textPiece } from './blocks.ts';

export interface Fitting {
  readonly blocks: readonly Block[];
  /** False where something was left out. */
  readonly whole: boolean;
}

/**
 * As many blocks from the beginning as fit in `room`. Of a block that takes more than a quarter of the room a part may be
 * taken; a shorter one is taken whole or not at all.
 *
 * @param cost what one block takes up, in the unit of `room`
 */
export function fit(blocks: readonly Block[], room: number, cost: (block: Block) => number): Fitting {
  const taken: Block[] = [];
  const waiting = [...blocks].reverse();
  let left = room;
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    const needed = cost(block);
    if (needed <= left) {
      taken.push(block);
      left -= needed;
      continue;
    }
    const parts = needed > room / 4 ? partsOf(block) : [];
    if (parts.length < 2) return { blocks: taken, whole: false };
    waiting.push(...parts.toReversed());
  }
  return { blocks: taken, whole: true };
}

/** `blocks` with each that is longer than `most` taken apart until none is, as far as can be. */
export function atMost(blocks: readonly Block[], most: number, length: (block: Block) => number): readonly Block[] {
  return blocks.flatMap((block) => {
    const parts = length(block) > most ? partsOf(block) : [];
    return parts.length < 2 ? [block] : atMost(parts, most, length);
  });
}

/** Two or more shorter blocks that say the same; the block alone where it has no parts. */
function partsOf(block: Block): readonly Block[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return halves(withinLine(block.content)).map((content) => ({ ...block, content }));
    case 'list':
      return listParts(block);
    case 'quotation': {
      const [only] = block.blocks;
      const parts = block.blocks.length === 1 && only ? partsOf(only) : block.blocks;
      return halves(parts).map((blocks) => ({ ...block, blocks }));
    }
    case 'code': {
      const lines = block.text.split('\n');
      const parts = lines.length > 1 ? halves(lines).map((half) => half.join('\n')) : halfText(block.text);
      return parts.map((text) => ({ ...block, text }));
    }
    case 'table':
      return tableParts(block);
    case 'rule':
      return [block];
  }
}

function halves<T>(all: readonly T[]): readonly (readonly T[])[] {
  if (all.length < 2) return [all];
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
}

/** A line of one piece is two pieces of half its words; a mention is never cut. */
function withinLine(content: readonly Inline[]): readonly Inline[] {
  const [only] = content;
  if (content.length !== 1 || only === undefined || only.kind === 'break' || only.kind === 'mention') return content;
  return halfText(only.text).map((text) => ({ ...only, text }));
}

/** At the blank nearest before the middle, else between two characters. */
function halfText(text: string): readonly string[] {
  const characters = [...text];
  if (characters.length < 2) return [text];
  const middle = Math.ceil(characters.length / 2);
  const blank = characters.lastIndexOf(' ', middle - 1);
  const at = blank > 0 ? blank + 1 : middle;
  return [characters.slice(0, at).join(''), characters.slice(at).join('')];
}

/** By entries; of a single entry what follows its beginning stands behind the list. */
function listParts(list: BlockOf<'list'>): readonly Block[] {
  const { items, start } = list;
  if (items.length > 1) {
    const [first = [], second = []] = halves(items);
    return [
      { ...list, items: first },
      { ...list, items: second, start: start === undefined ? undefined : start + first.length },
    ];
  }
  const [item] = items;
  const [begin, ...others] = item?.blocks ?? [];
  if (item === undefined || begin === undefined) return [list];
  const [first, ...rest] = others.length > 0 ? [begin, ...others] : partsOf(begin);
  const shorter: Item = { ...item, blocks: first ? [first] : [] };
  return [{ ...list, items: [shorter] }, ...rest];
}

/** By rows, each part with the header; a single row becomes a paragraph for each cell. */
function tableParts(table: BlockOf<'table'>): readonly Block[] {
  const { header, rows } = table;
  if (rows.length > 1) return halves(rows).map((half) => ({ ...table, rows: half }));
  const cells = [header, ...rows].flat().filter((cell) => cell.length > 0);
  return cells.length === 0 ? [table] : cells.map((cell) => paragraph(...cell));
}

/** How a document ends that was cut; a link where there is an address. */
export function continued(url?: string): Block {
  return paragraph(textPiece('… '), textPiece('continued in GitLab', { ...PLAIN, url }));
}
