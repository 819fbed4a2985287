// What Slack, Jira, Confluence and other projects say of themselves to the tokens that the jobs have: read once, written to
// never. Of a mirror that the configuration has not nothing is asked.

import { connectConfluence } from '../../confluence/confluence.ts';
import type { ProjectSettings } from '../../gitlab/administration.ts';
import { ServiceError } from '../../http/rest.ts';
import type { JiraSettings } from '../../incident/mirror-policy.ts';
import { connectJiraSurvey, type JiraSurvey, type Named, type ScreenField } from '../../jira/survey.ts';
import { reason } from '../../jobs/log.ts';
import { connectPager } from '../../pager/pager.ts';
import type { Policy } from '../../rules/index.ts';
import { SlackError } from '../../slack/errors.ts';
import type { Channel, Me, Slack, SlackUser } from '../../slack/port.ts';
import { connectSlack } from '../../slack/slack.ts';
import { destinationsOf } from './destinations.ts';
import type { Known } from './examined.ts';

/** How a service received our token: as whom, or not at all. */
export type Login<T> = { readonly taken: true; readonly as: T } | { readonly taken: false; readonly why: string };

export interface SlackSeen {
  readonly login: Known<Login<Me>>;
  /** By what the configuration calls them; one that is not there is not in it. */
  readonly channels: Known<ReadonlyMap<string, Channel>>;
  /** By GitLab user name; who is not there is not in it. */
  readonly people: Known<ReadonlyMap<string, SlackUser>>;
}

export interface JiraProjectSeen {
  readonly key: string;
  /** The issue type by which it is asked for, and undefined where it has none of that name. */
  readonly type: Named | undefined;
  readonly types: readonly string[];
  readonly missingPermissions: readonly string[];
}

export interface JiraSeen {
  readonly login: Known<Login<{ readonly name: string; readonly kind: string }>>;
  /** By `projectKey`; undefined where the project is not there for us. */
  readonly projects: ReadonlyMap<string, Known<JiraProjectSeen | undefined>>;
  /** Of the project of live tickets and their type; empty where that is not there. */
  readonly statuses: Known<readonly Named[]>;
  readonly fields: Known<readonly ScreenField[]>;
  readonly priorities: Known<readonly Named[]>;
}

export interface ConfluenceSeen {
  /** Whether it may add pages to the space; undefined where there is no such space for it. */
  readonly login: Known<Login<boolean | undefined>>;
  /** Whether the page is there below which reviews are put; true where none is named. */
  readonly parent: Known<boolean>;
}

export interface MirrorsSeen {
  readonly slack: SlackSeen | undefined;
  readonly jira: JiraSeen | undefined;
  readonly confluence: ConfluenceSeen | undefined;
  /** What is wrong with the pager's secret or address; undefined where nothing is. */
  readonly pager: Known<string | undefined> | undefined;
  /** Projects of this GitLab to which tickets go, as the bot sees them; undefined where it does not. */
  readonly elsewhere: ReadonlyMap<string, Known<ProjectSettings | undefined>>;
}

export interface Senses {
  /** A CI variable as the jobs have it; undefined where it is not at hand. */
  readonly secret: (variable: string) => string | undefined;
  /** A project as the bot sees it. */
  readonly project: (path: string) => Promise<ProjectSettings | undefined>;
}

export async function seeMirrors(policy: Policy, senses: Senses): Promise<MirrorsSeen> {
  const { slack, jira, confluence, pager } = policy;
  const paths = destinationsOf(policy).flatMap(({ to }) => (to.gitlab === undefined ? [] : [to.gitlab]));
  const [inSlack, inJira, inConfluence, elsewhere] = await Promise.all([
    slack && seeSlack(policy, slack.url, senses),
    jira && seeJira(policy, jira, senses),
    confluence && seeConfluence(confluence, senses),
    Promise.all([...new Set(paths)].map(async (path) => [path, await known(() => senses.project(path))] as const)),
  ]);
  return {
    slack: inSlack,
    jira: inJira,
    confluence: inConfluence,
    pager: pager && seePager(pager, senses),
    elsewhere: new Map(elsewhere),
  };
}

async function seeSlack(policy: Policy, url: string, senses: Senses): Promise<SlackSeen> {
  const slack = connected(senses, ['SITREP_SLACK_TOKEN'], (token) => connectSlack({ token, url }));
  if (!slack.known) return { login: slack, channels: slack, people: slack };
  const names = [...new Set(Object.values(policy.communities).flatMap((community) => community.slack))];
  const login = await loggedIn(() => slack.value.me());
  const inside = entered(login);
  return {
    login,
    channels: inside.known ? await known(() => slack.value.channelsNamed(names)) : inside,
    people: inside.known ? await known(() => peopleIn(slack.value, policy.slack?.people ?? {})) : inside,
  };
}

async function peopleIn(
  slack: Slack,
  people: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, SlackUser>> {
  const found = await Promise.all(
    Object.entries(people).map(async ([name, to]) => {
      const user = await (to.includes('@') ? slack.userByEmail(to) : slack.user(to));
      return user ? [[name, user] as const] : [];
    }),
  );
  return new Map(found.flat());
}

async function seeJira(policy: Policy, settings: JiraSettings, senses: Senses): Promise<JiraSeen> {
  const { url, api_url: api, email } = settings;
  const survey = connected(senses, ['SITREP_JIRA_TOKEN'], (token) =>
    connectJiraSurvey({ url: api ?? url, siteUrl: url, email, token }),
  );
  if (!survey.known)
    return { login: survey, projects: new Map(), statuses: survey, fields: survey, priorities: survey };
  const jira = survey.value;
  const login = await loggedIn(async () => ({ name: (await jira.me()).name, kind: await jira.kind() }));
  const inside = entered(login);
  if (!inside.known) return { login, projects: new Map(), statuses: inside, fields: inside, priorities: inside };
  const wanted = [
    { jira: settings.project, issue_type: settings.issue_type },
    ...destinationsOf(policy).map(({ to }) => to),
  ];
  const projects = await Promise.all(
    wanted.flatMap(({ jira: key, issue_type: type }) =>
      key === undefined
        ? []
        : [known(() => projectIn(jira, key, type)).then((one) => [projectKey(key, type), one] as const)],
    ),
  );
  const own = new Map(projects).get(projectKey(settings.project, settings.issue_type));
  const type = own?.known ? own.value?.type : undefined;
  const ofType = <T>(read: (type: Named) => Promise<readonly T[]>): Promise<Known<readonly T[]>> =>
    known(async () => (type ? read(type) : []));
  return {
    login,
    projects: new Map(projects),
    statuses: await ofType((of) => jira.statuses(settings.project, of)),
    fields: await ofType((of) => jira.createFields(settings.project, of)),
    priorities: await known(() => jira.priorities()),
  };
}

export function projectKey(project: string, type: string): string {
  return `${project} ${type}`;
}

async function projectIn(jira: JiraSurvey, key: string, wanted: string): Promise<JiraProjectSeen | undefined> {
  if (!(await jira.project(key))) return undefined;
  const missingPermissions = await jira.missingPermissions(key);
  // Who may not create anything is not told what could be created.
  const types = missingPermissions.includes('Create issues') ? [] : await jira.types(key);
  const type = types.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
  return { key, type, types: types.map(({ name }) => name), missingPermissions };
}

async function seeConfluence(settings: NonNullable<Policy['confluence']>, senses: Senses): Promise<ConfluenceSeen> {
  const { url, api_url: api, email, space, parent } = settings;
  const found = connected(senses, ['SITREP_CONFLUENCE_TOKEN', 'SITREP_JIRA_TOKEN'], (token) =>
    connectConfluence({ url: api ?? url, siteUrl: url, email, token }),
  );
  if (!found.known) return { login: found, parent: found };
  const confluence = found.value;
  const login = await loggedIn(() => confluence.mayAddPages(space));
  const inside = entered(login);
  const isThere = async (): Promise<boolean> => parent === undefined || (await confluence.page(parent)) !== undefined;
  return { login, parent: inside.known ? await known(isThere) : inside };
}

/** Never by an event: that would be an alarm. */
function seePager({ format, url }: NonNullable<Policy['pager']>, { secret }: Senses): Known<string | undefined> {
  const given = secret('SITREP_PAGER_SECRET')?.trim();
  if (!given) return { known: false, why: notAtHand(['SITREP_PAGER_SECRET']) };
  try {
    connectPager(format === 'signed' ? { format, url, secret: given } : { format, url, routingKey: given });
    return { known: true, value: undefined };
  } catch (error) {
    return { known: true, value: reason(error) };
  }
}

/** With the first of the variables that is there. */
function connected<T>({ secret }: Senses, variables: readonly string[], connect: (token: string) => T): Known<T> {
  const token = variables.map((variable) => secret(variable)?.trim()).find(Boolean);
  if (!token) return { known: false, why: notAtHand(variables) };
  try {
    return { known: true, value: connect(token) };
  } catch (error) {
    return { known: false, why: reason(error) };
  }
}

export function notAtHand(variables: readonly string[]): string {
  return `${variables.join(' and ')} ${variables.length === 1 ? 'is' : 'are'} not at hand: neither a variable of the project that this token may read, nor set here`;
}

/** Why no more is known of a service; the check of its token says the rest. */
export const NOT_TAKEN = 'the token is not taken';

/** What a service says to the token; that it is down says nothing about it. */
async function loggedIn<T>(ask: () => Promise<T>): Promise<Known<Login<T>>> {
  try {
    return { known: true, value: { taken: true, as: await ask() } };
  } catch (error) {
    const status = error instanceof SlackError || error instanceof ServiceError ? error.status : 0;
    if (status < 400 || status >= 500 || status === 429) return { known: false, why: told(error) };
    const code = error instanceof SlackError ? error.code : '';
    const why = code || (status === 401 ? 'it answers 401, as to one that is wrong, expired or revoked' : told(error));
    return { known: true, value: { taken: false, why } };
  }
}

/** What a service tells to whom it knows. */
function entered<T>(login: Known<Login<T>>): Known<T> {
  if (!login.known) return login;
  return login.value.taken ? { known: true, value: login.value.as } : { known: false, why: NOT_TAKEN };
}

async function known<T>(read: () => Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await read() };
  } catch (error) {
    return { known: false, why: told(error) };
  }
}

/** Errors of the adapters say themselves where they come from. */
function told(error: unknown): string {
  return error instanceof SlackError || error instanceof ServiceError ? error.message : reason(error);
}
