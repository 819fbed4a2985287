// The labels of a project, its own and its group's, and those of a group (behaviours C1-C4).

import { requireLevel } from '../access.ts';
import { unlessModified } from '../conditional.ts';
import type { Core } from '../core.ts';
import { forbidden, invalidRecord, notFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { atLeastOne, may, must, type Specs } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Group, type Label, Level, type Project } from '../store.ts';
import { createGroupLabel, createLabel, labelNamed, labelsOf } from './label-data.ts';

const COLOR = /^#(?:[0-9a-f]{3}){1,2}$/i;
const NAMED_COLORS: Readonly<Record<string, string>> = {
  red: '#FF0000',
  green: '#008000',
  blue: '#0000FF',
  orange: '#FFA500',
  yellow: '#FFFF00',
  purple: '#800080',
  gray: '#808080',
  white: '#FFFFFF',
  black: '#000000',
};

export function registerLabels(core: Core): void {
  const listed = { search: may.string, with_counts: may.boolean, include_ancestor_groups: may.boolean };
  route(core, 'GET', '/projects/:id/labels', listed, (call) => {
    const project = call.project();
    const wanted = (call.params.search ?? '').toLowerCase();
    const found = labelsOf(core, project, call.params.include_ancestor_groups ?? true)
      .filter(({ name, description }) => `${name} ${description ?? ''}`.toLowerCase().includes(wanted))
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    return paginate(call, found).map((label) => projectLabel(core, project, label, call.params.with_counts === true));
  });

  const described = { description: may.string, priority: may.integer };
  route(core, 'POST', '/projects/:id/labels', { ...described, name: must.filled, color: must.string }, (call) => {
    const project = managed(call);
    const { name, color, description, priority } = call.params;
    if (labelNamed(core, project, name)) throw refusal(409, 'Label already exists');
    refuseBadName(name);
    const made = createLabel(core, project, {
      name,
      color: hexColor(color),
      description: description ?? null,
      priority: priority ?? null,
    });
    return projectLabel(core, project, made);
  });

  route(core, 'GET', '/projects/:id/labels/:name', { name: must.string }, (call) => {
    const project = call.project();
    return projectLabel(core, project, labelOf(core, project, call.params.name));
  });

  const changed = { ...described, new_name: may.string, color: may.string, archived: may.boolean };
  route(core, 'PUT', '/projects/:id/labels/:name', { ...changed, name: must.string }, (call) =>
    change(core, call, managed(call), call.params.name, call.params),
  );
  route(core, 'PUT', '/projects/:id/labels', { ...changed, name: may.string, label_id: may.integer }, (call) =>
    change(core, call, managed(call), String(call.params.label_id ?? call.params.name), call.params),
  );

  route(core, 'DELETE', '/projects/:id/labels/:name', { name: must.string }, (call) => {
    remove(core, call, labelOf(core, managed(call), call.params.name, false));
  });
  route(core, 'DELETE', '/projects/:id/labels', { name: may.string, label_id: may.integer }, (call) => {
    remove(core, call, labelOf(core, managed(call), String(call.params.label_id ?? call.params.name), false));
  });
  registerGroupLabels(core);
}

function registerGroupLabels(core: Core): void {
  route(core, 'GET', '/groups/:group_id/labels', {}, (call) => {
    const group = groupOf(core, call, Level.guest);
    return paginate(call, groupLabels(core, group)).map(groupLabel);
  });
  const asked = { name: must.filled, color: must.string, description: may.string };
  route(core, 'POST', '/groups/:group_id/labels', asked, (call) => {
    const group = groupOf(core, call, Level.planner);
    const { name, color, description } = call.params;
    if (groupLabels(core, group).some((label) => label.name === name)) throw refusal(409, 'Label already exists');
    refuseBadName(name);
    return groupLabel(
      createGroupLabel(core, group, { name, color: hexColor(color), description: description ?? null }),
    );
  });
}

function groupLabels(core: Core, group: Group): Label[] {
  return [...core.store.labels.values()].filter(({ groupId }) => groupId === group.id);
}

/** The group of that id or path, for its members of that level and up; it is not there for others. */
function groupOf<S extends Specs>(core: Core, call: Call<S>, level: number): Group {
  const asked = String(call.raw['group_id']);
  const group = [...core.store.groups.values()].find(({ id, path }) => asked === String(id) || asked === path);
  const own = call.user().admin ? Level.owner : (group?.members.get(call.user().id)?.level ?? Level.none);
  if (!group || own === Level.none) throw notFound('Group');
  if (own < level) throw forbidden();
  return group;
}

interface Changes {
  readonly new_name?: string | null | undefined;
  readonly color?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly priority?: number | null | undefined;
  readonly archived?: boolean | null | undefined;
}

function change<S extends Specs>(core: Core, call: Call<S>, project: Project, idOrName: string, to: Changes): Json {
  atLeastOne(call.raw, ['new_name', 'color', 'description', 'priority', 'archived']);
  const label = labelOf(core, project, idOrName, false);
  const taken = to.new_name == null ? undefined : labelNamed(core, project, to.new_name);
  if (taken && taken !== label) throw invalidRecord({ title: ['has already been taken'] });
  if (to.new_name != null) refuseBadName(to.new_name);
  label.name = to.new_name ?? label.name;
  label.color = to.color == null ? label.color : hexColor(to.color);
  if (to.description !== undefined) label.description = to.description;
  if (to.priority !== undefined) label.priority = to.priority;
  label.archived = to.archived ?? label.archived;
  label.updatedAt = core.clock.stamp();
  return projectLabel(core, project, label);
}

function remove<S extends Specs>(core: Core, call: Call<S>, label: Label): void {
  unlessModified(call, label.updatedAt);
  core.store.labels.delete(label.id);
  for (const issue of core.store.issues.values()) issue.labelIds = issue.labelIds.filter((id) => id !== label.id);
}

function managed<S extends Specs>(call: Call<S>): Project {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.planner);
  return project;
}

/** The id is tried first, then the name (C2). What is changed or removed must be the project's own. */
function labelOf(core: Core, project: Project, idOrName: string, withGroup = true): Label {
  const known = labelsOf(core, project, withGroup);
  const byId = /^\d+$/.test(idOrName) ? known.find(({ id }) => id === Number(idOrName)) : undefined;
  const label = byId ?? known.find(({ name }) => name === idOrName);
  if (!label) throw notFound('Label');
  return label;
}

function refuseBadName(name: string): void {
  if (name.includes(',') || name.trim() === '') throw invalidRecord({ title: ['is invalid'] });
  if (name.length > 255) throw invalidRecord({ title: ['is too long (maximum is 255 characters)'] });
}

function hexColor(given: string): string {
  const color = NAMED_COLORS[given.toLowerCase()] ?? given;
  if (!COLOR.test(color)) throw invalidRecord({ color: ['must be a valid color code'] });
  return color;
}

function projectLabel(core: Core, project: Project, label: Label, withCounts = false): Json {
  const labelled = withCounts
    ? (core.store.issuesOf.get(project.id) ?? []).flatMap((id) => {
        const issue = core.store.issues.get(id);
        return issue?.labelIds.includes(label.id) ? [issue.state] : [];
      })
    : [];
  return {
    ...labelBasic(label),
    ...(withCounts
      ? {
          open_issues_count: labelled.filter((state) => state === 'opened').length,
          closed_issues_count: labelled.filter((state) => state === 'closed').length,
          open_merge_requests_count: 0,
        }
      : {}),
    subscribed: false,
    priority: label.priority,
    is_project_label: label.projectId !== null,
  };
}

function groupLabel(label: Label): Json {
  return { ...labelBasic(label), subscribed: false };
}

/** The label as part of another answer (`LabelBasic`). */
export function labelBasic(label: Label): Json {
  return {
    id: label.id,
    name: label.name,
    description: label.description,
    description_html: label.description ?? '',
    text_color: isLight(label.color) ? '#1F1E24' : '#FFFFFF',
    color: label.color,
    archived: label.archived,
  };
}

function isLight(color: string): boolean {
  const digits = color.slice(1);
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16));
  return red + green + blue > 500;
}
