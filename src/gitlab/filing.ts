// Issues that are opened for a bug or a backlog, in this project or in another of this GitLab.
//
// Nothing keeps an issue from being made twice: it carries a mark in its description, by which it is looked for first.

import type { Client } from './client.ts';
import { outcomeOf } from './errors.ts';
import { everyEntry } from './pages.ts';
import type { FiledIssue, GitLab } from './port.ts';
import { parsed, WireFiled } from './wire.ts';

type Filing = Pick<GitLab, 'openIssue' | 'issueWithMark' | 'linkIssue'>;

export function makeFiling({ project: own, issues, links }: Client): Filing {
  return {
    openIssue: ({ project, title, description, mark }) =>
      outcomeOf(
        () => issues.create(project ?? own, title, { description: `${description}\n\n${commentOf(mark)}` }),
        (answer) => filed(answer),
      ),

    async issueWithMark(project, mark, since) {
      const which = { createdAfter: since, scope: 'created_by_me', orderBy: 'created_at', sort: 'asc' };
      const found = await everyEntry((page) => issues.all({ projectId: project ?? own, ...which, ...page }));
      const marked = found
        .map((entry) => parsed('issues', WireFiled, entry))
        .find(({ description }) => description?.includes(commentOf(mark)));
      return marked && asFiled(marked);
    },

    async linkIssue(iid, other) {
      const linked = await outcomeOf(
        () => links.create(own, iid, other.project, other.iid),
        () => undefined,
      );
      return linked.outcome === 'refused' && linked.status === 409 ? { outcome: 'done', value: undefined } : linked;
    },
  };
}

function commentOf(mark: string): string {
  return `<!-- sitrep:filed ${mark} -->`;
}

function filed(answer: unknown): FiledIssue {
  return asFiled(parsed('the new issue', WireFiled, answer));
}

function asFiled({ project_id: project, iid, references, web_url: url }: WireFiled): FiledIssue {
  return { project, iid, reference: references.full, url };
}
