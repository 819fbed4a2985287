// What did people just do, and was it allowed? Observations in, events out; no I/O, no clock.
//
// Inputs are comments, label events and state events, in the order in which they happened; never label
// sets, for a stale set would undo a person's click. Each event's id comes from its cause, so reading
// the same thing twice adds nothing.

import { adoptSuggestion, mayAdopt } from '../commands/adopt.ts';
import { changeSeverity } from '../commands/lifecycle.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { leads } from '../incident/people.ts';
import { conditionsIn } from '../rules/audience.ts';
import type { Policy } from '../rules/index.ts';
import { addressOf } from '../text/address.ts';
import type { Instant } from '../text/time.ts';
import { type Cause, type Draft, draft } from './draft.ts';
import { readForm } from './form.ts';
import { given, heardDescription, hearNote } from './hear.ts';
import { hearChat, heardIn } from './hear-chat.ts';
import { hearTicket } from './hear-ticket.ts';
import { labelChanged } from './label-inputs.ts';
import { DRILL } from './labels.ts';
import { isBot, type Note, type Observation } from './observation.ts';
import { safely } from './safely.ts';
import { severityNamed } from './severity-words.ts';
import { issueClosed, issueReopened } from './state-inputs.ts';

/** Everything new in `seen`, as events. `incident` is undefined for an issue that is not in the journal yet. */
export function interpret(
  seen: Observation,
  incident: Incident | undefined,
  policy: Policy,
  installedAt: Instant,
): readonly IncidentEvent[] {
  const work = draft(incident, policy);
  if (!incident) report(seen, work, policy, installedAt);
  issueFields(seen, work);
  for (const input of inputs(seen)) {
    if (input.at >= installedAt) input.read(work);
  }
  severityShown(seen, work, policy);
  deletions(seen, work);
  blockEdited(seen, work);
  if (seen.ticket) hearTicket(seen.ticket, work, seen.now);
  for (const approval of seen.approvals) approved(approval, seen, work, policy);
  reviewMerged(seen, work);
  return work.events;

  function inputs(all: Observation): { at: Instant; order: number; id: number; read(work: Draft): void }[] {
    const people = all.notes.filter((note) => !note.system && !isBot(note.author, all.people, policy));
    const heard = heardIn(all.chat.length > 0 ? (incident?.ids ?? []) : []);
    const list = [
      ...people.map((note) => ({
        at: note.createdAt,
        order: 2,
        id: note.id,
        read: (on: Draft) => hearNote(note, all, on, policy),
      })),
      ...all.notes
        .filter((note) => note.system)
        .map((note) => ({
          at: note.createdAt,
          order: 0,
          id: note.id,
          read: (on: Draft) => systemNote(note, all, on, policy),
        })),
      ...all.labelEvents.map((event) => ({
        at: event.at,
        order: 1,
        id: event.id,
        read: (on: Draft) => labelChanged(event, all, on, policy),
      })),
      ...all.chat.map((message, index) => ({
        at: message.at,
        order: 4,
        id: index,
        read: (on: Draft) => hearChat(message, heard, all, on, policy),
      })),
      ...all.stateEvents.map((event) => ({
        at: event.at,
        order: 3,
        id: event.id,
        read: (on: Draft) => (event.state === 'closed' ? issueClosed(event, all, on) : issueReopened(event, all, on)),
      })),
    ];
    return list.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order || a.id - b.id));
  }
}

function report(seen: Observation, work: Draft, policy: Policy, installedAt: Instant): void {
  const { issue } = seen;
  const form = readForm(issue.description, {
    services: Object.keys(policy.services),
    conditions: conditionsIn(policy),
  });
  const preexisting = issue.createdAt < installedAt;
  work.record(
    { id: `issue:${issue.id}`, at: issue.createdAt, by: issue.author },
    {
      type: 'reported',
      issue: issue.id,
      iid: issue.iid,
      title: issue.title,
      ...(form.kind === undefined ? {} : { kind: form.kind }),
      services: [...form.services],
      affected: form.affected,
      seen: form.seen,
      preexisting,
      confidential: issue.confidential,
      drill: issue.labels.includes(DRILL),
    },
  );
  if (issue.severity !== 'unknown') {
    work.record(
      { id: `issue:${issue.id}:severity`, at: issue.createdAt, by: issue.author },
      { type: 'severity-changed', from: 'unknown', to: issue.severity },
    );
  }
  if (preexisting) return;
  // Whoever may not set labels says by a box that a condition holds; from here on it is a label like any other (R39).
  for (const condition of form.conditions) {
    const cause = { id: `issue:${issue.id}:condition:${condition}`, at: issue.createdAt, by: issue.author };
    work.record(cause, { type: 'condition-changed', condition, holds: true });
  }
  if (!isBot(issue.author, seen.people, policy)) heardDescription(seen, work, policy);
}

function issueFields({ issue }: Observation, work: Draft): void {
  const { incident } = work;
  if (issue.title !== incident.title) {
    work.record({ id: `title:${incident.seq}`, at: issue.updatedAt }, { type: 'titled', title: issue.title });
  }
  if (issue.confidential !== incident.confidential) {
    work.record(
      { id: `confidential:${incident.seq}`, at: issue.updatedAt },
      { type: 'hidden', confidential: issue.confidential },
    );
  }
}

/** GitLab has no events for severity and duplicates; its system notes tell who did it and when. */
function systemNote(note: Note, seen: Observation, work: Draft, policy: Policy): void {
  if (isBot(note.author, seen.people, policy)) return;
  const cause = { id: `note:${note.id}`, at: note.createdAt, by: note.author };
  const to = severityNamed(/^changed the severity to \*\*(\w+)/i.exec(note.body)?.[1]?.toLowerCase() ?? '');
  if (to !== undefined && !work.incident.ids.has(cause.id)) {
    for (const [index, fact] of changeSeverity(work.incident, to, policy).entries()) {
      work.record({ ...cause, id: index === 0 ? cause.id : `${cause.id}+${index}` }, fact);
    }
  }
  if (isZoomCall(note)) callAdded(cause, seen, work);
  const original = /^marked this (?:issue|incident) as a duplicate of (\S+)/i.exec(note.body)?.[1];
  if (original !== undefined && mayBeDuplicate(work.incident, note)) {
    const because = `a duplicate of ${original}`;
    work.record(cause, {
      type: 'status-changed',
      from: work.incident.status,
      to: 'duplicate',
      because,
      cause: 'gitlab',
    });
  }
}

/**
 * GitLab shows a severity before anybody gave one here: its note comes later, as GitLab writes it in a job of its own
 * (IncidentManagement::AddSeveritySystemNoteWorker), or is a bot's. Later on only what people do counts: what the issue shows
 * may be older than that.
 */
function severityShown({ issue }: Observation, work: Draft, policy: Policy): void {
  const { incident } = work;
  if (issue.severity === 'unknown' || incident.highest !== 'unknown') return;
  const cause = { id: `severity:${incident.seq}`, at: issue.updatedAt };
  for (const [index, fact] of changeSeverity(incident, issue.severity, policy).entries())
    work.record({ ...cause, id: index === 0 ? cause.id : `${cause.id}+${index}` }, fact);
}

/** GitLab's `/zoom` leaves a note that does not say the address (SystemNotes::ZoomService). */
export function isZoomCall({ system, body }: Note): boolean {
  return system && body.startsWith('added a Zoom call');
}

/** It is as good as `/bridge`: whoever may change the issue may say where people talk (R74). */
function callAdded(cause: Cause, { calls }: Observation, work: Draft): void {
  const url = addressOf(calls.at(-1) ?? '')?.href;
  const known = work.incident.links.some((link) => link.kind === 'bridge' && link.url === url);
  if (url !== undefined && !known) work.record(cause, { type: 'linked', kind: 'bridge', url, title: 'Zoom' });
}

/** A full response does not end by a quick action: then the issue was closed early, as by hand. */
function mayBeDuplicate(incident: Incident, { author }: Note): boolean {
  return incident.status === 'reported' || (incident.status === 'triage' && leads(incident, author));
}

/** A comment has no webhook when it goes; only a full read finds it. What it said stays on the record. */
function deletions(seen: Observation, work: Draft): void {
  if (!seen.complete) return;
  const present = new Set(seen.notes.map((note) => note.id));
  for (const [note, heard] of work.incident.notes) {
    if (!heard.deleted && !present.has(note))
      work.record({ id: `deleted:${note}`, at: seen.issue.updatedAt, note }, { type: 'comment-deleted' });
  }
}

/** The block is restored by the plan; what somebody wrote into it becomes a suggestion (R96). */
function blockEdited(seen: Observation, work: Draft): void {
  if (!seen.edit) return;
  const editor = seen.notes.findLast(
    (note) => note.system && note.body.startsWith('changed the description') && note.author.id !== seen.people.bot.id,
  );
  work.record(
    {
      id: `edit:${seen.edit.hash}`,
      at: editor?.createdAt ?? seen.issue.updatedAt,
      by: editor?.author,
    },
    // The sitrep stands there as a quotation.
    { type: 'suggested', n: work.incident.suggested + 1, kind: 'edit', text: seen.edit.text.replace(/^> ?/gm, '') },
  );
}

function approved(approval: Observation['approvals'][number], seen: Observation, work: Draft, policy: Policy): void {
  const { incident } = work;
  const suggestion = incident.suggestions.find(
    (one) => incident.delivered.get(`suggestion:${one.n}`) === approval.note,
  );
  const at = approval.at ?? seen.issue.updatedAt;
  const speaker = given(approval.by, at, seen, work, policy);
  // A 👍 by who may not adopt it is only a 👍.
  if (!suggestion || mayAdopt(suggestion, speaker)) return;
  const cause = { id: `approved:${suggestion.n}+0`, at, by: approval.by };
  if (incident.ids.has(cause.id)) return;
  safely(cause, { command: 'adopt', said: '👍', instead: `/adopt #${suggestion.n}` }, work, () => {
    const verdict = adoptSuggestion(suggestion, speaker);
    if (!verdict.ok) return;
    for (const [index, fact] of verdict.facts.entries())
      work.record({ ...cause, id: `approved:${suggestion.n}+${index}` }, fact);
  });
}

function reviewMerged({ review, issue }: Observation, work: Draft): void {
  const { incident } = work;
  if (review?.state !== 'merged' || incident.review?.mr !== review.iid || incident.review.merged) return;
  const sha = review.mergeSha ?? '';
  work.record(
    { id: `merged:${review.iid}`, at: review.mergedAt ?? issue.updatedAt, by: review.mergedBy },
    { type: 'review-merged', mr: review.iid, sha },
  );
}
