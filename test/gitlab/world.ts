// A sandbox with one project, its bot and Ben, and the adapter in the bot's hands.

import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab } from '../../src/gitlab/port.ts';
import type { Outcome } from '../../src/http/outcome.ts';
import { type Account, Level, type GitLab as Sandbox, startGitLab } from '../../src/sandbox/gitlab.ts';
import { fastTime } from './given.ts';

export interface World {
  readonly sandbox: Sandbox;
  readonly bot: Account;
  readonly ben: Account;
  readonly gitlab: GitLab;
  /** Another run of the bot: nothing is remembered. */
  connect(): GitLab;
  /** A person at the API, as their browser would be; the path is below the project. */
  as(who: Account, method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** Ben reports an incident; the result is its iid. */
  reported(title?: string): Promise<number>;
}

const PROJECT = 'ops/incidents';

export async function makeWorld(): Promise<World> {
  const sandbox = await startGitLab({ now: '2026-03-11T04:00:00Z', limits: 'none' });
  const bot = sandbox.addUser({ username: 'sitrep-bot', bot: true });
  const ben = sandbox.addUser({ username: 'Ben' });
  const members = [[bot, Level.maintainer] as const, [ben, Level.developer] as const];
  const { id } = await sandbox.addProject(PROJECT, { members });

  const connect = (): GitLab =>
    connectGitLab({ url: sandbox.url, token: bot.token, project: PROJECT, timeoutMs: 2_000, time: fastTime() });

  const as: World['as'] = async (who, method, path, body) => {
    const response = await fetch(`${sandbox.url}/api/v4/projects/${id}${path}`, {
      method,
      headers: { 'private-token': who.token, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Record<string, unknown>;
  };

  return {
    sandbox,
    bot,
    ben,
    gitlab: connect(),
    connect,
    as,
    async reported(title = 'Array 3 lost power') {
      const issue = { title, issue_type: 'incident', labels: 'status::reported' };
      return Number((await as(ben, 'POST', '/issues', issue))['iid']);
    },
  };
}

/** The value of a write that was done; anything else is thrown. */
export function done<T>(outcome: Outcome<T>): T {
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
