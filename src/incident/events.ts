// What can happen in an incident: facts in the past tense, one line of the journal each.
//
// The union is closed: a new type does not compile until the fold knows it. Verdicts are stored, and
// numbers that came from the configuration are frozen into the event (`due`), so that the journal
// gives the same incident next year, whatever the configuration says then.

import * as z from 'zod';

/** A moment in UTC, ISO 8601 with milliseconds. */
const Instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** People are user ids; the name is the user name at that time, for display. */
export const Person = z.object({ id: z.int(), name: z.string() });
export type Person = z.infer<typeof Person>;

export const ROLES = ['commander', 'ops-lead', 'ops', 'sme', 'comms', 'planner', 'review-team'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const STATUSES = [
  'reported',
  'triage',
  'responding',
  'mitigated',
  'resolved',
  'review',
  'closed',
  'withdrawn',
  'duplicate',
  'backlog',
] as const;
export const Status = z.enum(STATUSES);
export type Status = z.infer<typeof Status>;

export const SEVERITIES = ['S1', 'S2', 'S3', 'S4', 'unknown'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

/** The clocks that rules run; an event may set one (an instant), or stop it (null). */
export const CLOCKS = [
  'acknowledge',
  'timebox',
  'roles',
  'sitrep',
  'impact',
  'announce',
  'cleanup',
  'evidence',
  'review',
  'notes',
] as const;
export const Clock = z.enum(CLOCKS);
export type Clock = z.infer<typeof Clock>;
const Due = z.partialRecord(Clock, Instant.nullable());
export type Due = z.infer<typeof Due>;

/** Where sitrep mirrors an incident to, or calls for help. */
export const MIRRORS = ['slack', 'jira', 'confluence', 'pager', 'gitlab'] as const;
export const Mirror = z.enum(MIRRORS);
export type Mirror = z.infer<typeof Mirror>;

const number = z.int().positive();
const text = z.string();

/**
 * What every event has: its id (from its cause), when it happened, who did it, the comment it came from, or the message in
 * the incident's room.
 */
const envelope = {
  id: z.string(),
  at: Instant,
  by: Person.optional(),
  note: z.int().optional(),
  post: z.string().optional(),
  internal: z.literal(true).optional(),
  due: Due.optional(),
};

function event<T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) {
  return z.object({ type: z.literal(type), ...envelope, ...shape });
}

export const Nudge = z.object({
  item: z.string(),
  rule: Clock,
  owes: z.array(Person),
  to: text,
  text,
  line: text.optional(),
  escalation: z.int(),
});
export type Nudge = z.infer<typeof Nudge>;

/**
 * What waits to be made official: a sitrep, a role, an edit of the live state, what somebody wrote in Jira, a command of
 * somebody in Slack whom GitLab does not know, an announcement of a confidential incident.
 */
export const SuggestionKind = z.enum(['sitrep', 'role', 'edit', 'comment', 'command', 'announcement']);
export type SuggestionKind = z.infer<typeof SuggestionKind>;

export const IncidentEvent = z.discriminatedUnion('type', [
  // The issue itself
  event('reported', {
    issue: z.int(),
    iid: z.int(),
    title: text,
    kind: text.optional(),
    services: z.array(text),
    affected: text,
    seen: text,
    preexisting: z.boolean(),
    confidential: z.boolean(),
    drill: z.boolean(),
  }),
  event('titled', { title: text }),
  event('hidden', { confidential: z.boolean() }),
  event('commented', { hash: text }),
  event('comment-edited', { hash: text }),
  event('comment-deleted', {}),
  event('closed-early', { missing: z.array(text) }),

  // Lifecycle
  event('acknowledged', { minutes: number }),
  event('began', { began: Instant }),
  /** A condition of a community's configuration holds, or no longer. */
  event('condition-changed', { condition: text, holds: z.boolean() }),
  event('extended', { minutes: number, reason: text }),
  event('status-changed', {
    from: Status,
    to: Status,
    text: text.optional(),
    because: text.optional(),
    cause: z.enum(['command', 'label', 'clock', 'policy', 'gate', 'gitlab']),
    review: z.enum(['full', 'short', 'none']).optional(),
  }),
  event('severity-changed', { from: Severity, to: Severity }),
  event('waived', { reason: text }),
  event('overridden', { rule: text, reason: text }),

  // People
  event('role-taken', {
    role: Role,
    person: Person,
    sheds: z.array(Role),
    replaces: Person.optional(),
    reason: text.optional(),
    adopts: number.optional(),
  }),
  event('role-offered', { role: Role, person: Person, adopts: number.optional() }),
  event('role-declined', { role: Role, person: Person, reason: text.optional() }),
  event('role-released', { role: Role, person: Person, reason: text.optional() }),

  // What is known and done
  event('sitrep-given', { n: number, text, adopts: number.optional() }),
  event('suggested', {
    n: number,
    kind: SuggestionKind,
    text,
    role: Role.optional(),
    person: Person.optional(),
    /** Of an announcement: the communities that it is narrowed to. */
    to: z.array(text).optional(),
    corrects: number.optional(),
    /** Who said it, where that is nobody whom GitLab knows: `Kim, in Jira`. */
    from: text.optional(),
    /** Where it was said, outside GitLab. */
    url: text.optional(),
  }),
  /** A suggested command was carried out: what came of it stands beside this. */
  event('adopted', { n: number }),
  event('impact-assessed', { n: number, text, same: z.boolean() }),
  event('decided', { text }),
  event('found', { text }),
  event('change-made', {
    n: number,
    text,
    undo: text.optional(),
    destructive: z.boolean(),
    standing: z.enum(['assigned', 'solo', 'unassigned']),
  }),
  event('change-undone', { n: number, text: text.optional() }),
  event('change-kept', { n: number, reason: text }),
  event('evidence-kept', { n: number, what: text, where: text }),
  event('evidence-none', { reason: text }),
  event('announced', {
    n: number,
    text,
    about: z.enum(['progress', 'restored', 'all-clear']),
    next: Instant.optional(),
    /** Whom it is for, by short name; the communities of the affected services where absent. */
    to: z.array(text).optional(),
    /** The number of the earlier one that it puts right. */
    corrects: number.optional(),
    adopts: number.optional(),
  }),
  event('sitrep-drafted', { text, for: Instant }),
  event('announcement-drafted', { text, for: Instant }),
  event('linked', { kind: z.enum(['bridge', 'room', 'ticket', 'document']), url: text, title: text.optional() }),
  event('pinned', { text, url: text, said: text }),
  event('bug-filed', { n: number, title: text, text, where: text }),
  event('backlogged', { destination: text, where: text, reason: text }),

  // What sitrep made of comments
  event('refused', { command: text, said: text, why: text, instead: text.optional(), unknown: z.boolean() }),
  event('repeated', { command: text }),
  event('helped', { person: Person }),

  // What the clock did
  event('nudged', { items: z.array(Nudge) }),
  event('missed', { rule: Clock, from: Instant, to: Instant, periods: z.int().nonnegative() }),

  // The review
  event('review-opened', { mr: z.int(), url: text, path: text, branch: text }),
  event('review-merged', { mr: z.int(), sha: text }),

  // The mirrors: what was made there, and what it was last made to show
  event('room-opened', {
    channel: text,
    name: text,
    private: z.boolean(),
    url: text,
    /** People made it: it is theirs when the incident is over. */
    adopted: z.literal(true).optional(),
  }),
  event('room-shown', { hash: text, invited: z.record(text, text) }),
  event('card-lost', { key: text }),
  event('room-ended', { channel: text, why: z.enum(['archived', 'left', 'hidden', 'gone']) }),
  event('vigil-set', { scheduled: text.nullable(), until: Instant }),
  event('chat-kept', { path: text, messages: z.int(), sha256: text, last: z.boolean() }),
  event('ticket-opened', { key: text, url: text, private: z.boolean() }),
  event('ticket-shown', { hash: text }),
  event('ticket-reopened', { key: text }),
  event('ticket-ended', { key: text, why: z.enum(['closed', 'hidden', 'gone']) }),
  event('page-published', { page: text, version: number, url: text, hash: text }),
  event('page-ended', { page: text, why: z.enum(['hidden', 'gone']) }),
  event('filed', { key: text, ref: text, url: text }),
  event('mirror-failed', { mirror: Mirror, attempts: number, retry: Instant, why: text }),
  event('mirror-behind', { mirror: Mirror, since: Instant, why: text }),
  event('mirror-caught-up', { mirror: Mirror, since: Instant }),
  /** `quiet`: its place is gone, and people know why. */
  event('undeliverable', { key: text, to: text, why: text, quiet: z.literal(true).optional() }),

  // Saying a thing once
  event('claimed', {
    key: text,
    keys: z.array(text),
    text,
    run: text,
    until: Instant,
    /** Where to; a comment on the issue where absent (`process/outbox.ts`). */
    to: text.optional(),
    /** The message in the room that it answers. */
    thread: text.optional(),
  }),
  event('delivered', { key: text, ref: z.union([z.int(), text]).optional() }),
  event('applied', { upTo: z.int(), assigned: z.array(z.int()).optional() }),
]);
export type IncidentEvent = z.infer<typeof IncidentEvent>;
export type EventType = IncidentEvent['type'];
export type EventOf<T extends EventType> = Extract<IncidentEvent, { type: T }>;

type WithoutEnvelope<E> = E extends IncidentEvent ? Omit<E, keyof typeof envelope> & { due?: Due } : never;

/** An event as commands and rules state it: what happened; `process` adds id, time, author and clocks. */
export type Fact = WithoutEnvelope<IncidentEvent>;
