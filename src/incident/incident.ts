// The incident as the journal tells it: what `fold` makes of the events.

import type { Clock, Nudge, Person, Role, Severity, Status } from './events.ts';

type Instant = string;

export interface Holder {
  readonly person: Person;
  readonly since: Instant;
}

export interface Offer {
  readonly id: string;
  readonly role: Role;
  readonly person: Person;
  readonly by: Person | undefined;
  readonly at: Instant;
}

export interface Suggestion {
  readonly n: number;
  readonly id: string;
  readonly kind: 'sitrep' | 'role' | 'edit';
  readonly text: string;
  readonly role: Role | undefined;
  readonly person: Person | undefined;
  readonly by: Person | undefined;
  readonly at: Instant;
  readonly internal: boolean;
}

/** Something said, with its number where it has one. */
export interface Entry {
  readonly n: number;
  readonly text: string;
  readonly by: Person | undefined;
  readonly at: Instant;
  readonly note: number | undefined;
  readonly internal: boolean;
}

export interface Change extends Entry {
  readonly undo: string | undefined;
  readonly destructive: boolean;
  readonly standing: 'assigned' | 'solo' | 'unassigned';
  verdict: (Pick<Entry, 'text' | 'by' | 'at' | 'internal'> & { readonly kind: 'undone' | 'kept' }) | undefined;
}

export interface Evidence extends Entry {
  readonly where: string;
}

export interface Announcement extends Entry {
  readonly about: 'progress' | 'restored' | 'all-clear';
  readonly next: Instant | undefined;
}

/** A comment that was read: what it said then (hashed), and whether a command in it was refused. */
export interface HeardNote {
  hash: string;
  readonly by: number;
  readonly at: Instant;
  refused: string[];
  deleted: boolean;
}

/** A comment that some run undertook to write: one key in its mark, and the keys of all that it says. */
export interface Claim {
  readonly key: string;
  readonly keys: readonly string[];
  readonly text: string;
  readonly internal: boolean;
  readonly run: string;
  readonly until: Instant;
  readonly at: Instant;
}

export interface Review {
  readonly mr: number;
  readonly url: string;
  readonly path: string;
  readonly branch: string;
  merged: { readonly sha: string; readonly by: Person | undefined; readonly at: Instant } | undefined;
}

export interface Incident {
  issue: number;
  iid: number;
  title: string;
  reporter: Person | undefined;
  reportedAt: Instant;
  kind: string | undefined;
  services: readonly string[];
  affected: string;
  seen: string;
  preexisting: boolean;
  confidential: boolean;
  drill: boolean;

  status: Status;
  phases: { status: Status; at: Instant; by: Person | undefined; because: string | undefined }[];
  beganAt: Instant | undefined;
  acknowledged: { readonly by: Person | undefined; readonly at: Instant } | undefined;
  timeboxMinutes: number;
  extended: boolean;
  relapses: number;
  severity: Severity;
  highest: Severity;
  reviewKind: 'full' | 'short' | 'none';

  acting: Person | undefined;
  roles: Record<Role, Holder[]>;
  /** Everyone who ever held a role, for the review. */
  served: { role: Role; person: Person; from: Instant; to: Instant | undefined }[];
  offers: Offer[];
  suggestions: Suggestion[];
  suggested: number;
  /** When each person (by id) last did anything, whether they took part, and whether they are still at work. */
  active: Map<number, { person: Person; at: Instant; engaged: boolean; working: boolean }>;

  sitreps: Entry[];
  impacts: (Entry & { readonly same: boolean })[];
  decisions: Entry[];
  discoveries: Entry[];
  changes: Change[];
  evidence: Evidence[];
  noEvidence: Entry | undefined;
  announcements: Announcement[];
  overrides: (Entry & { readonly rule: string })[];
  waiver: Entry | undefined;
  closedEarly: number;

  due: Partial<Record<Clock, Instant>>;
  missed: { rule: Clock; from: Instant; to: Instant; periods: number }[];
  nudges: (Nudge & { readonly at: Instant })[];
  nudged: Set<string>;
  /** When each person (by user name) was last nudged. */
  lastNudged: Map<string, Instant>;

  review: Review | undefined;
  /** Counts reviews: one that was reopened after its review was merged gets another. */
  reviewRound: number;
  notes: Map<number, HeardNote>;
  /** When a person (by id) last gave a command (by hash). */
  recent: Map<string, Instant>;
  claims: Map<string, Claim>;
  /** The number of GitLab's comment by the key of what was said in it. */
  delivered: Map<string, number | undefined>;
  assigned: readonly number[];

  ids: Set<string>;
  /** Sequence number of the last event, of the last one that changed what people see, and of what was applied. */
  seq: number;
  changedSeq: number;
  changedAt: Instant;
  appliedSeq: number;
}

/** An incident of which nothing is known yet: where the fold begins. */
export function noIncident(): Incident {
  return {
    issue: 0,
    iid: 0,
    title: '',
    reporter: undefined,
    reportedAt: '',
    kind: undefined,
    services: [],
    affected: '',
    seen: '',
    preexisting: false,
    confidential: false,
    drill: false,
    status: 'reported',
    phases: [],
    beganAt: undefined,
    acknowledged: undefined,
    timeboxMinutes: 0,
    extended: false,
    relapses: 0,
    severity: 'unknown',
    highest: 'unknown',
    reviewKind: 'full',
    acting: undefined,
    roles: { commander: [], 'ops-lead': [], ops: [], sme: [], comms: [], planner: [], 'review-team': [] },
    served: [],
    offers: [],
    suggestions: [],
    suggested: 0,
    active: new Map(),
    sitreps: [],
    impacts: [],
    decisions: [],
    discoveries: [],
    changes: [],
    evidence: [],
    noEvidence: undefined,
    announcements: [],
    overrides: [],
    waiver: undefined,
    closedEarly: 0,
    due: {},
    missed: [],
    nudges: [],
    nudged: new Set(),
    lastNudged: new Map(),
    review: undefined,
    reviewRound: 1,
    notes: new Map(),
    recent: new Map(),
    claims: new Map(),
    delivered: new Map(),
    assigned: [],
    ids: new Set(),
    seq: 0,
    changedSeq: 0,
    changedAt: '',
    appliedSeq: 0,
  };
}
