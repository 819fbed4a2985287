// What comes over the wire, checked and put into our words on the way in.
//
// Only the fields we need, whatever else an answer holds: GitLab adds keys in every release. Instants become ISO 8601 in
// UTC with milliseconds; GitLab's own are of several precisions and offsets (behaviours K15, O5).

import * as z from 'zod';
import type { Person, Severity } from '../incident/events.ts';
import { instant } from '../text/time.ts';
import { GitLabError } from './errors.ts';
import type { Issue, LabelEvent, MergeRequest, Note, PipelineSchedule, StateEvent } from './port.ts';

/** An answer to `what`, in our words. Throws `GitLabError` where it is not what GitLab promises. */
export function parsed<T>(what: string, schema: z.ZodType<T>, answer: unknown): T {
  const result = schema.safeParse(answer);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`);
  throw new GitLabError(
    { method: 'Reading', path: what },
    200,
    `the answer is not as GitLab documents it (${problems.slice(0, 3).join('; ')})`,
  );
}

export const At = z.string().transform((text, context) => {
  const at = instant(text);
  if (at === undefined) context.addIssue('is no time');
  return at ?? z.NEVER;
});

export const WireUser = z
  .object({ id: z.int(), username: z.string() })
  .transform(({ id, username }): Person => ({ id, name: username }));

/** An issue of any project, as far as it is known by its place. */
export const WireFiled = z.object({
  project_id: z.int(),
  iid: z.int(),
  description: z.string().nullish(),
  references: z.object({ full: z.string() }),
  web_url: z.string(),
});
export type WireFiled = z.infer<typeof WireFiled>;

/** What somebody shows of themselves. */
export const WireProfile = z.object({ id: z.int(), username: z.string(), public_email: z.string().nullish() });

const Someone = WireUser.nullish().transform((user) => user ?? undefined);

const SEVERITIES = new Map<string, Severity>([
  ['CRITICAL', 'S1'],
  ['HIGH', 'S2'],
  ['MEDIUM', 'S3'],
  ['LOW', 'S4'],
]);

/** GitLab's word for a severity, in the spelling of GraphQL. */
export function wordFor(severity: Severity): string {
  return [...SEVERITIES].find(([, ours]) => ours === severity)?.[0] ?? 'UNKNOWN';
}

export const WireIssue = z
  .object({
    id: z.int(),
    iid: z.int(),
    title: z.string(),
    description: z.string().nullish(),
    state: z.enum(['opened', 'closed']),
    labels: z.array(z.string()),
    author: WireUser,
    assignees: z.array(WireUser).default([]),
    issue_type: z.string().default('issue'),
    severity: z.string().nullish(),
    confidential: z.boolean().nullish(),
    web_url: z.string(),
    created_at: At,
    updated_at: At,
    closed_by: Someone,
    user_notes_count: z.int().default(0),
    moved_to_id: z.int().nullish(),
  })
  .transform(
    (wire): Issue => ({
      id: wire.id,
      iid: wire.iid,
      title: wire.title,
      description: wire.description ?? '',
      state: wire.state,
      labels: wire.labels,
      author: wire.author,
      assignees: wire.assignees,
      type: wire.issue_type,
      severity: SEVERITIES.get(wire.severity?.toUpperCase() ?? '') ?? 'unknown',
      confidential: wire.confidential ?? false,
      url: wire.web_url,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      closedBy: wire.closed_by,
      comments: wire.user_notes_count,
      ...(wire.moved_to_id ? { moved: true } : {}),
    }),
  );

export const WireNote = z
  .object({
    id: z.int(),
    body: z.string(),
    author: WireUser,
    created_at: At,
    updated_at: At,
    system: z.boolean().default(false),
    internal: z.boolean().nullish(),
    confidential: z.boolean().nullish(),
  })
  .transform(
    (wire): Note => ({
      id: wire.id,
      body: wire.body,
      author: wire.author,
      createdAt: wire.created_at,
      updatedAt: wire.updated_at,
      system: wire.system,
      internal: wire.internal ?? wire.confidential ?? false,
    }),
  );

/** Undefined where the label was deleted since (behaviours G1). */
export const WireLabelEvent = z
  .object({
    id: z.int(),
    user: Someone,
    action: z.enum(['add', 'remove']),
    label: z.object({ name: z.string() }).nullish(),
    created_at: At,
  })
  .transform((wire): LabelEvent | undefined =>
    wire.label
      ? { id: wire.id, by: wire.user, action: wire.action, label: wire.label.name, at: wire.created_at }
      : undefined,
  );

/** Undefined for a state that is neither closing nor reopening (behaviours G2). */
export const WireStateEvent = z
  .object({ id: z.int(), user: Someone, state: z.string(), created_at: At })
  .transform(({ id, user, state, created_at }): StateEvent | undefined =>
    state === 'closed' || state === 'reopened' ? { id, by: user, state, at: created_at } : undefined,
  );

export const WireEmoji = z
  .object({ name: z.string(), user: WireUser, created_at: At.nullish() })
  .transform(({ name, user, created_at: at }) => ({ emoji: name, by: user, ...(at ? { at } : {}) }));

export const WireMember = z.object({ id: z.int(), username: z.string(), access_level: z.int() });

export const WireMergeRequest = z
  .object({
    iid: z.int(),
    web_url: z.string(),
    source_branch: z.string(),
    target_branch: z.string(),
    source_project_id: z.int().nullish(),
    target_project_id: z.int().nullish(),
    state: z.enum(['opened', 'closed', 'merged', 'locked']),
    description: z.string().nullish(),
    merge_user: Someone,
    merged_by: Someone,
    merged_at: At.nullish(),
    sha: z.string().nullish(),
    merge_commit_sha: z.string().nullish(),
    squash_commit_sha: z.string().nullish(),
    updated_at: At,
  })
  .transform(
    (wire): MergeRequest => ({
      iid: wire.iid,
      url: wire.web_url,
      sourceBranch: wire.source_branch,
      targetBranch: wire.target_branch,
      foreign: (wire.source_project_id ?? undefined) !== (wire.target_project_id ?? undefined),
      state: wire.state,
      description: wire.description ?? '',
      mergedBy: wire.state === 'merged' ? (wire.merge_user ?? wire.merged_by) : undefined,
      mergedAt: wire.merged_at ?? undefined,
      mergeSha:
        wire.state === 'merged'
          ? (wire.merge_commit_sha ?? wire.squash_commit_sha ?? wire.sha ?? undefined)
          : undefined,
      updatedAt: wire.updated_at,
    }),
  );

export const WireFile = z
  .object({ content: z.string(), encoding: z.literal('base64'), last_commit_id: z.string() })
  .transform(({ content, last_commit_id }) => ({
    text: Buffer.from(content, 'base64').toString('utf8'),
    commit: last_commit_id,
  }));

export const WireCommit = z.object({ id: z.string() }).transform(({ id }) => ({ sha: id }));

export const WireJob = z.object({ finished_at: At.nullish() }).transform(({ finished_at }) => finished_at ?? undefined);

export const WireProject = z
  .object({ path_with_namespace: z.string(), default_branch: z.string().nullish(), visibility: z.string().optional() })
  .transform((wire) => ({
    path: wire.path_with_namespace,
    defaultBranch: wire.default_branch ?? 'main',
    private: wire.visibility === 'private',
  }));
export type ProjectFacts = z.output<typeof WireProject>;

/** A note that was stored; GitLab answers a body of quick actions only without one (behaviours E4). */
export const WireStored = z.object({ id: z.int().optional() });

export const WireSeveritySet = z.object({
  errors: z.array(z.object({ message: z.string() })).optional(),
  data: z.object({ issueSetSeverity: z.object({ errors: z.array(z.string()) }).nullish() }).nullish(),
});

/** What does not know the widget (GitLab before 17.8) answers with errors and no data. */
export const WireCalls = z.object({
  data: z
    .object({
      workItem: z
        .object({
          widgets: z.array(
            z.object({ linkedResources: z.object({ nodes: z.array(z.object({ url: z.string() })) }).nullish() }),
          ),
        })
        .nullish(),
    })
    .nullish(),
});

export const WirePipeline = z.object({ id: z.int() });

export const WirePipelineSchedule = z
  .object({
    id: z.int(),
    description: z.string().nullish(),
    cron: z.string(),
    active: z.boolean(),
    owner: z.object({ id: z.int() }).nullish(),
  })
  .transform(
    ({ id, description, cron, active, owner }): PipelineSchedule => ({
      ...{ id, cron, active },
      description: description ?? '',
      owner: owner?.id,
    }),
  );
