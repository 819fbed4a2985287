// Access tokens of people (behaviours M4): made by administrators, looked at, renewed and revoked by their holders.

import type { Core } from '../core.ts';
import { badRequest, notFound, recordNotFound, unauthorized } from '../errors.ts';
import { type Call, route } from '../http.ts';
import { may, must, type Specs } from '../params.ts';
import { createToken } from '../seed.ts';
import type { Token } from '../store.ts';
import { givenExpiry, rotateToken, tokenEntity } from './token-data.ts';
import { needAdmin, userById } from './users.ts';

export function registerTokens(core: Core): void {
  const asked = { name: must.filled, scopes: must.list, expires_at: may.time, description: may.string };
  route(core, 'POST', '/users/:user_id/personal_access_tokens', { ...asked, user_id: must.integer }, (call) => {
    needAdmin(call);
    const { user_id: userId, name, scopes, expires_at: expiresAt, description } = call.params;
    userById(core, userId);
    const token = createToken(core, {
      userId,
      name,
      scopes,
      description: description ?? '',
      ...givenExpiry(core, expiresAt),
    });
    return { ...tokenEntity(core, token), token: token.secret };
  });

  // What a token may say of itself it may say with any scope.
  const anyScope = { scopes: ['api', 'read_api', 'read_user', 'read_repository', 'write_repository', 'self_rotate'] };
  route(core, 'GET', '/personal_access_tokens/self', {}, (call) => tokenEntity(core, ownToken(call)), anyScope);
  route(
    core,
    'DELETE',
    '/personal_access_tokens/self',
    {},
    (call) => {
      ownToken(call).revoked = true;
    },
    anyScope,
  );
  route(core, 'DELETE', '/personal_access_tokens/:token_id', { token_id: must.integer }, (call) => {
    reachable(core, call, call.params.token_id).revoked = true;
  });

  const self = { scopes: ['api', 'self_rotate'] };
  const renewed = { expires_at: may.time };
  route(
    core,
    'POST',
    '/personal_access_tokens/self/rotate',
    renewed,
    (call) => rotated(core, call, ownToken(call)),
    self,
  );
  route(core, 'POST', '/personal_access_tokens/:token_id/rotate', { ...renewed, token_id: must.integer }, (call) =>
    rotated(core, call, reachable(core, call, call.params.token_id)),
  );
}

function rotated(core: Core, call: Call<{ expires_at: typeof may.time }>, token: Token): unknown {
  if (token.revoked) throw badRequest('Token already revoked');
  const renewed = rotateToken(core, token, call.params.expires_at);
  call.reply.code(200);
  return { ...tokenEntity(core, renewed), token: renewed.secret };
}

/** Somebody's own, or anybody's for an administrator. */
function reachable<S extends Specs>(core: Core, call: Call<S>, id: number): Token {
  const token = [...core.store.tokens.values()].find((candidate) => candidate.id === id);
  if (!token || !(call.user().admin || token.userId === call.user().id)) throw notFound();
  return token;
}

/** The token that asks. Throws 401 where none did, and 404 where it is a job's. */
export function ownToken<S extends Specs>(call: Call<S>): Token {
  if (!call.caller) throw unauthorized();
  if (!call.caller.token) throw recordNotFound();
  return call.caller.token;
}
