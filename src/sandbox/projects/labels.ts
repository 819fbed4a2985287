// The labels of a project (behaviours C1-C4).

import { requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { invalidRecord, notFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { atLeastOne, may, must, type Specs } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Label, Level, type Project } from '../store.ts';
import { createLabel, labelNamed, labelsOf } from './label-data.ts';

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
    const found = labelsOf(core, project)
      .filter(({ name, description }) => `${name} ${description ?? ''}`.toLowerCase().includes(wanted))
      .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    return paginate(call, found).map((label) => projectLabel(core, label, call.params.with_counts === true));
  });

  const described = { description: may.string, priority: may.integer };
  route(core, 'POST', '/projects/:id/labels', { ...described, name: must.filled, color: must.string }, (call) => {
    const project = managed(call);
    const { name, color, description, priority } = call.params;
    if (labelNamed(core, project, name)) throw refusal(409, 'Label already exists');
    refuseBadName(name);
    return projectLabel(
      core,
      createLabel(core, project, {
        name,
        color: hexColor(color),
        description: description ?? null,
        priority: priority ?? null,
      }),
    );
  });

  route(core, 'GET', '/projects/:id/labels/:name', { name: must.string }, (call) =>
    projectLabel(core, labelOf(core, call.project(), call.params.name)),
  );

  const changed = { ...described, new_name: may.string, color: may.string, archived: may.boolean };
  route(core, 'PUT', '/projects/:id/labels/:name', { ...changed, name: must.string }, (call) =>
    change(core, call, managed(call), call.params.name, call.params),
  );
  route(core, 'PUT', '/projects/:id/labels', { ...changed, name: may.string, label_id: may.integer }, (call) =>
    change(core, call, managed(call), String(call.params.label_id ?? call.params.name), call.params),
  );

  route(core, 'DELETE', '/projects/:id/labels/:name', { name: must.string }, (call) => {
    remove(core, labelOf(core, managed(call), call.params.name));
  });
  route(core, 'DELETE', '/projects/:id/labels', { name: may.string, label_id: may.integer }, (call) => {
    remove(core, labelOf(core, managed(call), String(call.params.label_id ?? call.params.name)));
  });
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
  const label = labelOf(core, project, idOrName);
  const taken = to.new_name == null ? undefined : labelNamed(core, project, to.new_name);
  if (taken && taken !== label) throw invalidRecord({ title: ['has already been taken'] });
  if (to.new_name != null) refuseBadName(to.new_name);
  label.name = to.new_name ?? label.name;
  label.color = to.color == null ? label.color : hexColor(to.color);
  if (to.description !== undefined) label.description = to.description;
  if (to.priority !== undefined) label.priority = to.priority;
  label.archived = to.archived ?? label.archived;
  label.updatedAt = core.clock.stamp();
  return projectLabel(core, label);
}

function remove(core: Core, label: Label): void {
  core.store.labels.delete(label.id);
  for (const issue of core.store.issues.values()) issue.labelIds = issue.labelIds.filter((id) => id !== label.id);
}

function managed<S extends Specs>(call: Call<S>): Project {
  const project = call.project();
  requireLevel(call.core, call.user(), project, Level.planner);
  return project;
}

/** The id is tried first, then the name (C2). */
function labelOf(core: Core, project: Project, idOrName: string): Label {
  const byId = /^\d+$/.test(idOrName) ? core.store.labels.get(Number(idOrName)) : undefined;
  const label = byId?.projectId === project.id ? byId : labelNamed(core, project, idOrName);
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

function projectLabel(core: Core, label: Label, withCounts = false): Json {
  const labelled = withCounts
    ? (core.store.issuesOf.get(label.projectId) ?? []).flatMap((id) => {
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
    is_project_label: true,
  };
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
