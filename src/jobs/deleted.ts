// An issue that somebody deleted: no webhook tells of it, GitLab answers 404 from then on. The incident is over; its record
// stays, open until its places elsewhere have ended (`leave.ts`). Where the bot may not see it any more the answer is the same, so its access is looked at first.

import type { IncidentEvent } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import type { Gone } from './pick.ts';
import type { Work } from './work.ts';

/** Who may read confidential issues: Planner and up (GitLab docs, permissions). With that, what is not there was deleted. */
const SEES_ALL = 15;

/** What to record of each, nothing of one that was over; where access is the likelier reason it is none of them. */
export async function deletions(
  work: Work,
  gone: readonly Gone[],
): Promise<ReadonlyMap<number, readonly IncidentEvent[]>> {
  if (gone.length === 0) return new Map();
  const level = await work.gitlab.levelOf((await work.gitlab.me()).id);
  if (level < SEES_ALL) {
    for (const { iid } of gone) work.log.problem(unseen(iid, level));
    return new Map();
  }
  return new Map<number, readonly IncidentEvent[]>(
    gone.map(({ iid, incident: { seq, status } }) => {
      if (isOver(status)) return [iid, []];
      work.log.info(`#${iid} ${status}: the issue was deleted; its record is kept among the closed ones`);
      return [iid, [{ ...DELETED, id: `deleted:${seq}`, at: work.now(), from: status }]];
    }),
  );
}

const DELETED = {
  type: 'status-changed',
  to: 'withdrawn',
  because: 'the issue was deleted',
  cause: 'gitlab',
} as const;

function unseen(iid: number, level: number): string {
  return `#${iid}: GitLab shows no such issue, and the bot may not see every issue here (access level ${level}). Give it the role Maintainer; if the issue was deleted, the next run then closes its record.`;
}
