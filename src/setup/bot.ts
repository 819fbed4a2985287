// The account that sitrep acts as, and how it is come by.
//
// With the bot's own token everything is made in its name. With the token of a maintainer the bot is made first, as a
// project access token: what starts pipelines must belong to it, for it runs with its owner's rights.

import type { AccessToken, Administration, Variable } from '../gitlab/administration.ts';
import { GitLabError } from '../gitlab/errors.ts';
import type { Person } from '../incident/events.ts';
import { ConfigError } from '../jobs/environment.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { BOT_LEVEL, type Profile, TOKEN_VARIABLE, TRIGGER, TRIGGER_BEGUN } from './blueprint.ts';
import { assertRecorded, type Recorded } from './recorded.ts';
import type { Place } from './where.ts';

export interface Bot {
  /** Undefined until it is made. */
  readonly id: number | undefined;
  readonly name: string | undefined;
  /** GitLab in its hands. Throws while there is none. */
  admin(): Administration;
  /** Its token, for git and for the CI variable. Throws while there is none. */
  token(): string;
  /** From here on it is this one. */
  become(token: string): Promise<void>;
  /** How it is come by. */
  readonly origin: Origin;
}

export type Origin =
  | { readonly kind: 'there' }
  /** Its token is lost: it gets a new one, and stays the same user. */
  | { readonly kind: 'renewed'; readonly token: AccessToken }
  | { readonly kind: 'new'; readonly before: readonly AccessToken[] };

/** The name of the project access token, which is the bot's display name as well. */
export const BOT_NAME = 'sitrep';
/** By which a token is known again that was made and stored nowhere. */
export const BOT_DESCRIPTION = 'sitrep init made it: jobs act with it';

const MINUTES_PER_DAY = 24 * 60;
/** GitLab lets a token live a year at most (GitLab docs, project access tokens). */
const TOKEN_DAYS = 364;

export function expiryFrom(now: Instant): string {
  return plusMinutes(now, TOKEN_DAYS * MINUTES_PER_DAY).slice(0, 10);
}

export interface Search {
  readonly place: Place;
  readonly admin: Administration;
  readonly me: Person;
  readonly profile: Profile;
  readonly projectUrl: string;
  readonly group: string;
  readonly recorded: Recorded;
  readonly connect: (token: string) => Administration;
  /** Keeps a secret out of everything that is printed. */
  readonly keepSecret: (secret: string) => void;
}

/**
 * Throws `ConfigError` where the bot cannot be found or made from here, with the steps to make one; and where it would not be
 * the user that the journal was begun by.
 */
export async function findBot(search: Search): Promise<Bot> {
  const { place, admin, me, recorded } = search;
  if (place.tokenVariable === 'SITREP_TOKEN') {
    assertRecorded(recorded, { ...me, from: TOKEN_VARIABLE });
    return botOf(search, { kind: 'there' }, { person: me, token: place.token, admin });
  }
  const given = place.botToken ?? storedToken(await admin.variables());
  if (given !== undefined) {
    const known = await whose(search, given);
    const from = place.botToken === undefined ? `The CI variable ${TOKEN_VARIABLE}` : TOKEN_VARIABLE;
    if (known) {
      assertRecorded(recorded, { ...known.person, from });
      return botOf(search, { kind: 'there' }, known);
    }
    if (place.botToken !== undefined)
      throw new ConfigError(
        `${TOKEN_VARIABLE}: GET /user answers 401. The token is wrong, expired or revoked; leave it out, and the bot gets a new one.`,
      );
  }
  const before = await ownTokens(search);
  const lost = await lostAmong(search, before);
  if (lost) return botOf(search, { kind: 'renewed', token: lost }, undefined);
  assertRecorded(recorded, undefined);
  return botOf(search, { kind: 'new', before }, undefined);
}

/** The bot's token that is stored nowhere. A name alone says nothing: anybody may call a token `sitrep`. */
async function lostAmong(
  { admin, recorded }: Search,
  tokens: readonly AccessToken[],
): Promise<AccessToken | undefined> {
  const able = tokens.filter(isAble);
  if (able.length === 0) return undefined;
  if (recorded.bot !== undefined) return able.find(({ user }) => user === recorded.bot);
  const triggers = (await admin.triggers()).filter(({ description }) => [TRIGGER, TRIGGER_BEGUN].includes(description));
  const owners = new Set(triggers.map(({ owner }) => owner));
  return able.find(
    ({ user, name, description }) => owners.has(user) || (name === BOT_NAME && description === BOT_DESCRIPTION),
  );
}

function isAble({ active, scopes, level = 0 }: AccessToken): boolean {
  return active && scopes.includes('api') && level >= BOT_LEVEL;
}

/** Bots that others have made since the search: a second `sitrep init` is at work. */
export function rivals(now: readonly AccessToken[], before: readonly AccessToken[]): readonly AccessToken[] {
  const known = new Set(before.map(({ id }) => id));
  return now.filter((token) => token.name === BOT_NAME && isAble(token) && !known.has(token.id));
}

function storedToken(variables: readonly Variable[]): string | undefined {
  const variable = variables.find(({ key }) => key === TOKEN_VARIABLE);
  if (variable && variable.value === undefined)
    throw new ConfigError(
      `The CI variable ${TOKEN_VARIABLE} is there, and its value is hidden: give the bot's token in ${TOKEN_VARIABLE} as well, or delete the variable (Settings, CI/CD, Variables), and the bot gets a new one.`,
    );
  return variable?.value || undefined;
}

interface Known {
  readonly person: Person;
  readonly token: string;
  readonly admin: Administration;
}

async function whose({ connect, keepSecret }: Search, token: string): Promise<Known | undefined> {
  keepSecret(token);
  try {
    const admin = connect(token);
    return { person: await admin.me(), token, admin };
  } catch (error) {
    if (error instanceof GitLabError && error.status === 401) return undefined;
    throw error;
  }
}

/** GitLab.com's Free plan has no project access tokens, and answers the question with 400, 401, 403 or 404. */
async function ownTokens(search: Search): Promise<readonly AccessToken[]> {
  if (search.profile === 'gitlab.com-free') throw new ConfigError(byHand(search));
  try {
    return await search.admin.accessTokens();
  } catch (error) {
    if (error instanceof GitLabError && [400, 401, 403, 404].includes(error.status))
      throw new ConfigError(`${error.message}\n${byHand(search)}`);
    throw error;
  }
}

function byHand({ projectUrl, group, place }: Search): string {
  const api = `${place.url}/api/v4`;
  return [
    'The bot cannot be made from here: this plan has no project access tokens. Make it once, in one of two ways:',
    `  a service account (owner of ${group}; up to 100 on the Free plan):`,
    `    1. POST ${api}/groups/${encodeURIComponent(group)}/service_accounts with name=sitrep; it answers the account's id`,
    `    2. POST ${api}/groups/${encodeURIComponent(group)}/service_accounts/<id>/personal_access_tokens with name=sitrep, scopes[]=api and expires_at a year ahead`,
    `    (or ${place.url}/groups/${group}/-/settings/service_accounts)`,
    '  or an ordinary user: sign one up for sitrep, and make it an access token with the scope api (Preferences, Access tokens).',
    `Then invite it as Maintainer (${projectUrl}/-/project_members), and run: ${TOKEN_VARIABLE}=<that token> sitrep init`,
  ].join('\n');
}

function botOf({ connect, keepSecret }: Search, origin: Origin, there: Known | undefined): Bot {
  let known = there;
  const sure = (): Known => {
    if (!known)
      throw new ConfigError(
        'The bot is not there yet: run `sitrep init` for everything, or with `--only token` first.',
      );
    return known;
  };
  return {
    origin,
    get id() {
      return known?.person.id ?? (origin.kind === 'renewed' ? origin.token.user : undefined);
    },
    get name() {
      return known?.person.name;
    },
    admin: () => sure().admin,
    token: () => sure().token,
    async become(token) {
      keepSecret(token);
      const admin = connect(token);
      known = { person: await admin.me(), token, admin };
    },
  };
}

/** The level that the bot needs, where it has less; undefined where all is well. */
export function levelProblem(bot: Bot, levels: ReadonlyMap<number, number>, projectUrl: string): string | undefined {
  if (bot.id === undefined) return undefined;
  const level = levels.get(bot.id) ?? 0;
  if (level >= BOT_LEVEL) return undefined;
  return `The bot${bot.name === undefined ? '' : ` @${bot.name}`} ${level === 0 ? 'is no member of the project' : `has the level ${level}`}, and needs to be Maintainer (${BOT_LEVEL}): it alone pushes to the journal. Change it under ${projectUrl}/-/project_members.`;
}
