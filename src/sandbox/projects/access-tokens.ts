// Access tokens of a project, each with its bot user (behaviours M3; lib/api/resource_access_tokens.rb).
//
// GitLab.com's Free plan has none: there everybody is answered as somebody without the right.

import { randomBytes } from 'node:crypto';
import { levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { badRequest, notFound, recordNotFound, refusal, unauthorized } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { paginate } from '../paging.ts';
import { may, must, type Specs } from '../params.ts';
import { givenExpiry, rotateToken, tokenEntity } from '../people/token-data.ts';
import { ownToken } from '../people/tokens.ts';
import type { Json } from '../people/user-entity.ts';
import { createToken, createUser, setMember } from '../seed.ts';
import { Level, type Project, type Token, type User } from '../store.ts';

const TOKENS = '/projects/:id/access_tokens';
const NEW = {
  name: must.filled,
  scopes: must.list,
  expires_at: may.time,
  description: may.string,
  access_level: may.integer,
} as const;
const RENEWED = { expires_at: may.time } as const;
const LEVELS: readonly number[] = Object.values(Level).filter((level) => level >= Level.guest);

export function registerAccessTokens(core: Core): void {
  route(core, 'GET', TOKENS, { state: may.oneOf('active', 'inactive') }, (call) => {
    const project = managed(core, call);
    const wanted = call.params.state == null ? undefined : call.params.state === 'active';
    const found = tokensOf(core, project)
      .map((token) => shown(core, project, token))
      .filter(({ active }) => wanted === undefined || active === wanted);
    return paginate(call, found);
  });

  const anyScope = { scopes: ['api', 'read_api', 'self_rotate'] };
  route(core, 'GET', `${TOKENS}/self`, {}, (call) => shown(core, call.project(), selfIn(call)), anyScope);
  route(core, 'GET', `${TOKENS}/:token_id`, { token_id: must.integer }, (call) => {
    const project = managed(core, call);
    return shown(core, project, find(core, project, call.params.token_id));
  });

  route(core, 'POST', TOKENS, NEW, (call) => create(core, call));

  route(core, 'POST', `${TOKENS}/self/rotate`, RENEWED, (call) => renewed(core, call, call.project(), selfIn(call)), {
    scopes: ['api', 'self_rotate'],
  });
  route(core, 'POST', `${TOKENS}/:token_id/rotate`, { ...RENEWED, token_id: must.integer }, (call) => {
    const project = call.project();
    // A project's bot makes and renews no tokens but its own.
    if (call.user().bot) throw unauthorized();
    managed(core, call);
    const token = tokensOf(core, project).find(({ id }) => id === call.params.token_id);
    if (!token) throw call.user().admin ? notFound() : unauthorized();
    if (levelOf(core, project, token.userId) > levelIn(core, call.user(), project))
      throw badRequest('Not eligible to rotate tokens with permissions not held by the user');
    return renewed(core, call, project, token);
  });

  route(core, 'DELETE', `${TOKENS}/:token_id`, { token_id: must.integer }, (call) => {
    const project = call.project();
    const token = find(core, project, call.params.token_id);
    const bot = core.store.users.get(token.userId);
    if (!manages(core, call.user(), project)) throw badRequest(`${call.user().name} cannot delete ${bot?.name}`);
    token.revoked = true;
  });
}

function create(core: Core, call: Call<typeof NEW>): Json {
  const project = call.project();
  const user = call.user();
  const { name, scopes, expires_at: expiresAt, description } = call.params;
  const level = call.params.access_level ?? Level.maintainer;
  if (!LEVELS.includes(level)) throw refusal(400, 'access_level does not have a valid value');
  if (!manages(core, user, project) || user.bot)
    throw badRequest('User does not have permission to create project access token');
  if (level > levelIn(core, user, project))
    throw badRequest('Access level of the token contains permissions not held by the creating user');
  const expiry = givenExpiry(core, expiresAt);
  const bot = createUser(core, {
    username: `project_${project.id}_bot_${randomBytes(16).toString('hex')}`,
    name,
    bot: true,
  });
  setMember(core, project, bot.id, level);
  const token = createToken(core, {
    userId: bot.id,
    name,
    scopes,
    projectId: project.id,
    description: description ?? '',
    ...expiry,
  });
  return { ...shown(core, project, token), token: token.secret };
}

function renewed(core: Core, call: Call<typeof RENEWED>, project: Project, token: Token): Json {
  if (token.revoked) throw badRequest('Token already revoked');
  const young = rotateToken(core, token, call.params.expires_at);
  call.reply.code(200);
  return { ...shown(core, project, young), token: young.secret };
}

/** The call's project, if the caller may look after its tokens; 401 otherwise, as GitLab has it. */
function managed<S extends Specs>(core: Core, call: Call<S>): Project {
  const project = call.project();
  if (!manages(core, call.user(), project)) throw unauthorized();
  return project;
}

function manages(core: Core, user: User, project: Project): boolean {
  return core.profile.projectAccessTokens && levelIn(core, user, project) >= Level.maintainer;
}

/** The token that asks, where it is one of that project. */
function selfIn<S extends Specs>(call: Call<S>): Token {
  const token = ownToken(call);
  if (token.projectId !== call.project().id) throw recordNotFound();
  return token;
}

function tokensOf(core: Core, project: Project): Token[] {
  return [...core.store.tokens.values()].filter(({ projectId }) => projectId === project.id);
}

function find(core: Core, project: Project, id: number): Token {
  const token = tokensOf(core, project).find((candidate) => candidate.id === id);
  if (!token) throw notFound('project Access Token');
  return token;
}

function levelOf(core: Core, project: Project, userId: number): number {
  return levelIn(core, core.store.users.get(userId), project);
}

function shown(core: Core, project: Project, token: Token): Json {
  return {
    ...tokenEntity(core, token),
    access_level: levelOf(core, project, token.userId),
    resource_type: 'project',
    resource_id: project.id,
  };
}
