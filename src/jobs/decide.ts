// The first three steps for every incident that was picked: what was seen becomes events, and what follows from them is
// planned and claimed. Nothing is written here.

import { IncidentEvent } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import type { Incident } from '../incident/incident.ts';
import { draft } from '../process/draft.ts';
import { interpret } from '../process/interpret.ts';
import { plan } from '../process/plan.ts';
import { type Claiming, claimsFor, takeUps } from './claims.ts';
import { hiddenAlone, recordable } from './confidential.ts';
import { keepChat } from './keep-chat.ts';
import { reason } from './log.ts';
import { observation, type Reads, readIssue } from './observe.ts';
import type { Found } from './pick.ts';
import { each } from './pool.ts';
import type { Recorded, Round, Step } from './work.ts';

/** Observe, interpret, plan, and claim: everything that can be decided before anything is written. */
export async function decide(
  round: Round,
  found: Found,
): Promise<{ steps: Step[]; hidden: Map<number, readonly IncidentEvent[]> }> {
  const { work } = round;
  const hidden = new Map<number, readonly IncidentEvent[]>();
  const results = await each(found.incidents, async ({ iid, reads, before, review }) => {
    const kept = await recordable(round, reads);
    if (!kept) {
      found.skipped.push(iid);
      const events = hiddenAlone(reads, before);
      if (events.length > 0) hidden.set(iid, events);
      return undefined;
    }
    const request = review?.counts ? review.request : undefined;
    const { seen, news } = await hear(round, kept, before, request);
    const taken = await takeUps(round, before?.incident);
    const decided = await withChat(round, step(round, seen, before, news, taken));
    return { ...decided, reviewLost: review?.counts === false };
  });
  const steps = results.flatMap((result) => {
    if (result.ok) return result.value ? [result.value] : [];
    work.log.problem(`#${result.item.iid}: ${reason(result.error)}`);
    found.failed.push(result.item.iid);
    return [];
  });
  return { steps, hidden };
}

/**
 * What people did. Where it resolves the incident every comment is read once more: deletions have no webhook, and the
 * review that is written now should know of them.
 */
async function hear(
  round: Round,
  reads: Reads,
  before: Recorded | undefined,
  review: Parameters<typeof observation>[3],
): Promise<{ seen: Step['seen']; news: readonly IncidentEvent[] }> {
  const seen = await observation(round, reads, before, review);
  const news = interpret(seen, before?.incident, round.policy, round.journal.meta.installedAt);
  const resolves = news.some((event) => event.type === 'status-changed' && event.to === 'resolved');
  if (!resolves || reads.complete) return { seen, news };
  const whole = await readIssue(round.work, reads.issue.iid, undefined, reads.issue);
  const kept = whole && (await recordable(round, whole));
  return kept ? hear(round, kept, before, review) : { seen, news };
}

function step(
  round: Round,
  seen: Step['seen'],
  before: Recorded | undefined,
  news: readonly IncidentEvent[],
  taken: readonly Claiming[],
): Omit<Step, 'reviewLost' | 'keep'> {
  const { iid } = seen.issue;
  const around = round.around(iid);
  const now: Incident = fold(news, before?.incident);
  const planned = plan(now, news, around.now, around);
  const work = draft(planned.incident, round.policy);
  const claims = claimsFor(planned.messages, planned.incident, around, round.work);
  for (const { id, fact, internal } of [...taken, ...claims]) work.record({ id, at: around.now, internal }, fact);
  const fresh = [...news, ...planned.events, ...work.events];
  assertRecordable(fresh);
  return { iid, seen, before, fresh, plan: planned, incident: work.incident };
}

/** What was said in the room is saved with what was decided. */
async function withChat(round: Round, one: Omit<Step, 'reviewLost' | 'keep'>): Promise<Omit<Step, 'reviewLost'>> {
  const kept = await keepChat(round, one);
  if (!kept) return { ...one, keep: new Map() };
  const event = { ...kept.fact, id: `chat:${kept.fact.path}`, at: round.work.now() };
  return {
    ...one,
    fresh: [...one.fresh, event],
    incident: fold([event], one.incident),
    keep: new Map([[kept.fact.path, kept.text]]),
  };
}

/** One incident of which a mistake of ours makes something that the journal cannot hold must not stop the others. */
function assertRecordable(events: readonly IncidentEvent[]): void {
  for (const event of events) {
    const { error } = IncidentEvent.safeParse(event);
    if (!error) continue;
    const where = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    const fault = new Error(
      `what happened cannot be recorded (${event.type}, ${where}). Nothing was written; this is a mistake in sitrep, please report it`,
    );
    fault.name = 'JournalFault';
    throw fault;
  }
}
