// People at work in Jira's own pages, for tests and the demo.
//
// They go past permissions and limits; all else happens as when a request does it.

import { addComment, INTERNAL_PROPERTY } from './comment-data.ts';
import { commentOf } from './comments.ts';
import type { JiraCore } from './core.ts';
import { removeIssue, touch } from './issue-data.ts';
import { editIssue } from './issues.ts';
import { findIssue } from './permissions.ts';
import type { Json } from './route.ts';
import type { Comment, JiraIssue, JiraUser, Transition } from './store.ts';
import { possible, step } from './transitions.ts';

/** Who alone reads a comment: a role or group, or in Service Management the agents. */
export interface Restriction {
  readonly visibility?: { readonly type: 'role' | 'group'; readonly value: string };
  readonly internal?: true;
}

export interface Person {
  /** Says something; the result is the comment's id. */
  comment(key: string, text: string, more?: Restriction): string;
  editComment(key: string, id: string, text: string): void;
  removeComment(key: string, id: string): void;
  /** Takes the transition of this name, or the one that leads to the status of this name. Throws where there is none. */
  transition(key: string, name: string, fields?: Json): void;
  /** Sets fields as the API takes them; rich text as text. */
  edit(key: string, fields: Json): void;
  label(key: string, label: string): void;
  unlabel(key: string, label: string): void;
  /** Goes on to a done status by the shortest way, giving a resolution where one is asked for. */
  close(key: string): void;
  /** Goes back to a status that is not done. */
  reopen(key: string): void;
  /** Deletes the issue. */
  remove(key: string): void;
}

export function person(core: JiraCore, user: JiraUser): Person {
  // People write wiki markup or what looks like it; both versions show it.
  const self = { core, version: '2', user } as const;
  const issueOf = (key: string): JiraIssue => {
    const issue = findIssue(core, key);
    if (!issue) throw new Error(`there is no ${key}`);
    return issue;
  };
  const take = (issue: JiraIssue, transition: Transition, fields: Json): void =>
    step(self, issue, user, transition, { fields, update: {} });
  const walk = (key: string, done: boolean): void => {
    const issue = issueOf(key);
    for (const transition of wayTo(core, issue, done)) take(issue, transition, answers(core, transition));
  };
  return {
    comment(key, text, { visibility, internal } = {}) {
      const issue = issueOf(key);
      const properties = new Map<string, unknown>(internal ? [[INTERNAL_PROPERTY, { internal }]] : []);
      const said = { body: { form: 'wiki', text }, visibility, properties } as const;
      const comment = addComment(core, issue, user, said);
      touch(core, issue);
      return String(comment.id);
    },
    editComment(key, id, text) {
      const issue = issueOf(key);
      const comment: Comment = commentOf(issue, id);
      comment.body = { form: 'wiki', text };
      comment.updaterId = user.id;
      comment.updated = core.clock.stamp();
      touch(core, issue);
    },
    removeComment(key, id) {
      const issue = issueOf(key);
      issue.comments.splice(issue.comments.indexOf(commentOf(issue, id)), 1);
      touch(core, issue);
    },
    transition(key, name, fields = {}) {
      const issue = issueOf(key);
      const found = possible(core, issue).find(
        (one) => one.name === name || core.store.statuses.get(one.to)?.name === name,
      );
      if (!found) throw new Error(`${key} cannot go to ${name} from where it is`);
      take(issue, found, fields);
    },
    edit: (key, fields) => editIssue(self, issueOf(key), { fields }),
    label: (key, label) => editIssue(self, issueOf(key), { update: { labels: [{ add: label }] } }),
    unlabel: (key, label) => editIssue(self, issueOf(key), { update: { labels: [{ remove: label }] } }),
    close: (key) => walk(key, true),
    reopen: (key) => walk(key, false),
    remove: (key) => removeIssue(core, issueOf(key)),
  };
}

/** What a person picks where a screen insists. */
function answers(core: JiraCore, { screen = [] }: Transition): Json {
  const asks = screen.some(({ field, required }) => required && field === 'resolution');
  const [first] = core.store.resolutions.values();
  return asks && first ? { resolution: { id: first.id } } : {};
}

/** The fewest transitions to a status that is done, or is not. Throws where none leads there. */
function wayTo(core: JiraCore, issue: JiraIssue, done: boolean): readonly Transition[] {
  const arrived = (statusId: string): boolean => (core.store.statuses.get(statusId)?.category === 'done') === done;
  const ways: { readonly at: string; readonly taken: readonly Transition[] }[] = [{ at: issue.statusId, taken: [] }];
  const seen = new Set([issue.statusId]);
  for (const { at, taken } of ways) {
    if (arrived(at)) return taken;
    for (const next of possible(core, { ...issue, statusId: at })) {
      if (seen.has(next.to)) continue;
      seen.add(next.to);
      ways.push({ at: next.to, taken: [...taken, next] });
    }
  }
  throw new Error(`no transition leads ${issue.key} to where it is ${done ? '' : 'not '}done`);
}
