// Confluence in our words: the Post Incident Review as a page (Cloud, v2).
//
// A title is unique in its space: that is what keeps a page from being made twice. Updates carry the version they were made
// from, so nobody's edit is overwritten unseen.

import type { Outcome } from '../http/outcome.ts';
import type { Block } from '../text/blocks.ts';

export interface Page {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly url: string;
  /** The hash that was written with it; undefined where it is not ours. */
  readonly hash: string | undefined;
  /** The version that we wrote: people have edited it since where it is older. */
  readonly ourVersion: number | undefined;
  readonly archived: boolean;
}

export interface PageText {
  readonly title: string;
  readonly body: readonly Block[];
  /** Where what was cut off is to be read. */
  readonly url: string;
  readonly hash: string;
}

export interface Confluence {
  page(id: string): Promise<Page | undefined>;
  /** By title, in any case; current, not by the search index. */
  pageTitled(space: string, title: string): Promise<Page | undefined>;
  /** Refused with 400 where the title is taken. `parent`: a page's id; else below the space's home. */
  create(space: string, parent: string | undefined, text: PageText): Promise<Outcome<Page>>;
  /** From the version that was read; refused with 409 where it has moved on. */
  update(page: Page, text: PageText): Promise<Outcome<Page>>;
  /** Into the trash. */
  remove(id: string): Promise<Outcome<undefined>>;
  /** Undefined where there is no such space, or none for us. */
  mayAddPages(space: string): Promise<boolean | undefined>;
  readonly requests: { readonly count: number };
}
