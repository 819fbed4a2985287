// npm run demo: an empty project is set up on an embedded GitLab, then one incident of eight hours is played in it,
// from a user's report to the merged review. `--pipelines` runs every job through the project's real pipelines,
// `--profile` chooses the GitLab, `--out DIR` says where to leave what there is to read (default demo-out/).

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { GitLab } from '../sandbox/gitlab.ts';
import { profileNames } from '../sandbox/profiles.ts';
import { programFolder } from './components.ts';
import { costLines, countCosts } from './cost.ts';
import { leave } from './leave.ts';
import { narrate } from './narrator.ts';
import { CONFIG, SCENES } from './nexus.ts';
import { play } from './play.ts';
import { counted, inProcess, throughPipelines } from './runners.ts';
import { openStage, profileNamed, type Stage } from './stage.ts';

const DATE = '2026-03-11';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'demo-out' },
    pipelines: { type: 'boolean', default: false },
    profile: { type: 'string', default: profileNames[0] },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const began = Date.now();

const program = programFolder(join(dirname(fileURLToPath(import.meta.url)), 'sitrep.cjs'));
let opened: Stage | undefined;
const costs = countCosts(() => opened?.mirrors);

const stage = await openStage({
  now: `${DATE}T03:56:00Z`,
  profile: profileNamed(values.profile),
  mirrors: { config: CONFIG, channels: ['#builders'] },
  jobs(around) {
    const clock = (): GitLab['clock'] => around().gitlab.clock;
    const runner = values.pipelines ? throughPipelines(clock, program.path) : inProcess(clock);
    return counted(
      runner,
      (run, code, seconds) => costs.ended(around().gitlab, run, code, seconds),
      () => costs.begins(around().gitlab),
    );
  },
});
opened = stage;

print(
  `An embedded GitLab (${values.profile}), Slack, Jira, Confluence and a pager: real HTTP, real git. One command sets a project up:`,
);
print('');
print('        $ sitrep init --project acme/incidents --yes');
for (const line of stage.setUp) print(`        ${line}`);
print('');
print(
  'Then an incident. On the left is what people do (times are UTC); below it, what sitrep does: in the issue, and after → elsewhere.',
);
print(
  values.pipelines
    ? 'Each job is one of the project’s real pipelines, webhook to component, run by gitlab-ci-local.'
    : 'Webhooks, timers and schedules start pipelines; their jobs run in this process (`--pipelines`: as a runner would).',
);

let iid = 0;
const narrator = narrate(stage, print, () => iid);
await play(stage, SCENES, DATE, narrator, (number) => {
  iid = number;
});

const files = await leave(stage, iid, values.out, costs);
const failed = costs.jobs.filter((job) => job.exitCode !== 0).length;
print('');
print(
  `That was ${SCENES.length - 1} scenes in 8 hours, played in ${((Date.now() - began) / 1000).toFixed(1)} s. What its jobs sent, as reads + writes; git: fetches and pushes:`,
);
for (const line of costLines(costs.totals())) print(`  ${line}`);
if (failed > 0) print(`  ${failed} jobs ended red: see requests.json`);
print(`To read, in ${values.out}/: ${files.join(', ')}`);
await stage.close();
program.remove();
process.exitCode = failed > 0 ? 1 : 0;
