// The proof that a set-up works: a scratch incident goes the whole way, webhook, pipeline, job and the bot's answer, and is
// removed again. Whatever does not come is named, with what to do about it.

import type { Delivery, Job, Pipeline } from '../gitlab/administration.ts';
import type { Log } from '../jobs/log.ts';
import { DRILL, statusLabel } from '../process/labels.ts';
import { plusMinutes } from '../text/time.ts';
import { WEBHOOKS } from './blueprint.ts';
import { whyRefused } from './deliveries.ts';
import { PROOF_TITLE, removed } from './pieces/leftovers.ts';
import type { Setting } from './setting.ts';
import { lastLines } from './trace.ts';

export interface Stopwatch {
  /** Sleeps for so many ms. */
  pause(ms: number): Promise<void>;
}

const POLL_MS = 2_000;
const SLOWEST_POLL_MS = 5_000;
const PIPELINE_MS = 90_000;
const START_MS = 120_000;
const JOB_MS = 120_000;
const ANSWER_MS = 20_000;
const LIFE_MINUTES = 7 * 24 * 60;

/** Our jobs, whatever their prefix is. */
const OURS = /(^|[-_])(react|sweep)$/;

/** Whether a job of sitrep has succeeded within a week: then nothing has to be proved. */
export async function seenAlive({ admin, now }: Setting): Promise<boolean> {
  const jobs = await admin.jobsSince(plusMinutes(now(), -LIFE_MINUTES));
  return jobs.some(({ name, status }) => OURS.test(name) && status === 'success');
}

/** Logs each step, and a problem with its remedy where one fails. Leaves no issue behind. */
export async function prove(setting: Setting, log: Log, watch: Stopwatch): Promise<void> {
  const { admin, place, bot } = setting;
  const asBot = place.tokenVariable === 'SITREP_TOKEN';
  const before = new Set((await deliveriesOf(setting)).map(({ id }) => id));
  const opened = await admin.createIssue(asBot ? ORDINARY : INCIDENT);
  if (opened.outcome !== 'done') {
    log.problem(
      `proof: the scratch incident could not be opened: POST /projects/${setting.project.id}/issues: ${opened.reason}`,
    );
    return;
  }
  const { iid, createdAt } = opened.value;
  log.info(
    `proof: scratch ${asBot ? 'issue' : 'incident'} #${iid} is open; waiting for the webhook’s pipeline (up to ${PIPELINE_MS / 1000} s)`,
  );
  let heard = false;
  try {
    const problem = await wayOf(setting, { iid, createdAt, asBot, before, log, watch });
    heard = problem === undefined;
    const worked = asBot ? 'the job ran' : `@${bot.name} answered on #${iid}`;
    if (problem === undefined) log.info(`proof: ${worked}: webhook, pipeline, runner, token and journal work`);
    else log.problem(`proof: ${problem}`);
  } finally {
    log.info(`proof: #${iid} ${await removed(setting, iid, { asBot, heard }, watch)}`);
  }
}

interface Journey {
  readonly iid: number;
  readonly createdAt: string;
  readonly asBot: boolean;
  /** Deliveries of our webhooks that were there before. */
  readonly before: ReadonlySet<number>;
  readonly log: Log;
  readonly watch: Stopwatch;
}

/** What went wrong and what to do; undefined where the answer came. */
async function wayOf(setting: Setting, journey: Journey): Promise<string | undefined> {
  const { admin, bot } = setting;
  const { iid, asBot, log, watch } = journey;
  const pipeline = await until(
    watch,
    PIPELINE_MS,
    async () => (await started(setting, journey)) ?? refusedCall(setting, journey),
  );
  if (pipeline === undefined) return noPipeline(setting, journey);
  if (typeof pipeline === 'string') return pipeline;
  log.info(`proof: pipeline ${pipeline.url}`);
  const waiting = await until(watch, POLL_MS * 10, async () => jobOf(await admin.jobs(pipeline.id)));
  if (!waiting) return `the pipeline ${pipeline.url} has no job of sitrep: check the include in .gitlab-ci.yml`;
  // What the bot writes itself starts no job: here it has to be started by hand.
  if (asBot && waiting.status === 'manual') await bot.admin().playJob(waiting.id);
  const begun = await until(watch, START_MS, async () => {
    const job = jobOf(await admin.jobs(pipeline.id));
    return job && !/^(created|pending|manual|waiting_for_resource|preparing)$/.test(job.status) ? job : undefined;
  });
  if (!begun) return noRunner(setting, waiting);
  const ended = await until(watch, JOB_MS, async () => {
    const job = jobOf(await admin.jobs(pipeline.id));
    return job && /^(success|failed|canceled|skipped)$/.test(job.status) ? job : undefined;
  });
  if (!ended) return `the job ${begun.url} is still running after ${JOB_MS / 1000} s: look at its log`;
  if (ended.status !== 'success')
    return `the job ${ended.url} ended as ${ended.status}${why(ended)}; its last lines:\n${await ending(setting, ended)}`;
  if (asBot) return undefined;
  const answered = await until(watch, ANSWER_MS, async () => {
    const comments = await admin.comments(iid);
    return comments.find(({ by }) => by.id === bot.id);
  });
  return answered
    ? undefined
    : `the job ${ended.url} succeeded, and the bot said nothing on #${iid}; its last lines:\n${await ending(setting, ended)}`;
}

async function started({ admin }: Setting, { createdAt }: Journey): Promise<Pipeline | undefined> {
  const pipelines = await admin.pipelines(createdAt);
  return pipelines.filter(({ source }) => source === 'trigger').at(-1);
}

const jobOf = (jobs: readonly Job[]): Job | undefined => jobs.find(({ name }) => OURS.test(name)) ?? jobs[0];
const why = ({ failure }: Job): string => (failure === undefined ? '' : ` (${failure})`);

/** In words, where a call that came after the issue was refused. */
async function refusedCall(setting: Setting, { before }: Journey): Promise<string | undefined> {
  const fresh = (await deliveriesOf(setting)).filter(({ id }) => !before.has(id));
  const bad = fresh.find(({ status }) => !/^[23]/.test(status));
  return bad && whyRefused(bad, setting.project.url);
}

async function noPipeline(setting: Setting, journey: Journey): Promise<string> {
  const fresh = (await deliveriesOf(setting)).filter(({ id }) => !journey.before.has(id));
  const { url } = setting.project;
  if (fresh.length > 0)
    return `the webhook was answered well, and no pipeline is to be seen: look at ${url}/-/pipelines`;
  return `GitLab has not called the webhook within ${PIPELINE_MS / 1000} s. Look at ${url}/-/hooks (Edit, Recent events). An administrator may have to allow calls to the instance itself (Admin, Settings, Network, Outbound requests), or GitLab is busy: run \`sitrep init\` again`;
}

async function noRunner({ admin, project }: Setting, job: Job): Promise<string> {
  const online = (await admin.runners()).filter((runner) => runner.online && !runner.paused);
  const settings = `${project.url}/-/settings/ci_cd, Runners`;
  if (online.length === 0)
    return `the job ${job.url} waits: no runner is online for this project. Switch instance runners on or register one (${settings})`;
  return `the job ${job.url} still waits after ${START_MS / 1000} s, though ${online.length === 1 ? 'a runner is' : `${online.length} runners are`} online: they are busy, take only jobs with tags (name them under \`default: tags\` in .gitlab-ci.yml), or the month’s compute minutes are used up (${settings})`;
}

async function ending({ admin }: Setting, { id }: Job): Promise<string> {
  return lastLines(await admin.trace(id))
    .map((line) => `    ${line}`)
    .join('\n');
}

async function deliveriesOf({ admin }: Setting): Promise<readonly Delivery[]> {
  const names = WEBHOOKS.map(({ name }) => name);
  const hooks = (await admin.webhooks()).filter(
    ({ name, url }) => names.includes(name) || url.includes('/trigger/pipeline'),
  );
  return (await Promise.all(hooks.map(({ id }) => admin.deliveries(id)))).flat();
}

/** Asks until there is an answer or the time is up, less and less often: GitLab counts requests. */
async function until<T>(
  { pause }: Stopwatch,
  mostMs: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (let [waited, next] = [0, POLL_MS]; ; next = Math.min(next + POLL_MS / 2, SLOWEST_POLL_MS)) {
    const answer = await ask();
    if (answer !== undefined || waited >= mostMs) return answer;
    await pause(next);
    waited += next;
  }
}

const SAID = 'This is no incident: `sitrep init` tries the way from here to the bot’s answer, and removes this issue.';

const INCIDENT = {
  title: PROOF_TITLE,
  description: `<!-- sitrep:incident -->\n<!-- sitrep:drill -->\n## What do you see?\n\n${SAID}\n`,
  incident: true,
  labels: [DRILL, statusLabel('reported')],
};

/** The bot reports no incidents, and would not answer itself: that the job runs is what can be seen. */
const ORDINARY = { title: PROOF_TITLE, description: SAID };
