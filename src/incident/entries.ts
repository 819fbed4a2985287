// The entries of the record that people make: what was said, by whom and when, with what belongs to each kind.

import type { Person } from './events.ts';

type Instant = string;

/** Something said, with its number where it has one. */
export interface Entry {
  readonly n: number;
  readonly text: string;
  readonly by: Person | undefined;
  readonly at: Instant;
  readonly note: number | undefined;
  readonly internal: boolean;
}

export interface Change extends Entry {
  readonly undo: string | undefined;
  readonly destructive: boolean;
  readonly standing: 'assigned' | 'solo' | 'unassigned';
  verdict: (Pick<Entry, 'text' | 'by' | 'at' | 'internal'> & { readonly kind: 'undone' | 'kept' }) | undefined;
}

export interface Evidence extends Entry {
  readonly where: string;
}

export interface Announcement extends Entry {
  /** Of the event, by which its comment is found. */
  readonly id: string;
  readonly about: 'progress' | 'restored' | 'all-clear';
  readonly next: Instant | undefined;
  /** Short names of the communities that it was narrowed to. */
  readonly to: readonly string[] | undefined;
  /** The number of the earlier one that it puts right. */
  readonly corrects: number | undefined;
}
