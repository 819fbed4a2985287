// sitrep init: what a project needs before its first incident. It can be run again at any time: it makes
// what is missing, and undoes nothing of anybody's.

import type { Place } from '../jobs/environment.ts';
import type { Work } from '../jobs/work.ts';
import { createJournal } from '../journal/create.ts';
import { allLabels } from '../process/labels.ts';

/** @param force begin a journal although there are incidents that another one must have told of */
export async function init(work: Work, place: Place, force = false): Promise<void> {
  const { gitlab, log } = work;
  const { gitUrl, token, branch } = place;
  if (!force) {
    const orphans = await orphaned(work);
    if (orphans.length > 0) {
      log.problem(
        `the journal branch ${branch} is missing, but ${orphans.map((iid) => `#${iid}`).join(', ')} ${orphans.length === 1 ? 'was' : 'were'} followed by sitrep. Restore the branch (somebody who fetched it lately can push it again). Without it, what happened is lost: \`sitrep init --force\` begins a new journal, in which these begin anew. Nothing was written`,
      );
      return;
    }
  }
  const labels = allLabels();
  const outcomes = await Promise.all(
    labels.map(async (label) => ({ label, outcome: await gitlab.createLabel(label) })),
  );
  for (const { label, outcome } of outcomes) {
    if (outcome.outcome !== 'done') log.problem(`label ${label.name}: ${outcome.outcome}, ${outcome.reason}`);
  }
  log.info(
    `labels: ${outcomes.filter(({ outcome }) => outcome.outcome === 'done').length} of ${labels.length} are there`,
  );
  const { id: bot } = await gitlab.me();
  const journal = await createJournal({ url: gitUrl, token, branch, installedAt: work.now(), bot });
  log.info(`journal branch ${branch}: ${journal}. What was written in the project before now is not acted upon.`);
}

/** Open incidents with a live state, where there is no journal to have it from. */
async function orphaned({ gitlab, openJournal }: Work): Promise<readonly number[]> {
  try {
    await (await openJournal()).close();
    return [];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'JournalMissing') throw error;
  }
  const open = await gitlab.changedIssues(undefined);
  return open.filter((issue) => issue.description.includes('<!-- sitrep:state')).map((issue) => issue.iid);
}
