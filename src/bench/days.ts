// What sitrep costs over time, on each kind of GitLab: a month in which nothing happens, and a day with one bad
// incident. Set up by `sitrep init`; webhooks, timers and schedules start the pipelines as they would.

import { addComponents } from '../demo/components.ts';
import { type Costs, countCosts } from '../demo/cost.ts';
import { counted, inProcess } from '../demo/runners.ts';
import { openStage, type Stage } from '../demo/stage.ts';
import { Level } from '../sandbox/gitlab.ts';
import { type ProfileName, profileNames } from '../sandbox/profiles.ts';
import type { RequestRecord } from '../sandbox/requests.ts';
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

async function open(profile: ProfileName, now: string, init?: 'none'): Promise<Measured> {
  const costs = countCosts();
  const stage = await openStage({
    now,
    profile,
    files: { '.gitlab/sitrep.yml': CONFIG },
    // init's own clock runs on while it waits for its proof, so the sandbox's has to.
    ...(init ? { init, ticking: true } : {}),
    jobs: (around) =>
      counted(
        inProcess(() => around().gitlab.clock),
        (run, code, seconds) => costs.ended(around().gitlab, run, code, seconds),
        () => costs.begins(around().gitlab),
      ),
  });
  return { stage, costs };
}

/** What it takes to set a project up, and a month in which nothing happens. */
export async function setUpAndIdle(profile: ProfileName, startSeconds: number): Promise<readonly Figure[]> {
  const { stage, costs } = await open(profile, '2026-03-01T12:00:00Z', 'none');
  try {
    const whose = await tokenFor(profile, stage);
    await addComponents(stage.gitlab);
    const first = await initialise(stage, profile, whose);
    await stage.gitlab.idle(); // the job that withdraws the scratch incident writes its record to the end
    const second = await initialise(stage, profile, whose);
    const before = marks(stage, costs);
    await stage.gitlab.advance(MONTH_DAYS * DAY);
    const setUp = `${profile}: from an empty project to a proven set-up`;
    return [
      { of: setUp, what: 'commands', value: 1, aim: 1 },
      { of: setUp, what: 'time, the proof’s waiting and its jobs included', value: first.seconds, unit: 's' },
      { of: setUp, what: 'requests, those of the proof’s jobs included', value: first.requests },
      { of: setUp, what: 'a second init: requests', value: second.requests },
      { of: setUp, what: 'a second init: writes', value: second.writes, aim: 0 },
      ...costFigures(`${profile}: an idle month of ${MONTH_DAYS} days`, stage, costs, before, startSeconds, {
        jobs: MONTH_DAYS,
      }),
    ];
  } finally {
    await stage.close();
  }
}

/** The bot's own where the plan lets nobody make one; else an owner's, with which init makes it. */
async function tokenFor(profile: ProfileName, { gitlab, person }: Stage): Promise<Readonly<Record<string, string>>> {
  if (profile === 'gitlab.com-free') return {};
  const owner = gitlab.addUser({ username: 'olga' });
  await person('root').api('POST', '/members', { user_id: owner.user.id, access_level: Level.owner });
  return { SITREP_TOKEN: '', GITLAB_TOKEN: owner.token };
}

async function initialise({ gitlab, sitrep }: Stage, profile: ProfileName, whose: Readonly<Record<string, string>>) {
  const from = gitlab.requests.all.length;
  const began = performance.now();
  const { code, lines } = await sitrep(['init', '--yes', '--profile', profile], whose);
  if (code !== 0) throw new Error(`init ended with ${code}:\n${lines.join('\n')}`);
  const seconds = (performance.now() - began) / 1000;
  const asked = gitlab.requests.all.slice(from).filter(({ kind }) => kind !== 'trigger');
  return { seconds, requests: asked.length, writes: asked.filter(isWrite).length };
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
  const minutesOf = (each: number): number => (sum((job) => job.seconds) + jobs.length * (startSeconds + each)) / 60;
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
      value: minutesOf(0),
      unit: 'min',
      ...(aims.minutes === undefined ? {} : { aim: aims.minutes }),
    },
    { of, what: '  if a runner took 15 s besides to start each job', value: minutesOf(15), unit: 'min' },
    { of, what: 'API requests', value: sum((job) => job.apiRequests) },
    { of, what: 'git operations', value: sum((job) => job.gitOperations) },
    { of, what: 'jobs that ended red', value: jobs.filter(({ exitCode }) => exitCode !== 0).length, aim: 0 },
  ];
}

function isWrite({ kind, method, detail }: RequestRecord): boolean {
  return kind === 'git' ? method === 'POST' && detail === 'git-receive-pack' : method !== 'GET' && kind !== 'graphql';
}
