// Everything that was read for one examination. What could not be read says why, so that no check takes it for good.

import type { Loaded } from '../../config/load.ts';
import type {
  AccessToken,
  Delivery,
  Job,
  Lint,
  Member,
  ProjectSettings,
  Protection,
  Runner,
  Schedule,
  ScheduleValues,
  Trigger,
  Variable,
  Version,
  Webhook,
} from '../../gitlab/administration.ts';
import type { Person } from '../../incident/events.ts';
import type { Instant } from '../../text/time.ts';
import type { Profile } from '../blueprint.ts';
import type { CiFile } from './ci-file.ts';
import type { Links } from './links.ts';
import type { MirrorsSeen } from './see-mirrors.ts';

export type Known<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** Why nothing is known of a project that GitLab answers with 404. */
export const UNSEEN = 'the project does not exist, or this token does not see it';

export interface Examined {
  readonly now: Instant;
  /** Address of GitLab, without a slash at its end. */
  readonly server: string;
  /** The web page of the project. */
  readonly url: string;
  /** The project's path in GitLab's API: `/projects/7`. */
  readonly api: string;
  readonly journalBranch: string;
  readonly profile: Known<Profile>;
  /** Whose token was used: `SITREP_TOKEN` is the bot's own, `GITLAB_TOKEN` a maintainer's. */
  readonly tokenFrom: 'SITREP_TOKEN' | 'GITLAB_TOKEN';
  /** The owner of the token that was used. */
  readonly me: Known<Person>;
  /** The user under whom sitrep acts: who began the journal, else the owner of the bot's token. */
  readonly bot: Known<Person>;
  /** The token that the jobs have, and its owner. */
  readonly token: Known<AccessToken>;
  readonly tokenOwner: Known<Person>;
  /** Of the project, without their secrets, which GitLab tells once only; none where the plan has none. */
  readonly accessTokens: Known<readonly AccessToken[]>;
  readonly version: Known<Version>;
  readonly project: Known<ProjectSettings>;
  readonly members: Known<readonly Member[]>;
  readonly labels: Known<readonly string[]>;
  /** Without their values: nothing that is secret may lie in an object that could be printed. */
  readonly variables: Known<readonly Omit<Variable, 'value'>[]>;
  readonly triggers: Known<readonly Omit<Trigger, 'token'>[]>;
  readonly webhooks: Known<readonly DeliveringWebhook[]>;
  readonly schedules: Known<readonly Schedule[]>;
  /** What the pipelines of the daily one are given; undefined where there is none. */
  readonly heartbeatValues: Known<ScheduleValues | undefined>;
  readonly runners: Known<readonly Runner[]>;
  readonly resourceGroup: Known<{ readonly mode: string } | undefined>;
  /** Whether the default branch is there at all: in an empty repository it is not. */
  readonly defaultBranch: Known<boolean>;
  /** Of the default branch; undefined where it is not protected. */
  readonly defaultProtection: Known<Protection | undefined>;
  readonly journalProtection: Known<Protection | undefined>;
  readonly journal: Known<JournalSeen>;
  /** Undefined where the project has no such file. */
  readonly ciFile: Known<CiFile | undefined>;
  readonly lint: Known<Lint>;
  /** Whether a program is committed where the pipeline file says it is; undefined where none is asked for. */
  readonly bundle: Known<{ readonly paths: readonly string[]; readonly missing: readonly string[] } | undefined>;
  /** The configuration file; an absent one is valid. */
  readonly config: Known<Loaded>;
  readonly links: Known<Links>;
  readonly mirrors: Known<MirrorsSeen>;
  /** Secrets of mirrors that are set where this runs, by their names. */
  readonly given: ReadonlySet<string>;
  /** The last seven days, newest first. */
  readonly jobs: Known<readonly Job[]>;
  /** Last lines of failed jobs of sitrep, by the job's id. */
  readonly lastLines: ReadonlyMap<number, string>;
}

export interface DeliveringWebhook extends Webhook {
  /** The latest, newest first. */
  readonly deliveries: Known<readonly Delivery[]>;
}

/** The journal as one fetch shows it. */
export type JournalSeen =
  | { readonly state: 'missing' }
  | { readonly state: 'unusable'; readonly reason: string }
  | {
      readonly state: 'there';
      /** The user under whom it was begun; unknown in journals of old. */
      readonly bot: number | undefined;
      readonly open: readonly OpenIncident[];
      /** Files that are not as sitrep wrote them: why. */
      readonly broken: readonly string[];
      /** When the clock alone next has something to do on what is open. */
      readonly due: Instant | undefined;
      /** When the timer fires that was armed last. */
      readonly timer: Instant | undefined;
      /** When GitLab last refused one. */
      readonly timerRefusedAt: Instant | undefined;
    };

export interface OpenIncident {
  readonly iid: number;
  /** Whether the schedules are to be on for it. */
  readonly watched: boolean;
  readonly events: number;
}
