// What the sandbox asks of whatever runs its jobs.

import type { Project, User } from '../store.ts';
import type { Job, Pipeline } from './types.ts';

/** A pipeline that is about to be made, as the plan of its jobs sees it. */
export interface PlanRequest {
  readonly pipeline: Pipeline;
  readonly project: Project;
  /** Whose rights it runs with. */
  readonly user: User;
  /** The CI configuration at the pipeline's commit, as text. */
  readonly config: string;
  /** The bare repository, on this machine. */
  readonly repository: string;
  /** The repositories that the user may read, by full path. */
  readonly readable: ReadonlyMap<string, string>;
  /** The variables that do not depend on a job, those of the project and the pipeline included. */
  readonly env: Readonly<Record<string, string>>;
  /** What file variables hold: TRIGGER_PAYLOAD and the like. */
  readonly files: Readonly<Record<string, string>>;
}

export interface PlannedJob {
  readonly name: string;
  /** Jobs of a stage wait for those of the stages before; stages are in the order they first appear. Default `test`. */
  readonly stage?: string;
  /** Waits for somebody to play it. */
  readonly manual?: boolean;
  /** Default false; for a manual job true, as `when: manual` outside `rules` has it. */
  readonly allowFailure?: boolean;
  /** A failure by one of these exit codes is allowed. */
  readonly allowFailureExitCodes?: readonly number[];
  /** Whether a newer commit may cancel it while it runs; default false. */
  readonly interruptible?: boolean;
  readonly retry?: Retry;
  readonly resourceGroup?: string;
  /** Makes a delayed job: it starts so many minutes of the sandbox's clock later, or when it is played. */
  readonly startInMinutes?: number;
  /** Does the work and answers its exit code. A throw is a failure, its message ends the trace. */
  execute(run: JobRun): Promise<number>;
}

/** How often a failed job is made again, and after which failures: by GitLab's reason (`always` for any) or by exit code. */
export interface Retry {
  readonly max: number;
  readonly when: readonly string[];
  readonly exitCodes: readonly number[];
}

/** Thrown by a plan where `workflow:rules` want no pipeline. */
export class FilteredByWorkflow extends Error {}

/** One run of a job. */
export interface JobRun {
  readonly job: Job;
  readonly pipeline: Pipeline;
  readonly project: Project;
  /** All that the job's environment holds: nothing of the machine's but PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Where TRIGGER_PAYLOAD is, if the pipeline was triggered. */
  readonly payloadFile: string | undefined;
  /** An empty folder, removed after the job. */
  readonly dir: string;
  /** Aborted when the job is cancelled or killed; nobody waits for the work after that. */
  readonly signal: AbortSignal;
  /** Adds to the trace. */
  log(text: string): void;
}

export interface Runner {
  /** The jobs of a pipeline; none refuses it, as rules that match nothing do. */
  plan(request: PlanRequest): readonly PlannedJob[] | Promise<readonly PlannedJob[]>;
  /** How many jobs run at a time; default all. */
  readonly concurrency?: number;
  /** Told of a pipeline that has ended. */
  ended?(pipeline: Pipeline): void;
  /** Told that the sandbox closes. */
  close?(): void;
}
