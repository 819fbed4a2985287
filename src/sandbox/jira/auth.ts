// Who is asking, and through which door.
//
// Cloud takes Basic `email:token` on the site, and scoped tokens at the gateway only. Data Center takes a personal access
// token as Bearer.

import type { FastifyRequest } from 'fastify';
import { ApiError } from '../errors.ts';
import type { JiraCore } from './core.ts';
import { scopeMissing, unauthorised } from './errors.ts';
import type { JiraToken, JiraUser } from './store.ts';

const GATEWAY = /^\/ex\/jira\/([^/]+)(?=\/rest\/)/;

/** The path below the site that a gateway's path means; a stranger's cloud id leads nowhere. */
export function behindGateway(cloudId: string, url: string): string {
  const [prefix = '', named] = GATEWAY.exec(url) ?? [];
  return named === cloudId ? url.slice(prefix.length) : url;
}

/** The holder of the credentials that were sent, undefined where they are none or no good. */
export function senderOf(core: JiraCore, request: FastifyRequest): JiraUser | undefined {
  const token = tokenOf(core, request);
  return token && core.store.users.get(token.userId);
}

/** The holder of the credentials; throws 401 without good ones, for a lacking scope too. */
export function authenticate(core: JiraCore, request: FastifyRequest): JiraUser {
  const token = tokenOf(core, request);
  const user = senderOf(core, request);
  if (!token || !user) throw unauthorised();
  if (!user.active || (token.expiresAt !== undefined && token.expiresAt <= core.clock.now())) throw unauthorised();
  if (token.scopes !== undefined) {
    if (!GATEWAY.test(request.originalUrl)) throw unauthorised();
    if (!token.scopes.includes(scopeFor(request))) throw scopeMissing();
  }
  return user;
}

/** Data Center takes a write that looks like a browser's for a forged one, unless it says that it is none. */
export function refuseForged(core: JiraCore, request: FastifyRequest): void {
  if (core.kind === 'cloud' || request.method === 'GET') return;
  const browser = /^Mozilla\//.test(request.headers['user-agent'] ?? '');
  if (browser && request.headers['x-atlassian-token'] !== 'no-check') throw new ApiError(403, 'XSRF check failed');
}

function tokenOf(core: JiraCore, request: FastifyRequest): JiraToken | undefined {
  const [scheme = '', value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'Bearer') {
    const token = core.store.tokens.get(value);
    return core.kind === 'data-center' || token?.scopes !== undefined ? token : undefined;
  }
  if (scheme !== 'Basic' || core.kind !== 'cloud') return undefined;
  const pair = Buffer.from(value, 'base64').toString();
  const at = pair.indexOf(':');
  const token = core.store.tokens.get(pair.slice(at + 1));
  const email = token && core.store.users.get(token.userId)?.email;
  return email?.toLowerCase() === pair.slice(0, at).toLowerCase() ? token : undefined;
}

/** What is asked by POST and changes nothing. */
const READING_POSTS = /\/(search\/jql|search\/approximate-count|issue\/bulkfetch|comment\/list)$/;

function scopeFor(request: FastifyRequest): string {
  const [path = ''] = request.url.split('?');
  if (path.endsWith('/myself') || path.endsWith('/user/search')) return 'read:jira-user';
  return request.method === 'GET' || READING_POSTS.test(path) ? 'read:jira-work' : 'write:jira-work';
}
