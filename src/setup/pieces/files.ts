// The files of the repository, in one commit: templates, configuration, `.gitlab-ci.yml`, and on request the program itself.
//
// A template or configuration that is there belongs to the project and stays as it is, but for the boxes of a report form
// that nobody changed. Where the default branch takes no push the same commit goes into a merge request, and setting up
// waits for it: webhooks without the pipeline that they start would be refused, and switched off.

import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileChange, Lint } from '../../gitlab/administration.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Outcome } from '../../http/outcome.ts';
import { ConfigError } from '../../jobs/environment.ts';
import { readCiFile } from '../checks/ci-file.ts';
import { localIncludes, mergeCiFile, sample } from '../ci-file/merge.ts';
import { type Findings, keywordOf, otherJobs } from '../ci-file/other-jobs.ts';
import { ownJobs } from '../ci-file/own-jobs.ts';
import { STAGE, stageFor, stagesIn } from '../ci-file/stages.ts';
import { BUNDLE_PATH, COMPONENT_PATH, componentText, LISTENER_PATH, ownFiles } from '../embedded.ts';
import type { Setting } from '../setting.ts';
import { api, type Look, type Piece } from './piece.ts';
import { formsAmong, type There } from './report-forms.ts';
import { wantedIn } from './source.ts';

const CI_FILE = '.gitlab-ci.yml';
const REQUEST_BRANCH = 'sitrep-init';

export const files: Piece = {
  name: 'files',
  async look(setting) {
    const { admin, branch, mayPush } = setting;
    const wanted = await missingOn(setting, branch);
    if (wanted.changes.length === 0) return { changes: [], notes: wanted.notes };
    if (mayPush) return committed(setting, branch, wanted);
    if (!(await admin.branch(REQUEST_BRANCH))) return requested(setting, wanted);
    const waiting = await missingOn(setting, REQUEST_BRANCH);
    if (waiting.changes.length > 0) return requested(setting, waiting);
    const url = await admin.mergeRequestFrom(REQUEST_BRANCH);
    return url === undefined ? requested(setting, waiting) : { changes: [], hold: () => merge(url) };
  },
};

const merge = (url: string): string =>
  `The default branch takes no push from you, so the files wait. Merge ${url} and run \`sitrep init\` again: it goes on from there.`;

interface Missing {
  readonly changes: readonly FileChange[];
  /** What is added to the CI file, in words. */
  readonly added: readonly string[];
  readonly notes: readonly string[];
}

async function missingOn(setting: Setting, branch: string): Promise<Missing> {
  const there = await filesOn(setting, branch);
  const forms = formsAmong(there);
  const missing = Object.entries(ownFiles(forms.conditions)).filter(([path]) => !there.has(path));
  const ci = await ciFile(setting, there);
  const ours = await bundle(setting, there);
  return {
    ...ci,
    changes: [...missing.map(([path, content]) => ({ path, content })), ...forms.changes, ...ours, ...ci.files],
    notes: [...forms.notes, ...ci.notes],
  };
}

async function filesOn({ admin, empty, project }: Setting, branch: string): Promise<There> {
  const ours = [BUNDLE_PATH, LISTENER_PATH, COMPONENT_PATH];
  const paths = [...Object.keys(ownFiles([])), ...ours, project.ciConfigPath ?? CI_FILE];
  return empty ? new Map() : admin.files(paths, branch);
}

interface CiFile {
  readonly files: readonly FileChange[];
  readonly added: readonly string[];
  readonly notes: readonly string[];
}

async function ciFile(setting: Setting, there: There): Promise<CiFile> {
  const path = setting.project.ciConfigPath ?? CI_FILE;
  if (path.includes('@') || /^https?:/.test(path))
    throw new ConfigError(
      `The CI configuration of this project is elsewhere (${path}); sitrep's part must be in a file of its own repository. Clear the field under ${setting.project.url}/-/settings/ci_cd, General pipelines, or add this there:\n\n${sample(await wantedIn(setting, ''))}`,
    );
  const found = there.get(path);
  const wanted = await wantedIn(setting, found?.text ?? '');
  const merged = mergeCiFile(found?.text ?? '', wanted);
  if (!merged.ok) throw new ConfigError(`${path} cannot be added to: ${merged.problem}. Nothing was changed.`);
  if (merged.added.length === 0) return { files: [], added: [], notes: [] };
  const notes = await examined(setting, path, merged.text, there);
  const change = { path, content: merged.text, ...(found ? { replaces: found.commit } : {}) };
  return { files: [change], added: merged.added, notes };
}

/** The last word is GitLab's; and what a comment would start besides is said before it does. */
async function examined(setting: Setting, path: string, text: string, there: There): Promise<readonly string[]> {
  const { branch, empty, choices } = setting;
  const visible = !choices.bundle || there.get(COMPONENT_PATH)?.text === componentText;
  const lint = empty ? UNCHECKED : visible ? await checked(setting, text) : await withoutOurs(setting, path, there);
  if (!lint.valid) {
    const errors = lint.errors.slice(0, 3).join('; ');
    const stage = /\bstages?\b/.test(errors) ? ` ${BY_STAGE}` : '';
    throw new ConfigError(
      `POST ${api(setting, 'ci/lint')}: GitLab refuses ${path} with sitrep's part in it: ${errors}.${stage} Nothing was changed.`,
    );
  }
  const whole = await wholeOf(setting, lint.merged ?? text);
  const findings = otherJobs(whole, branch, ownJobs(readCiFile(text).includes));
  refuse(path, whole, findings);
  const { perhaps } = findings;
  return perhaps.length === 0
    ? []
    : [
        `${path}: ${listed(perhaps)} may be started by comments too, where variables have the right values: see their rules.`,
      ];
}

const UNCHECKED: Lint = { valid: true, errors: [], warnings: [], merged: undefined };

/**
 * What is not committed yet cannot be included: GitLab would call it missing. So it puts together what is there, and the
 * one thing of ours that may not fit in, the stage, is looked at here.
 */
async function withoutOurs(setting: Setting, path: string, there: There): Promise<Lint> {
  const text = there.get(path)?.text;
  const { merged } = text === undefined ? UNCHECKED : await checked(setting, text);
  const { stage } = await wantedIn(setting, text ?? '');
  const stages = stage === undefined && merged !== undefined ? stagesIn(merged) : undefined;
  if (stageFor(stages) === undefined) return { ...UNCHECKED, merged };
  return { ...UNCHECKED, valid: false, errors: [`stage: ${STAGE} is not among its stages ${listed(stages ?? [])}`] };
}

const BY_STAGE = `Add \`${STAGE}\` to its \`stages:\`, or write sitrep's include with the input \`stage:\` and the first of them.`;

/** The check is a help: where GitLab cannot do it, the proof at the end tells. */
async function checked({ admin }: Setting, text: string): Promise<Lint> {
  try {
    return await admin.lint(text);
  } catch (error) {
    if (error instanceof GitLabError) return UNCHECKED;
    throw error;
  }
}

/** Where GitLab did not put in what the file includes: the project's own files that it names. */
async function wholeOf({ admin, empty, branch }: Setting, text: string): Promise<string> {
  const paths = empty ? [] : localIncludes(text);
  const found = paths.length === 0 ? [] : [...(await admin.files(paths, branch)).values()];
  const theirs = found.map((file) => file.text).filter((one) => !one.includes(OWN_JOB));
  return [...theirs, text].map(bodyOf).join('\n');
}

/** How jobs are called in a component of sitrep that is committed in the project: none of them is somebody else's. */
const OWN_JOB = '$[[ inputs.job-prefix ]]';

const bodyOf = (text: string): string => text.replace(/^[\s\S]*?^---[ \t]*$/m, '');

function refuse(path: string, whole: string, { started, shutOut }: Findings): void {
  if (shutOut.length > 0)
    throw new ConfigError(
      `${path}: its workflow: rules let no pipeline start for ${listed(shutOut)}, which sitrep's jobs are started by. Add this as the first of them:\n\n    - if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api|web)$/\n\nNothing was changed.`,
    );
  if (started.length === 0) return;
  const remedies = REMEDIES.flatMap(({ keyword, say }) => {
    const jobs = started.filter((job) => keywordOf(whole, job) === keyword);
    return jobs.length === 0 ? [] : [`${listed(jobs)}: ${say}`];
  });
  throw new ConfigError(
    `${path}: every comment on an incident would start ${listed(started)}. Keep incidents in a project of their own, or keep ${started.length === 1 ? 'this job' : 'these jobs'} away from them:\n\n${remedies.join('\n\n')}\n\nNothing was changed.`,
  );
}

/** By what a job has already. One without any runs in no merge request pipeline, which rules alone would change. */
const REMEDIES = [
  {
    keyword: undefined,
    say: 'give it\n\n  rules:\n    - if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api|merge_request_event)$/\n      when: never\n    - when: on_success',
  },
  {
    keyword: 'rules',
    say: 'put first among its rules\n\n    - if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api)$/\n      when: never',
  },
  {
    keyword: 'only',
    say: 'add these to its `except` (no `rules` go beside `only` or `except`)\n\n  except: [triggers, schedules, api]',
  },
] as const;

/** The program that runs here, and the component's YAML: this project then needs nothing from elsewhere. */
async function bundle({ choices, project }: Setting, there: There): Promise<readonly FileChange[]> {
  if (!choices.bundle) return [];
  const program = await realpath(process.argv[1] ?? '');
  if (!program.endsWith('.cjs'))
    throw new ConfigError(
      `--bundle commits the program that runs, which is one file: run it as \`node sitrep.cjs init --bundle\`, not as ${program}.`,
    );
  const { listeners } = readCiFile(there.get(project.ciConfigPath ?? CI_FILE)?.text ?? '');
  const wanted = {
    [BUNDLE_PATH]: await readFile(program, 'utf8'),
    [COMPONENT_PATH]: componentText,
    ...(listeners.length > 0 ? { [LISTENER_PATH]: await listener(program) } : {}),
  };
  return Object.entries(wanted).flatMap(([path, content]) => {
    const found = there.get(path);
    if (found?.text === content) return [];
    return [{ path, content, ...(found ? { replaces: found.commit } : {}) }];
  });
}

/** A third as much again, so only a project that includes the component `listen` has it. */
async function listener(program: string): Promise<string> {
  const path = join(dirname(program), basename(LISTENER_PATH));
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ConfigError(
      `The pipeline file includes the component listen, whose program is not beside this one: put ${basename(path)} of the same release next to ${basename(program)}, and run this again. Nothing was changed.`,
    );
  }
}

function committed(setting: Setting, branch: string, { changes, added, notes }: Missing): Look {
  const commit = {
    what: `a commit to ${branch}`,
    parts: changes.map(({ path, replaces }) => `${path}${replaces === undefined ? '' : ', changed'}`),
    why: added.length === 0 ? 'templates and settings, yours to change' : `adds ${listed(added)}`,
    call: `POST ${api(setting, 'repository/commits')}`,
    make: () => makeCommit(setting, branch, changes),
  };
  return { changes: [commit], notes };
}

/** The commit on a branch of its own, and a merge request, which may be there from a run that was killed. */
function requested(setting: Setting, wanted: Missing): Look {
  const { admin } = setting;
  let url = `the merge request of ${REQUEST_BRANCH}`;
  const request = {
    what: `a merge request of ${REQUEST_BRANCH}`,
    why: 'the default branch takes no push from you',
    call: `POST ${api(setting, 'merge_requests')}`,
    async make() {
      const said = 'What `sitrep init` would commit. After the merge, run it again.';
      const opened = await admin.openMergeRequest(REQUEST_BRANCH, 'Set up sitrep', said);
      if (opened.outcome === 'done') url = opened.value.url;
      const there = opened.outcome === 'refused' && opened.status === 409;
      return there ? ({ outcome: 'done', value: undefined } as const) : opened;
    },
  };
  const commits = wanted.changes.length === 0 ? [] : committed(setting, REQUEST_BRANCH, wanted).changes;
  return { changes: [...commits, request], notes: wanted.notes, hold: () => merge(url) };
}

async function makeCommit(setting: Setting, target: string, changes: readonly FileChange[]): Promise<Outcome<unknown>> {
  const { admin, branch, empty, bot } = setting;
  const final = await Promise.all(changes.map((change) => named(setting, change)));
  const start = target === branch || empty || (await admin.branch(target)) ? undefined : branch;
  const message = 'Set up sitrep\n\nIncident response in issues: templates, configuration and pipeline.';
  return bot.name === undefined ? NOT_YET : admin.commitFiles(target, message, final, start);
}

const NOT_YET: Outcome<never> = { outcome: 'refused', status: 0, reason: 'the bot is not there yet' };

/** The name of a bot that is made in this run is known only now. */
async function named(setting: Setting, change: FileChange): Promise<FileChange> {
  if (change.path !== (setting.project.ciConfigPath ?? CI_FILE)) return change;
  const merged = mergeCiFile(change.content, await wantedIn(setting, change.content));
  return merged.ok ? { ...change, content: merged.text } : change;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
