// The systems that a job talks to, all alike: what came in, and what can be made to go wrong there.

import type { Stage } from '../../demo/stage.ts';
import type { Faults } from '../../sandbox/faults.ts';
import type { Mirrors } from '../../sandbox/mirrors.ts';
import { isWrite, type RequestLog } from '../../sandbox/requests.ts';

/** git travels to the same server as the rest of GitLab. */
export type SystemName = 'GitLab' | 'git' | 'Slack' | 'Jira' | 'Confluence' | 'pager';

/** A request of the job, so that it is found again in another run whatever else is in flight. */
export interface Cut {
  readonly system: SystemName;
  readonly method: string;
  readonly url: string;
  /** The how-manieth of its kind. */
  readonly nth: number;
  /** Whether it changes something. */
  readonly writes: boolean;
}

interface System {
  readonly name: Exclude<SystemName, 'git'>;
  readonly requests: RequestLog;
  readonly faults: Faults;
}

export interface Systems {
  readonly all: readonly System[];
  /** Forgets what came in and what was to go wrong. */
  clear(): void;
  faultsOf(name: SystemName): Faults;
  /** Every request since `clear`, system by system in the order in which they came. */
  cuts(): readonly Cut[];
}

/** @param mirrors where the stage was opened with them */
export function systemsOf({ gitlab }: Stage, mirrors: Mirrors | undefined): Systems {
  const all: readonly System[] = [
    { name: 'GitLab', requests: gitlab.requests, faults: gitlab.faults },
    ...(mirrors
      ? [
          { name: 'Slack', requests: mirrors.slack.requests, faults: mirrors.slack.faults } as const,
          { name: 'Jira', requests: mirrors.jira.requests, faults: mirrors.jira.faults } as const,
          { name: 'Confluence', requests: mirrors.confluence.requests, faults: mirrors.confluence.faults } as const,
          { name: 'pager', requests: mirrors.pager.requests, faults: mirrors.pager.faults } as const,
        ]
      : []),
  ];
  return {
    all,
    clear() {
      for (const { requests, faults } of all) {
        requests.clear();
        faults.clear();
      }
    },
    faultsOf(name) {
      const system = all.find((one) => one.name === (name === 'git' ? 'GitLab' : name));
      if (!system) throw new Error(`this stage has no ${name}`);
      return system.faults;
    },
    cuts: () => all.flatMap(cutsIn),
  };
}

/** One read of each kind, whichever issue, comment or person it is about: all are sent and repeated by the same code. */
export function kindsOfReads(cuts: readonly Cut[]): readonly Cut[] {
  const reads = cuts.filter((cut) => !cut.writes && cut.system !== 'git');
  const kind = ({ system, method, url }: Cut): string =>
    `${system} ${method} ${url.replace(/\?.*/, '').replace(/[A-Z]*-?\d+/g, 'n')}`;
  return [...new Map(reads.map((cut) => [kind(cut), cut])).values()];
}

function cutsIn({ name, requests }: System): Cut[] {
  const seen = new Map<string, number>();
  // What GitLab's webhooks send is not the run's.
  const own = requests.all.filter(({ kind }) => kind !== 'trigger');
  return own.map((request) => {
    const { kind, method, url } = request;
    const key = `${method} ${url}`;
    const nth = (seen.get(key) ?? 0) + 1;
    seen.set(key, nth);
    const system = kind === 'git' ? 'git' : name;
    return { system, method, url, nth, writes: isWrite(request) };
  });
}
