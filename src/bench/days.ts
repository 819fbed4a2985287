// What sitrep costs over time, on each kind of GitLab: a month in which nothing happens, and a day with one bad
// incident. Set up by `sitrep init`; webhooks, timers and schedules start the pipelines as they would.

import { type Costs, countCosts } from '../demo/cost.ts';
import { counted, inProcess } from '../demo/runners.ts';
import { openStage, type Stage } from '../demo/stage.ts';
import { type ProfileName, profileNames } from '../sandbox/profiles.ts';
import type { Figure } from './figures.ts';
import { COMMANDS, CONFIG, HOURS, LINES, REPORT } from './s1-day.ts';

const DAY = 24 * 60;
const MONTH_DAYS = 30;
/** GitLab.com's limit for one project, user and commit (GitLab docs, GitLab.com settings). */
const PIPELINES_A_MINUTE = 25;
const JOB_MINUTES = 30;

/** @param startSeconds what a job needs to start beside its work, which is measured in this process: Node and the program */
export async function dayFigures(startSeconds: number): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const profile of profileNames) {
    figures.push(...(await setUpAndIdle(profile, startSeconds)), ...(await badDay(profile, startSeconds)));
  }
  return figures;
}

interface Measured {
  readonly stage: Stage;
  readonly costs: Costs;
}

async function open(profile: ProfileName, now: string): Promise<Measured> {
  const costs = countCosts();
  const stage = await openStage({
    now,
    profile,
    files: { '.gitlab/sitrep.yml': CONFIG },
    jobs: (around) =>
      counted(
        inProcess(() => around().gitlab.clock),
        (run, code, seconds) => costs.ended(around(), run, code, seconds),
      ),
  });
  return { stage, costs };
}

/** What it takes to set a project up, and a month in which nothing happens. */
export async function setUpAndIdle(profile: ProfileName, startSeconds: number): Promise<readonly Figure[]> {
  const began = performance.now();
  const { stage, costs } = await open(profile, '2026-03-01T12:00:00Z');
  const seconds = (performance.now() - began) / 1000;
  try {
    const setUp = `${profile}: from an empty project to a proven set-up`;
    const first = byBot(stage, 0);
    const from = stage.gitlab.requests.all.length;
    const { code, lines } = await stage.sitrep(['init', '--yes', '--profile', profile]);
    if (code !== 0) throw new Error(`the second init ended with ${code}:\n${lines.join('\n')}`);
    const second = byBot(stage, from);
    const before = marks(stage, costs);
    await stage.gitlab.advance(MONTH_DAYS * DAY);
    return [
      { of: setUp, what: 'commands', value: 1, aim: 1 },
      { of: setUp, what: 'time, the proof’s waiting and its job included', value: seconds, unit: 's' },
      { of: setUp, what: 'requests (all that the bot sent)', value: first.length },
      { of: setUp, what: 'a second init: requests', value: second.length },
      { of: setUp, what: 'a second init: writes', value: second.filter(isWrite).length, aim: 0 },
      ...costFigures(`${profile}: an idle month of ${MONTH_DAYS} days`, stage, costs, before, startSeconds, {
        jobs: MONTH_DAYS,
      }),
    ];
  } finally {
    await stage.close();
  }
}

async function badDay(profile: ProfileName, startSeconds: number): Promise<readonly Figure[]> {
  const { stage, costs } = await open(profile, '2026-03-10T23:59:00Z');
  try {
    const before = marks(stage, costs);
    await stage.gitlab.advance(8 * 60);
    const iid = await stage.person('uli').open(REPORT.title, REPORT.description);
    await stage.person('mia').change(iid, { add_labels: 'severity::S1' });
    let minute = 0;
    for (const line of LINES) {
      await stage.gitlab.advance(line.minute - minute);
      minute = line.minute;
      await stage.person(line.who).say(iid, line.words);
      await stage.gitlab.idle();
    }
    await stage.gitlab.advance(16 * 60);
    return costFigures(
      `${profile}: a day with one S1 of ${HOURS} hours, ${COMMANDS} commands`,
      stage,
      costs,
      before,
      startSeconds,
      { minutes: JOB_MINUTES },
    );
  } finally {
    await stage.close();
  }
}

interface Marks {
  readonly pipelines: number;
  readonly jobs: number;
}

function marks({ gitlab }: Stage, costs: Costs): Marks {
  return { pipelines: gitlab.store.ci.pipelines.size, jobs: costs.jobs.length };
}

function costFigures(
  of: string,
  { gitlab }: Stage,
  costs: Costs,
  before: Marks,
  startSeconds: number,
  aims: { readonly jobs?: number; readonly minutes?: number },
): readonly Figure[] {
  const pipelines = [...gitlab.store.ci.pipelines.values()].slice(before.pipelines);
  const jobs = costs.jobs.slice(before.jobs);
  const ran = new Set(jobs.map(({ pipeline }) => pipeline));
  const sum = (pick: (job: (typeof jobs)[number]) => number): number => jobs.reduce((all, job) => all + pick(job), 0);
  const minutes = new Map<string, number>();
  for (const { createdAt } of pipelines) {
    const minute = createdAt.slice(0, 16);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }
  const ranFor = (source: string): number => jobs.filter((job) => job.source === source).length;
  return [
    { of, what: 'pipelines', value: pipelines.length },
    { of, what: 'of these, without a job that ran (echoes, timers put off)', value: pipelines.length - ran.size },
    { of, what: 'in the busiest minute', value: Math.max(0, ...minutes.values()), aim: PIPELINES_A_MINUTE },
    { of, what: 'jobs that ran', value: jobs.length, ...(aims.jobs === undefined ? {} : { aim: aims.jobs }) },
    { of, what: '  for webhooks', value: ranFor('trigger') },
    { of, what: '  for timers', value: ranFor('api') },
    { of, what: '  for schedules', value: ranFor('schedule') },
    {
      of,
      what: 'job time',
      value: (sum((job) => job.seconds) + jobs.length * startSeconds) / 60,
      unit: 'min',
      ...(aims.minutes === undefined ? {} : { aim: aims.minutes }),
    },
    { of, what: 'API requests', value: sum((job) => job.apiRequests) },
    { of, what: 'git operations', value: sum((job) => job.gitOperations) },
    { of, what: 'jobs that ended red', value: jobs.filter(({ exitCode }) => exitCode !== 0).length, aim: 0 },
  ];
}

function byBot({ gitlab, bot }: Stage, from: number) {
  return gitlab.requests.all.slice(from).filter((request) => request.actorId === bot.user.id && request.kind !== 'trigger');
}

function isWrite({ kind, method, detail }: ReturnType<typeof byBot>[number]): boolean {
  return kind === 'git' ? method === 'POST' && detail === 'git-receive-pack' : method !== 'GET' && kind !== 'graphql';
}
