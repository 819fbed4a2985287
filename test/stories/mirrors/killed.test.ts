// A job may die at any request to any system. Run again, everything ends everywhere as if nothing had happened: nothing
// is lost in Slack, Jira, Confluence or GitLab, nothing is there twice, nothing is out of order.
//
// Here: one write of each kind in the minute in which the full response begins, those to Slack in the one in which the first
// word to users is drafted, and of later minutes the kinds that are new. Each job is killed once the write took effect.
// `CUTS=all npx vitest run test/stories/mirrors/killed.test.ts` tries every write, and every request of the later minutes;
// `npm run bench -- --cuts` every request of every job of the demo.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { differences, type Minute, prepare, runWith } from '../../../src/bench/cuts/killing.ts';
import { minutesOn, openMirrored } from '../../../src/bench/cuts/minutes.ts';
import type { Cut } from '../../../src/bench/cuts/systems.ts';
import { type How, told, tryCut } from '../../../src/bench/cuts/try.ts';
import type { Stage } from '../../../src/demo/stage.ts';
import { buildProgram } from '../program.ts';
import { labelsOf } from '../story.ts';
import { botIn, rooms } from './mirrored.ts';

const ALL = process.env['CUTS'] === 'all';
const MINUTES = ALL ? /./ : /closed$/;
const MOST_MS = ALL ? 3 * 3_600_000 : 600_000;

let program: ReturnType<typeof buildProgram>;
let stage: Stage;
let minutes: ReturnType<typeof minutesOn>;

beforeAll(async () => {
  program = buildProgram();
  stage = await openMirrored();
  minutes = minutesOn(stage);
}, 120_000);
afterAll(async () => {
  await stage.close();
  program.remove();
});

/** Kinds that an earlier minute had. */
const tried = new Set<string>();

/** The last of each kind, whichever channel, message or ticket it is about. */
function kindsOf(cuts: readonly Cut[]): readonly Cut[] {
  const kinds = new Map(cuts.filter((cut) => !tried.has(kindOf(cut))).map((cut) => [kindOf(cut), cut]));
  for (const name of kinds.keys()) tried.add(name);
  return [...kinds.values()];
}

function kindOf({ system, method, url }: Cut): string {
  return `${system} ${method} ${url.replace(/\?.*/, '').replace(/\d+/g, 'n')}`;
}

/** What is tried of a minute. */
function cutsOf({ cuts }: Minute): readonly (readonly [Cut, How])[] {
  // GitLab's own requests are cut in `kill.test.ts`; a read killed after it is killed before the next request.
  const mine = cuts.filter(({ system }) => ALL || (system !== 'GitLab' && system !== 'git'));
  const writes = mine.filter((cut) => cut.writes);
  if (!ALL) return kindsOf(writes).map((cut) => [cut, 'after'] as const);
  return [
    ...writes.map((cut) => [cut, 'after'] as const),
    ...cuts.map((cut) => [cut, 'before'] as const),
    ...writes.map((cut) => [cut, 'line'] as const),
  ];
}

/** What a full response has, as people find it, with the moments (UTC) to which its clocks are set. */
async function response(): Promise<object> {
  const { lines } = await stage.sitrep(['plan', '1']);
  return {
    slots: (await labelsOf(stage, 1)).filter((label) => /^(role|needs): /.test(label)),
    rooms: rooms(stage).map(({ name, pins, bookmarks }) => `${name}: ${pins.length} card, ${bookmarks.length} links`),
    tickets: stage.mirrors.jira.read('INC').map(({ key, remoteLinks }) => `${key}: ${remoteLinks.length} links`),
    drafts: rooms(stage).flatMap((room) => botIn(room).filter((text) => text.includes('A first word'))).length,
    clocks: lines
      .flatMap(
        (line) =>
          line
            .match(/^due +\S+T(\d\d:\d\d):\S+ (announce|impact|sitrep)$/)
            ?.slice(1)
            .join(' ') ?? [],
      )
      .sort(),
  };
}

const BEGUN = {
  slots: ['needs: comms', 'needs: ops-lead', 'needs: planner', 'role: commander'],
  rooms: ['inc-1-nexus-is-down: 1 card, 3 links'],
  tickets: ['INC-1: 3 links'],
  drafts: 0,
  clocks: ['04:20 announce', '04:20 impact', '04:35 sitrep'],
};

/** After each of the writes the job is killed: one more run has all of `wanted`, and in the end nothing differs. */
async function killAfterEach(minute: Minute, writes: readonly Cut[], wanted: object): Promise<void> {
  const different: string[] = [];
  for (const cut of writes) {
    await minute.again();
    const begins = stage.gitlab.clock.now();
    await runWith(minute, program.path, cut, 'after');
    // What the dead job had undertaken is taken over when its lease is over.
    stage.gitlab.clock.set(new Date(begins + LEASE_MS).toISOString());
    await stage.sitrep(['sweep']);
    expect.soft(await response(), `killed after ${kindOf(cut)}`).toEqual(wanted);
    different.push(...differences(await minute.afterwards(), minute.expected));
  }
  console.info(`killed after a write: ${writes.length} cuts tried, ${different.length} lines differed`);
  expect(different).toEqual([]);
}

const LEASE_MS = 3.5 * 60_000;

it(
  'R50: /respond makes role slots, channel, ticket, clocks, and when it is due the draft of the first announcement; killed after any write, the next run has all of it, once',
  async () => {
    const { value: minute } = await minutes.next();
    if (!minute) throw new Error('no minute was played');
    const writes = minute.cuts.filter((cut) => cut.writes);
    expect(writes.length).toBeGreaterThan(25);
    const kinds = kindsOf(writes);
    await killAfterEach(minute, ALL ? writes : kinds, BEGUN);

    // Ten minutes later, five before users are to hear.
    await minute.again();
    await stage.sitrep(['sweep']);
    stage.gitlab.clock.set('2026-03-11T04:15:00Z');
    const drafting = await prepare(stage, stage.mirrors);
    const steps = drafting.cuts.filter((cut) => cut.writes && cut.system === 'Slack');
    expect(steps.length).toBeGreaterThan(1);
    await killAfterEach(drafting, steps, { ...BEGUN, drafts: 1 });
  },
  MOST_MS,
);

it(
  'R50 (partly): killed after a write of any other kind to Slack, Jira or Confluence, a job leaves nothing that the next does not put right',
  async () => {
    let count = 0;
    const different: string[] = [];
    for await (const minute of minutes) {
      if (!MINUTES.test(minute.name)) continue;
      for (const [cut, how] of cutsOf(minute)) {
        const one = await tryCut(minute, program.path, cut, how);
        count += 1;
        if (one.differences.length > 0) different.push(`${minute.name}: ${told(one)}`);
      }
    }
    console.info(`killed with mirrors: ${count} cuts tried, ${different.length} differed`);
    expect(count).toBeGreaterThan(2);
    expect(different).toEqual([]);
  },
  MOST_MS,
);
