// Text of ours in the markup that a Jira takes, and how it is known again.

import { createHash } from 'node:crypto';
import { withKey } from '../http/key-link.ts';
import { type Block, PLAIN, paragraph, textPiece } from '../text/blocks.ts';
import { type AdfDocument, adf, MOST_CHARACTERS } from './adf.ts';
import type { Kind } from './client.ts';
import { wordsOf } from './reading.ts';
import { wiki } from './wiki.ts';

/** With what a text ends that is found again by its link. */
const SEE = 'In GitLab';

export interface Described {
  /** As the field takes it. */
  readonly body: AdfDocument | string;
  /** What is remembered of it: a hash of all, and one of its words, for Jira stores markup a little differently. */
  readonly written: { readonly shown: string; readonly words: string };
}

/** A description. `url`: where what was cut off is to be read. */
export function described(kind: Kind, blocks: readonly Block[], url: string): Described {
  const body = kind === 'cloud' ? adf(blocks, { more: url }) : wiki(blocks, { more: url });
  return { body, written: { shown: hashOf(JSON.stringify(body)), words: hashOf(wordsOf(body)) } };
}

/** A comment, with our key in the link with which it ends. */
export function commentBody(
  kind: Kind,
  blocks: readonly Block[],
  { key, url }: { readonly key: string; readonly url: string },
): AdfDocument | string {
  const link = withKey(url, key);
  if (kind === 'cloud') return documentEndingWith(link, blocks, { more: url, most: MOST_CHARACTERS });
  const end = wiki([ending(link)]);
  return `${wiki(blocks, { more: url, most: MOST_CHARACTERS - end.length - 2 })}\n\n${end}`;
}

/** A document of Atlassian's, at most `most` characters of JSON, that ends with this link whatever else had to be cut. */
export function documentEndingWith(
  link: string,
  blocks: readonly Block[],
  { more, most }: { readonly more: string; readonly most: number },
): AdfDocument {
  const end = adf([ending(link)]);
  const { content, ...rest } = adf(blocks, { more, most: most - JSON.stringify(end).length });
  return { ...rest, content: [...content, ...end.content] };
}

function ending(link: string): Block {
  return paragraph(textPiece(SEE, { ...PLAIN, url: link }));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
