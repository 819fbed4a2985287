// One thing to set up: it looks at what is there, and answers what it would change.

import type { Outcome } from '../../http/outcome.ts';
import type { Setting } from '../setting.ts';

export interface Change {
  /** As in "label `incident::triage`": what will be there. */
  readonly what: string;
  readonly why: string;
  /** What it consists of, where that is more than a few words; one line each in the plan. */
  readonly parts?: readonly string[];
  /** The request that does it, for an error: `POST /projects/7/hooks`. */
  readonly call: string;
  make(): Promise<Outcome<unknown>>;
}

export interface Look {
  readonly changes: readonly Change[];
  /** What a person should know, and nothing changes. */
  readonly notes?: readonly string[];
  /** Until a person has done this, nothing further can be set up; asked when the changes are made. */
  readonly hold?: () => string;
}

export interface Piece {
  /** As in `--only labels,journal`. */
  readonly name: string;
  look(setting: Setting): Promise<Look>;
}

export const NOTHING: Look = { changes: [] };

/** The path of the project in GitLab's API, for errors. */
export function api({ project }: Setting, path: string): string {
  return `/projects/${project.id}/${path}`;
}
