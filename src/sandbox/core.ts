// What every part of the sandbox is given: the data, the clock, and where to hang on.

import type { FastifyInstance } from 'fastify';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { Profile } from './profiles.ts';
import type { RequestLog } from './requests.ts';
import type { HookFamily, Project, Store, User } from './store.ts';
import type { Version } from './version.ts';

export interface Core {
  readonly server: FastifyInstance;
  /** Where it listens, without a slash at the end. */
  readonly url: string;
  /** The release it claims to be; what came with a later one is not there. */
  readonly version: Version;
  /** Which GitLab this is, and all that follows from it. */
  readonly profile: Profile;
  /** What hooks call an incident that was changed as an issue: the newer web pages change work items (behaviours H3). */
  readonly incidentHooksAs: 'issue' | 'work_item';
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
  /**
   * Whether a hook may call a private address other than the instance's own (behaviours H22). The receivers of a test are
   * on this machine and stand for the world outside where it may.
   */
  readonly localNetwork: 'allowed' | 'refused';
}

/** How many a minute; Infinity where there is no limit. */
export interface Limits {
  /** One user's. */
  readonly notesPerMinute: number;
  /** One user's. */
  readonly issuesPerMinute: number;
  /** One user's, of one commit in one project. */
  readonly pipelinesPerMinute: number;
  /** Of all hooks below one top-level group. */
  readonly hookCallsPerMinute: number;
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
  /** Told when a runner came, went, was paused or resumed. */
  readonly runnersChanged: (() => void)[];
  readonly projectDeleted: ((project: Project) => void | Promise<void>)[];
  /** Runs with `snapshot()`; the result puts back what was there, any number of times. */
  readonly snapshot: (() => Promise<() => void | Promise<void>>)[];
  /** Parts that are not done while this is true (held deliveries, queued jobs): asked by `idle()`, which waits. */
  readonly idle: (() => Promise<void>)[];
  readonly close: (() => void | Promise<void>)[];
}
