// The pipeline file: whether what webhooks, timers and schedules start comes to a job of sitrep, and to no other.

import { posix } from 'node:path';
import { SUPPORTED } from '../blueprint.ts';
import { PIPELINE_INPUTS } from '../ci-file/inputs.ts';
import { otherJobs as startedBy } from '../ci-file/other-jobs.ts';
import { ownJobs } from '../ci-file/own-jobs.ts';
import { BUNDLE_PATH, LISTENER_PATH } from '../embedded.ts';
import { atLeast } from '../setting.ts';
import { bad, both, type Check, from, good, unknown, warning } from './check.ts';
import { type CiFile, type Include, imagesIn } from './ci-file.ts';
import type { Examined } from './examined.ts';

const FILE = '.gitlab-ci.yml';
const BY_INIT = `Run \`sitrep init\`: it adds what is missing to ${FILE} and keeps the rest.`;

export const ciFile: Check = {
  id: 'ci-file',
  group: 'pipeline',
  title: `${FILE} includes sitrep`,
  look: (examined) =>
    from(both(examined.ciFile, examined.version), ([file, version]) => {
      if (!file)
        return bad(`There is no ${FILE}: webhooks find no pipeline to start.`, 'Run `sitrep init`: it writes it.');
      if (file.broken !== undefined)
        return bad(`${FILE} is no YAML: ${file.broken}`, `Mend it (${edit(examined, FILE)}).`);
      if (file.includes.length === 0) return bad(`${FILE} does not include sitrep: no event starts a job.`, BY_INIT);
      const missing = atLeast(version, SUPPORTED.inputs)
        ? Object.keys(PIPELINE_INPUTS).filter((name) => !file.inputs.includes(name))
        : [];
      if (missing.length > 0)
        return bad(
          `The header of ${FILE} does not declare the input${missing.length === 1 ? '' : 's'} ${missing.join(', ')}: GitLab refuses what webhooks and timers send.`,
          BY_INIT,
        );
      return good(`${FILE} includes ${file.includes.map(({ what }) => what).join(', ')}.`);
    }),
};

export const lint: Check = {
  id: 'ci-lint',
  group: 'pipeline',
  title: `GitLab accepts ${FILE}`,
  look: (examined) =>
    from(both(examined.lint, examined.ciFile), ([{ valid, errors }, file]) => {
      if (!file) return unknown(`There is no ${FILE}.`, 'Run `sitrep init`.');
      if (valid) return good('GitLab finds no fault in it.');
      return bad(
        `GitLab refuses ${FILE}, so no pipeline starts: ${errors.slice(0, 3).join('; ')}`,
        `Mend it where GitLab says (${examined.url}/-/ci/editor).`,
      );
    }),
};

export const otherJobs: Check = {
  id: 'other-jobs',
  group: 'pipeline',
  title: 'Webhooks start no other job',
  look: (examined) =>
    from(examined.ciFile, (file) => {
      if (!file) return unknown(`There is no ${FILE}.`);
      const { started, perhaps } = othersIn(examined, file);
      if (started.length > 0)
        return bad(
          `Each comment also starts ${started.join(', ')}: a webhook, a timer and a schedule make a pipeline, and nothing keeps ${started.length === 1 ? 'that job' : 'those jobs'} out of it.`,
          `Give ${started.length === 1 ? 'it' : 'each'} rules that leave these pipelines out, such as \`rules: [{ if: '$CI_PIPELINE_SOURCE == "push"' }]\` (${edit(examined, FILE)}).`,
        );
      return good(
        perhaps.length === 0 ? 'None.' : `None for sure; ${perhaps.join(', ')} where variables are as their rules ask.`,
      );
    }),
};

export const workflow: Check = {
  id: 'workflow',
  group: 'pipeline',
  title: 'Pipelines of sitrep may be',
  look: (examined) =>
    from(examined.ciFile, (file) => {
      if (!file) return unknown(`There is no ${FILE}.`);
      const { shutOut } = othersIn(examined, file);
      if (shutOut.length === 0) return good('The workflow lets them be.');
      const sources = shutOut.map((source) => `$CI_PIPELINE_SOURCE == "${source}"`).join(' || ');
      return bad(
        `The workflow: rules of ${FILE} make no pipeline for ${shutOut.join(', ')}: what webhooks, timers or schedules start is refused.`,
        `Put first among them \`if: '${sources}'\` (${edit(examined, FILE)}).`,
      );
    }),
};

/** With what the file includes, where GitLab puts that together. */
function othersIn(examined: Examined, file: CiFile): ReturnType<typeof startedBy> {
  const whole = examined.lint.known ? (examined.lint.value.merged ?? file.text) : file.text;
  return startedBy(whole, branchOf(examined), ownJobs(file.includes));
}

export const echo: Check = {
  id: 'echo',
  group: 'pipeline',
  title: 'What the bot writes itself runs no job',
  look: (examined) =>
    from(both(examined.ciFile, examined.bot), ([file, bot]) => {
      const includes = file?.includes.filter(({ inputs }) => 'bot' in inputs || 'actor' in inputs) ?? [];
      if (includes.length === 0)
        return unknown(`${FILE} does not name the bot, or its include cannot be read.`, BY_INIT);
      const wrong = includes.find(({ inputs }) => inputs['bot'] !== bot.name);
      if (wrong)
        return bad(
          `The include says \`bot: ${word(wrong.inputs['bot'])}\`, and the bot is @${bot.name}: every comment of its own starts a job.`,
          `Write \`bot: ${bot.name}\` there (${edit(examined, FILE)}).`,
        );
      if (includes.some(({ inputs }) => inputs['run-on-echo'] === true))
        return warning(
          'run-on-echo is on: every comment of the bot starts a job, which finds nothing to do.',
          `Where this GitLab answers a pipeline of manual jobs only with success, remove \`run-on-echo\` (${edit(examined, FILE)}).`,
        );
      return good(`Its own writes are known by @${bot.name}.`);
    }),
};

export const bundle: Check = {
  id: 'bundle',
  group: 'pipeline',
  title: 'The program is where the jobs look for it',
  look: (examined) =>
    from(examined.bundle, (committed) => {
      if (!committed) return good('It comes with the image or the package.');
      const [missing] = committed.missing;
      if (missing === undefined) return good(`Committed: ${committed.paths.join(', ')}.`);
      return bad(
        `The jobs run ${missing}, and there is no such file on the default branch.`,
        'Run `sitrep init --bundle`: it commits the program.',
      );
    }),
};

/**
 * A job whose image comes through a service that sitrep watches is down together with it. GitLab itself is left out: without
 * it there are no jobs anyway.
 */
export const jobImage: Check = {
  id: 'job-image',
  group: 'pipeline',
  title: 'The jobs need no service that they watch over',
  look: (examined) =>
    from(both(examined.ciFile, examined.config), ([file, config]) => {
      if (!file || file.includes.length === 0) return unknown(`${FILE} does not include sitrep.`);
      if (!config.ok) return unknown('The configuration cannot be read, so the services are not known.');
      const services = Object.entries(config.policy.services)
        .flatMap(([name, { title }]) => [name, ...(title === undefined ? [] : [title])])
        .map((name) => name.toLowerCase())
        .filter((name) => name !== 'gitlab');
      const merged = (examined.lint.known && examined.lint.value.merged) || '';
      const through = sources(file.includes, merged).flatMap((source) => {
        const service = services.find((name) => places(source).includes(name));
        return service === undefined ? [] : [{ source, service }];
      });
      const [first] = through;
      if (!first) return good('Nothing that the jobs load comes through a configured service.');
      return bad(
        `The jobs load ${first.source}, which comes through ${first.service}: when ${first.service} is down, so is sitrep.`,
        `Name another source in the include (${edit(examined, FILE)}): an image that comes from elsewhere, or the program in the project: \`sitrep init --bundle\`.`,
      );
    }),
};

/** What the jobs load, by the way the include chooses (components page), and the images that GitLab says they have. */
function sources(includes: readonly Include[], merged: string): readonly string[] {
  const named = includes.flatMap(({ inputs }) => {
    switch (inputs['from']) {
      case 'npx':
        return [inputs['package'], inputs['node-image']];
      case 'bundle':
        return [inputs['node-image']];
      default:
        return [inputs['image']];
    }
  });
  return [...named, ...imagesIn(merged, ownJobs(includes))]
    .filter((value) => typeof value === 'string' && value !== '')
    .map(String);
}

/** The names in the host and the folders of an image or address; none of what is not loaded from a host that is named. */
function places(source: string): readonly string[] {
  const [host = '', ...folders] = source
    .toLowerCase()
    .replace(/^(?:git\+)?https?:\/\//, '')
    .split('/');
  if (folders.length === 0 || !/[.:]|^localhost$/.test(host)) return [];
  return [...host.replace(/:\d+$/, '').split('.'), ...folders.slice(0, -1)];
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : 'nothing';
}

export function edit(examined: Examined, path: string): string {
  return `${examined.url}/-/edit/${branchOf(examined)}/${path}`;
}

function branchOf({ project }: Examined): string {
  return project.known ? (project.value.defaultBranch ?? 'main') : 'main';
}

/** The files that the jobs run, where those are committed: the program, and beside it what the component `listen` needs. */
export function bundlePaths({ includes, listeners }: CiFile): readonly string[] {
  const programs = [...includes, ...listeners].flatMap(programOf);
  const beside = listeners
    .flatMap(programOf)
    .map((path) => posix.join(posix.dirname(path), posix.basename(LISTENER_PATH)));
  return [...new Set([...programs, ...beside])];
}

function programOf({ inputs }: Include): readonly string[] {
  if (inputs['from'] !== 'bundle') return [];
  return [typeof inputs['bundle'] === 'string' ? inputs['bundle'] : BUNDLE_PATH];
}
