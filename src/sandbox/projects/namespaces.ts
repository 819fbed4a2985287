// Namespaces: the groups and persons that projects belong to (lib/api/namespaces.rb).
//
// Whoever is only a member of a project in it, such as a project's bot, does not see a group's namespace at all, and
// only owners are told the plan.

import type { Core } from '../core.ts';
import { notFound } from '../errors.ts';
import { route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may } from '../params.ts';
import type { Json } from '../people/user-entity.ts';
import { type Group, Level, type User } from '../store.ts';

export function registerNamespaces(core: Core): void {
  route(core, 'GET', '/namespaces', { search: may.string, owned_only: may.boolean }, (call) => {
    const user = call.user();
    const { search, owned_only: owned } = call.params;
    const found = [ownNamespace(core, user), ...groups(core, user)].filter(
      ({ shown, level }) =>
        (search == null || String(shown['full_path']).includes(search)) && (!owned || level >= Level.owner),
    );
    return paginate(call, found).map(({ shown }) => shown);
  });

  route(core, 'GET', '/namespaces/:namespace_id', {}, (call) => {
    const user = call.user();
    const asked = String(call.raw['namespace_id']).toLowerCase();
    const found = [...groups(core, user), ownNamespace(core, user)].find(
      ({ shown }) => asked === String(shown['id']) || asked === String(shown['full_path']).toLowerCase(),
    );
    if (!found) throw notFound('Namespace');
    return found.shown;
  });
}

interface Seen {
  readonly shown: Json;
  readonly level: number;
}

function groups(core: Core, user: User): Seen[] {
  return [...core.store.groups.values()].flatMap((group) => {
    const level = levelOf(group, user);
    return level === Level.none ? [] : [{ level, shown: groupNamespace(core, group, level) }];
  });
}

function levelOf(group: Group, user: User): number {
  return user.admin ? Level.owner : (group.members.get(user.id)?.level ?? Level.none);
}

function groupNamespace(core: Core, group: Group, level: number): Json {
  return {
    id: group.id,
    name: group.name,
    path: group.path.split('/').at(-1),
    kind: 'group',
    full_path: group.path,
    parent_id: null,
    avatar_url: null,
    web_url: `${core.url}/groups/${group.path}`,
    ...(level >= Level.owner
      ? { members_count_with_descendants: group.members.size, ...ownersOnly(core, group.members.size) }
      : {}),
  };
}

function ownNamespace(core: Core, user: User): Seen {
  const { id, name, username } = user;
  return {
    level: Level.owner,
    shown: {
      id,
      name,
      path: username,
      kind: 'user',
      full_path: username,
      parent_id: null,
      avatar_url: null,
      web_url: `${core.url}/${username}`,
      ...ownersOnly(core, 1),
    },
  };
}

/** An instance of one's own calls its only plan `default`. */
function ownersOnly(core: Core, members: number): Json {
  return { billable_members_count: members, plan: core.profile.plan ?? 'default', trial_ends_on: null, trial: false };
}
