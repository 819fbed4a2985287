// The issue is closed or reopened by hand. An incident closes by itself when nothing is missing; closed
// before, it is reopened with the list of everything that is (R67).

import { isOver } from '../incident/incident.ts';
import { missingForClosing } from '../rules/closing-gate.ts';
import type { Draft } from './draft.ts';
import type { Observation, StateEvent } from './observation.ts';

export function issueClosed(event: StateEvent, seen: Observation, work: Draft): void {
  const { incident } = work;
  const { by, at } = event;
  const cause = { id: `state:${event.id}`, at, by };
  if (isOver(incident.status) || by?.id === seen.people.bot.id) return;
  if (seen.issue.moved && seen.issue.state === 'closed') {
    const because = 'moved to another project, where it goes on';
    work.record(cause, { type: 'status-changed', from: incident.status, to: 'withdrawn', because, cause: 'gitlab' });
    return;
  }
  if (incident.status === 'reported' && by !== undefined && by.id === incident.reporter?.id) {
    work.record(cause, {
      type: 'status-changed',
      from: 'reported',
      to: 'withdrawn',
      because: 'closed by the reporter',
      cause: 'gitlab',
    });
    return;
  }
  const missing = missingForClosing(incident);
  if (missing.length > 0) work.record(cause, { type: 'closed-early', missing: missing.map((part) => part.gate) });
}

/** Whoever closed their own report may open it again; an incident that is over takes a reason. */
export function issueReopened(event: StateEvent, seen: Observation, work: Draft): void {
  const { incident } = work;
  const { by, at } = event;
  const cause = { id: `state:${event.id}`, at, by };
  if (!isOver(incident.status) || by === undefined || by.id === seen.people.bot.id) return;
  if (incident.status !== 'closed') {
    const to = incident.acknowledged ? 'triage' : 'reported';
    work.record(cause, {
      type: 'status-changed',
      from: incident.status,
      to,
      because: 'reopened in GitLab',
      cause: 'gitlab',
    });
    return;
  }
  const why = 'This incident is closed and its review is done. If it is back, or was never over, say why.';
  work.record(cause, {
    type: 'refused',
    command: 'reopen',
    said: 'reopened the issue',
    why,
    instead: '/reopen-incident <why>',
    unknown: false,
  });
}
