// What the sandbox remembers about repositories beyond git itself: who may push where, and merge requests.

export interface GitData {
  /** By project id. */
  readonly protectedBranches: Map<number, ProtectedBranch[]>;
  readonly mergeRequests: Map<number, MergeRequest>;
  /** Ids of a project's merge requests, in the order of their iid. */
  readonly mergeRequestsOf: Map<number, number[]>;
  /** Merge requests that closed an issue or would on merge: issue id to merge request ids. */
  readonly closedBy: Map<number, number[]>;
}

/** A rule for the branches that `name` matches (`*` is a wildcard). Levels as in behaviours M2; 0 is nobody. */
export interface ProtectedBranch {
  readonly id: number;
  readonly name: string;
  pushLevel: number;
  mergeLevel: number;
  /** People let through besides, by id (paid tiers). */
  readonly pushUsers: Set<number>;
  readonly mergeUsers: Set<number>;
  allowForcePush: boolean;
}

export interface MergeRequest {
  readonly id: number;
  readonly iid: number;
  readonly projectId: number;
  title: string;
  description: string | null;
  state: 'opened' | 'closed' | 'merged';
  readonly sourceBranch: string;
  targetBranch: string;
  readonly authorId: number;
  assigneeIds: number[];
  reviewerIds: number[];
  labelIds: number[];
  readonly createdAt: string;
  updatedAt: string;
  /** When the work after creation was done (behaviours L3). */
  preparedAt: string | null;
  mergedAt: string | null;
  mergeUserId: number | null;
  closedAt: string | null;
  closedById: number | null;
  lastEditedAt: string | null;
  lastEditedById: number | null;
  updatedById: number | null;
  discussionLocked: boolean | null;
  squash: boolean;
  removeSourceBranch: boolean;
  /** What the caller of the merge asked for. */
  shouldRemoveSourceBranch: boolean | null;
  autoMerge: boolean;
  /** The head of the source branch as last seen, and where the two branches parted. */
  headSha: string;
  baseSha: string;
  /** The target's head when the difference was last taken. */
  startSha: string;
  mergeCommitSha: string | null;
  squashCommitSha: string | null;
  readonly approvals: Approval[];
  /** By user id. */
  readonly reviewedAt: Map<number, string>;
}

export interface Approval {
  readonly userId: number;
  readonly at: string;
}

export function emptyGitData(): GitData {
  return { protectedBranches: new Map(), mergeRequests: new Map(), mergeRequestsOf: new Map(), closedBy: new Map() };
}
