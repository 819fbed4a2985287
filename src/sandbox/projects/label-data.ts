// Labels as data: looking them up, making them, and which ones exclude each other (behaviours C6, C9, C10).

import { levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { type Group, type Label, Level, nextId, type Project, type User } from '../store.ts';

const DEFAULT_COLOR = '#6699cc';

/** Those of the project and, unless they are not wanted, of its group. */
export function labelsOf(core: Core, project: Project, withGroup = true): Label[] {
  const group = project.namespace.kind === 'group' && withGroup ? project.namespace.ownerId : undefined;
  return [...core.store.labels.values()].filter(
    ({ projectId, groupId }) => projectId === project.id || (groupId !== null && groupId === group),
  );
}

/** By its exact name (C10). */
export function labelNamed(core: Core, project: Project, name: string): Label | undefined {
  return labelsOf(core, project).find((label) => label.name === name);
}

export interface NewLabel {
  readonly name: string;
  readonly color?: string;
  readonly description?: string | null;
  readonly priority?: number | null;
}

export function createLabel(core: Core, { id }: Project, given: NewLabel): Label {
  return addLabel(core, { projectId: id, groupId: null }, given);
}

/** A label for all projects of a group. */
export function createGroupLabel(core: Core, { id }: Group, given: NewLabel): Label {
  return addLabel(core, { projectId: null, groupId: id }, given);
}

function addLabel(core: Core, owner: Pick<Label, 'projectId' | 'groupId'>, given: NewLabel): Label {
  const at = core.clock.stamp();
  const label: Label = {
    id: nextId(core.store, 'labels'),
    ...owner,
    name: given.name,
    color: given.color ?? DEFAULT_COLOR,
    description: given.description ?? null,
    priority: given.priority ?? null,
    archived: false,
    createdAt: at,
    updatedAt: at,
  };
  core.store.labels.set(label.id, label);
  return label;
}

/** The ids for these names. Unknown ones are made, or silently dropped for who may not make labels (C6). */
export function findOrCreateLabels(core: Core, project: Project, actor: User, names: readonly string[]): number[] {
  const mayCreate = levelIn(core, actor, project) >= Level.planner;
  return [...new Set(names)].flatMap((name) => {
    const label = labelNamed(core, project, name) ?? (mayCreate ? createLabel(core, project, { name }) : undefined);
    return label ? [label.id] : [];
  });
}

export interface LabelChange {
  /** Replaces all there is. */
  readonly set?: readonly number[];
  readonly add?: readonly number[];
  readonly remove?: readonly number[];
}

/**
 * The labels after a change. On the paid tiers a scoped label drives out the others of its scope, and of two new ones
 * the last wins (C9).
 */
export function labelsAfter(
  core: Core,
  before: readonly number[],
  { set, add = [], remove = [] }: LabelChange,
): number[] {
  const kept = (set ?? before).filter((id) => !remove.includes(id));
  const all = [...new Set([...kept.filter((id) => !add.includes(id)), ...add])];
  if (core.profile.tier === 'free') return all;
  const fresh = all.filter((id) => !before.includes(id));
  const winner = new Map<string, number>();
  for (const id of [...all.filter((id) => before.includes(id)), ...fresh]) {
    const scope = scopeOf(core, id);
    if (scope !== undefined) winner.set(scope, id);
  }
  return all.filter((id) => {
    const scope = scopeOf(core, id);
    return scope === undefined || winner.get(scope) === id;
  });
}

/** All before the last `::`. */
function scopeOf(core: Core, id: number): string | undefined {
  const name = core.store.labels.get(id)?.name ?? '';
  const at = name.lastIndexOf('::');
  return at > 0 ? name.slice(0, at) : undefined;
}

/** The names, sorted by title as GitLab answers them (C8). */
export function labelNames(core: Core, ids: readonly number[]): string[] {
  return sortedLabels(core, ids).map(({ name }) => name);
}

export function sortedLabels(core: Core, ids: readonly number[]): Label[] {
  return ids
    .flatMap((id) => core.store.labels.get(id) ?? [])
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
