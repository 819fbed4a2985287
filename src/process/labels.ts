// The labels that sitrep owns, and what a person means by adding one.
//
// They are not scoped on purpose where several may stand together: on Premium a scoped `role::x` would
// remove the other roles. One `incident::` label at a time is kept by us, for on Free GitLab does not.

import { ROLES, type Role, SEVERITIES, type Severity, STATUSES, type Status } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { conditionsIn } from '../rules/audience.ts';
import { vacancies } from '../rules/rule.ts';

/** Stops sitrep on one incident. */
export const PAUSED = 'sitrep: paused';
export const DRILL = 'drill';

export type LabelMeaning =
  | { readonly kind: 'status'; readonly status: Status }
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'needs'; readonly role: Role }
  | { readonly kind: 'severity'; readonly severity: Severity };

/** What a label of ours means; undefined for everybody else's labels. */
export function meaningOf(label: string): LabelMeaning | undefined {
  const [family, value = ''] = label.toLowerCase().split(/::?\s*/, 2);
  const status = STATUSES.find((one) => one === value);
  const role = ROLES.find((one) => one === value);
  const severity = SEVERITIES.find((one) => one.toLowerCase() === value);
  if (family === 'incident' && status) return { kind: 'status', status };
  if (family === 'role' && role) return { kind: 'role', role };
  if (family === 'needs' && role) return { kind: 'needs', role };
  if (family === 'severity' && severity) return { kind: 'severity', severity };
  return undefined;
}

export function statusLabel(status: Status): string {
  return `incident::${status}`;
}

export function roleLabel(role: Role): string {
  return `role: ${role}`;
}

export function needsLabel(role: Role): string {
  return `needs: ${role}`;
}

/**
 * The labels that the issue should have: ours (a severity label is an input that is taken and removed), and those of the
 * conditions that hold, which the report may have told (R39).
 */
export function wantedLabels(incident: Incident, policy: SharedPolicy): readonly string[] {
  const filled = ROLES.filter((role) => incident.roles[role].length > 0).map(roleLabel);
  const vacant = incident.status === 'responding' ? vacancies(incident, policy).map(needsLabel) : [];
  const conditions = conditionsIn(policy).filter((one) => incident.conditions.includes(one));
  return [statusLabel(incident.status), ...filled, ...vacant, ...conditions];
}

/** What to add to the labels that are there, and what to remove, ours only: a condition ends when people say so. */
export function labelDifference(
  present: readonly string[],
  wanted: readonly string[],
): { add: string[]; remove: string[] } {
  return {
    add: wanted.filter((label) => !present.includes(label)),
    remove: present.filter((label) => meaningOf(label) !== undefined && !wanted.includes(label)),
  };
}

/** Every label that sitrep uses, for setting a project up; those of conditions are named by its policy. */
export function allLabels(policy: Pick<SharedPolicy, 'communities'>): readonly {
  readonly name: string;
  readonly color: string;
  readonly description: string;
}[] {
  return [
    ...STATUSES.map((status) => ({
      name: statusLabel(status),
      color: '#dc3545',
      description: `The incident is ${status}.`,
    })),
    ...ROLES.map((role) => ({
      name: roleLabel(role),
      color: '#0b5cad',
      description: `Somebody is ${role}. Add it to take the role.`,
    })),
    ...ROLES.filter((role) => role !== 'review-team').map((role) => ({
      name: needsLabel(role),
      color: '#f0ad4e',
      description: `Nobody is ${role}, and somebody should be.`,
    })),
    ...SEVERITIES.filter((severity) => severity !== 'unknown').map((severity) => ({
      name: `severity::${severity}`,
      color: '#6c3483',
      description: `Add it to set the severity to ${severity}; sitrep takes it and removes it.`,
    })),
    { name: PAUSED, color: '#7f8c8d', description: 'sitrep leaves this incident alone while it has this label.' },
    { name: DRILL, color: '#2e8b57', description: 'An exercise.' },
    ...conditionsIn(policy).map((name) => ({
      name,
      color: '#0b7a75',
      description: 'While an incident has it, the communities that ask for it hear of it too.',
    })),
  ];
}
