// Merge requests: where reviews are written and agreed.

import type { Client } from './client.ts';
import { outcomeOf } from './errors.ts';
import { assertNoQuickAction } from './notes.ts';
import { everyEntry } from './pages.ts';
import type { GitLab, MergeRequest } from './port.ts';
import { type ProjectFacts, parsed, WireMergeRequest } from './wire.ts';

type MergeRequests = Pick<
  GitLab,
  'changedMergeRequests' | 'mergeRequestFrom' | 'openMergeRequest' | 'changeMergeRequest'
>;

export function makeMergeRequests(
  { project, mergeRequests }: Client,
  facts: () => Promise<ProjectFacts>,
): MergeRequests {
  const read = (answer: unknown): MergeRequest => parsed('merge request', WireMergeRequest, answer);

  /** The open one into the default branch, else the latest: a branch may have been used before. */
  async function mergeRequestFrom(branch: string): Promise<MergeRequest | undefined> {
    const [entries, { defaultBranch }] = await Promise.all([
      everyEntry((page) => mergeRequests.all({ projectId: project, sourceBranch: branch, ...page })),
      facts(),
    ]);
    const found = entries
      .map(read)
      .filter(({ targetBranch, foreign }) => targetBranch === defaultBranch && !foreign)
      .sort((a, b) => b.iid - a.iid);
    return found.find(({ state }) => state === 'opened') ?? found[0];
  }

  return {
    mergeRequestFrom,

    async changedMergeRequests(since) {
      const order = {
        orderBy: 'updated_at',
        sort: 'desc',
        ...(since === undefined ? {} : { updatedAfter: since }),
      } as const;
      const entries = await everyEntry((page) => mergeRequests.all({ projectId: project, ...order, ...page }));
      return [...new Map(entries.map(read).map((each) => [each.iid, each])).values()];
    },

    async openMergeRequest({ branch, title, description, reviewers }) {
      assertNoQuickAction(description);
      const opened = await outcomeOf(async () => {
        const { defaultBranch } = await facts();
        return mergeRequests.create(project, branch, defaultBranch, title, {
          description,
          reviewerIds: [...reviewers],
        });
      }, read);
      if (opened.outcome !== 'refused' || opened.status !== 409) return opened;
      const there = await outcomeOf(
        () => mergeRequestFrom(branch),
        (found) => found,
      );
      return there.outcome === 'done' && there.value?.state === 'opened'
        ? { outcome: 'done', value: there.value }
        : opened;
    },

    changeMergeRequest: (iid, { description, state }) =>
      outcomeOf(
        () =>
          mergeRequests.edit(project, iid, {
            ...(description === undefined ? {} : { description }),
            ...(state === undefined ? {} : { stateEvent: state }),
          }),
        read,
      ),
  };
}
