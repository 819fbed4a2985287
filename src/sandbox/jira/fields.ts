// The fields of an issue: Jira's own and those that an administrator added.

import { isMap } from '../params.ts';
import type { JiraCore } from './core.ts';
import {
  components,
  customKind,
  day,
  type FieldKind,
  FieldProblem,
  isRichText,
  issueType,
  labels,
  type Place,
  priority,
  resolution,
  richText,
  summary,
  user,
} from './field-kinds.ts';
import { wordsOf } from './rich-text.ts';
import { named } from './store.ts';

export interface Field {
  readonly id: string;
  readonly name: string;
  readonly custom: boolean;
  readonly kind: FieldKind;
  /** False for what only other requests change. */
  readonly settable: boolean;
}

const SYSTEM: readonly Field[] = [
  field('summary', 'Summary', summary),
  field('issuetype', 'Issue Type', issueType),
  field('description', 'Description', { ...richText, schema: { type: 'string', system: 'description' } }),
  field('labels', 'Labels', labels),
  field('priority', 'Priority', priority),
  field('assignee', 'Assignee', { ...user, schema: { type: 'user', system: 'assignee' } }),
  field('reporter', 'Reporter', { ...user, schema: { type: 'user', system: 'reporter' } }),
  field('components', 'Components', components),
  field('duedate', 'Due date', { ...day, schema: { type: 'date', system: 'duedate' } }),
  { ...field('resolution', 'Resolution', resolution), settable: false },
];

function field(id: string, name: string, kind: FieldKind): Field {
  return { id, name, custom: false, kind, settable: true };
}

/** Every field of the site, Jira's own first. */
export function allFields({ store }: JiraCore): readonly Field[] {
  const custom = [...store.customFields.values()].map((one) => ({
    id: one.id,
    name: one.name,
    custom: true,
    kind: customKind(one),
    settable: true,
  }));
  return [...SYSTEM, ...custom];
}

export function fieldById(core: JiraCore, id: string): Field | undefined {
  return allFields(core).find((one) => one.id === id);
}

/** What a list of values becomes by a verb of `update`. Throws FieldProblem. */
export function applyVerb(place: Place, one: Field, kept: unknown, verb: string, value: unknown): unknown {
  if (verb === 'set') return one.kind.read(place, value, one.id);
  if (!one.kind.verbs.includes(verb)) {
    throw new FieldProblem(`Field '${one.id}' does not support operation '${verb}'`);
  }
  const [read] = asList(one.kind.read(place, [value], one.id));
  const rest = asList(kept).filter((present) => JSON.stringify(present) !== JSON.stringify(read));
  const next = verb === 'add' ? [...rest, read] : rest;
  return one.kind === labels ? next.map(String).sort() : next;
}

/** The name that a kept value of a choice has in the history. */
export function wordsFor(core: JiraCore, id: string, kept: unknown): string | null {
  if (kept === undefined || kept === null) return null;
  const tables = {
    priority: core.store.priorities,
    issuetype: core.store.issueTypes,
    resolution: core.store.resolutions,
  };
  if (id === 'priority' || id === 'issuetype' || id === 'resolution') {
    return named(tables[id], String(kept))?.name ?? null;
  }
  if (typeof kept === 'number') return core.store.users.get(kept)?.displayName ?? String(kept);
  if (Array.isArray(kept))
    return kept.map((one) => (isMap(one) ? String(one['name'] ?? one['value']) : String(one))).join(' ');
  if (isRichText(kept)) return wordsOf(kept);
  return isMap(kept) ? String(kept['value']) : String(kept);
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
