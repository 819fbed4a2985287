// Which project on which GitLab, and with which token: from flags, the environment, the git remote of the folder, or, at
// a terminal, from whoever sits there. The token is never asked for twice, printed, or taken from a remote.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ConfigError, type Environment } from '../jobs/environment.ts';
import { JOURNAL_BRANCH, TOKEN_VARIABLE } from './blueprint.ts';

export interface Place {
  /** Of GitLab, without a slash at the end. */
  readonly url: string;
  /** Id or full path. */
  readonly project: string;
  /** Of who runs this. */
  readonly token: string;
  readonly tokenVariable: 'GITLAB_TOKEN' | 'SITREP_TOKEN';
  /** The bot's, where it was given. */
  readonly botToken: string | undefined;
  readonly journalBranch: string;
}

/** Asks the person at the terminal; the answer to a secret is not shown. */
export interface Terminal {
  ask(question: string, secret?: boolean): Promise<string>;
}

export interface Said {
  readonly url?: string | undefined;
  readonly project?: string | undefined;
}

/** @param folder whose remote counts. Throws `ConfigError` naming what is missing and how to say it. */
export async function whereTo(
  said: Said,
  env: Environment,
  terminal: Terminal | undefined,
  folder = process.cwd(),
): Promise<Place> {
  const address = addressIn(said.project ?? '');
  let url = said.url ?? address?.url ?? filled(env['CI_SERVER_URL']);
  let project = address?.path ?? said.project ?? filled(env['CI_PROJECT_ID']) ?? filled(env['CI_PROJECT_PATH']);
  if (url === undefined || project === undefined) {
    const origin = await originOf(folder);
    url ??= origin?.url;
    project ??= url === undefined || url === origin?.url ? origin?.path : undefined;
  }
  url ??= await terminal?.ask('Address of GitLab, as in https://gitlab.com: ');
  if (!url) throw new ConfigError('Which GitLab? Say --url https://gitlab.example.com, or set CI_SERVER_URL.');
  project ??= await terminal?.ask('Full path of the project for incidents, as in acme/incidents: ');
  if (!project) throw new ConfigError('Which project? Say --project acme/incidents, or set CI_PROJECT_PATH.');
  const botToken = filled(env[TOKEN_VARIABLE]);
  const own = filled(env['GITLAB_TOKEN']) ?? (botToken === undefined ? await asked(terminal) : undefined);
  const token = own ?? botToken;
  if (token === undefined)
    throw new ConfigError(
      `No token. Set GITLAB_TOKEN to one of a maintainer or owner (scope api; the bot is then made for you where the plan has project access tokens), or ${TOKEN_VARIABLE} to the bot's own.`,
    );
  const tokenVariable = own === undefined ? 'SITREP_TOKEN' : 'GITLAB_TOKEN';
  assertToken(token, tokenVariable);
  if (botToken !== undefined) assertToken(botToken, TOKEN_VARIABLE);
  return {
    url: serverOf(url),
    project: pathOf(project),
    token,
    tokenVariable,
    botToken,
    journalBranch: filled(env['SITREP_JOURNAL_BRANCH']) ?? JOURNAL_BRANCH,
  };
}

/** Without the path of its API, and without a slash at its end. */
function serverOf(given: string): string {
  const address = given
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api\/v4$/, '');
  if (/^https?:\/\/[^\s/]/.test(address) && URL.canParse(address)) return address;
  const host = address.replace(/^[a-z]+:(\/+|$)/i, '');
  const better = `https://${host}`;
  const example = host !== '' && URL.canParse(better) ? better : 'https://gitlab.example.com';
  throw new ConfigError(`"${given}" is no address of a GitLab. Write it with https:// (or http://): --url ${example}`);
}

/** As people copy it: encoded, with a slash at either end, or with `.git`. */
function pathOf(given: string): string {
  const path = decoded(given.trim())
    ?.replace(/^\/+|\/+$/g, '')
    .replace(/\.git$/, '');
  if (path && !/[\s%?#]/.test(path)) return path;
  throw new ConfigError(`"${given}" is no path of a project. Write it as: --project acme/incidents`);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** What is not printable ASCII cannot be sent, and is in no token. */
function assertToken(token: string, variable: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  throw new ConfigError(
    `${variable} holds no access token: a line break, a space or a typographic quote is in it. Set it anew, as in: export ${variable}='<the token>'`,
  );
}

async function asked(terminal: Terminal | undefined): Promise<string | undefined> {
  const question = 'Access token of a maintainer or owner, scope api (it is not shown): ';
  return filled(await terminal?.ask(question, true));
}

function filled(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

/** Where the remote `origin` of the current folder is, if there is one. */
async function originOf(cwd: string): Promise<Address | undefined> {
  try {
    const { stdout } = await promisify(execFile)('git', ['remote', 'get-url', 'origin'], { cwd });
    return addressIn(stdout.trim());
  } catch {
    return undefined; // no git, no repository, or no such remote
  }
}

interface Address {
  readonly url: string;
  readonly path: string;
}

/** A project's address as git or a browser has it; user names and passwords in it are left out. */
export function addressIn(remote: string): Address | undefined {
  const bare = remote.replace(/\.git\/?$/, '').replace(/\/+$/, '');
  const short = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/|\d+\/)(.+)$/.exec(bare);
  if (short?.[1] && short[2] && !/^https?$/.test(short[1])) return { url: `https://${short[1]}`, path: short[2] };
  if (!URL.canParse(bare)) return undefined;
  const { protocol, host, hostname, pathname } = new URL(bare);
  const path = pathname.replace(/^\/+/, '').replace(/\/-\/.*$/, '');
  if (path === '') return undefined;
  if (protocol === 'ssh:') return { url: `https://${hostname}`, path };
  return /^https?:$/.test(protocol) ? { url: `${protocol}//${host}`, path } : undefined;
}
