// Webhooks and the log of their deliveries, as plain data.

/** The events a hook can be told of, by their API names. */
export const hookFamilies = [
  'push_events',
  'tag_push_events',
  'merge_requests_events',
  'repository_update_events',
  'issues_events',
  'confidential_issues_events',
  'note_events',
  'confidential_note_events',
  'pipeline_events',
  'wiki_page_events',
  'job_events',
  'deployment_events',
  'feature_flag_events',
  'releases_events',
  'milestone_events',
  'emoji_events',
  'resource_access_token_events',
] as const;
export type HookFamily = (typeof hookFamilies)[number];

export interface Hook {
  readonly id: number;
  readonly projectId: number;
  url: string;
  name: string | null;
  description: string | null;
  token: string | null;
  signingToken: string | null;
  readonly families: Map<HookFamily, boolean>;
  enableSslVerification: boolean;
  pushEventsBranchFilter: string | null;
  customTemplate: string | null;
  readonly urlVariables: Map<string, string>;
  readonly customHeaders: Map<string, string>;
  readonly createdAt: string;
  /** Failures in a row (behaviours H20). */
  failures: number;
  disabledUntil: string | null;
}

export interface Delivery {
  readonly id: number;
  readonly hookId: number;
  readonly url: string;
  /** The value of X-Gitlab-Event. */
  readonly event: string;
  readonly requestHeaders: Record<string, string>;
  readonly payload: unknown;
  readonly body: string;
  readonly responseHeaders: Record<string, string>;
  readonly responseBody: string;
  /** The status as text, or `internal error`. */
  readonly responseStatus: string;
  /** Seconds. */
  readonly executionDuration: number;
  readonly createdAt: string;
}
