// sitrep plan <iid>: what would be done now, and why; writes nothing.

import { CONFIG_PATH, loadPolicy } from '../config/load.ts';
import { fold } from '../incident/fold.ts';
import { interpret } from '../process/interpret.ts';
import { PAUSED } from '../process/labels.ts';
import { plan, printed } from '../process/plan.ts';
import { Policy } from '../rules/index.ts';
import { observation, readIssue } from './observe.ts';
import { isIncident } from './pick.ts';
import type { Work } from './work.ts';

/** The plan as text. Throws where the journal or GitLab cannot be read. */
export async function dryRun(work: Work, iid: number): Promise<string> {
  const [journal, bot, file] = await Promise.all([work.openJournal(), work.gitlab.me(), work.gitlab.file(CONFIG_PATH)]);
  try {
    const events = (await journal.events(iid)) ?? [];
    const before = events.length > 0 ? fold(events) : undefined;
    const loaded = loadPolicy(file?.text ?? '');
    const policy = loaded.ok ? loaded.policy : Policy.parse({});
    const reads = await readIssue(work, iid, undefined);
    if (!reads) return `#${iid}: there is no such issue, or the bot may not see it.`;
    if (!isIncident(reads.issue, journal))
      return `#${iid} is no incident: it has neither the type, nor an incident:: label, nor the mark of the template.`;
    if (!policy.enabled) return `${CONFIG_PATH} says enabled: false: nothing would be done.`;
    if (reads.issue.labels.includes(PAUSED))
      return `#${iid} has the label "${PAUSED}": nothing would be done until that is taken off.`;
    const round = {
      work,
      journal,
      bot,
      policy,
      open: new Map(),
      around: () => ({ policy, now: work.now(), others: [], projectUrl: work.projectUrl }),
    };
    const seen = await observation(round, reads, before && { incident: before, events }, undefined);
    const news = interpret(seen, before, policy, journal.meta.installedAt);
    const planned = plan(fold(news, before), news, work.now(), round.around());
    const said = news
      .filter((event) => event.type !== 'commented')
      .map((event) => `heard   ${event.type}${event.type === 'refused' ? `: ${event.why}` : ''}`);
    return [
      `#${iid} ${planned.incident.status} (nothing is written)`,
      ...(loaded.ok ? [] : loaded.errors),
      ...said,
      printed(planned),
    ].join('\n');
  } finally {
    await journal.close();
  }
}
