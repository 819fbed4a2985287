// Who set which label and state when (behaviours G1-G3).

import type { Core } from '../core.ts';
import { recordNotFound } from '../errors.ts';
import { route } from '../http.ts';
import { paginate } from '../paging.ts';
import { must } from '../params.ts';
import { type Json, userBasicById } from '../people/user-entity.ts';
import { labelBasic } from '../projects/labels.ts';
import type { LabelEvent, Owner, StateEvent } from '../store.ts';
import { findIssue } from './issue-data.ts';

export function registerEvents(core: Core): void {
  const on = { eventable_id: must.integer };
  const one = { ...on, event_id: must.integer };
  const issues = '/projects/:id/issues/:eventable_id';

  route(core, 'GET', `${issues}/resource_label_events`, on, (call) => {
    const { id } = findIssue(core, call.viewer, call.project(), call.params.eventable_id, 'bare');
    return paginate(call, labelEventsOf(core, `Issue/${id}`)).map((event) => labelEvent(core, 'Issue', id, event));
  });
  route(core, 'GET', `${issues}/resource_label_events/:event_id`, one, (call) => {
    const { id } = findIssue(core, call.viewer, call.project(), call.params.eventable_id, 'bare');
    return labelEvent(core, 'Issue', id, oneOf(labelEventsOf(core, `Issue/${id}`), call.params.event_id));
  });

  route(core, 'GET', `${issues}/resource_state_events`, on, (call) => {
    const { id } = findIssue(core, call.viewer, call.project(), call.params.eventable_id, 'bare');
    return paginate(call, stateEventsOf(core, `Issue/${id}`)).map((event) => stateEvent(core, 'Issue', id, event));
  });
  route(core, 'GET', `${issues}/resource_state_events/:event_id`, one, (call) => {
    const { id } = findIssue(core, call.viewer, call.project(), call.params.eventable_id, 'bare');
    return stateEvent(core, 'Issue', id, oneOf(stateEventsOf(core, `Issue/${id}`), call.params.event_id));
  });
}

/** Oldest first. */
export function labelEventsOf(core: Core, owner: Owner): readonly LabelEvent[] {
  return core.store.labelEvents.get(owner) ?? [];
}

/** Oldest first. */
export function stateEventsOf(core: Core, owner: Owner): readonly StateEvent[] {
  return core.store.stateEvents.get(owner) ?? [];
}

type Kind = 'Issue' | 'MergeRequest';

/** The label is null once it was deleted. */
export function labelEvent(core: Core, kind: Kind, ownerId: number, event: LabelEvent): Json {
  const label = core.store.labels.get(event.labelId);
  return { ...common(core, kind, ownerId, event), label: label ? labelBasic(label) : null, action: event.action };
}

export function stateEvent(core: Core, kind: Kind, ownerId: number, event: StateEvent): Json {
  return {
    ...common(core, kind, ownerId, event),
    source_commit: null,
    source_merge_request_id: null,
    state: event.state,
  };
}

function common(core: Core, kind: Kind, ownerId: number, { id, userId, createdAt }: LabelEvent | StateEvent): Json {
  return {
    id,
    user: userBasicById(core, userId),
    created_at: createdAt,
    resource_type: kind,
    resource_id: ownerId,
  };
}

function oneOf<E extends { readonly id: number }>(events: readonly E[], id: number): E {
  const event = events.find((candidate) => candidate.id === id);
  if (!event) throw recordNotFound();
  return event;
}
