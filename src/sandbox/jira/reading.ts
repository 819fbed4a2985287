// What stands in Jira, as plain data in the words that people see: for the demo, and for tests that ask how it ended.

import type { JiraCore } from './core.ts';
import { allFields, wordsFor } from './fields.ts';
import { LINK_TYPES } from './issue-entity.ts';
import { wordsOf } from './rich-text.ts';
import type { JiraIssue } from './store.ts';

export interface IssueView {
  readonly key: string;
  readonly status: string;
  readonly done: boolean;
  readonly createdBy: string;
  readonly created: string;
  readonly updated: string;
  /** Each field that is set, by its id; rich text without its marks. */
  readonly fields: Readonly<Record<string, string>>;
  readonly labels: readonly string[];
  readonly statusHistory: readonly {
    readonly at: string;
    readonly by: string;
    readonly from: string;
    readonly to: string;
  }[];
  readonly comments: readonly {
    readonly id: string;
    readonly by: string;
    readonly at: string;
    readonly text: string;
    readonly edited: boolean;
    readonly properties: Readonly<Record<string, unknown>>;
  }[];
  readonly remoteLinks: readonly {
    readonly globalId: string | null;
    readonly relationship: string | null;
    readonly title: string;
    readonly url: string;
  }[];
  readonly links: readonly { readonly says: string; readonly key: string }[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Every issue, or those of one project, in the order they were made. */
export function readIssues(core: JiraCore, projectKey?: string): IssueView[] {
  return [...core.store.issues.values()]
    .filter(({ key }) => projectKey === undefined || key.startsWith(`${projectKey}-`))
    .map((issue) => view(core, issue));
}

function view(core: JiraCore, issue: JiraIssue): IssueView {
  const who = (id: number): string => core.store.users.get(id)?.displayName ?? String(id);
  const status = core.store.statuses.get(issue.statusId);
  const labels = issue.fields.get('labels');
  return {
    key: issue.key,
    status: status?.name ?? issue.statusId,
    done: status?.category === 'done',
    createdBy: who(issue.creatorId),
    created: issue.created,
    updated: issue.updated,
    fields: Object.fromEntries(
      allFields(core).flatMap(({ id }) => {
        const words = wordsFor(core, id, issue.fields.get(id));
        return words === null || words === '' ? [] : [[id, words] as const];
      }),
    ),
    labels: Array.isArray(labels) ? labels.map(String) : [],
    statusHistory: issue.history.flatMap(({ authorId, created, items }) =>
      items
        .filter(({ field }) => field === 'status')
        .map(({ fromName, toName }) => ({ at: created, by: who(authorId), from: fromName ?? '', to: toName ?? '' })),
    ),
    comments: issue.comments.map(({ id, authorId, created, updated, body, properties }) => ({
      id: String(id),
      by: who(authorId),
      at: created,
      text: wordsOf(body),
      edited: updated !== created,
      properties: Object.fromEntries(properties),
    })),
    remoteLinks: issue.remoteLinks.map(({ globalId, relationship, object }) => ({
      globalId,
      relationship,
      title: String(object['title']),
      url: String(object['url']),
    })),
    links: linksOf(core, issue),
    properties: Object.fromEntries(issue.properties),
  };
}

function linksOf({ store }: JiraCore, issue: JiraIssue): { says: string; key: string }[] {
  return [...store.issueLinks.values()].flatMap(({ typeId, inwardId, outwardId }) => {
    const type = LINK_TYPES.find(({ id }) => id === typeId);
    const other = store.issues.get(inwardId === issue.id ? outwardId : inwardId);
    if (!type || !other || (inwardId !== issue.id && outwardId !== issue.id)) return [];
    return [{ says: inwardId === issue.id ? type.outward : type.inward, key: other.key }];
  });
}
