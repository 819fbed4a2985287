// What the bodies of several webhooks have in common.

import type { Core } from '../core.ts';
import { isoSeconds } from '../days.ts';
import type { Json } from '../people/user-entity.ts';
import { sortedLabels } from '../projects/label-data.ts';
import type { Label, User } from '../store.ts';

/** A person; the address stays private unless it was made public (behaviours H15). */
export function hookUser(user: User): Json {
  return {
    id: user.id,
    name: user.name,
    username: user.username,
    avatar_url: null,
    email: user.publicEmail || '[REDACTED]',
  };
}

export function hookUsers(core: Core, ids: readonly number[]): Json[] {
  return ids.flatMap((id) => core.store.users.get(id) ?? []).map(hookUser);
}

export function hookLabels(core: Core, ids: readonly number[]): Json[] {
  return sortedLabels(core, ids).map(hookLabel);
}

function hookLabel(label: Label): Json {
  return {
    id: label.id,
    title: label.name,
    color: label.color,
    project_id: label.projectId,
    created_at: isoSeconds(label.createdAt),
    updated_at: isoSeconds(label.updatedAt),
    template: false,
    description: label.description,
    type: 'ProjectLabel',
    group_id: null,
  };
}

/** Makes relative image links absolute, as GitLab does on the way out (behaviours H16). */
export function absoluteImages(projectUrl: string, text: string | null): string | null {
  return text?.replace(/!\[([^\]]*)\]\((\/[^)]*)\)/g, `![$1](${projectUrl}$2)`) ?? null;
}
