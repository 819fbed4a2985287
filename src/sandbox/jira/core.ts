// What every part of the embedded Jira is given.

import type { FastifyInstance } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Language } from './catalog.ts';
import type { JiraStore } from './store.ts';

export type Kind = 'cloud' | 'data-center';

export interface JiraCore {
  readonly kind: Kind;
  readonly server: FastifyInstance;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** What the gateway's paths name it by. */
  readonly cloudId: string;
  readonly language: Language;
  readonly clock: Clock;
  readonly store: JiraStore;
  /** How long a change takes to reach the search, in seconds of the clock. */
  searchLagSeconds: number;
  /** Whether the vendor's limits on requests hold. */
  readonly limited: boolean;
  /** What one user may do on a Data Center whose administrator limits requests. */
  readonly userLimit: UserLimit | undefined;
}

export interface UserLimit {
  readonly requests: number;
  readonly perSeconds: number;
}

/** An instant as Jira prints it: `2026-11-23T06:43:00.000+0000`. */
export function jiraTime(iso: string): string {
  return iso.replace('Z', '+0000');
}
