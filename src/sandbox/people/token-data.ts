// Access tokens as data: shown, and renewed (app/services/personal_access_tokens/rotate_service.rb).

import type { Core } from '../core.ts';
import { isoDay } from '../days.ts';
import { badRequest } from '../errors.ts';
import { createToken, type NewToken } from '../seed.ts';
import type { Token } from '../store.ts';
import type { Json } from './user-entity.ts';

const DAY_MS = 24 * 60 * 60_000;
/** No token lives longer (doc/user/profile/personal_access_tokens.md). */
const LONGEST_DAYS = 365;
/** A renewed one, where nothing is said. */
const RENEWED_DAYS = 7;

/** The last day that was asked for, cut to a day. Throws a 400 for one that is too far away. */
export function givenExpiry(core: Core, asked: string | null | undefined): Partial<NewToken> {
  if (asked == null) return {};
  const latest = isoDay(core.clock.now() + LONGEST_DAYS * DAY_MS);
  const expiresAt = asked.slice(0, 10);
  if (expiresAt > latest) throw badRequest(`Expiration date must be before ${latest}`);
  return { expiresAt };
}

/** Another token of the same user with the same rights; the old one is dead at once. A week, where nothing is said. */
export function rotateToken(core: Core, token: Token, expiresAt: string | null | undefined): Token {
  const { userId, name, description, scopes, projectId } = token;
  const renewed = createToken(core, {
    userId,
    name,
    description,
    scopes,
    expiresAt: isoDay(core.clock.now() + RENEWED_DAYS * DAY_MS),
    previousId: token.id,
    ...(projectId === null ? {} : { projectId }),
    ...givenExpiry(core, expiresAt),
  });
  token.revoked = true;
  return renewed;
}

/** Revokes all that a token was renewed to: who renews a dead one may have stolen it. */
export function revokeFamily(core: Core, token: Token): void {
  for (const younger of core.store.tokens.values()) {
    if (younger.previousId !== token.id) continue;
    younger.revoked = true;
    revokeFamily(core, younger);
  }
}

/** Whether it opens anything: on its last day it does not any more. */
export function isActive(core: Core, { revoked, expiresAt }: Token): boolean {
  return !revoked && (expiresAt === null || Date.parse(expiresAt) > core.clock.now());
}

export function tokenEntity(core: Core, token: Token): Json {
  return {
    id: token.id,
    name: token.name,
    revoked: token.revoked,
    created_at: token.createdAt,
    description: token.description,
    scopes: token.scopes,
    user_id: token.userId,
    last_used_at: token.lastUsedAt,
    active: isActive(core, token),
    expires_at: token.expiresAt,
  };
}
