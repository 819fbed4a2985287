// sitrep plan <iid>: what would be done now, and why, and when something is due next; writes nothing.

import { CONFIG_PATH } from '../config/load.ts';
import { fold } from '../incident/fold.ts';
import type { Journal } from '../journal/journal.ts';
import { interpret } from '../process/interpret.ts';
import { PAUSED } from '../process/labels.ts';
import { nextInWords } from '../process/next-due.ts';
import { plan, printed } from '../process/plan.ts';
import { makeRound, policyOf } from './begin.ts';
import { observation, readIssue } from './observe.ts';
import { isIncident } from './pick.ts';
import type { Work } from './work.ts';

/** The plan as text. Throws where the journal or GitLab cannot be read. */
export async function dryRun(work: Work, iid: number): Promise<string> {
  const journal = await work.openJournal();
  try {
    return await planned(work, journal, iid);
  } finally {
    await journal.close();
  }
}

async function planned(work: Work, journal: Journal, iid: number): Promise<string> {
  const [bot, { policy }, reads, events = []] = await Promise.all([
    work.gitlab.me(),
    policyOf(work, journal),
    readIssue(work, iid, undefined),
    journal.events(iid),
  ]);
  if (!reads) return `#${iid}: there is no such issue, or the bot may not see it.`;
  if (!isIncident(reads.issue, journal))
    return `#${iid} is no incident: it has neither the type, nor an incident:: label, nor the mark of the template.`;
  if (!policy.enabled) return `${CONFIG_PATH} says enabled: false: nothing would be done.`;
  if (reads.issue.labels.includes(PAUSED))
    return `#${iid} has the label "${PAUSED}": nothing would be done until that is taken off.`;
  const round = makeRound(work, journal, bot, policy, new Map());
  const before = events.length > 0 ? { incident: fold(events), events } : undefined;
  const seen = await observation(round, reads, before, undefined);
  const news = interpret(seen, before?.incident, policy, journal.meta.installedAt);
  const around = round.around(iid);
  const made = plan(fold(news, before?.incident), news, around.now, around);
  const heard = news
    .filter((event) => event.type !== 'commented')
    .map((event) => `heard   ${event.type}${event.type === 'refused' ? `: ${event.why}` : ''}`);
  return [
    `#${iid} ${made.incident.status} (nothing is written)`,
    ...heard,
    printed(made),
    nextInWords(made.incident, around),
  ].join('\n');
}
