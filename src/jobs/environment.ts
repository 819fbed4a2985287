// From the environment of a CI job to the work it is to do: where GitLab is, who we are, where the hint
// points. Each thing that is missing is named, with what to set.

import { readFileSync } from 'node:fs';
import { connectGitLab } from '../gitlab/gitlab.ts';
import { openJournal } from '../journal/journal.ts';
import { instant } from '../text/time.ts';
import type { Log } from './log.ts';
import { connectMirrors } from './mirrors.ts';
import type { Work } from './work.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Wrong use of the command line or of the CI variables; exit code 2. */
export class ConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigError';
  }
}

export interface Place {
  readonly url: string;
  readonly project: string;
  readonly token: string;
  readonly branch: string;
  readonly projectUrl: string;
  readonly gitUrl: string;
}

/** Where the project is and how to get in. Throws `ConfigError`. */
export function placeOf(env: Environment): Place {
  const url = need(env, 'CI_SERVER_URL', 'the address of GitLab, as in https://gitlab.com; a CI job has it').replace(
    /\/+$/,
    '',
  );
  const path = need(
    env,
    'CI_PROJECT_PATH',
    'the full path of the incidents project, as in group/incidents; a CI job has it',
  );
  const token = need(env, 'SITREP_TOKEN', 'an access token of the bot with the scope api, as a masked CI variable');
  const projectUrl = env['CI_PROJECT_URL'] || `${url}/${path}`;
  return {
    url,
    project: env['CI_PROJECT_ID'] || path,
    token,
    branch: env['SITREP_JOURNAL_BRANCH'] || 'incident-journal',
    projectUrl,
    gitUrl: `${projectUrl}.git`,
  };
}

export interface Options {
  readonly now?: string | undefined;
  readonly iid?: string | undefined;
  readonly full?: boolean | undefined;
}

export function workFrom(env: Environment, options: Options, log: Log): Work {
  const place = placeOf(env);
  const now = clockFrom(options.now ?? env['SITREP_NOW']);
  const { url, token, project, branch, projectUrl, gitUrl } = place;
  return {
    gitlab: connectGitLab({ url, token, project }),
    openJournal: () => openJournal({ url: gitUrl, token, branch, now }),
    now,
    run: env['CI_JOB_ID'] || `local-${process.pid}-${Date.now()}`,
    pipeline: numberIn(env['CI_PIPELINE_ID']),
    projectUrl,
    defaultBranch: env['CI_DEFAULT_BRANCH'] || undefined,
    log,
    mirrors: (policy, person) => connectMirrors(policy, env, person, now),
    hint: hintFrom(env, options),
    full: options.full === true,
  };
}

/** The machine's clock, or one that starts at a given moment and runs on. */
export function clockFrom(given: string | undefined): () => string {
  if (given === undefined || given === '') return () => new Date().toISOString();
  const start = instant(given);
  if (start === undefined) throw new ConfigError(`--now: "${given}" is no time; write it as 2026-03-11T04:21:00Z`);
  const began = Date.now();
  return () => new Date(Date.parse(start) + Date.now() - began).toISOString();
}

/**
 * Where to look first: pipeline inputs, else the webhook's own payload in a file. That file may have had
 * variables expanded into it, so it is never printed and only a number is taken from it; a hint that
 * cannot be read means "look at what changed lately".
 */
function hintFrom(env: Environment, options: Options): Work['hint'] {
  const actor = (env['SITREP_ACTOR'] ?? '').replace(/^@/, '');
  const echo = actor !== '' && actor === env['GITLAB_USER_LOGIN'];
  if (options.iid !== undefined) {
    const iid = numberIn(options.iid);
    if (iid === undefined) throw new ConfigError(`--iid: "${options.iid}" is no issue number; write it as 12`);
    return { iid, echo: false };
  }
  return { iid: numberIn(env['SITREP_IID']) ?? payloadIid(env['TRIGGER_PAYLOAD']), echo };
}

function payloadIid(path: string | undefined): number | undefined {
  if (!path) return undefined;
  try {
    const text = readFileSync(path, 'utf8');
    const iid =
      /"issue":\s*\{[^{}]*?"iid":\s*(\d+)/.exec(text) ?? /"object_attributes":\s*\{[^{}]*?"iid":\s*(\d+)/.exec(text);
    return numberIn(iid?.[1]);
  } catch {
    return undefined;
  }
}

/** `12`, or `#12`: GitLab would read a bare number in a webhook's template as no text and refuse the pipeline. */
function numberIn(text: string | undefined): number | undefined {
  const number = /^\s*#?([1-9]\d{0,9})\s*$/.exec(text ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

function need(env: Environment, name: string, what: string): string {
  const value = env[name];
  if (value === undefined || value.trim() === '') throw new ConfigError(`${name} is not set: ${what}.`);
  return value.trim();
}
