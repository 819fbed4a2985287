// Who is asking (behaviours A7-A9).

import type { FastifyRequest } from 'fastify';
import type { Core } from './core.ts';
import { ApiError, unauthorized } from './errors.ts';
import { isMap } from './params.ts';
import type { Token, User } from './store.ts';

export interface Caller {
  readonly user: User;
  readonly token: Token;
}

/** The caller of a request, undefined for one without a token. Throws 401 on a token that is no good. */
export function authenticate(core: Core, request: FastifyRequest): Caller | undefined {
  const secret = secretOf(request);
  if (secret === undefined) return undefined;
  const token = core.store.tokens.get(secret);
  const user = token && core.store.users.get(token.userId);
  if (!token || !user) throw unauthorized();
  const problem = problemOf(core, token, user);
  if (problem) throw new ApiError(401, { error: 'invalid_token', error_description: problem });
  token.lastUsedAt = new Date(core.clock.now()).toISOString();
  return { user, token };
}

/** Refuses a token without the scope that the request needs (behaviours A8). */
export function requireScope(token: Token, needed: readonly string[]): void {
  if (needed.some((scope) => token.scopes.includes(scope))) return;
  throw new ApiError(403, {
    error: 'insufficient_scope',
    error_description: 'The request requires higher privileges than provided by the access token.',
    scope: needed.join(' '),
  });
}

function secretOf(request: FastifyRequest): string | undefined {
  const own = request.headers['private-token'];
  if (typeof own === 'string' && own !== '') return own;
  const { authorization } = request.headers;
  const [scheme = '', value = ''] = authorization?.split(' ') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') {
    const pair = Buffer.from(value, 'base64').toString();
    return pair.slice(pair.indexOf(':') + 1);
  }
  const query = isMap(request.query) ? request.query['private_token'] : undefined;
  return typeof query === 'string' ? query : undefined;
}

function problemOf(core: Core, token: Token, user: User): string | undefined {
  if (token.revoked) return 'Token was revoked. You have to re-authorize from the user.';
  if (token.expiresAt !== null && Date.parse(token.expiresAt) <= core.clock.now())
    return 'Token is expired. You can either do re-authorization or token refresh.';
  return user.state === 'blocked' ? 'Token was revoked. You have to re-authorize from the user.' : undefined;
}
