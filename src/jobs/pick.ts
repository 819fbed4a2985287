// Which incidents a run deals with: the hinted one, what changed since the last look, what is due, and
// what an earlier run left undone. Finding that nothing is to be done costs one list of issues.

import type { Issue } from '../gitlab/port.ts';
import { fold } from '../incident/fold.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { Looked } from '../journal/files.ts';
import type { Journal } from '../journal/journal.ts';
import { DRILL_MARK, TEMPLATE_MARK } from '../process/form.ts';
import { meaningOf, PAUSED } from '../process/labels.ts';
import { type Instant, minutesBetween } from '../text/time.ts';
import { approvedOn } from './approvals.ts';
import type { Applied } from './bookkeeping.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { Glance } from './glance.ts';
import { reason } from './log.ts';
import { type MergedReview, mergedReviews } from './merged-reviews.ts';
import { type Reads, readIssue, sinceOf, unchanged } from './observe.ts';
import { each } from './pool.ts';
import type { Recorded, Work } from './work.ts';

export interface Gone {
  readonly iid: number;
  readonly incident: Incident;
}

export interface Found {
  readonly incidents: readonly {
    readonly iid: number;
    readonly reads: Reads;
    readonly before: Recorded | undefined;
    readonly review: MergedReview | undefined;
  }[];
  /** Incidents that could not be read; the last look is not moved past them. */
  readonly failed: number[];
  /** Incidents whose issue is not there, and whose record is open. */
  readonly gone: readonly Gone[];
  /** Incidents that are left alone for now; they are read from here once that ends. */
  readonly skipped: number[];
  /** What to remember of this look, given what was written after it; undefined where nothing is worth a push. */
  lookedAfter(results: readonly Applied[]): Looked | undefined;
}

/**
 * @param open what is known of every open incident
 * @param begin called as soon as it is known that there is something to do, to read what that will need meanwhile
 */
export async function pick(
  work: Work,
  journal: Journal,
  open: ReadonlyMap<number, Glance>,
  seen: Promise<ReadonlyMap<number, Elsewhere>>,
  begin: () => void,
): Promise<Found> {
  const { looked, meta } = journal;
  const failed: number[] = [];
  const skipped: number[] = [];
  const gone: Gone[] = [];
  const since = sinceOf(looked.until) ?? meta.installedAt;
  const from = (iid: number, known: object | undefined): Instant | undefined =>
    work.full || known === undefined ? undefined : (looked.skipped?.[iid] ?? since);
  const hinted = work.hint.echo ? undefined : work.hint.iid;
  if (hinted !== undefined) begin();
  const [changed, elsewhere, reviews, approved, hintedReads] = await Promise.all([
    work.gitlab.changedIssues(since, ({ iid, why }) => {
      if (iid !== undefined) failed.push(iid);
      work.log.problem(`${iid === undefined ? 'an issue' : `#${iid}`}: ${why}`);
    }),
    seen,
    mergedReviews(work, open, [since, ...Object.values(looked.skipped ?? {})].sort()[0] ?? since),
    approvedOn(work, open),
    hinted === undefined ? undefined : readIssue(work, hinted, from(hinted, open.get(hinted))),
  ]);
  const listed = new Map(changed.map((issue) => [issue.iid, issue]));
  const wanted = new Map<number, 'read' | 'check'>();
  for (const issue of changed)
    if (isIncident(issue, journal) && !sameAsLooked(issue, looked)) wanted.set(issue.iid, 'read');
  for (const [iid, { due, dirty }] of open) {
    if (work.full || reviews.has(iid)) wanted.set(iid, 'read');
    else if (!wanted.has(iid) && (dirty || due || approved.has(iid) || elsewhere.get(iid)?.changed))
      wanted.set(iid, 'check');
  }
  if (hinted !== undefined) wanted.set(hinted, 'read');
  const chosen = [...wanted]
    .filter(([iid]) => work.only === undefined || work.only.includes(iid))
    .sort((a, b) => (a[0] === hinted ? -1 : b[0] === hinted ? 1 : a[0] - b[0]));

  if (chosen.length > 0) begin();
  // At once; what fails fails again for the one incident that it concerns.
  await journal.load(chosen.map(([iid]) => iid)).catch(() => undefined);

  const results = await each(chosen, async ([iid, how]) => {
    const before = await recorded(journal, iid);
    const reads = iid === hinted ? hintedReads : await look(work, iid, how, from(iid, before), looked, listed.get(iid));
    return { iid, reads, before, review: reviews.get(iid) };
  });
  const incidents = results.flatMap((result) => {
    if (!result.ok) {
      failed.push(result.item[0]);
      work.log.problem(`#${result.item[0]}: ${reason(result.error)}`);
      return [];
    }
    const { iid, reads, before, review } = result.value;
    if (!reads) {
      const open = journal.where(iid) === 'open';
      if (before && (open || !isOver(before.incident.status))) gone.push({ iid, incident: before.incident });
      return [];
    }
    if (!isIncident(reads.issue, journal)) return [];
    if (reads.issue.labels.includes(PAUSED)) {
      skipped.push(iid);
      return [];
    }
    return [{ iid, reads: { ...reads, elsewhere: elsewhere.get(iid) }, before, review }];
  });
  return {
    incidents,
    failed,
    skipped,
    gone,
    lookedAfter: (applied) =>
      remember(
        { looked, since },
        // Who looks at some only has not seen the others.
        work.only === undefined ? changed : [],
        incidents.map(({ reads }) => reads.issue),
        { failed, skipped },
        applied,
        work,
        elsewhere,
      ),
  };
}

/** How one incident is read: whole, or just enough to see that nothing changed before something is said. */
async function look(
  work: Work,
  iid: number,
  how: 'read' | 'check',
  from: Instant | undefined,
  looked: Looked,
  listed: Issue | undefined,
): Promise<Reads | undefined> {
  if (how === 'read') return readIssue(work, iid, from, listed);
  const issue = await work.gitlab.issue(iid);
  if (!issue) return undefined;
  return sameAsLooked(issue, looked) && looked.skipped?.[iid] === undefined
    ? unchanged(issue)
    : readIssue(work, iid, from, issue);
}

/** By type, by label, by the mark in the template (a Guest can set neither of the first two), or because it is known. */
export function isIncident(issue: Issue, journal: Pick<Journal, 'where'>): boolean {
  if (journal.where(issue.iid) !== undefined) return true;
  const labelled = issue.labels.some((label) => meaningOf(label)?.kind === 'status');
  return (
    issue.type === 'incident' ||
    labelled ||
    issue.description.includes(TEMPLATE_MARK) ||
    issue.description.includes(DRILL_MARK)
  );
}

function sameAsLooked(issue: Issue, looked: Looked): boolean {
  const last = looked.issues[issue.iid];
  return last !== undefined && last.updatedAt === issue.updatedAt && last.comments === issue.comments;
}

/** From the archive where it is not open. */
async function recorded(journal: Journal, iid: number): Promise<Recorded | undefined> {
  const events = await journal.events(iid);
  return events && { incident: fold(events), events };
}

const REMEMBER_AFTER_MINUTES = 24 * 60;

/** Moves the last look on: to the newest change seen, unless something could not be read. */
function remember(
  { looked, since }: { looked: Looked; since: Instant },
  changed: readonly Issue[],
  read: readonly Issue[],
  { failed, skipped }: Pick<Found, 'failed' | 'skipped'>,
  applied: readonly Applied[],
  work: Work,
  elsewhere: ReadonlyMap<number, Elsewhere>,
): Looked | undefined {
  const issues: Record<number, { updatedAt: Instant; comments: number }> = { ...looked.issues };
  for (const issue of [...read, ...applied.flatMap((one) => one.issue ?? [])]) {
    issues[issue.iid] = { updatedAt: issue.updatedAt, comments: issue.comments };
  }
  for (const one of applied) {
    if (one.issue === undefined || one.owed.length > 0) delete issues[one.iid];
  }
  for (const iid of failed) delete issues[iid];
  const left = leftAlone(looked, since, skipped, applied);
  const seen = { ...looked.elsewhere };
  for (const { iid, incident } of applied) {
    const there = elsewhere.get(iid);
    if (there) seen[iid] = there.seen;
    if (isOver(incident.status)) delete seen[iid];
  }
  const newest = [looked.until ?? '', ...changed.map((issue) => issue.updatedAt)].sort().at(-1) ?? '';
  const until = failed.length > 0 || newest === '' ? looked.until : newest;
  const worth =
    JSON.stringify(issues) !== JSON.stringify(looked.issues) ||
    JSON.stringify(left) !== JSON.stringify(looked.skipped) ||
    JSON.stringify(seen) !== JSON.stringify(looked.elsewhere ?? {}) ||
    applied.some((one) => one.events.length > 0);
  const old =
    until !== undefined &&
    minutesBetween(looked.until ?? until, work.now()) > REMEMBER_AFTER_MINUTES &&
    until !== looked.until;
  return worth || old
    ? {
        issues,
        ...(left ? { skipped: left } : {}),
        ...(until === undefined ? {} : { until }),
        ...(Object.keys(seen).length > 0 ? { elsewhere: seen } : {}),
      }
    : undefined;
}

/** From when those are to be read that are left alone: since they first were. */
function leftAlone(
  { skipped: earlier }: Looked,
  since: Instant,
  skipped: readonly number[],
  applied: readonly Applied[],
): Record<number, Instant> | undefined {
  const left: Record<number, Instant> = { ...earlier };
  for (const iid of skipped) left[iid] ??= since;
  for (const one of applied) delete left[one.iid];
  return Object.keys(left).length > 0 ? left : undefined;
}
