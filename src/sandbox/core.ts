// What every part of the sandbox is given: the data, the clock, and where to hang on.

import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { RequestLog } from './requests.ts';
import type { HookFamily, Project, Store, User } from './store.ts';

export interface Core {
  readonly server: FastifyInstance;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  readonly profile: 'free' | 'premium';
  /** What hooks call an incident that was changed as an issue: the newer web pages change work items (behaviours H3). */
  readonly incidentHooksAs: 'issue' | 'work_item';
  readonly webhooks: WebhookSettings;
  readonly limits: Limits;
  readonly store: Store;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Lets `idle()` wait for work that goes on after an answer. Its failure is the caller's affair. */
  background(work: Promise<unknown>): void;
  /** Tells the hooks of a project of an event; returns at once, delivery follows. */
  emitHook(event: HookEvent): void;
  readonly extensions: Extensions;
}

export interface WebhookSettings {
  /** Real milliseconds that a receiver has. */
  readonly timeoutMs: number;
  /** Whether hooks that keep failing are switched off, as on GitLab.com. */
  readonly autoDisable: boolean;
  /** How custom templates take values; `raw` is what older instances do. */
  readonly templates: 'serialised' | 'raw';
}

/** How many a minute and user; Infinity where a test should not care. */
export interface Limits {
  readonly notesPerMinute: number;
  readonly issuesPerMinute: number;
  readonly pipelinesPerMinute: number;
}

export interface HookEvent {
  readonly project: Project;
  readonly family: HookFamily;
  readonly payload: unknown;
}

/** What parts can hang on, each a list to push to. */
export interface Extensions {
  readonly projectCreated: ((
    project: Project,
    actor: User,
    /** Whether its repository begins with a README. */
    wanted: { readonly readme: boolean },
  ) => void | Promise<void>)[];
  readonly projectDeleted: ((project: Project) => void | Promise<void>)[];
  /** Runs with `snapshot()`; the result puts back what was there, any number of times. */
  readonly snapshot: (() => Promise<() => void | Promise<void>>)[];
  /** Parts that are not done while this is true (held deliveries, queued jobs): asked by `idle()`, which waits. */
  readonly idle: (() => Promise<void>)[];
  readonly close: (() => void | Promise<void>)[];
}
