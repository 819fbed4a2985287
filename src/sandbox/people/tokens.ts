// Access tokens: a person's, and a project's with its bot user (behaviours M3, M4).

import { randomBytes } from 'node:crypto';
import { findProject, levelIn, requireLevel } from '../access.ts';
import type { Core } from '../core.ts';
import { forbidden, notFound, recordNotFound } from '../errors.ts';
import { route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must } from '../params.ts';
import { createToken, createUser, type NewToken, setMember } from '../seed.ts';
import { Level, type Token } from '../store.ts';
import type { Json } from './user-entity.ts';
import { needAdmin, userById } from './users.ts';

const asked = { name: must.filled, scopes: must.list, expires_at: may.time, description: may.string };

export function registerTokens(core: Core): void {
  registerProjectTokens(core);

  route(core, 'POST', '/users/:user_id/personal_access_tokens', { ...asked, user_id: must.integer }, (call) => {
    needAdmin(call);
    const { user_id: userId, name, scopes, expires_at: expiresAt, description } = call.params;
    userById(core, userId);
    const token = createToken(core, { userId, name, scopes, ...given(expiresAt, description) });
    return { ...tokenEntity(core, token), token: token.secret };
  });

  route(core, 'GET', '/personal_access_tokens/self', {}, (call) => tokenEntity(core, needToken(call.caller)), {
    scopes: ['api', 'read_api', 'read_user', 'read_repository', 'write_repository', 'self_rotate'],
  });
  route(core, 'DELETE', '/personal_access_tokens/self', {}, (call) => {
    needToken(call.caller).revoked = true;
  });
  route(core, 'DELETE', '/personal_access_tokens/:token_id', { token_id: must.integer }, (call) => {
    const token = [...core.store.tokens.values()].find(({ id }) => id === call.params.token_id);
    if (!token || !(call.user().admin || token.userId === call.user().id)) throw notFound();
    token.revoked = true;
  });
}

function registerProjectTokens(core: Core): void {
  route(core, 'GET', '/projects/:id/access_tokens', {}, (call) => {
    requireLevel(core, call.user(), call.project(), Level.maintainer);
    const { id } = call.project();
    const tokens = [...core.store.tokens.values()].filter(({ projectId }) => projectId === id);
    return paginate(call, tokens).map((token) => projectTokenEntity(core, token));
  });

  route(core, 'GET', '/projects/:id/access_tokens/self', {}, (call) => {
    const token = needToken(call.caller);
    if (token.projectId !== call.project().id) throw recordNotFound();
    return projectTokenEntity(core, token);
  });

  const projectAsked = { ...asked, access_level: may.integer };
  route(core, 'POST', '/projects/:id/access_tokens', projectAsked, (call) => {
    const project = call.project();
    const own = levelIn(core, call.user(), project);
    const { name, scopes, expires_at: expiresAt, description, access_level: level } = call.params;
    if (own < Level.maintainer || (level ?? 0) > own) throw forbidden();
    const bot = createUser(core, {
      username: `project_${project.id}_bot_${randomBytes(16).toString('hex')}`,
      name,
      bot: true,
    });
    setMember(core, project, bot.id, level ?? Level.maintainer);
    const token = createToken(core, {
      userId: bot.id,
      name,
      scopes,
      projectId: project.id,
      ...given(expiresAt, description),
    });
    return { ...projectTokenEntity(core, token), token: token.secret };
  });
}

function given(expiresAt: string | null | undefined, description: string | null | undefined): Partial<NewToken> {
  return { ...(expiresAt == null ? {} : { expiresAt: expiresAt.slice(0, 10) }), description: description ?? '' };
}

function needToken(caller: { readonly token: Token } | undefined): Token {
  if (!caller) throw recordNotFound();
  return caller.token;
}

function tokenEntity(core: Core, token: Token): Json {
  return {
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: token.createdAt,
    description: token.description,
    scopes: token.scopes,
    user_id: token.userId,
    last_used_at: token.lastUsedAt,
    active: !token.revoked && (token.expiresAt === null || Date.parse(token.expiresAt) > core.clock.now()),
    expires_at: token.expiresAt,
  };
}

function projectTokenEntity(core: Core, token: Token): Json {
  const project = findProject(core, core.store.users.get(token.userId), String(token.projectId));
  const level = levelIn(core, core.store.users.get(token.userId), project);
  return { ...tokenEntity(core, token), access_level: level, resource_type: 'project', resource_id: project.id };
}
