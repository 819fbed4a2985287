// Jira's limits on requests, by the sandbox's clock.
//
// Cloud limits bursts by endpoint and method for everybody together, and writes by issue. A Data Center has what its
// administrator set for each user.

import { take } from '../atlassian/windows.ts';
import type { JiraCore } from './core.ts';
import { tooMany, tooManyOnServer } from './errors.ts';
import type { JiraIssue, JiraUser } from './store.ts';

/** Requests a second (developer.atlassian.com, rate limiting of Jira Cloud). */
const BURST: Readonly<Record<string, number>> = { GET: 100, POST: 100, PUT: 50, DELETE: 50 };
const GET_ISSUE_BURST = 150;

/** Writes to one issue, whoever makes them: how many in how many seconds. */
const ISSUE_WINDOWS = [
  { most: 20, seconds: 2 },
  { most: 100, seconds: 30 },
] as const;

/** Counts a request; throws 429 when it is one too many. Answers the headers that tell how many are left. */
export function limitRequests(
  core: JiraCore,
  user: JiraUser,
  method: string,
  route: string,
): Readonly<Record<string, string>> {
  if (core.kind === 'data-center') return limitUser(core, user);
  const most = route === 'GET /issue/:issue' ? GET_ISSUE_BURST : (BURST[method] ?? 0);
  const left = take(counting(core), `burst ${route}`, [{ most, seconds: 1 }]);
  if (left.remaining < 0 && core.limited) throw tooMany('jira-burst-based', left.seconds, core.clock.now(), most);
  return { 'X-RateLimit-Limit': String(most), 'X-RateLimit-Remaining': String(Math.max(0, left.remaining)) };
}

/** Counts a write to an issue; throws 429 when it is one too many. */
export function limitWrites(core: JiraCore, issue: JiraIssue): void {
  if (core.kind === 'data-center' || !core.limited) return;
  const left = take(counting(core), `issue ${issue.id}`, ISSUE_WINDOWS);
  if (left.remaining < 0) throw tooMany('jira-per-issue-on-write', left.seconds, core.clock.now());
}

function limitUser(core: JiraCore, user: JiraUser): Readonly<Record<string, string>> {
  if (!core.userLimit) return {};
  const { requests, perSeconds } = core.userLimit;
  const left = take(counting(core), `user ${user.id}`, [{ most: requests, seconds: perSeconds }]);
  if (left.remaining < 0) throw tooManyOnServer(left.seconds, requests, perSeconds);
  return { 'X-RateLimit-Limit': String(requests), 'X-RateLimit-Remaining': String(left.remaining) };
}

const counting = ({ clock, store }: JiraCore): Parameters<typeof take>[0] => ({ clock, taken: store.taken });
