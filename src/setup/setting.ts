// Everything that is known before anything is looked at in detail: which GitLab, which project, who sets it up, and
// which account is the bot. What makes setting up impossible is said here, before anything is written.

import { CONFIG_PATH } from '../config/load.ts';
import type { Administration, ProjectSettings, Version } from '../gitlab/administration.ts';
import { GitLabError } from '../gitlab/errors.ts';
import type { Person } from '../incident/events.ts';
import { ConfigError } from '../jobs/environment.ts';
import type { Policy } from '../rules/index.ts';
import type { Instant } from '../text/time.ts';
import { BOT_LEVEL, type Profile, SUPPORTED, WATCH } from './blueprint.ts';
import type { Bot } from './bot.ts';
import { policyIn } from './policy.ts';
import type { Place } from './where.ts';

/** What whoever runs it has chosen. */
export interface Choices {
  readonly profile: Profile | undefined;
  /** Path of the project with the components, or a component's whole address. */
  readonly component: string | undefined;
  readonly from: 'image' | 'npx' | 'bundle' | undefined;
  /** Commit the program and the component into the project. */
  readonly bundle: boolean;
  /** Begin a new journal although there are incidents of an earlier one. */
  readonly force: boolean;
  /** Of this program. */
  readonly version: string;
}

export interface Setting {
  readonly place: Place;
  readonly choices: Choices;
  /** In the hands of who runs it. */
  readonly admin: Administration;
  readonly project: ProjectSettings;
  /** GitLab's own address, as webhooks need it. */
  readonly server: string;
  /** The default branch; the one to be when the repository is empty. */
  readonly branch: string;
  readonly empty: boolean;
  /** What the project is configured to do, else all defaults; undefined where the file is not valid, which `sitrep doctor` tells. */
  readonly policy: Policy | undefined;
  /** Whether who runs it may push to the default branch. */
  readonly mayPush: boolean;
  readonly guarded: boolean;
  readonly version: Version;
  readonly hasInputs: boolean;
  readonly profile: Profile;
  /** Whether nothing told the profile. */
  readonly assumed: boolean;
  readonly bot: Bot;
  readonly trigger: TriggerToken;
  now(): Instant;
}

/** The token that webhooks start pipelines with. */
export interface TriggerToken {
  /** Whether webhooks that are there have another one. */
  fresh: boolean;
  id: number | undefined;
  secret: string | undefined;
}

export const FIRST_BRANCH = 'main';

type Basics = Pick<
  Setting,
  'project' | 'server' | 'branch' | 'empty' | 'policy' | 'mayPush' | 'guarded' | 'version' | 'hasInputs'
>;

/** Throws `ConfigError` with what to do where this project cannot be set up. */
export async function survey(
  admin: Administration,
  place: Place,
): Promise<Basics & { readonly me: Person; readonly levels: ReadonlyMap<number, number> }> {
  const [project, version, me] = await Promise.all([admin.project(), admin.version(), admin.me()]);
  if (!project)
    throw new ConfigError(
      `GET /projects/${place.project}: 404. There is no such project on ${place.url}, or @${me.name} is no member of it. Check --project, and invite @${me.name} as Maintainer (Manage, Members).`,
    );
  await assertScope(admin, place);
  const [oldest] = SUPPORTED.oldest;
  if (version.major < oldest)
    throw new ConfigError(
      `This GitLab is ${version.text}; sitrep needs ${SUPPORTED.oldest.join('.')} or later: webhooks with a template of their own are new there.`,
    );
  const hasInputs = atLeast(version, SUPPORTED.inputs);
  refuseUnusable(project, hasInputs);
  const members = await admin.members();
  const level = members.find(({ id }) => id === me.id)?.level ?? 0;
  const owner = project.namespace.path === me.name;
  if (level < BOT_LEVEL && !owner)
    throw new ConfigError(
      `@${me.name} (${place.tokenVariable}) ${level === 0 ? 'is no member of the project' : `has the level ${level} in the project`}: webhooks, variables and protected branches need a Maintainer (${BOT_LEVEL}). Change it under ${project.url}/-/project_members.`,
    );
  const branch = project.defaultBranch ?? FIRST_BRANCH;
  const facts = await admin.branch(branch);
  const config = facts && (await admin.files([CONFIG_PATH], branch)).get(CONFIG_PATH);
  return {
    project,
    me,
    levels: new Map(members.map((member) => [member.id, member.level])),
    server: project.url.slice(0, -project.path.length - 1),
    branch,
    empty: facts === undefined,
    policy: policyIn(config?.text),
    mayPush: facts?.mayPush ?? true,
    guarded: facts?.protected ?? true,
    version,
    hasInputs,
  };
}

/** A token that may only read would fail at the first change; where GitLab does not tell its scopes, that tells. */
async function assertScope(admin: Administration, { tokenVariable }: Place): Promise<void> {
  const scopes = await scopesOf(admin);
  if (scopes === undefined || scopes.includes('api')) return;
  throw new ConfigError(
    `The token in ${tokenVariable} has the scope ${scopes.join(', ') || '(none)'}, and setting up needs api. Make another with the scope api, and put it there. Nothing was changed.`,
  );
}

async function scopesOf(admin: Administration): Promise<readonly string[] | undefined> {
  try {
    return (await admin.token()).scopes;
  } catch (error) {
    if (error instanceof GitLabError) return undefined;
    throw error;
  }
}

function refuseUnusable(project: ProjectSettings, hasInputs: boolean): void {
  const settings = `${project.url}/edit`;
  if (project.archived)
    throw new ConfigError(
      `${project.path} is archived: nothing in it can be changed. Unarchive it (${settings}, Advanced).`,
    );
  if (!project.issues)
    throw new ConfigError(
      `Issues are switched off in ${project.path}, and incidents are issues. Switch them on: ${settings}, Visibility.`,
    );
  if (!project.builds)
    throw new ConfigError(
      `CI/CD is switched off in ${project.path}, and sitrep is made of CI jobs. Switch it on: ${settings}, Visibility.`,
    );
  const { variablesRole } = project;
  // Before 18.1 a webhook's pipeline and a timer's are given variables, and who may do that is a setting of the project.
  if (!hasInputs && (variablesRole === 'no_one_allowed' || variablesRole === 'owner'))
    throw new ConfigError(
      `Pipelines with variables are for ${variablesRole === 'owner' ? 'owners only' : 'nobody'} in ${project.path}, and this GitLab gives every webhook's pipeline one. Set "Minimum role to use pipeline variables" to Maintainer (${project.url}/-/settings/ci_cd, Variables).`,
    );
}

export interface Guess {
  readonly profile: Profile;
  /** Whether nothing told it: somebody has to look. */
  readonly assumed: boolean;
}

/**
 * By the host, and on GitLab.com by the plan, which it tells to owners alone. Whoever ran `init` first knew better than a bot
 * that runs it again: there is one schedule for the paid plans, and several on the free one.
 */
export async function profileOf(admin: Administration, server: string, chosen: Profile | undefined): Promise<Guess> {
  if (chosen) return { profile: chosen, assumed: false };
  if (new URL(server).hostname !== 'gitlab.com') return { profile: 'self-managed', assumed: false };
  const plan = await admin.plan();
  if (plan !== undefined)
    return { profile: plan === 'free' ? 'gitlab.com-free' : 'gitlab.com-premium', assumed: false };
  const watches = (await admin.schedules()).filter(({ description }) => description.startsWith(WATCH));
  const paid = watches.some(({ description }) => description === WATCH);
  return { profile: paid ? 'gitlab.com-premium' : 'gitlab.com-free', assumed: watches.length === 0 };
}

export function atLeast({ major, minor }: Version, [wantedMajor, wantedMinor]: readonly [number, number]): boolean {
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
