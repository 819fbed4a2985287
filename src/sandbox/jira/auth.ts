// Who is asking, and whether a write was forged.

import type { FastifyRequest } from 'fastify';
import { holderOf } from '../atlassian/accounts.ts';
import { ApiError } from '../errors.ts';
import type { JiraCore } from './core.ts';
import { scopeMissing, unauthorised } from './errors.ts';
import type { JiraUser } from './store.ts';

/** Where scoped tokens work. */
export const GATEWAY = /^\/ex\/jira\/([^/]+)(?=\/rest\/)/;

/** The holder of the credentials; throws 401 without good ones, for a lacking scope too. */
export function authenticate(core: JiraCore, request: FastifyRequest): JiraUser {
  const holder = holderOf(core, request, GATEWAY, scopeFor(request));
  if (holder === 'unauthorised') throw unauthorised();
  if (holder === 'scope') throw scopeMissing();
  return holder;
}

/** Data Center takes a write that looks like a browser's for a forged one, unless it says that it is none. */
export function refuseForged(core: JiraCore, request: FastifyRequest): void {
  if (core.kind === 'cloud' || request.method === 'GET') return;
  const browser = /^Mozilla\//.test(request.headers['user-agent'] ?? '');
  if (browser && request.headers['x-atlassian-token'] !== 'no-check') throw new ApiError(403, 'XSRF check failed');
}

/** What is asked by POST and changes nothing. */
const READING_POSTS = /\/(search\/jql|search\/approximate-count|issue\/bulkfetch|comment\/list)$/;

function scopeFor(request: FastifyRequest): string {
  const [path = ''] = request.url.split('?');
  if (path.endsWith('/myself') || path.endsWith('/user/search')) return 'read:jira-user';
  return request.method === 'GET' || READING_POSTS.test(path) ? 'read:jira-work' : 'write:jira-work';
}
