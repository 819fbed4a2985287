// An embedded Jira with a project, our account and a person, and the adapter in our hands.

import type { Outcome } from '../../src/http/outcome.ts';
import type { Time } from '../../src/http/pace.ts';
import type { Kind } from '../../src/jira/client.ts';
import { connectJira } from '../../src/jira/jira.ts';
import type { Jira, NewTicket } from '../../src/jira/port.ts';
import type { Clock } from '../../src/sandbox/clock.ts';
import { type JiraOptions, type Jira as Sandbox, startJira } from '../../src/sandbox/jira/jira.ts';
import type { JiraAccount, NewProject } from '../../src/sandbox/jira/seed.ts';
import { parse } from '../../src/text/parse.ts';

export const KINDS: readonly Kind[] = ['cloud', 'data-center'];
export const MARK = 'gitlab-incident-7-12';
export const GITLAB = 'https://gitlab.example.com/ops/incidents/-/issues/12';
export const START = '2026-03-11T04:00:00.000Z';

export interface World {
  readonly sandbox: Sandbox;
  readonly bot: JiraAccount;
  readonly ana: JiraAccount;
  readonly jira: Jira;
  /** Another run: nothing is remembered. */
  connect(): Jira;
}

/** Waits pass on the sandbox's clock, so that nobody waits; the jitter is nothing. */
export function timeOf(clock: Clock): Time & { readonly waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    now: clock.now,
    random: () => 0,
    async sleep(ms) {
      waits.push(ms);
      clock.advance(ms / 60_000);
    },
  };
}

export async function makeWorld(
  options: JiraOptions,
  project: Partial<NewProject> = {},
  time: (clock: Clock) => Time = timeOf,
): Promise<World> {
  const sandbox = await startJira({ now: START, ...options });
  const bot = sandbox.addUser({ name: 'sitrep', displayName: 'Sitrep', email: 'sitrep@example.com' });
  const ana = sandbox.addUser({ name: 'ana', displayName: 'Ana' });
  sandbox.addProject({ key: 'INC', issueTypes: ['Incident', 'Task'], ...project });
  const connect = (): Jira =>
    connectJira({
      url: sandbox.url,
      token: bot.token,
      ...(options.kind === 'cloud' ? { email: bot.user.email } : {}),
      timeoutMs: 2_000,
      time: time(sandbox.clock),
    });
  return { sandbox, bot, ana, jira: connect(), connect };
}

/** The ticket of incident 12, as a run makes it. */
export function ticket(given: Partial<NewTicket> = {}): NewTicket {
  return {
    project: 'INC',
    type: 'Incident',
    summary: 'Array 3 lost power',
    description: parse('**Now**: array 3 is dark\n\n- [ ] call the vendor\n- [x] open the rack'),
    url: GITLAB,
    labels: ['incident'],
    mark: MARK,
    ...given,
  };
}

/** The value of a write that was done; anything else is thrown. */
export function done<T>(outcome: Outcome<T>): T {
  if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
