// The sandbox as a program: a GitLab to try things on, for people and for clients of any language.

import { parseArgs } from 'node:util';
import { pipelineRunner } from './ci/pipeline-runner.ts';
import { type GitLab, Level, startGitLab } from './gitlab.ts';
import { profileNames } from './profiles.ts';

const HELP = `Usage: npm run sandbox -- [--port N] [--now ISO] [--profile NAME] [--pipelines] [--json]

Starts an embedded GitLab with a project, an administrator and a bot, and serves until it is interrupted.

  --port N     listen on this port (default: any free one)
  --now ISO    start the clock at this instant, and let it stand still but for a millisecond a write: no timer fires
  --profile P  gitlab.com-free (default), gitlab.com-premium or self-managed: they differ in tier and limits
  --pipelines  run the jobs of its pipelines, as a runner would, by gitlab-ci-local (needs rsync)
  --json       print one line of JSON instead of text
`;

interface Welcome {
  readonly url: string;
  /** The administrator's. */
  readonly token: string;
  readonly botToken: string;
  readonly project: string;
  readonly projectId: number;
  readonly triggerToken: string;
  readonly profile: string;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      now: { type: 'string' },
      profile: { type: 'string', default: profileNames[0] },
      pipelines: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const profile = profileNames.find((name) => name === values.profile);
  if (profile === undefined) {
    process.stderr.write(`There is no profile ${values.profile}. There are: ${profileNames.join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  const gitlab = await startGitLab({
    port: Number(values.port),
    ticking: values.now === undefined,
    profile,
    ...(values.pipelines ? { runner: pipelineRunner() } : {}),
    ...(values.now === undefined ? {} : { now: values.now }),
  });
  const welcome = await furnish(gitlab, profile);
  process.stdout.write(values.json ? `${JSON.stringify(welcome)}\n` : greeting(welcome));
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void gitlab.close().then(() => process.exit(0)));
  if (values.now === undefined) void watchTheClock(gitlab);
}

/** Starts what comes due, schedules and delayed jobs, while the clock runs by itself. */
async function watchTheClock(gitlab: GitLab): Promise<never> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000).unref());
    await gitlab.advance(0);
  }
}

/** A project, its bot as a maintainer, and a trigger token of the bot's. */
async function furnish(gitlab: GitLab, profile: string): Promise<Welcome> {
  const bot = gitlab.addUser({ username: 'sitrep-bot', name: 'sitrep', bot: true });
  const project = await gitlab.addProject('sandbox/incidents', { members: [[bot, Level.maintainer]] });
  const answer = await fetch(`${gitlab.url}/api/v4/projects/${project.id}/triggers`, {
    method: 'POST',
    headers: { 'PRIVATE-TOKEN': bot.token },
    body: new URLSearchParams({ description: 'webhooks' }),
  });
  const trigger: { token: string } = JSON.parse(await answer.text());
  return {
    url: gitlab.url,
    token: gitlab.root.token,
    botToken: bot.token,
    project: project.pathWithNamespace,
    projectId: project.id,
    triggerToken: trigger.token,
    profile,
  };
}

function greeting({ url, token, botToken, project, projectId, triggerToken, profile }: Welcome): string {
  const api = `${url}/api/v4/projects/${projectId}`;
  return `A GitLab is listening on ${url}

  project        ${project} (id ${projectId})
  administrator  root        ${token}
  bot            sitrep-bot  ${botToken}
  trigger token              ${triggerToken}

Open an incident:
  curl -H 'PRIVATE-TOKEN: ${token}' -d title='Checkout answers 500' -d issue_type=incident ${api}/issues

Read what was said:
  curl -H 'PRIVATE-TOKEN: ${token}' ${api}/issues/1/notes

Clone the repository:
  git clone ${url.replace('://', `://sitrep-bot:${botToken}@`)}/${project}.git

Set sitrep up in it (its jobs run with --pipelines):
  SITREP_TOKEN=${botToken} node dist/sitrep.cjs init --url ${url} --project ${project} --profile ${profile} --bundle

Interrupt it (Ctrl-C) to end it; nothing is kept.
`;
}

await main();
