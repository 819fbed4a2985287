// Everything the embedded Confluence remembers, as plain data: a snapshot is a structuredClone.

import type { Accounts } from '../atlassian/accounts.ts';

export type Representation = 'storage' | 'atlas_doc_format' | 'wiki';

export interface Space {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly authorId: number;
  readonly created: string;
  /** The page that new ones land under. */
  homeId: number;
  /** What a user may do; who is not here may do everything, or nothing where it is private. */
  readonly granted: Map<number, readonly Right[]>;
}

export type Right = 'view' | 'add' | 'edit' | 'delete';

export type PageStatus = 'current' | 'draft' | 'archived' | 'trashed';

export interface Version {
  readonly number: number;
  readonly message: string;
  readonly minorEdit: boolean;
  readonly authorId: number;
  readonly created: string;
}

export interface Property {
  readonly id: number;
  key: string;
  value: unknown;
  version: Version;
}

export interface Page {
  readonly id: number;
  readonly spaceId: number;
  readonly authorId: number;
  readonly created: string;
  parentId: number | null;
  status: PageStatus;
  title: string;
  representation: Representation;
  /** ADF as JSON text, as it was sent. */
  value: string;
  /** The newest last. */
  readonly versions: Version[];
  readonly properties: Property[];
}

export interface ConfluenceStore extends Accounts {
  readonly spaces: Map<number, Space>;
  readonly pages: Map<number, Page>;
  /** Instants at which something limited was done, by what. */
  readonly taken: Map<string, number[]>;
}

export function emptyConfluence(): ConfluenceStore {
  return {
    lastId: new Map(),
    users: new Map(),
    tokens: new Map(),
    spaces: new Map(),
    pages: new Map(),
    taken: new Map(),
  };
}
