// Step five: make it so. Each part compares what should be with what is there and writes the difference;
// killed anywhere and run again, nothing is lost and nothing is said twice.

import { pirBranch } from '../documents/pir.ts';
import { stateText } from '../documents/state.ts';
import { GitLabError } from '../gitlab/errors.ts';
import type { Issue, IssueChange } from '../gitlab/port.ts';
import type { Incident } from '../incident/incident.ts';
import { labelDifference } from '../process/labels.ts';
import { type Desired, isDormant } from '../process/plan.ts';
import { blockIn, withBlock } from '../process/state-block.ts';
import { REVIEWS } from '../process/undeliverable-words.ts';
import { type Applied, type Bookkeeping, bookkeeping } from './bookkeeping.ts';
import { deliver, maySay, sayable } from './claims.ts';
import { reason } from './log.ts';
import { mirror } from './mirror.ts';
import { editOf, placeOf } from './observe.ts';
import { openReview } from './open-review.ts';
import { eventsOf, type Round, type Step } from './work.ts';

export async function apply(round: Round, step: Step): Promise<Applied> {
  const notes = bookkeeping(round, step);
  try {
    return await applied(round, step, notes);
  } catch (error) {
    // What was written until then was written.
    notes.owe(reason(error));
    return notes.finish(undefined, []);
  }
}

async function applied(round: Round, step: Step, notes: Bookkeeping): Promise<Applied> {
  if (isDormant(step.incident)) return notes.finish(undefined, []);

  if (step.plan.desired.review && reviewIsStale(step)) await bringUpReview(round, step, notes);
  const written = await Promise.allSettled([
    react(round, step, notes),
    say(round, step, notes),
    mirror(round, step, notes),
  ]);
  for (const one of written) if (one.status === 'rejected') throw one.reason;
  // Right before it is written, so that nobody's edit is lost; after our comment, so that the next look knows of it.
  const fresh = await round.work.gitlab.issue(step.iid);
  if (!fresh) return notes.finish(undefined, []);
  const edit = step.before && editOf(round, fresh, step.before);
  if (edit && edit.hash !== step.seen.edit?.hash) return notes.later('somebody is writing in the live state');
  const changed = await change(round, step.plan.desired, fresh, notes);
  return notes.finish(changed.issue, changed.assigned);
}

/** Who may not read the repository, or not write there, can say and show everything else. */
async function bringUpReview(round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  try {
    const { outcome, fact } = await openReview(round, notes.incident(), eventsOf(step), step.reviewLost);
    if (outcome.outcome === 'refused' && isForbidden(outcome)) return reviewForbidden(outcome.reason, round, notes);
    notes.tell('review', outcome);
    if (fact) notes.record(`review:${fact.mr}`, fact);
  } catch (error) {
    if (error instanceof GitLabError && isForbidden(error)) reviewForbidden(error.reason, round, notes);
    else notes.owe(`review: ${reason(error)}`);
  }
}

/** GitLab answers 400 where a protected branch or a push rule takes no commit (lib/api/commits.rb). */
function isForbidden({ status, reason }: { readonly status: number; readonly reason: string }): boolean {
  return status === 403 || (status === 400 && /not allowed|push rule|hook declined/i.test(reason));
}

/** A person has to mend it, so the issue says it once; the next run that has something to show tries again. */
function reviewForbidden(why: string, { work }: Round, notes: Bookkeeping): void {
  const incident = notes.incident();
  const key = `${REVIEWS}${pirBranch(incident)}`;
  // An answer may repeat what was sent.
  work.log.info(`#${incident.iid}: the review was refused${incident.confidential ? '' : `: ${why}`}`);
  notes.record(`undeliverable:${key}`, { type: 'undeliverable', key, to: 'gitlab:review', why });
}

/** The review's facts follow the record, not every tick of a clock. */
function reviewIsStale({ incident, reviewLost }: Step): boolean {
  return reviewLost || incident.review === undefined || incident.changedSeq > incident.appliedSeq;
}

/** ✅ or ❌ on each comment with a command that was read since the last time everything was applied. */
async function react(round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const verdicts = new Map<string, { note: number; emoji: string }>();
  for (const event of eventsOf(step).slice(step.incident.appliedSeq)) {
    if (
      event.note === undefined ||
      !/^note:\d+:[0-9a-f]+:\d+$/.test(event.id) ||
      (event.type === 'refused' && event.unknown)
    )
      continue;
    const emoji = event.type === 'refused' ? 'x' : 'white_check_mark';
    verdicts.set(`${event.note} ${emoji}`, { note: event.note, emoji });
  }
  await Promise.all(
    [...verdicts.values()].map(async ({ note, emoji }) => {
      const outcome = await round.work.gitlab.react(step.iid, note, emoji);
      // A comment that was deleted meanwhile wants none.
      if (outcome.outcome !== 'refused' || outcome.status !== 404) notes.tell('reaction', outcome);
    }),
  );
}

async function say(round: Round, step: Step, notes: Bookkeeping): Promise<void> {
  const ready = await sayable(round, step.incident);
  const comments = [...step.incident.claims.values()].filter(({ to }) => to === undefined);
  if (ready.length < comments.length) notes.owe('a comment that another run has claimed');
  for (const { claim, said } of ready) {
    if (said === undefined && !maySay(claim, round.work)) {
      notes.owe('a comment for which there was no time left');
      return;
    }
    const result = await deliver(round, notes.incident(), claim, said);
    if (result.delivered) {
      notes.record(`delivered:${claim.key}`, {
        type: 'delivered',
        key: claim.key,
        ...(result.note === undefined ? {} : { ref: result.note }),
      });
      notes.did('comment');
    } else {
      notes.owe(`comment ${result.why}`);
      if (result.wait) return;
    }
  }
}

/** One PUT: labels, the live state, assignees, open or closed. Severity goes by GraphQL, where REST cannot. */
async function change(
  round: Round,
  desired: Desired,
  issue: Issue,
  notes: Bookkeeping,
): Promise<{ issue: Issue | undefined; assigned: readonly number[] }> {
  const { gitlab } = round.work;
  const incident = notes.incident();
  const isIncident = issue.type === 'incident';
  const wrongSeverity = desired.severity !== 'unknown' && desired.severity !== issue.severity;
  if (wrongSeverity && isIncident) notes.tell('severity', await gitlab.setSeverity(issue.iid, desired.severity));

  const wanted = changeOf(desired, issue, incident, round);
  if (Object.keys(wanted).length === 0)
    return { issue: wrongSeverity ? undefined : issue, assigned: desired.assignees };
  const outcome = await gitlab.change(issue.iid, wanted);
  notes.tell(partsOf(wanted), outcome);
  if (outcome.outcome !== 'done') return { issue: undefined, assigned: incident.assigned };
  if (wrongSeverity && !isIncident && outcome.value.type === 'incident') {
    notes.tell('severity', await gitlab.setSeverity(issue.iid, desired.severity));
    return { issue: undefined, assigned: desired.assignees };
  }
  return { issue: outcome.value, assigned: desired.assignees };
}

/** What a change consists of, for the log. */
function partsOf(change: IssueChange): string {
  const parts = [
    change.addLabels || change.removeLabels ? 'labels' : '',
    change.description === undefined ? '' : 'live state',
    change.assigneeIds ? 'assignees' : '',
    change.state ?? '',
    change.type ?? '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function changeOf(desired: Desired, issue: Issue, incident: Incident, round: Round): IssueChange {
  const { add, remove } = labelDifference(issue.labels, desired.labels);
  const text = stateText(incident, placeOf(round));
  const block = blockIn(issue.description);
  const stale = !block?.intact || block.text !== text.trim();
  const assignees = assigneesFor(desired, issue, incident);
  const closed = issue.state === 'closed';
  return {
    ...(add.length > 0 ? { addLabels: add } : {}),
    ...(remove.length > 0 ? { removeLabels: remove } : {}),
    ...(stale ? { description: withBlock(issue.description, text, incident.changedSeq) } : {}),
    ...(assignees ? { assigneeIds: assignees } : {}),
    ...(desired.closed === closed ? {} : { state: desired.closed ? 'close' : 'reopen' }),
    ...(desired.incidentType && issue.type === 'issue' ? { type: 'incident' } : {}),
  };
}

/**
 * Role holders beside whom people assigned; nobody is unassigned whom sitrep did not assign. What was
 * asked for once is not asked for again: the Free tier keeps the first of several and says nothing.
 */
function assigneesFor(desired: Desired, issue: Issue, incident: Incident): readonly number[] | undefined {
  const asked = incident.assigned;
  if (asked.length === desired.assignees.length && asked.every((id, index) => desired.assignees[index] === id))
    return undefined;
  const present = issue.assignees.map((person) => person.id);
  const byPeople = present.filter((id) => !asked.includes(id));
  const wanted = [...new Set([...byPeople, ...desired.assignees])];
  const same = wanted.length === present.length && wanted.every((id) => present.includes(id));
  return same ? undefined : wanted.length === 0 ? [0] : wanted;
}
