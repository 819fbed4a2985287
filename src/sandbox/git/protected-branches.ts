// The API of protected branches (doc/api/protected_branches.md).
//
// Free tiers protect by role; the paid ones also let single people through, and change who may in place. Elsewhere a rule
// is removed and made again.

import type { Core } from '../core.ts';
import { invalidParams, recordNotFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { isMap, may, must, type RawParams, type Specs } from '../params.ts';
import { Level } from '../store.ts';
import { maintained } from './branches.ts';
import { protect, protectedBranches, unprotect } from './protection.ts';
import type { ProtectedBranch } from './types.ts';

const PROTECTED = '/projects/:id/protected_branches';
const LEVELS = ['0', '30', '40', '60'] as const;
const NEW_RULE = {
  name: must.filled,
  push_access_level: may.oneOf(...LEVELS),
  merge_access_level: may.oneOf(...LEVELS),
  unprotect_access_level: may.oneOf('30', '40', '60'),
  allow_force_push: may.boolean,
  allowed_to_push: may.any,
  allowed_to_merge: may.any,
} as const;
const CHANGE = { allow_force_push: may.boolean, allowed_to_push: may.any, allowed_to_merge: may.any } as const;

export function protectedBranchRoutes(core: Core): void {
  route(core, 'GET', PROTECTED, { search: may.string }, (call) => {
    const rules = protectedBranches(core, maintained(call));
    return paginate(
      call,
      rules.filter(({ name }) => name.includes(call.params.search ?? '')),
    ).map((rule) => ruleEntity(core, rule));
  });
  route(core, 'GET', `${PROTECTED}/:name`, {}, (call) => ruleEntity(core, findRule(core, call)));
  route(core, 'POST', PROTECTED, NEW_RULE, (call) => {
    const project = maintained(call);
    const { name, push_access_level: push, merge_access_level: merge, allow_force_push: force } = call.params;
    if (protectedBranches(core, project).some((rule) => rule.name === name))
      throw refusal(409, `Protected branch '${name}' already exists`);
    const rule = protect(core, project, {
      name,
      pushLevel: push == null ? Level.maintainer : Number(push),
      mergeLevel: merge == null ? Level.maintainer : Number(merge),
      allowForcePush: force ?? false,
    });
    allow(core, rule, 'push', call.params.allowed_to_push);
    allow(core, rule, 'merge', call.params.allowed_to_merge);
    return ruleEntity(core, rule);
  });
  route(core, 'PATCH', `${PROTECTED}/:name`, CHANGE, (call) => {
    const rule = findRule(core, call);
    rule.allowForcePush = call.params.allow_force_push ?? rule.allowForcePush;
    allow(core, rule, 'push', call.params.allowed_to_push);
    allow(core, rule, 'merge', call.params.allowed_to_merge);
    return ruleEntity(core, rule);
  });
  route(core, 'DELETE', `${PROTECTED}/:name`, {}, (call) => {
    unprotect(core, maintained(call), findRule(core, call).name);
  });
}

function findRule<S extends Specs>(core: Core, call: Call<S>): ProtectedBranch {
  const name = String(call.raw['name']);
  const rule = protectedBranches(core, maintained(call)).find((candidate) => candidate.name === name);
  if (!rule) throw recordNotFound();
  return rule;
}

/** Applies `allowed_to_push` or `allowed_to_merge`: roles and people let through, changed or (`_destroy`) taken out. */
function allow(core: Core, rule: ProtectedBranch, to: 'push' | 'merge', sent: unknown): void {
  if (sent === undefined || core.profile.tier === 'free') return;
  if (!Array.isArray(sent) || !sent.every(isMap)) throw invalidParams(`allowed_to_${to} is invalid`);
  for (const one of sent) {
    if (one['user_id'] !== undefined) allowUser(rule, to, one);
    else if (one['access_level'] !== undefined) {
      if (to === 'push') rule.pushLevel = Number(one['access_level']);
      else rule.mergeLevel = Number(one['access_level']);
    }
  }
}

function allowUser(rule: ProtectedBranch, to: 'push' | 'merge', one: RawParams): void {
  const users = to === 'push' ? rule.pushUsers : rule.mergeUsers;
  const id = Number(one['user_id']);
  if (String(one['_destroy']) === 'true') users.delete(id);
  else users.add(id);
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  [Level.none]: 'No one',
  [Level.developer]: 'Developers + Maintainers',
  [Level.maintainer]: 'Maintainers',
};

function ruleEntity(core: Core, rule: ProtectedBranch): unknown {
  const paid = core.profile.tier === 'premium';
  const levels = (access: number, users: ReadonlySet<number>): unknown[] => [
    {
      id: rule.id,
      access_level: access,
      access_level_description: DESCRIPTIONS[access] ?? 'Administrators',
      deploy_key_id: null,
      ...(paid ? { user_id: null, group_id: null } : {}),
    },
    ...[...users].map((id) => ({
      id: rule.id * 1000 + id,
      access_level: Level.maintainer,
      access_level_description: core.store.users.get(id)?.name ?? '',
      deploy_key_id: null,
      user_id: id,
      group_id: null,
    })),
  ];
  return {
    id: rule.id,
    name: rule.name,
    push_access_levels: levels(rule.pushLevel, rule.pushUsers),
    merge_access_levels: levels(rule.mergeLevel, rule.mergeUsers),
    allow_force_push: rule.allowForcePush,
    ...(paid ? { unprotect_access_levels: [], code_owner_approval_required: false, inherited: false } : {}),
  };
}
