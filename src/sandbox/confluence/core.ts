// What every part of the embedded Confluence is given.

import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import type { ConfluenceStore } from './store.ts';

export interface ConfluenceCore {
  readonly kind: 'cloud';
  readonly server: FastifyInstance;
  /** Where it listens, without a slash at the end and without `/wiki`. */
  readonly url: string;
  readonly clock: Clock;
  readonly store: ConfluenceStore;
  /** Whether the vendor's limits on requests hold. */
  readonly limited: boolean;
}
