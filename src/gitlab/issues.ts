// Issues, and the events of their labels and states.

import type { Client } from './client.ts';
import { GitLabError, outcomeOf, unlessMissing } from './errors.ts';
import { everyEntry } from './pages.ts';
import type { GitLab, IssueChange } from './port.ts';
import { parsed, WireIssue, WireLabelEvent, WireStateEvent } from './wire.ts';

type Issues = Pick<GitLab, 'changedIssues' | 'issue' | 'labelEvents' | 'stateEvents' | 'change' | 'createLabel'>;

export function makeIssues({ project, issues, labelEvents, stateEvents, labels }: Client): Issues {
  return {
    async changedIssues(since, unreadable) {
      const which = since === undefined ? { state: 'opened' } : { updatedAfter: since };
      // Newest first: an issue that changes meanwhile pushes others to a later page, where they are seen twice, never missed.
      const order = { scope: 'all', orderBy: 'updated_at', sort: 'desc' };
      const found = await everyEntry((page) => issues.all({ projectId: project, ...order, ...which, ...page }));
      const entries = found.flatMap((entry) => {
        try {
          return [parsed('issues', WireIssue, entry)];
        } catch (error) {
          if (!unreadable || !(error instanceof GitLabError)) throw error;
          unreadable({ iid: numberOf(entry), why: error.message });
          return [];
        }
      });
      return [...new Map(entries.map((issue) => [issue.iid, issue])).values()];
    },

    async issue(iid) {
      const answer = await unlessMissing(issues.show(iid, { projectId: project }));
      return answer === undefined ? undefined : parsed(`issue ${iid}`, WireIssue, answer);
    },

    async labelEvents(iid) {
      const entries = await everyEntry((page) => labelEvents.all(project, iid, page));
      return inOrder(entries.map((entry) => parsed(`label events of issue ${iid}`, WireLabelEvent, entry)));
    },

    async stateEvents(iid) {
      const entries = await everyEntry((page) => stateEvents.all(project, iid, page));
      return inOrder(entries.map((entry) => parsed(`state events of issue ${iid}`, WireStateEvent, entry)));
    },

    change: (iid, change) =>
      outcomeOf(
        () => issues.edit(project, iid, asParameters(change)),
        (answer) => parsed(`issue ${iid}`, WireIssue, answer),
      ),

    async createLabel({ name, color, description }) {
      const made = await outcomeOf(
        () => labels.create(project, name, color, { description }),
        () => undefined,
      );
      const there = made.outcome === 'refused' && made.status === 409;
      return there ? { outcome: 'done', value: undefined } : made;
    },
  };
}

/** Of an entry of which nothing else is sure. */
function numberOf(entry: unknown): number | undefined {
  const iid = typeof entry === 'object' && entry !== null && 'iid' in entry ? entry.iid : undefined;
  return typeof iid === 'number' ? iid : undefined;
}

/** Labels by difference, never as a set: a set would undo what a person did meanwhile (behaviours C7). */
function asParameters({
  addLabels = [],
  removeLabels = [],
  description,
  assigneeIds,
  state,
  type,
}: IssueChange): object {
  return {
    ...(addLabels.length === 0 ? {} : { addLabels: addLabels.join(',') }),
    ...(removeLabels.length === 0 ? {} : { removeLabels: removeLabels.join(',') }),
    ...(description === undefined ? {} : { description }),
    // An empty list may be lost on the way; 0 is GitLab's word for nobody (behaviours D8).
    ...(assigneeIds === undefined ? {} : { assigneeIds: assigneeIds.length === 0 ? [0] : [...assigneeIds] }),
    ...(state === undefined ? {} : { stateEvent: state }),
    ...(type === undefined ? {} : { issueType: type }),
  };
}

function inOrder<E extends { readonly id: number }>(events: readonly (E | undefined)[]): E[] {
  return events.filter((event) => event !== undefined).sort((a, b) => a.id - b.id);
}
