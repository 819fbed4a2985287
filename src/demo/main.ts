// npm run demo: one incident of eight hours on an embedded GitLab, from a user's report to the merged
// review. `--out DIR` says where to leave what there is to read (default demo-out/).

import { parseArgs } from 'node:util';
import type { GitLab } from '../sandbox/gitlab.ts';
import { automate, CI_FILE, inProcess } from './automation.ts';
import { countCosts } from './cost.ts';
import { leave } from './leave.ts';
import { narrate } from './narrator.ts';
import { CONFIG, SCENES } from './nexus.ts';
import { play } from './play.ts';
import { openStage, type Stage } from './stage.ts';

const DATE = '2026-03-11';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'demo-out' } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const began = Date.now();

let stage: Stage | undefined;
const gitlab = (): GitLab => stage?.gitlab ?? fail('the stage is not open yet');
const costs = countCosts(gitlab, () => stage?.bot.user.id ?? 0);
stage = await openStage({
  now: `${DATE}T03:58:00Z`,
  files: { '.gitlab/sitrep.yml': CONFIG, '.gitlab-ci.yml': CI_FILE },
  runner: inProcess(() => gitlab().clock, costs.ended),
  schedules: { perDay: Infinity },
});
await automate(stage);

print('One incident on an embedded GitLab: real HTTP, real git, webhooks that start pipelines, a sweep every');
print('five minutes. On the left is what people do in the issue (times are UTC); below it, what sitrep does.');

let iid = 0;
const narrator = narrate(stage, print, () => iid);
await play(stage, SCENES, DATE, narrator, (number) => {
  iid = number;
});

const files = await leave(stage, iid, values.out, costs);
const failed = costs.jobs.filter((job) => job.exitCode !== 0).length;
print('');
print(
  `That was ${SCENES.length - 1} scenes in 8 hours, played in ${((Date.now() - began) / 1000).toFixed(1)} s. What it cost:`,
);
for (const { job, runs, apiRequests, gitOperations } of costs.totals()) {
  print(
    `  ${job.padEnd(14)} ${String(runs).padStart(4)} runs ${String(apiRequests).padStart(6)} API requests ${String(gitOperations).padStart(6)} git operations`,
  );
}
if (failed > 0) print(`  ${failed} jobs ended red: see requests.json`);
print(`To read, in ${values.out}/: ${files.join(', ')}`);
await stage.close();
process.exitCode = failed > 0 ? 1 : 0;

function fail(why: string): never {
  throw new Error(why);
}
