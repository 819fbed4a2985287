// What every change of an issue does: it moves `updated`, writes history, and reaches the search a while later.

import { nextId } from '../atlassian/accounts.ts';
import type { JiraCore } from './core.ts';
import { wordsFor } from './fields.ts';
import type { ChangeItem, Indexed, JiraIssue, JiraUser } from './store.ts';

/** Moves `updated`, and lets the search know in its own time. Nothing in Jira changes an issue without this. */
export function touch(core: JiraCore, issue: JiraIssue): void {
  issue.updated = core.clock.stamp();
  index(core, issue);
}

/** Hands a picture of the issue to the search, which will have it after its lag. */
export function index({ store, clock, searchLagSeconds }: JiraCore, issue: JiraIssue): void {
  const now = clock.now();
  const pictures = store.index.get(issue.id) ?? [];
  const known = pictures.findLastIndex(({ from }) => from <= now);
  const next: Indexed = { from: now + searchLagSeconds * 1000, issue: structuredClone(issue) };
  store.index.set(issue.id, [...pictures.slice(Math.max(0, known)), next]);
}

/** The issue as the search knows it; undefined where it does not yet. */
export function indexed({ store, clock }: JiraCore, id: number): JiraIssue | undefined {
  const now = clock.now();
  return store.index.get(id)?.findLast(({ from }) => from <= now)?.issue;
}

/** Sets fields, with the history of what is different; undefined takes a field away. */
export function setFields(
  core: JiraCore,
  issue: JiraIssue,
  actor: JiraUser,
  values: ReadonlyMap<string, unknown>,
): void {
  const items: ChangeItem[] = [];
  for (const [field, value] of values) {
    const before = issue.fields.get(field);
    if (JSON.stringify(before) === JSON.stringify(value)) continue;
    if (value === undefined || value === null) issue.fields.delete(field);
    else issue.fields.set(field, value);
    items.push({
      field,
      fieldId: field,
      from: idOf(before),
      fromName: wordsFor(core, field, before),
      to: idOf(value),
      toName: wordsFor(core, field, value),
    });
  }
  addHistory(core, issue, actor, items);
}

/** Nothing changed writes no history. */
export function addHistory(core: JiraCore, issue: JiraIssue, actor: JiraUser, items: readonly ChangeItem[]): void {
  if (items.length === 0) return;
  issue.history.push({ id: nextId(core.store, 'changes'), authorId: actor.id, created: core.clock.stamp(), items });
}

/** Takes an issue and all that hangs on it away, from the search too. */
export function removeIssue({ store }: JiraCore, issue: JiraIssue): void {
  store.issues.delete(issue.id);
  store.index.delete(issue.id);
  for (const [id, { inwardId, outwardId }] of store.issueLinks) {
    if (inwardId === issue.id || outwardId === issue.id) store.issueLinks.delete(id);
  }
}

/** Ids are kept as texts; numbers are users. */
function idOf(kept: unknown): string | null {
  return typeof kept === 'string' || typeof kept === 'number' ? String(kept) : null;
}
