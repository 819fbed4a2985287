// sitrep init: what a project needs before its first incident. It can be run again at any time: it makes
// what is missing, and undoes nothing of anybody's.

import type { Place } from '../jobs/environment.ts';
import type { Work } from '../jobs/work.ts';
import { createJournal } from '../journal/create.ts';
import { allLabels } from '../process/labels.ts';

export async function init(work: Work, place: Place): Promise<void> {
  const { gitlab, log } = work;
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
  const { gitUrl, token, branch } = place;
  const journal = await createJournal({ url: gitUrl, token, branch, installedAt: work.now() });
  log.info(`journal branch ${branch}: ${journal}. What was written in the project before now is not acted upon.`);
}
