// A document as Block Kit sections, within every limit that Slack has (facts: Block Kit reference; the total is not
// documented, bolt-js issue 2509).
//
// `verbatim` everywhere: without it Slack makes links and mentions of bare words.

import type { Block } from '../text/blocks.ts';
import { atMost, continued, fit } from '../text/fit.ts';
import { gap, type MrkdwnOptions, mrkdwn } from './mrkdwn.ts';

export interface Section {
  readonly type: 'section';
  readonly text: { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };
}

export interface CutOptions extends MrkdwnOptions {
  /** Where the whole of it is to be read: the address of the issue or note. */
  readonly more?: string;
}

/** What a message has room for, in blocks and in characters of their JSON; less where others stand beside them. */
export interface Room {
  readonly blocks: number;
  readonly characters: number;
}

const MOST: Room = { blocks: 50, characters: 12_000 };

/** Characters of one section's text. */
const SECTION = 3000;

/** JSON of a section around its text, with room to spare. */
const AROUND = 80;

/** Sections of at most 3,000 characters, `continued in GitLab` at their end where they are not all of it. */
export function sections(blocks: readonly Block[], options: CutOptions = {}, room: Room = MOST): readonly Section[] {
  // Two neighbours hold more than one section may, so there are never more than this.
  const most = Math.min(room.blocks, Math.floor((2 * room.characters) / SECTION) + 1);
  const end = continued(options.more);
  const cost = (block: Block): number => JSON.stringify(`\n\n${mrkdwn([block], options)}`).length;
  const left = room.characters - most * AROUND - cost(end);
  const coarse = fit(blocks, left, cost);
  const pieces = atMost(coarse.blocks, SECTION, (block) => mrkdwn([block], options).length);
  // Once more, for parts are longer than their whole: each has its own fence or title.
  const fine = fit(pieces, left, cost);
  const texts = joined([...fine.blocks, ...(coarse.whole && fine.whole ? [] : [end])], options);
  return (texts.length <= most ? texts : [...texts.slice(0, most - 1), mrkdwn([end], options)]).map(section);
}

/** The text for a notification or a message without blocks, of at most `most` characters. */
export function textWithin(blocks: readonly Block[], most: number, options: CutOptions = {}): string {
  const length = (block: Block): number => mrkdwn([block], options).length + 2;
  const end = continued(options.more);
  const { blocks: taken, whole } = fit(blocks, most - length(end), length);
  return mrkdwn(whole ? taken : [...taken, end], options);
}

/** As few texts as there can be, each as long as a section may be. */
function joined(blocks: readonly Block[], options: MrkdwnOptions): readonly string[] {
  const all: string[] = [];
  for (const [index, block] of blocks.entries()) {
    const text = mrkdwn([block], options);
    const before = blocks[index - 1];
    const longer = `${all.at(-1) ?? ''}${before ? gap(before, block) : ''}${text}`;
    if (before && longer.length <= SECTION) all[all.length - 1] = longer;
    else all.push(text);
  }
  return all;
}

function section(text: string): Section {
  return { type: 'section', text: { type: 'mrkdwn', text, verbatim: true } };
}
