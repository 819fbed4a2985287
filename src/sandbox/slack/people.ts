// auth.test, users.* and usergroups.*: who is who.

import { type Core, seconds } from './core.ts';
import { type Call, type Method, scopes } from './method.ts';
import { pageOf } from './paging.ts';
import { Refusal } from './refusal.ts';
import type { Json, UserGroup } from './store.ts';
import { teamUrl, userView } from './views.ts';

export const peopleMethods: readonly Method[] = [
  { name: 'api.test', tier: 4, scopes: scopes(), answer: () => ({}) },
  { name: 'auth.test', tier: 'special', scopes: scopes(), answer: whoAmI },
  { name: 'team.info', tier: 3, scopes: scopes('team:read'), answer: team },
  { name: 'users.info', tier: 4, scopes: scopes('users:read'), answer: info },
  { name: 'users.list', tier: 2, scopes: scopes('users:read'), answer: list },
  { name: 'users.lookupByEmail', tier: 3, scopes: scopes('users:read.email'), answer: lookup },
  { name: 'usergroups.list', tier: 2, scopes: scopes('usergroups:read'), answer: groups },
  { name: 'usergroups.users.list', tier: 2, scopes: scopes('usergroups:read'), answer: groupUsers },
];

function whoAmI({ core, app, bot }: Call): Json {
  const { team: workspace } = core.store;
  return {
    url: teamUrl(core),
    team: workspace.name,
    user: bot.name,
    team_id: workspace.id,
    user_id: bot.id,
    bot_id: app.botId,
    is_enterprise_install: false,
  };
}

function team({ core }: Call): Json {
  const { id, name, domain } = core.store.team;
  return { team: { id, name, domain, email_domain: '', url: teamUrl(core) } };
}

function info({ core, args, app }: Call): Json {
  const user = core.store.users.get(args.need('user'));
  if (!user) throw new Refusal('user_not_found');
  return { user: userView(core, user, app.scopes.includes('users:read.email')) };
}

function list(call: Call): Json {
  const { core, app } = call;
  const page = pageOf(call, [...core.store.users.values()], ({ id }) => id, { fallback: 1000, max: 1000 });
  return {
    members: page.items.map((user) => userView(core, user, app.scopes.includes('users:read.email'))),
    cache_ts: seconds(core),
    response_metadata: { next_cursor: page.nextCursor },
  };
}

/** Deactivated people are not found (facts 3.7: their `users.info` still answers). */
function lookup({ core, args }: Call): Json {
  const email = args.need('email').toLowerCase();
  const user = [...core.store.users.values()].find(
    (one) => !one.deleted && !one.bot && one.team === undefined && one.email.toLowerCase() === email,
  );
  if (!user) throw new Refusal('users_not_found');
  return { user: userView(core, user, true) };
}

function groups({ core, args }: Call): Json {
  requirePaidPlan(core);
  const withUsers = args.flag('include_users');
  const withCount = args.flag('include_count');
  return {
    usergroups: [...core.store.groups.values()].map((group) => ({
      ...groupView(core, group),
      ...(withUsers ? { users: group.users } : {}),
      ...(withCount ? { user_count: group.users.length } : {}),
    })),
  };
}

const groupView = ({ store }: Core, { id, handle, name, created }: UserGroup): Json => ({
  id,
  team_id: store.team.id,
  is_usergroup: true,
  is_subteam: true,
  name,
  description: '',
  handle,
  is_external: false,
  date_create: created,
  date_update: created,
  date_delete: 0,
});

function groupUsers({ core, args }: Call): Json {
  requirePaidPlan(core);
  const group = core.store.groups.get(args.need('usergroup'));
  if (!group) throw new Refusal('no_such_subteam');
  return { users: group.users };
}

function requirePaidPlan({ store }: Core): void {
  if (store.settings.plan === 'free') throw new Refusal('plan_upgrade_required');
}
