// Users: oneself, looking others up, and what an administrator does.

import type { Core } from '../core.ts';
import { forbidden, notFound, refusal } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must, type Specs } from '../params.ts';
import { createUser } from '../seed.ts';
import type { User } from '../store.ts';
import { REVISION } from '../version.ts';
import { adminPage, type Json, ownPage, userBasic, userPage } from './user-entity.ts';

export function registerUsers(core: Core): void {
  route(core, 'GET', '/user', {}, (call) => ownPage(core, call.user()), { scopes: ['api', 'read_api', 'read_user'] });

  route(core, 'GET', '/users', { username: may.string, search: may.string }, (call) => {
    const viewer = call.user();
    const { username, search } = call.params;
    const found = [...core.store.users.values()].filter(
      (user) =>
        (username == null || user.username.toLowerCase() === username.toLowerCase()) &&
        (search == null ||
          `${user.username} ${user.name}`.toLowerCase().includes(search.toLowerCase()) ||
          // By name, user name or public address, which has to be whole (GitLab docs, users API).
          user.publicEmail.toLowerCase() === search.toLowerCase()),
    );
    return paginate(call, found.reverse()).map((user) => (viewer.admin ? adminPage : userBasic)(core, user));
  });

  route(core, 'GET', '/users/:user_id', { user_id: must.integer }, (call) => {
    const viewer = call.user();
    const user = userById(core, call.params.user_id);
    return (viewer.admin ? adminPage : userPage)(core, user);
  });

  registerAdministration(core);

  route(core, 'GET', '/version', {}, (call) => metadata(call));
  route(core, 'GET', '/metadata', {}, (call) => metadata(call));
}

/** What only administrators do. */
function registerAdministration(core: Core): void {
  const profile = {
    username: may.string,
    name: may.string,
    email: may.string,
    public_email: may.string,
    admin: may.boolean,
    password: may.string,
    force_random_password: may.boolean,
    reset_password: may.boolean,
    skip_confirmation: may.boolean,
  };

  route(
    core,
    'POST',
    '/users',
    { ...profile, username: must.filled, name: must.filled, email: must.filled },
    (call) => {
      needAdmin(call);
      const { username, name, email, admin } = call.params;
      refuseTaken(core, { username, email });
      return adminPage(core, createUser(core, { username, name, email, admin: admin ?? false }));
    },
  );

  route(core, 'PUT', '/users/:user_id', { ...profile, user_id: must.integer }, (call) => {
    needAdmin(call);
    const user = userById(core, call.params.user_id);
    const { username, name, email, public_email: publicEmail, admin } = call.params;
    refuseTaken(core, { username, email }, user);
    user.username = username ?? user.username;
    user.name = name ?? user.name;
    user.email = email ?? user.email;
    user.publicEmail = publicEmail ?? user.publicEmail;
    user.admin = admin ?? user.admin;
    return adminPage(core, user);
  });

  for (const [verb, state] of [
    ['block', 'blocked'],
    ['unblock', 'active'],
  ] as const)
    route(core, 'POST', `/users/:user_id/${verb}`, { user_id: must.integer }, (call) => {
      needAdmin(call);
      userById(core, call.params.user_id).state = state;
      return true;
    });

  route(core, 'DELETE', '/users/:user_id', { user_id: must.integer }, (call) => {
    needAdmin(call);
    becomeGhost(core, userById(core, call.params.user_id));
  });
}

export function needAdmin<S extends Specs>(call: Call<S>): void {
  if (!call.user().admin) throw forbidden();
}

export function userById(core: Core, id: number): User {
  const user = core.store.users.get(id);
  if (!user) throw notFound('User');
  return user;
}

/** Deletes a user as GitLab does: tokens and memberships end, and what the user wrote belongs to the Ghost. */
export function becomeGhost(core: Core, user: User): void {
  const { store } = core;
  for (const [secret, token] of store.tokens) if (token.userId === user.id) store.tokens.delete(secret);
  for (const { members } of [...store.projects.values(), ...store.groups.values()]) members.delete(user.id);
  const ghost =
    [...store.users.values()].find(({ username }) => username === 'ghost') ??
    createUser(core, { username: 'ghost', name: 'Ghost User' });
  for (const written of [...store.issues.values(), ...store.notes.values()])
    if (written.authorId === user.id) written.authorId = ghost.id;
  store.users.delete(user.id);
}

function refuseTaken(
  core: Core,
  wanted: { username?: string | null | undefined; email?: string | null | undefined },
  self?: User,
): void {
  for (const user of core.store.users.values()) {
    if (user === self) continue;
    if (wanted.email === user.email) throw refusal(409, 'Email has already been taken');
    if (wanted.username?.toLowerCase() === user.username.toLowerCase())
      throw refusal(409, 'Username has already been taken');
  }
}

function metadata<S extends Specs>(call: Call<S>): Json {
  call.user();
  return {
    version: call.core.version.text,
    revision: REVISION,
    kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
    enterprise: true,
  };
}
