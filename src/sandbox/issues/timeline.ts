// The timeline of an incident (behaviours D15, F11).

import type { Core } from '../core.ts';
import { addSystemNote } from '../notes/note-data.ts';
import { type Issue, nextId, type TimelineEvent, type User } from '../store.ts';
import { noteable } from './issue-data.ts';
import { issueUrl } from './issue-entity.ts';

/** The tags that every project has, made on first use. */
export const PREDEFINED_TAGS: readonly string[] = [
  'Start time',
  'End time',
  'Impact detected',
  'Response initiated',
  'Impact mitigated',
  'Cause identified',
];
/** Characters of an entry that a person types. */
export const MAX_TEXT = 280;

export interface NewTimelineEvent {
  readonly note: string;
  readonly occurredAt: string;
  readonly tags?: readonly string[];
  readonly promotedFromNoteId?: number;
}

/** An entry made by a person: told by a system note on the incident. */
export function addTimelineEvent(core: Core, issue: Issue, actor: User, given: NewTimelineEvent): TimelineEvent {
  const event = store(core, issue, actor, {
    ...given,
    action: 'comment',
    editable: true,
  });
  addSystemNote(core, noteable(issue), actor, `added an [incident timeline event](${timelineUrl(core, issue, event)})`);
  return event;
}

/** An entry that GitLab makes on its own, without a system note. */
export function recordOnTimeline(
  core: Core,
  issue: Issue,
  actor: User,
  action: 'issues' | 'status',
  note: string,
): void {
  store(core, issue, actor, { note, occurredAt: new Date(core.clock.now()).toISOString(), action, editable: false });
}

/** By when they occurred, oldest first. */
export function timelineOf(core: Core, issue: Issue): TimelineEvent[] {
  return [...core.store.timelineEvents.values()]
    .filter(({ issueId }) => issueId === issue.id)
    .sort((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt) || a.id - b.id);
}

export function timelineUrl(core: Core, issue: Issue, event: TimelineEvent): string {
  return `${issueUrl(core, issue)}/timeline#timeline_event_${event.id}`;
}

function store(
  core: Core,
  issue: Issue,
  actor: User,
  given: NewTimelineEvent & Pick<TimelineEvent, 'action' | 'editable'>,
): TimelineEvent {
  const at = core.clock.stamp();
  const event: TimelineEvent = {
    id: nextId(core.store, 'timelineEvents'),
    issueId: issue.id,
    authorId: actor.id,
    updatedById: null,
    note: given.note,
    action: given.action,
    editable: given.editable,
    promotedFromNoteId: given.promotedFromNoteId ?? null,
    occurredAt: new Date(given.occurredAt).toISOString(),
    tags: [...(given.tags ?? [])],
    createdAt: at,
    updatedAt: at,
  };
  core.store.timelineEvents.set(event.id, event);
  return event;
}
