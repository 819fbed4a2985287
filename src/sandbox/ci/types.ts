// What the sandbox remembers about pipelines: who may start them, what ran and how it ended.

export interface CiData {
  readonly pipelines: Map<number, Pipeline>;
  /** Ids of a project's pipelines, oldest first. */
  readonly pipelinesOf: Map<number, number[]>;
  readonly jobs: Map<number, Job>;
  /** Ids of the jobs that have not ended. */
  readonly openJobs: Set<number>;
  readonly schedules: Map<number, Schedule>;
  readonly triggers: Map<number, Trigger>;
  /** By project id. */
  readonly resourceGroups: Map<number, ResourceGroup[]>;
  /** By project id. */
  readonly variables: Map<number, ProjectVariable[]>;
}

/** Behaviours N4. */
export type Status =
  | 'created'
  | 'waiting_for_resource'
  | 'pending'
  | 'running'
  | 'success'
  | 'failed'
  | 'canceled'
  | 'skipped'
  | 'manual'
  | 'scheduled';

export const autoCancels = ['conservative', 'interruptible', 'none'] as const;
export type AutoCancel = (typeof autoCancels)[number];

export type PipelineSource = 'trigger' | 'pipeline' | 'schedule' | 'api' | 'push' | 'web' | 'merge_request_event';

/** The value of a pipeline input, as `spec: inputs` types it. */
export type InputValue = string | number | boolean | readonly unknown[];

export interface Variable {
  readonly key: string;
  value: string;
  /** A `file` variable names a file that holds the value. */
  type: 'env_var' | 'file';
  raw: boolean;
}

export interface Pipeline {
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
  readonly sha: string;
  readonly beforeSha: string;
  /** The short name, `main`; `refs/merge-requests/1/head` of a merge request's pipeline. */
  readonly ref: string;
  readonly source: PipelineSource;
  /** The pipeline runs with this user's rights. */
  readonly userId: number;
  readonly scheduleId: number | null;
  status: Status;
  readonly createdAt: string;
  updatedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  yamlErrors: string | null;
  /** What becomes of it when a newer commit on its branch starts a pipeline (`workflow:auto_cancel:on_new_commit`). */
  autoCancel: AutoCancel;
  /** The merge request it is of, by id. */
  readonly mergeRequestId: number | null;
  readonly variables: readonly Variable[];
  readonly inputs: Readonly<Record<string, InputValue>>;
  /** All jobs, retried ones included, in the order they were made. */
  readonly jobIds: number[];
}

export interface Job {
  readonly id: number;
  readonly projectId: number;
  readonly pipelineId: number;
  readonly name: string;
  readonly stage: string;
  /** Also becomes true by a failure with an exit code that is allowed. */
  allowFailure: boolean;
  readonly manual: boolean;
  /** Whether a newer commit may cancel it while it runs. */
  readonly interruptible: boolean;
  readonly resourceGroup: string | null;
  status: Status;
  /** Who started it: the pipeline's user, or whoever played or retried it. */
  userId: number;
  readonly createdAt: string;
  queuedAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  /** When a delayed job starts by itself. */
  scheduledAt: string | null;
  failureReason: string | null;
  exitCode: number | null;
  /** What the process really took, in seconds of the machine. */
  realSeconds: number | null;
  trace: string;
  /** Replaced by a retry. */
  retried: boolean;
  /** CI_JOB_TOKEN, good while the job runs. */
  readonly token: string;
}

export interface Schedule {
  readonly id: number;
  readonly projectId: number;
  description: string;
  /** The full name, `refs/heads/main` (behaviours J1). */
  ref: string;
  cron: string;
  cronTimezone: string;
  active: boolean;
  ownerId: number;
  nextRunAt: string | null;
  readonly createdAt: string;
  updatedAt: string;
  readonly variables: Variable[];
  readonly inputs: Map<string, InputValue>;
  readonly pipelineIds: number[];
}

export interface Trigger {
  readonly id: number;
  readonly projectId: number;
  readonly token: string;
  description: string;
  readonly ownerId: number;
  readonly createdAt: string;
  updatedAt: string;
  lastUsedAt: string | null;
  readonly expiresAt: string | null;
}

export const processModes = ['unordered', 'oldest_first', 'newest_first', 'newest_ready_first'] as const;
export type ProcessMode = (typeof processModes)[number];

export interface ResourceGroup {
  readonly id: number;
  readonly key: string;
  processMode: ProcessMode;
  readonly createdAt: string;
  updatedAt: string;
}

export interface ProjectVariable extends Variable {
  protected: boolean;
  masked: boolean;
  readonly hidden: boolean;
  environmentScope: string;
  description: string | null;
}

export function emptyCiData(): CiData {
  return {
    pipelines: new Map(),
    pipelinesOf: new Map(),
    jobs: new Map(),
    openJobs: new Set(),
    schedules: new Map(),
    triggers: new Map(),
    resourceGroups: new Map(),
    variables: new Map(),
  };
}
