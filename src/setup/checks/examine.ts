// Reads everything that the checks look at, once. A request that fails is a gap that says why; it stops nothing.

import { CONFIG_PATH, loadPolicy } from '../../config/load.ts';
import type { AccessToken, Administration, Job, ProjectSettings, Variable } from '../../gitlab/administration.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Person } from '../../incident/events.ts';
import { reason } from '../../jobs/log.ts';
import { SECRETS } from '../../jobs/secrets.ts';
import type { Policy } from '../../rules/index.ts';
import { type Instant, plusMinutes } from '../../text/time.ts';
import { HEARTBEAT, type Profile, RESOURCE_GROUP, TOKEN_VARIABLE } from '../blueprint.ts';
import { ownJobs } from '../ci-file/own-jobs.ts';
import { profileOf } from '../setting.ts';
import { lastWords } from '../trace.ts';
import type { Place } from '../where.ts';
import { readCiFile } from './ci-file.ts';
import { type DeliveringWebhook, type Examined, type JournalSeen, type Known, UNSEEN } from './examined.ts';
import { tried } from './links.ts';
import { bundlePaths } from './pipeline.ts';
import { type MirrorsSeen, seeMirrors } from './see-mirrors.ts';

export interface Subject {
  readonly place: Place;
  readonly admin: Administration;
  /** The same project with another token, the one that jobs have; or another project, as the bot sees it. */
  readonly withToken: (token: string, project?: string) => Pick<Administration, 'me' | 'token' | 'project'>;
  /** A secret of a mirror, where it is set here. */
  readonly secret: (variable: string) => string | undefined;
  /** The journal in the repository of that address. */
  readonly journal: (gitUrl: string) => Promise<JournalSeen>;
  /** Which GitLab it is, where somebody says so. */
  readonly profile: Profile | undefined;
  readonly now: Instant;
}

const WEEK_MINUTES = 7 * 24 * 60;

export async function examine(subject: Subject): Promise<Examined> {
  const { admin, place } = subject;
  const project = await known(settings(admin));
  if (!project.known) return outside(subject, project);
  const branch = project.value.defaultBranch ?? 'main';
  const variables = known(admin.variables());
  const [files, there, runs, branches, own, journal, profile] = await Promise.all([
    readFiles(subject, project.value, branch, variables),
    whatIsThere(admin),
    whatRuns(subject),
    protections(subject, branch),
    botToken(subject, variables),
    known(subject.journal(`${project.value.url}.git`)),
    known(profileOf(admin, place.url, subject.profile).then((guess) => guess.profile)),
  ]);
  return {
    ...whereabouts(subject),
    url: project.value.url,
    api: `/projects/${project.value.id}`,
    profile,
    project,
    journal,
    accessTokens: await known(projectTokens(admin)),
    ...files,
    ...there,
    ...runs,
    ...branches,
    ...own,
    lastLines: await lastLines(admin, runs.jobs, files.ciFile),
    bot: botOf(journal, own.tokenOwner, there.members, files.config),
  };
}

function whereabouts({
  place,
  now,
  secret,
}: Subject): Pick<Examined, 'now' | 'server' | 'url' | 'api' | 'tokenFrom' | 'journalBranch' | 'given'> {
  const { url, project, tokenVariable: tokenFrom, journalBranch } = place;
  // GitLab leads from an id to the project.
  const page = `${url}/${/^\d+$/.test(project) ? 'projects/' : ''}${project}`;
  const given = new Set(SECRETS.filter((name) => secret(name)));
  return {
    now,
    server: url,
    url: page,
    api: `/projects/${encodeURIComponent(project)}`,
    tokenFrom,
    journalBranch,
    given,
  };
}

/** Where the project itself cannot be read nothing in it can: it is not asked for, and all has the one reason. */
async function outside(subject: Subject, project: { readonly known: false; readonly why: string }): Promise<Examined> {
  const { admin, place } = subject;
  const asBot = place.tokenVariable === 'SITREP_TOKEN';
  const [me, version, token] = await Promise.all([
    known(admin.me()),
    known(admin.version()),
    asBot ? known(admin.token()) : project,
  ]);
  const settings = { project, profile: project, members: project, labels: project, variables: project };
  const starts = { triggers: project, webhooks: project, runners: project, jobs: project };
  const clock = { schedules: project, heartbeatValues: project };
  const branches = { defaultBranch: project, defaultProtection: project, journalProtection: project, journal: project };
  const files = { ciFile: project, lint: project, bundle: project, config: project, links: project, mirrors: project };
  const bot = { bot: project, accessTokens: project, token, tokenOwner: asBot ? me : project };
  const rest = { me, version, resourceGroup: project, lastLines: new Map<number, string>() };
  return { ...whereabouts(subject), ...settings, ...starts, ...clock, ...branches, ...files, ...bot, ...rest };
}

async function whatIsThere(
  admin: Administration,
): Promise<Pick<Examined, 'me' | 'version' | 'members' | 'labels' | 'triggers' | 'webhooks'>> {
  const [me, version, members, labels, triggers, webhooks] = await Promise.all([
    known(admin.me()),
    known(admin.version()),
    known(admin.members()),
    known(admin.labels()),
    known(admin.triggers().then((all) => all.map(({ token: _secret, ...trigger }) => trigger))),
    known(deliveringWebhooks(admin)),
  ]);
  return { me, version, members, labels, triggers, webhooks };
}

async function whatRuns({
  admin,
  now,
}: Subject): Promise<Pick<Examined, 'schedules' | 'heartbeatValues' | 'runners' | 'resourceGroup' | 'jobs'>> {
  const [schedules, runners, resourceGroup, jobs] = await Promise.all([
    known(admin.schedules()),
    known(admin.runners()),
    known(admin.resourceGroup(RESOURCE_GROUP.key)),
    known(admin.jobsSince(plusMinutes(now, -WEEK_MINUTES))),
  ]);
  const daily = schedules.known ? schedules.value.find(({ description }) => description === HEARTBEAT) : undefined;
  const heartbeatValues = daily ? await known(admin.scheduleValues(daily.id)) : found(undefined);
  return { schedules, heartbeatValues, runners, resourceGroup, jobs };
}

async function protections(
  { admin, place }: Subject,
  branch: string,
): Promise<Pick<Examined, 'defaultBranch' | 'defaultProtection' | 'journalProtection'>> {
  const [defaultBranch, defaultProtection, journalProtection] = await Promise.all([
    known(admin.branch(branch).then((facts) => facts !== undefined)),
    known(admin.protection(branch)),
    known(admin.protection(place.journalBranch)),
  ]);
  return { defaultBranch, defaultProtection, journalProtection };
}

/** To a token that has just read the project, 401 says that this plan has none (GitLab.com's Free one). */
async function projectTokens(admin: Administration): Promise<readonly AccessToken[]> {
  try {
    return await admin.accessTokens();
  } catch (error) {
    if (error instanceof GitLabError && error.status === 401) return [];
    throw error;
  }
}

async function settings(admin: Administration): Promise<ProjectSettings> {
  const project = await admin.project();
  if (project) return project;
  throw new Gap(UNSEEN);
}

/** The variables, and what the token in them can do; the token itself goes no further. */
async function botToken(
  { admin, place, withToken }: Subject,
  stored: Promise<Known<readonly Variable[]>>,
): Promise<Pick<Examined, 'variables' | 'token' | 'tokenOwner'>> {
  const all = await stored;
  const variables = all.known ? found(all.value.map(({ value: _secret, ...variable }) => variable)) : all;
  const secret = storedIn(all, TOKEN_VARIABLE) || place.botToken;
  if (place.tokenVariable === 'GITLAB_TOKEN' && !secret) {
    const why = all.known ? `there is no ${TOKEN_VARIABLE}, or GitLab hides it` : all.why;
    return { variables, token: gap(why), tokenOwner: gap(why) };
  }
  const asBot = place.tokenVariable === 'GITLAB_TOKEN' && secret ? withToken(secret) : admin;
  const [token, tokenOwner] = await Promise.all([known(asBot.token()), known(asBot.me())]);
  return { variables, token, tokenOwner };
}

/** As the jobs have it; empty where GitLab hides it. */
function storedIn(all: Known<readonly Variable[]>, name: string): string | undefined {
  return all.known ? all.value.find(({ key, scope }) => key === name && scope === '*')?.value : undefined;
}

/** What the mirrors say to the tokens that the jobs have, and where they are hidden, to those that are set here. */
async function mirrorsOf(
  { place, withToken, secret }: Subject,
  policy: Policy,
  stored: Promise<Known<readonly Variable[]>>,
): Promise<MirrorsSeen> {
  const all = await stored;
  const bot = storedIn(all, TOKEN_VARIABLE) || place.botToken;
  return seeMirrors(policy, {
    secret: (name) => storedIn(all, name) || secret(name),
    async project(path) {
      if (bot === undefined) throw new Gap(`there is no ${TOKEN_VARIABLE}, or GitLab hides it`);
      return withToken(bot, path).project();
    },
  });
}

function botOf(
  journal: Known<JournalSeen>,
  owner: Known<Person>,
  members: Examined['members'],
  config: Examined['config'],
): Known<Person> {
  const began = journal.known && journal.value.state === 'there' ? journal.value.bot : undefined;
  const former = config.known && config.value.ok ? config.value.policy.former_bots : [];
  if (began === undefined || former.includes(began) || (owner.known && owner.value.id === began)) return owner;
  const member = members.known ? members.value.find(({ id }) => id === began) : undefined;
  return found({ id: began, name: member?.name ?? `user-${began}` });
}

async function deliveringWebhooks(admin: Administration): Promise<readonly DeliveringWebhook[]> {
  const hooks = await admin.webhooks();
  return Promise.all(hooks.map(async (hook) => ({ ...hook, deliveries: await known(admin.deliveries(hook.id)) })));
}

async function readFiles(
  subject: Subject,
  { ciConfigPath }: ProjectSettings,
  branch: string,
  variables: Promise<Known<readonly Variable[]>>,
): Promise<Pick<Examined, 'ciFile' | 'config' | 'lint' | 'bundle' | 'links' | 'mirrors'>> {
  const { admin } = subject;
  const path = ciConfigPath || '.gitlab-ci.yml';
  const files = await known(admin.files([path, CONFIG_PATH], branch));
  if (!files.known) return { ciFile: files, config: files, lint: files, bundle: files, links: files, mirrors: files };
  const text = files.value.get(path)?.text;
  const ciFile = text === undefined ? undefined : readCiFile(text);
  const programs = ciFile ? bundlePaths(ciFile) : [];
  const config = loadPolicy(files.value.get(CONFIG_PATH)?.text ?? '');
  const [lint, there, links, mirrors] = await Promise.all([
    text === undefined ? gap('there is no file to be checked') : known(admin.lint(text)),
    programs.length === 0 ? found(undefined) : known(admin.files(programs, branch)),
    config.ok ? known(tried(config.policy)) : gap(`${CONFIG_PATH} is not valid`),
    config.ok ? known(mirrorsOf(subject, config.policy, variables)) : gap(`${CONFIG_PATH} is not valid`),
  ]);
  return {
    ciFile: found(ciFile),
    config: found(config),
    links,
    mirrors,
    lint,
    bundle: !there.known
      ? there
      : found(there.value && { paths: programs, missing: programs.filter((path) => there.value?.has(path) !== true) }),
  };
}

/** What the last failed job of sitrep said at its end. */
async function lastLines(
  admin: Administration,
  jobs: Known<readonly Job[]>,
  file: Examined['ciFile'],
): Promise<ReadonlyMap<number, string>> {
  const isOwn = ownJobs(file.known ? (file.value?.includes ?? []) : []);
  const newest = jobs.known ? jobs.value.find(({ name, status }) => isOwn(name) && status === 'failed') : undefined;
  if (!newest) return new Map();
  const trace = await known(admin.trace(newest.id));
  return trace.known ? new Map([[newest.id, lastWords(trace.value)]]) : new Map();
}

/** A gap that says itself why it is one. */
class Gap extends Error {}

async function known<T>(read: Promise<T>): Promise<Known<T>> {
  try {
    return found(await read);
  } catch (error) {
    return gap(error instanceof Gap ? error.message : reason(error));
  }
}

function found<T>(value: T): Known<T> {
  return { known: true, value };
}

function gap(why: string): { readonly known: false; readonly why: string } {
  return { known: false, why };
}
