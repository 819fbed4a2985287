// sitrep init: what a project needs before its first incident.
//
// It looks at everything first and says what it would change, then does it, then proves it. It can be run again at any
// time, also after it was killed: it makes what is missing and undoes nothing of anybody's.

import { connectAdministration } from '../gitlab/admin.ts';
import type { Administration } from '../gitlab/administration.ts';
import { ConfigError } from '../jobs/environment.ts';
import type { Log } from '../jobs/log.ts';
import type { Instant } from '../text/time.ts';
import { findBot, levelProblem } from './bot.ts';
import { pieces } from './pieces/index.ts';
import type { Change, Look, Piece } from './pieces/piece.ts';
import { resourceGroup } from './pieces/resource-group.ts';
import { prove, type Stopwatch, seenAlive } from './proof.ts';
import { recordedBot } from './recorded.ts';
import { secretsWanted } from './secrets-wanted.ts';
import { type Choices, profileOf, type Setting, survey } from './setting.ts';
import type { Place, Terminal } from './where.ts';

export interface Init {
  readonly place: Place;
  readonly choices: Choices;
  /** Names of the pieces to deal with; all where it is undefined. */
  readonly only: readonly string[] | undefined;
  /** Say what would be done, and do nothing. */
  readonly planOnly: boolean;
  /** Do not ask. */
  readonly yes: boolean;
  readonly proof: boolean;
  readonly terminal: Terminal | undefined;
  readonly now: () => Instant;
  readonly watch: Stopwatch;
}

/** Logs what it does; throws `ConfigError` where it cannot begin, and then nothing was changed. */
export async function init(wanted: Init, given: Log): Promise<void> {
  const secrets = new Set([wanted.place.token]);
  const log = discreet(given, secrets);
  const concerned = chosen(wanted.only);
  const setting = await settingOf(wanted, (secret) => secrets.add(secret));
  log.info(headline(setting));
  if (setting.assumed) log.info(ASSUMED);
  if (!(await carriedOut(wanted, setting, concerned, log)) || wanted.only !== undefined) return;
  const secretsLeft = await secretsWanted(setting);
  if (secretsLeft.length > 0) log.info(secretsLeft.join('\n'));
}

/** Whether the project is set up as far as init can do it. */
async function carriedOut(wanted: Init, setting: Setting, concerned: readonly Piece[], log: Log): Promise<boolean> {
  const looks = await lookedAt(setting, concerned);
  for (const note of looks.flatMap(({ notes = [] }) => notes)) log.info(`note: ${note}`);
  const changes = looks.flatMap((look) => look.changes);
  const hold = (): string | undefined => looks.at(-1)?.hold?.();
  if (changes.length === 0)
    log.info(hold() === undefined ? 'everything is there: nothing was changed' : 'nothing was changed');
  else if (!(await agreed(wanted, changes, log)) || !(await made(looks, log))) return false;
  const held = hold();
  if (held !== undefined) {
    log.problem(held);
    return false;
  }
  if (!wanted.proof || wanted.only !== undefined) return true;
  // What was true of the set-up before a change says nothing about it now.
  if (changes.length === 0 && (await seenAlive(setting))) return true;
  await prove(setting, log, wanted.watch);
  await made(await lookedAt(setting, [resourceGroup]), log);
  return true;
}

async function settingOf({ place, choices, now }: Init, keepSecret: (secret: string) => void): Promise<Setting> {
  const { url, project } = place;
  const connect = (token: string): Administration => connectAdministration({ url, project, token });
  const admin = connectAdministration({ url, project, token: place.token, tokenVariable: place.tokenVariable });
  const { me, levels, ...basics } = await survey(admin, place);
  const { profile, assumed } = await profileOf(admin, url, choices.profile);
  const { url: projectUrl, namespace } = basics.project;
  const recorded = await recordedBot(admin, place.journalBranch, basics.branch);
  const group = namespace.path;
  const bot = await findBot({ place, admin, me, profile, projectUrl, group, recorded, connect, keepSecret });
  const problem = levelProblem(bot, levels, projectUrl);
  if (problem !== undefined) throw new ConfigError(problem);
  const trigger = { fresh: true, id: undefined, secret: undefined };
  return { place, choices, admin, profile, assumed, bot, trigger, now, ...basics };
}

const ASSUMED =
  'note: GitLab.com tells its plan to owners alone; it is taken for the Free plan. If it is a paid one, say --profile gitlab.com-premium.';

function headline({ project, server, version, profile, bot }: Setting): string {
  const who = bot.name === undefined ? 'no bot yet' : `the bot is @${bot.name}`;
  return `${project.path} on ${server} (GitLab ${version.text}, ${profile}); ${who}`;
}

function chosen(only: readonly string[] | undefined): readonly Piece[] {
  const unknown = only?.find((name) => !pieces.some((piece) => piece.name === name));
  if (unknown !== undefined)
    throw new ConfigError(`--only: there is no "${unknown}"; there are ${pieces.map(({ name }) => name).join(', ')}.`);
  // Webhooks need to know whether the token that they send is the one of before.
  const needed = only?.includes('webhooks') ? [...only, 'trigger'] : only;
  return pieces.filter(({ name }) => needed === undefined || needed.includes(name));
}

/** What each piece would change; where one waits for a person, the ones behind it are not looked at. */
async function lookedAt(setting: Setting, wanted: readonly Piece[]): Promise<readonly Look[]> {
  const looks: Look[] = [];
  for (const piece of wanted) {
    const look = await piece.look(setting);
    looks.push(look);
    if (look.hold !== undefined) break;
  }
  return looks;
}

/** Shows the plan, and at a terminal asks. */
async function agreed({ planOnly, yes, terminal }: Init, changes: readonly Change[], log: Log): Promise<boolean> {
  log.info(`to do, ${changes.length === 1 ? 'one change' : `${changes.length} changes`}:`);
  for (const { what, why, parts = [] } of changes) log.info([`  + ${what}: ${why}`, ...parts].join('\n      '));
  if (planOnly) return false;
  if (!terminal || yes) return true;
  const answer = await terminal.ask('Do this? [y/N] ');
  if (/^y(es)?$/i.test(answer.trim())) return true;
  log.info('nothing was changed');
  return false;
}

/** Stops at the first change that fails: what comes behind it may need it. */
async function made(looks: readonly Look[], log: Log): Promise<boolean> {
  for (const change of looks.flatMap(({ changes }) => changes)) {
    const end = await change.make();
    if (end.outcome !== 'done') {
      log.problem(failure(change, end));
      return false;
    }
    log.info(`✓ ${change.what}`);
  }
  return true;
}

function failure(
  { what, call }: Change,
  end: { readonly outcome: string; readonly status?: number; readonly reason: string },
): string {
  const answer =
    end.outcome === 'unknown'
      ? 'it is not known whether it was done'
      : `refused${end.status ? ` with ${end.status}` : ''}`;
  return `${what}: ${call}: ${answer}: ${end.reason}.${remedy(end.status)} Run \`sitrep init\` again: it goes on from here.`;
}

function remedy(status: number | undefined): string {
  if (status === 401) return ' The token is wrong, expired or revoked.';
  if (status === 403) return ' The token needs the scope api, and its owner the role Maintainer.';
  return '';
}

/** Secrets that come up on the way are kept out of what is printed. */
function discreet(log: Log, secrets: ReadonlySet<string>): Log {
  const clean = (line: string): string =>
    [...secrets].reduce((text, secret) => text.replaceAll(secret, '[secret]'), line);
  return {
    info: (line) => log.info(clean(line)),
    problem: (line) => log.problem(clean(line)),
    fault: (line) => log.fault(clean(line)),
    get problems() {
      return log.problems;
    },
    get faults() {
      return log.faults;
    },
  };
}
