// Reviews that were merged since the last look. A review counts once it is in the repository (R68): merged into the
// default branch, from a branch of this project, with its file readable there.

import type { MergeRequest } from '../process/observation.ts';
import type { Instant } from '../text/time.ts';
import type { Glance } from './glance.ts';
import type { Work } from './work.ts';

export interface MergedReview {
  readonly request: MergeRequest;
  /** The review is in the repository; where it is not, it is to be asked for again. */
  readonly counts: boolean;
}

/** By incident; asked for only where a review is open. One that does not count is a problem in the log. */
export async function mergedReviews(
  work: Work,
  open: ReadonlyMap<number, Glance>,
  since: Instant,
): Promise<Map<number, MergedReview>> {
  const waiting = new Map(
    [...open.values()].flatMap(({ iid, review }) =>
      review && !review.merged ? [[review.mr, { iid, path: review.path }] as const] : [],
    ),
  );
  if (waiting.size === 0) return new Map();
  const changed = await work.gitlab.changedMergeRequests(since);
  const merged = changed.flatMap((request) => {
    const review = request.state === 'merged' ? waiting.get(request.iid) : undefined;
    return review ? [{ request, ...review }] : [];
  });
  return new Map(
    await Promise.all(
      merged.map(async ({ request, iid, path }) => {
        const lack = await lackOf(work, request, path);
        if (lack !== undefined)
          work.log.problem(
            `#${iid}: !${request.iid} was merged, but ${lack}: the review stays open, with a merge request of its own`,
          );
        return [iid, { request, counts: lack === undefined }] as const;
      }),
    ),
  );
}

async function lackOf({ gitlab }: Work, request: MergeRequest, path: string): Promise<string | undefined> {
  const { defaultBranch } = await gitlab.project();
  if (request.targetBranch !== defaultBranch) return `not into ${defaultBranch}`;
  if (request.foreign) return 'from another project';
  return (await gitlab.file(path, request.mergeSha)) === undefined ? `${path} is not there afterwards` : undefined;
}
