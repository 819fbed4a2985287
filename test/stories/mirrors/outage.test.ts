// Slack or Jira is away in the middle of a response: the incident goes on, the issue says so once, and when they are back
// everything is there, in order, once.
//
// Webhooks, timers and schedules start the jobs as they would; nobody runs anything by hand. All the stories are played
// beside one another, because most of such a job is waiting for whom it cannot reach.

import { beforeAll, describe, expect, it } from 'vitest';
import { systemsOf } from '../../../src/bench/cuts/systems.ts';
import { counted, inProcess } from '../../../src/demo/runners.ts';
import { openStage, type Stage } from '../../../src/demo/stage.ts';
import type { FaultAct } from '../../../src/sandbox/faults.ts';
import { eventsOf, labelsOf, REPORT, saidOn } from '../story.ts';
import { withMirrors } from './mirrored.ts';

/** What is away, from when to when (UTC), and how that is done. */
interface Outage {
  readonly from: string;
  readonly to: string;
  away(stage: Stage): Promise<void> | void;
  back(stage: Stage): Promise<void> | void;
}

interface Seen {
  readonly jobs: number;
  readonly red: number;
  /** What sitrep said in the room, to users and on tickets, in order. */
  readonly room: readonly string[];
  readonly keys: readonly string[];
  readonly users: readonly string[];
  readonly tickets: readonly { readonly status: string; readonly comments: readonly string[] }[];
  /** What the issue says of mirrors that are behind. */
  readonly behind: readonly string[];
  /** The same while one was. */
  readonly meanwhile: readonly string[];
  readonly labels: readonly string[];
  readonly sitreps: number;
  readonly requests: Readonly<Record<string, number>>;
}

const WORDS = [
  ['04:05', 'ana', '/ack\n/respond many builds\n/commander\n/ops-lead @ben'],
  ['04:06', 'ben', '/accept'],
  ['04:07', 'eve', '/comms'],
  ['04:08', 'dee', '/planner'],
  ['04:28', 'ana', '/sitrep The spare is coming up. next 60m\n/decide we wait for the spare'],
  ['04:29', 'eve', '/announce One: Nexus is down since four. Next word in an hour'],
  ['05:20', 'ana', '/sitrep The spare runs, half full. next 60m\n/impact all builds'],
  ['05:21', 'eve', '/announce Two: half of it works. Next word in an hour'],
  ['06:10', 'ana', '/sitrep All is on the spare. next 60m'],
  ['06:50', 'ana', '/mitigated the spare answers'],
] as const;

const END = '07:45';

/** Nearly four hours of an incident; what everybody had seen at the end. */
async function respond(outage: Outage | undefined): Promise<Seen> {
  const cost = { jobs: 0, red: 0 };
  const stage = await openStage({
    ...withMirrors(),
    jobs: (around) =>
      counted(
        inProcess(() => around().gitlab.clock),
        (_run, code) => {
          cost.jobs += 1;
          if (code !== 0) cost.red += 1;
        },
      ),
  });
  try {
    const { clock } = stage.gitlab;
    const systems = systemsOf(stage, stage.mirrors);
    systems.clear();
    const until = async (time: string): Promise<void> => {
      await stage.gitlab.idle();
      const minutes = (Date.parse(`2026-03-11T${time}:00Z`) - clock.now()) / 60_000;
      if (minutes > 0) await stage.gitlab.advance(minutes);
    };
    let meanwhile: readonly string[] = [];
    if (outage) await outage.away(stage);
    if (outage && outage.from > '04:02') await outage.back(stage);
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    const moments = [
      ...WORDS.map(([time, who, words]) => ({ time, act: async () => void (await stage.person(who).say(iid, words)) })),
      ...(outage && outage.from > '04:02' ? [{ time: outage.from, act: async () => await outage.away(stage) }] : []),
      ...(outage
        ? [
            {
              time: outage.to,
              act: async () => {
                meanwhile = await behindOn(stage, iid);
                await outage.back(stage);
              },
            },
          ]
        : []),
    ].sort((one, other) => one.time.localeCompare(other.time));
    for (const { time, act } of moments) {
      await until(time);
      await act();
    }
    await until(END);
    return {
      ...cost,
      ...(await seen(stage, iid)),
      meanwhile,
      requests: Object.fromEntries(systems.all.map(({ name, requests }) => [name, requests.all.length])),
    };
  } finally {
    await stage.close();
  }
}

async function seen(stage: Stage, iid: number): Promise<Omit<Seen, 'jobs' | 'red' | 'requests' | 'meanwhile'>> {
  const { slack, jira } = stage.mirrors;
  const ours = (name: string) =>
    slack
      .channels()
      .filter((channel) => channel.name.startsWith(name))
      .flatMap(({ messages }) => messages)
      .filter(({ metadata }) => metadata !== undefined);
  return {
    room: ours('inc-').map(({ text }) => text),
    keys: ours('').map(({ metadata }) => String(metadata?.event_payload['key'])),
    users: ours('builders').map(({ text }) => text),
    tickets: jira.read('INC').map(({ status, comments }) => ({ status, comments: comments.map(({ text }) => text) })),
    behind: await behindOn(stage, iid),
    labels: await labelsOf(stage, iid),
    sitreps: (await eventsOf(stage, iid)).filter(({ type }) => type === 'sitrep-given').length,
  };
}

async function behindOn(stage: Stage, iid: number): Promise<readonly string[]> {
  return (await saidOn(stage, iid)).filter((text) => /is behind|was behind|caught up/.test(text));
}

const TWO_HOURS = { from: '04:15', to: '06:15' };

function broken(act: FaultAct, path?: RegExp): Outage {
  return {
    ...TWO_HOURS,
    away({ mirrors }) {
      mirrors.slack.faults.add({ ...(path ? { path } : {}), times: Number.POSITIVE_INFINITY, act });
    },
    back: ({ mirrors }) => mirrors.slack.faults.clear(),
  };
}

const POSTS = /\/api\/(chat\.(postMessage|update|schedule)|pins\.add|reactions\.add|bookmarks\.add|conversations\.set)/;

/** All of them with `CUTS=all`; else the two that differ most, because each is a response of four hours. */
const ALL = process.env['CUTS'] === 'all';

const OUTAGES: Readonly<Record<string, Outage | undefined>> = {
  undisturbed: undefined,
  'Slack does what it is asked, and the line is cut': broken({ do: 'cut-after' }, POSTS),
  'Jira is down for the whole response': {
    from: '04:00',
    to: '07:00',
    away: ({ mirrors }) => mirrors.jira.down(),
    back: ({ mirrors }) => mirrors.jira.up(),
  },
  ...(ALL
    ? {
        'Slack answers 503': broken({ do: 'answer', status: 503, body: '<html>Down</html>' }),
        'Slack refuses connections': {
          ...TWO_HOURS,
          away: ({ mirrors }: Stage) => mirrors.slack.down(),
          back: ({ mirrors }: Stage) => mirrors.slack.up(),
        },
      }
    : {}),
};

let all: Readonly<Record<string, Seen>>;
const of = (name: string): Seen => {
  const found = all[name];
  if (!found) throw new Error(`nobody played: ${name}`);
  return found;
};

beforeAll(async () => {
  const played = Object.entries(OUTAGES).map(async ([name, outage]) => [name, await respond(outage)] as const);
  all = Object.fromEntries(await Promise.all(played));
  for (const [name, { jobs, red, requests }] of Object.entries(all)) {
    const counts = Object.entries(requests).map(([system, count]) => `${system} ${count}`);
    console.info(`${name}: ${jobs} jobs (${red} red), requests: ${counts.join(', ')}`);
  }
}, 400_000);

it('undisturbed, nobody is behind, and every word is where it belongs', () => {
  const { behind, users, tickets, sitreps, room } = of('undisturbed');
  expect(lasting(room).length).toBeGreaterThan(15);
  expect(behind).toEqual([]);
  expect(users).toHaveLength(2);
  expect(tickets).toHaveLength(1);
  expect(tickets[0]?.comments).toHaveLength(4);
  expect(sitreps).toBe(4);
});

describe.each(Object.keys(OUTAGES).filter((name) => name !== 'undisturbed'))('%s', (name) => {
  it('afterwards everything is there, in order, once', () => {
    const [found, undisturbed] = [of(name), of('undisturbed')];
    expect(lasting(found.room)).toEqual(lasting(undisturbed.room));
    expect(found.users).toEqual(undisturbed.users);
    expect(found.tickets).toEqual(undisturbed.tickets);
    expect(found.keys.filter((key, index) => found.keys.indexOf(key) !== index)).toEqual([]);
  });

  it('the incident itself goes on', () => {
    const [found, undisturbed] = [of(name), of('undisturbed')];
    expect([found.red, found.sitreps, found.labels]).toEqual([0, undisturbed.sitreps, undisturbed.labels]);
  });

  it('the issue says once that it is behind, and there that it caught up', () => {
    const { meanwhile, behind } = of(name);
    expect(meanwhile).toHaveLength(1);
    expect(meanwhile[0]).toMatch(/is behind/);
    expect(behind).toHaveLength(1);
    expect(behind[0]).toMatch(/caught up/);
  });
});

/**
 * What is for one moment, a nudge or a draft, is at another where the clock's other runs are at others; that sitrep looks
 * there again is said after an outage only.
 */
function lasting(said: readonly string[]): readonly string[] {
  return said.filter((line) => !/sitrep is due in|should hear of it in|due|overdue|late|looks here again/.test(line));
}
