// The sandbox as a program: a GitLab, and what stands beside it, to try things on, for people and for clients of any language.

import { parseArgs } from 'node:util';
import { pipelineRunner } from './ci/pipeline-runner.ts';
import { type GitLab, Level, startGitLab } from './gitlab.ts';
import { type Mirrors, openMirrors } from './mirrors.ts';
import { profileNames } from './profiles.ts';
import { addressesOf, greeting, type Welcome } from './welcome.ts';

const JIRA_KINDS = ['cloud', 'data-center'] as const;

const HELP = `Usage: npm run sandbox -- [--port N] [--now ISO] [--profile NAME] [--pipelines] [--mirrors] [--jira KIND] [--json]

Starts an embedded GitLab with a project, an administrator and a bot, and serves until it is interrupted.
With --mirrors there are a Slack, a Jira, a Confluence and a pager beside it, and the project is configured for them.

  --port N     listen on this port (default: any free one)
  --now ISO    start the clock at this instant, and let it stand still but for a millisecond a write: no timer fires
  --profile P  gitlab.com-free (default), gitlab.com-premium or self-managed: they differ in tier and limits
  --pipelines  run the jobs of its pipelines, as a runner would, by gitlab-ci-local (needs rsync)
  --mirrors    start Slack, Jira, Confluence and a pager too
  --jira KIND  which Jira: cloud (default) or data-center; starts them too
  --json       print one line of JSON instead of text
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      now: { type: 'string' },
      profile: { type: 'string', default: profileNames[0] },
      pipelines: { type: 'boolean', default: false },
      mirrors: { type: 'boolean', default: false },
      jira: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const profile = profileNames.find((name) => name === values.profile);
  if (profile === undefined)
    return refuse(`There is no profile ${values.profile}. There are: ${profileNames.join(', ')}.`);
  const kind = JIRA_KINDS.find((one) => one === (values.jira ?? JIRA_KINDS[0]));
  if (kind === undefined) return refuse(`There is no Jira ${values.jira}. There are: ${JIRA_KINDS.join(', ')}.`);
  const gitlab = await startGitLab({
    port: Number(values.port),
    ticking: values.now === undefined,
    profile,
    ...(values.pipelines ? { runner: pipelineRunner() } : {}),
    ...(values.now === undefined ? {} : { now: values.now }),
  });
  const wanted = values.mirrors || values.jira !== undefined;
  const mirrors = wanted ? await openMirrors(gitlab.clock, ['root'], { jira: kind }) : undefined;
  const welcome = await furnish(gitlab, profile, mirrors);
  process.stdout.write(values.json ? `${JSON.stringify(welcome)}\n` : greeting(welcome));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void Promise.all([gitlab.close(), mirrors?.close()]).then(() => process.exit(0)));
  if (values.now === undefined) void watchTheClock(gitlab);
}

/** Starts what comes due, schedules and delayed jobs, while the clock runs by itself. */
async function watchTheClock(gitlab: GitLab): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000).unref());
    await gitlab.advance(0);
  }
}

/** Of the one who called: said on the error stream, and the exit code is 2. */
function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
}

/** A project, its bot as a maintainer, and a trigger token of the bot's; for the mirrors configuration and secrets. */
async function furnish(gitlab: GitLab, profile: string, mirrors: Mirrors | undefined): Promise<Welcome> {
  const bot = gitlab.addUser({ username: 'sitrep-bot', name: 'sitrep', bot: true });
  const project = await gitlab.addProject('sandbox/incidents', {
    members: [[bot, Level.maintainer]],
    ...(mirrors ? { files: { '.gitlab/sitrep.yml': mirrors.config } } : {}),
  });
  const api = `${gitlab.url}/api/v4/projects/${project.id}`;
  const trigger: { token: string } = JSON.parse(await post(`${api}/triggers`, bot.token, { description: 'webhooks' }));
  for (const [key, value] of Object.entries(mirrors?.env ?? {}))
    await post(`${api}/variables`, gitlab.root.token, { key, value, masked: 'true', protected: 'true' });
  return {
    url: gitlab.url,
    token: gitlab.root.token,
    botToken: bot.token,
    project: project.pathWithNamespace,
    projectId: project.id,
    triggerToken: trigger.token,
    profile,
    ...(mirrors ? { mirrors: addressesOf(mirrors) } : {}),
  };
}

/** The answer. Throws where it was refused. */
async function post(url: string, token: string, fields: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams(fields);
  const answer = await fetch(url, { method: 'POST', headers: { 'PRIVATE-TOKEN': token }, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return text;
}

await main();
