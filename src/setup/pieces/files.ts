// The files of the repository, in one commit: templates, configuration, `.gitlab-ci.yml`, and on request the program itself.
//
// A template or configuration that is there belongs to the project and stays as it is. Where the default branch takes no
// push the same commit goes into a merge request, and setting up waits for it: webhooks without the pipeline that they
// start would be refused, and switched off.

import { readFile, realpath } from 'node:fs/promises';
import type { FileChange, Lint } from '../../gitlab/administration.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Outcome } from '../../gitlab/port.ts';
import { ConfigError } from '../../jobs/environment.ts';
import { mergeCiFile, sample } from '../ci-file/merge.ts';
import { type Findings, otherJobs } from '../ci-file/other-jobs.ts';
import { BUNDLE_PATH, COMPONENT_PATH, componentText, ownFiles } from '../embedded.ts';
import type { Setting } from '../setting.ts';
import { api, type Look, type Piece } from './piece.ts';
import { wantedIn } from './source.ts';

const CI_FILE = '.gitlab-ci.yml';
const REQUEST_BRANCH = 'sitrep-init';

export const files: Piece = {
  name: 'files',
  async look(setting) {
    const target = await targetOf(setting);
    const there = await filesOn(setting, target.branch);
    const missing = Object.entries({ ...ownFiles() }).filter(([path]) => !there.has(path));
    const ci = await ciFile(setting, there);
    const ours = await bundle(setting, there);
    const changes = [...missing.map(([path, content]) => ({ path, content })), ...ours, ...ci.files];
    if (changes.length === 0)
      return target.hold === undefined ? { changes: [], notes: ci.notes } : { changes: [], hold: target.hold };
    return { ...committed(setting, target.branch, changes, ci.added), notes: ci.notes };
  },
};

type There = ReadonlyMap<string, { readonly text: string; readonly commit: string }>;

/** The branch to compare with and to commit to. */
async function targetOf(setting: Setting): Promise<{ readonly branch: string; readonly hold?: string }> {
  const { admin, branch, mayPush } = setting;
  if (mayPush || !(await admin.branch(REQUEST_BRANCH))) return { branch: mayPush ? branch : REQUEST_BRANCH };
  return { branch: REQUEST_BRANCH, hold: merge(await admin.mergeRequestFrom(REQUEST_BRANCH)) };
}

const merge = (url: string | undefined): string =>
  `${branchRefused(REQUEST_BRANCH)} Merge ${url ?? `the branch ${REQUEST_BRANCH}`} and run \`sitrep init\` again: it goes on from there.`;
const branchRefused = (request: string): string =>
  `The default branch takes no push from you, so the files wait in ${request}.`;

async function filesOn({ admin, empty, branch, project }: Setting, on: string): Promise<There> {
  if (empty) return new Map();
  const paths = [...Object.keys(ownFiles()), BUNDLE_PATH, COMPONENT_PATH, project.ciConfigPath ?? CI_FILE];
  const found = await admin.files(paths, on);
  return found.size > 0 || on === branch ? found : admin.files(paths, branch);
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
  const notes = await examined(setting, path, merged.text);
  const change = { path, content: merged.text, ...(found ? { replaces: found.commit } : {}) };
  return { files: [change], added: merged.added, notes };
}

/** The last word is GitLab's; and what a comment would start besides is said before it does. */
async function examined(setting: Setting, path: string, text: string): Promise<readonly string[]> {
  const { branch, empty } = setting;
  const local = setting.choices.bundle;
  // What is not committed yet cannot be included: GitLab would call it missing.
  const lint = local || empty ? UNCHECKED : await checked(setting, text);
  if (!lint.valid)
    throw new ConfigError(
      `POST ${api(setting, 'ci/lint')}: GitLab refuses ${path} with sitrep's part in it: ${lint.errors.slice(0, 3).join('; ')}. Nothing was changed.`,
    );
  const findings = otherJobs(lint.merged ?? (await withLocalIncludes(setting, text)), branch, (name) =>
    name.startsWith('sitrep-'),
  );
  refuse(path, findings);
  const { perhaps } = findings;
  return perhaps.length === 0
    ? []
    : [
        `${path}: ${listed(perhaps)} may be started by comments too, where variables have the right values: see their rules.`,
      ];
}

const UNCHECKED: Lint = { valid: true, errors: [], warnings: [], merged: undefined };

/** The check is a help: where GitLab cannot do it, the proof at the end tells. */
async function checked({ admin }: Setting, text: string): Promise<Lint> {
  try {
    return await admin.lint(text);
  } catch (error) {
    if (error instanceof GitLabError) return UNCHECKED;
    throw error;
  }
}

/** For a GitLab that does not tell the whole configuration: the project's own files that it includes. */
async function withLocalIncludes({ admin, branch, empty }: Setting, text: string): Promise<string> {
  const paths = [
    ...text.matchAll(/^\s*(?:-\s*)?(?:local:\s*|include:\s*|-\s*)['"]?\/?([\w./-]+\.ya?ml)['"]?\s*(?:#.*)?$/gm),
  ];
  const found = empty
    ? new Map()
    : await admin.files(
        paths.map(([, path]) => path ?? ''),
        branch,
      );
  return [
    ...[...found.values()].map((file: { readonly text: string }) => file.text.replace(/^spec:[\s\S]*?^---$/m, '')),
    text.replace(/^[\s\S]*?^---$/m, ''),
  ].join('\n');
}

function refuse(path: string, { started, shutOut }: Findings): void {
  if (shutOut.length > 0)
    throw new ConfigError(
      `${path}: its workflow: rules let no pipeline start for ${listed(shutOut)}, which sitrep's jobs are started by. Add this as the first of them:\n\n    - if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api|web)$/\n\nNothing was changed.`,
    );
  if (started.length === 0) return;
  throw new ConfigError(
    `${path}: every comment on an incident would start ${listed(started)}. Keep incidents in a project of their own, or give ${started.length === 1 ? 'this job' : 'each of these jobs'} as its first rule:\n\n  rules:\n    - if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api)$/\n      when: never\n    - when: on_success\n\nNothing was changed.`,
  );
}

/** The program that runs here, and the component's YAML: this project then needs nothing from elsewhere. */
async function bundle({ choices }: Setting, there: There): Promise<readonly FileChange[]> {
  if (!choices.bundle) return [];
  const program = await realpath(process.argv[1] ?? '');
  if (!program.endsWith('.cjs'))
    throw new ConfigError(
      `--bundle commits the program that runs, which is one file: run it as \`node sitrep.cjs init --bundle\`, not as ${program}.`,
    );
  const wanted = { [BUNDLE_PATH]: await readFile(program, 'utf8'), [COMPONENT_PATH]: componentText };
  return Object.entries(wanted).flatMap(([path, content]) => {
    const found = there.get(path);
    if (found?.text === content) return [];
    return [{ path, content, ...(found ? { replaces: found.commit } : {}) }];
  });
}

function committed(setting: Setting, branch: string, changes: readonly FileChange[], added: readonly string[]): Look {
  const { admin, mayPush } = setting;
  const commit = {
    what: `a commit to ${branch}: ${changes.map(({ path }) => path).join(', ')}`,
    why: added.length === 0 ? 'templates and settings, yours to change' : `adds ${listed(added)}`,
    call: `POST ${api(setting, 'repository/commits')}`,
    make: () => makeCommit(setting, branch, changes),
  };
  if (mayPush) return { changes: [commit] };
  let url: string | undefined;
  const request = {
    what: `a merge request of ${branch}`,
    why: 'the default branch takes no push from you',
    call: `POST ${api(setting, 'merge_requests')}`,
    async make() {
      const opened = await admin.openMergeRequest(
        branch,
        'Set up sitrep',
        'What `sitrep init` would commit. After the merge, run it again.',
      );
      if (opened.outcome === 'done') url = opened.value.url;
      return opened;
    },
  };
  return {
    changes: [commit, request],
    get hold() {
      return merge(url);
    },
  };
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
