// What every job is given: GitLab, the journal, a clock, who it is, and where its hint points.

import type { GitLab } from '../gitlab/port.ts';
import type { IncidentEvent, Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Journal } from '../journal/journal.ts';
import type { Observation } from '../process/observation.ts';
import type { Plan } from '../process/plan.ts';
import type { Surroundings } from '../process/surroundings.ts';
import type { Policy } from '../rules/index.ts';
import type { PersonInSlack } from '../slack/port.ts';
import type { Instant } from '../text/time.ts';
import type { Glance } from './glance.ts';
import type { Log } from './log.ts';
import type { Mirrors } from './mirrors.ts';
import type { SlackPeople } from './slack-people.ts';

export interface Work {
  readonly gitlab: GitLab;
  openJournal(): Promise<Journal>;
  /** The present moment; runs on while the job does. */
  now(): Instant;
  /** Names this run in claims: the id of the CI job, or something as unique. */
  readonly run: string;
  /** The pipeline in which this runs, where it is one. */
  readonly pipeline?: number | undefined;
  readonly projectUrl: string;
  /** As the CI job has it; GitLab is asked where it is not known. */
  readonly defaultBranch: string | undefined;
  readonly log: Log;
  /** Something is worth a look here; nothing in it is trusted. */
  readonly hint: { readonly iid?: number | undefined; readonly echo: boolean };
  /** Read every comment of every open incident, to find what no webhook and no list tells. */
  readonly full: boolean;
  /** What the configuration asks for beside GitLab. */
  mirrors(policy: Policy, person: PersonInSlack): Mirrors;
  /** Look at these incidents only. */
  readonly only?: readonly number[];
}

/** What a round knows before it looks at single incidents. */
export interface Round {
  readonly work: Work;
  readonly journal: Journal;
  readonly bot: Person;
  readonly policy: Policy;
  readonly mirrors: Mirrors;
  readonly people: SlackPeople;
  /** All open incidents of the journal that can be read. */
  readonly open: ReadonlyMap<number, Glance>;
  around(incident: number): Surroundings;
}

/** An incident as the journal has it. */
export interface Recorded {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
}

/** One incident on its way through the five steps. */
export interface Step {
  readonly iid: number;
  readonly seen: Observation;
  /** As it was before this run; undefined for a new one. */
  readonly before: Recorded | undefined;
  /** What this run appends: people's events, the clock's, then claims. */
  readonly fresh: readonly IncidentEvent[];
  readonly plan: Plan;
  /** Files for the journal, by path. */
  readonly keep: ReadonlyMap<string, string>;
  /** Its review was merged, and is not in the repository. */
  readonly reviewLost: boolean;
  /** With everything that was appended. */
  readonly incident: Incident;
}

/** Everything recorded of it, this run's included. */
export function eventsOf({ before, fresh }: Step): readonly IncidentEvent[] {
  return [...(before?.events ?? []), ...fresh];
}
