// The incident as the journal tells it: what `fold` makes of the events.

import type { Announcement, Change, Entry, Evidence } from './entries.ts';
import type { Clock, Mirror, Nudge, Person, Role, Severity, Status, SuggestionKind } from './events.ts';
import type { MirroredPage, MirroredTicket, Room, Trouble } from './mirrored.ts';

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
  readonly kind: SuggestionKind;
  readonly text: string;
  readonly role: Role | undefined;
  readonly person: Person | undefined;
  readonly by: Person | undefined;
  readonly to: readonly string[] | undefined;
  /** The number of the announcement that it corrects. */
  readonly corrects: number | undefined;
  /** Who said it outside GitLab, in words, and where. */
  readonly from: string | undefined;
  readonly url: string | undefined;
  readonly at: Instant;
  readonly internal: boolean;
}

/** What was made from the record for the moment at which it is due, for somebody to say yes to. */
export interface Draft {
  readonly for: Instant;
  readonly text: string;
}

/** Something whose place is elsewhere and that belongs to the incident. */
export interface Link {
  readonly kind: 'bridge' | 'room' | 'ticket' | 'document';
  readonly url: string;
  readonly title: string | undefined;
  readonly by: Person | undefined;
  readonly at: Instant;
}

export interface Bug extends Entry {
  readonly title: string;
  /** Where it is to be filed, as the configuration has it. */
  readonly where: string;
}

/** A comment that was read: what it said then (hashed), and whether a command in it was refused. */
export interface HeardNote {
  hash: string;
  readonly by: number;
  readonly at: Instant;
  refused: string[];
  deleted: boolean;
}

/** What some run undertook to write: one key in its mark, and the keys of all that it says. */
export interface Claim {
  readonly key: string;
  readonly keys: readonly string[];
  readonly text: string;
  readonly internal: boolean;
  readonly run: string;
  readonly until: Instant;
  /** When it was claimed first. */
  readonly at: Instant;
  /** By another run before, which may have said it: it is looked for first. */
  readonly takenUp: boolean;
  /** Where to; a comment on the issue where undefined. */
  readonly to: string | undefined;
  readonly thread: string | undefined;
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
  /** What else is so, by the names that communities ask for (R39). */
  conditions: readonly string[];

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
  /** What users were told as it was said in each place, by key, and under which mark: a correction is put above it. */
  told: Map<string, { readonly mark: string; readonly text: string }>;
  overrides: (Entry & { readonly rule: string })[];
  waiver: Entry | undefined;
  closedEarly: number;
  /** Where people talk, the latest first of its kind; every known address once. */
  links: Link[];
  bugs: Bug[];
  backlog: { readonly destination: string; readonly where: string; readonly reason: string } | undefined;
  /** What somebody put on the record with 📌: whose words, what, where. */
  pins: (Entry & { readonly said: string; readonly url: string })[];
  /** The sitrep that was drafted for the moment at which one is due. */
  draft: Draft | undefined;
  /** The same of the first announcement. */
  firstWord: Draft | undefined;

  room: Room | undefined;
  /** Rooms that ended, by channel. */
  formerRooms: {
    readonly channel: string;
    readonly url: string;
    readonly why: 'archived' | 'left' | 'hidden' | 'gone';
  }[];
  ticket: MirroredTicket | undefined;
  formerTickets: { readonly key: string; readonly url: string; readonly why: 'closed' | 'hidden' | 'gone' }[];
  page: MirroredPage | undefined;
  /** Tickets that were made for bugs and backlog, by the key of what asked for them. */
  filed: Map<string, { readonly ref: string; readonly url: string }>;
  troubles: Partial<Record<Mirror, Trouble>>;
  undeliverable: { readonly key: string; readonly to: string; readonly why: string; readonly at: Instant }[];

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
  /** What it is called elsewhere (a message's timestamp, a comment's id) by the key of what was said in it. */
  posted: Map<string, string>;
  assigned: readonly number[];
  ids: Set<string>;
  /** Sequence number of the last event, of the last one that changed what people see, and of what was applied. */
  seq: number;
  changedSeq: number;
  changedAt: Instant;
  appliedSeq: number;
}

/** Nothing is asked of anybody any more. */
export function isOver(status: Status): boolean {
  return status === 'closed' || status === 'withdrawn' || status === 'duplicate' || status === 'backlog';
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
    conditions: [],
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
    told: new Map(),
    overrides: [],
    waiver: undefined,
    closedEarly: 0,
    links: [],
    bugs: [],
    backlog: undefined,
    pins: [],
    draft: undefined,
    firstWord: undefined,
    room: undefined,
    formerRooms: [],
    ticket: undefined,
    formerTickets: [],
    page: undefined,
    filed: new Map(),
    troubles: {},
    undeliverable: [],
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
    posted: new Map(),
    assigned: [],
    ids: new Set(),
    seq: 0,
    changedSeq: 0,
    changedAt: '',
    appliedSeq: 0,
  };
}
