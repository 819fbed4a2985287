// git, as the journal uses it: nothing of the machine's configuration, no questions asked, and every failure of a
// remote command sorted by what can be done about it.
//
// The token travels in the environment only: never in a URL, an argument, the repository's configuration or a message.

import { JournalRefused, JournalUnreachable } from './errors.ts';
import { type Ended, type Run, runGit } from './process.ts';

export interface Server {
  /** http, https or file; a user name or password in it is left out. */
  readonly url: string;
  /** Of a user who may read and push; empty for none. */
  readonly token: string;
  /** How long one command may take; default a minute. */
  readonly timeoutMs?: number;
  /** Starts git; for tests of what happens when it dies. */
  readonly run?: Run;
}

/** How a remote command failed, where the journal has an answer to it. All else is thrown. */
export type Failure = 'lost' | 'in doubt' | 'branch missing' | 'no filter' | 'unreachable';

export type Answer =
  | { readonly ok: true; readonly stdout: string }
  | { readonly ok: false; readonly failure: Failure; readonly said: string };

export interface Git {
  /** Where the remote is, fit to be shown. */
  readonly url: string;
  /** A command on what is here already. Throws when it fails: that is a fault of ours or of the machine. */
  local(args: readonly string[], stdin?: string | Buffer): Promise<Buffer>;
  /** A command that speaks to the server, which is called `origin`. Throws `JournalRefused`. */
  remote(args: readonly string[], stdin?: string): Promise<Answer>;
}

/** Drives git in the bare repository `dir`. */
export function makeGit(dir: string, { url: given, token, timeoutMs = 60_000, run = runGit }: Server): Git {
  const url = given.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
  const here = environment(SETTINGS);
  const there = environment([...SETTINGS, ...remoteSettings(url, token, timeoutMs)]);
  const clean = (text: string): string => withoutSecrets(text, token);

  return {
    url,
    async local(args, stdin = '') {
      const ended = await run({ args: ['--git-dir', dir, ...args], env: here, stdin, timeoutMs });
      if (ended.code === 0) return ended.stdout;
      const why = ended.timedOut ? `no end after ${timeoutMs} ms` : clean(ended.stderr).trim();
      throw new Error(`git ${args[0]} failed (${ended.code}): ${why}`);
    },
    async remote(args, stdin = '') {
      const ended = await run({ args: ['--git-dir', dir, ...args], env: there, stdin, timeoutMs });
      if (ended.code === 0) return { ok: true, stdout: ended.stdout.toString('utf8') };
      const said = ended.timedOut ? `no answer within ${Math.ceil(timeoutMs / 1000)} s` : clean(words(ended));
      const failure = ended.timedOut ? 'unreachable' : failureIn(ended, said);
      return { ok: false, failure, said };
    },
  };
}

/** Why the journal cannot be reached, for a caller who has no other answer to that. */
export function unreachable({ url }: Git, said: string): JournalUnreachable {
  return new JournalUnreachable(url, said);
}

type Setting = readonly [key: string, value: string];

const SETTINGS: readonly Setting[] = [
  ['core.hooksPath', '/dev/null'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** What only remote commands are told, so that no local one ever fetches an absent object one by one behind our back. */
function remoteSettings(url: string, token: string, timeoutMs: number): Setting[] {
  const settings: Setting[] = [
    ['remote.origin.url', url],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialclonefilter', FILTER],
    // A header goes along to wherever a server redirects, and the token with it.
    ['http.followRedirects', 'false'],
    // Ends a helper that nobody is left to kill.
    ['http.lowSpeedLimit', '1'],
    ['http.lowSpeedTime', String(Math.ceil(timeoutMs / 1000) + 10)],
  ];
  return token === '' ? settings : [...settings, ['http.extraHeader', `Authorization: Basic ${basic(token)}`]];
}

/** Three levels of the tree: the files at the top and in `open/`, but not those in `closed/<year>/`. */
const FILTER = 'tree:3';

function environment(settings: readonly Setting[]): Record<string, string> {
  const env: Record<string, string> = {
    HOME: '/nonexistent',
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ALLOW_PROTOCOL: 'file:http:https',
    GIT_CONFIG_COUNT: String(settings.length),
  };
  for (const name of KEPT) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  // GitLab hands a job the certificates of an instance that has its own.
  const certificates = process.env['GIT_SSL_CAINFO'] ?? process.env['CI_SERVER_TLS_CA_FILE'];
  if (certificates !== undefined) env['GIT_SSL_CAINFO'] = certificates;
  for (const [at, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${at}`] = key;
    env[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  return env;
}

/** How the machine reaches the network; nothing else of its environment concerns git. */
const KEPT = [
  ...['PATH', 'TMPDIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['http_proxy', 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'],
];

function basic(token: string): string {
  return Buffer.from(`oauth2:${token}`).toString('base64');
}

function withoutSecrets(text: string, token: string): string {
  const clean = text.replace(/(\w+:\/\/)[^/@\s]*@/g, '$1');
  return token === '' ? clean : clean.replaceAll(token, '[token]').replaceAll(basic(token), '[token]');
}

/** What git and the server said, on one line: the verdict on the ref, the server's words, then git's own. */
function words({ stdout, stderr }: Ended): string {
  const verdicts = stdout
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(line.lastIndexOf('\t') + 1));
  const lines = stderr.split('\n').filter((line) => !/^hint:|^To /.test(line));
  const told = [...verdicts, ...lines.map((line) => line.replace(/^(remote|fatal|error): ?/, '').trim())];
  return told.filter(Boolean).join('; ').slice(0, 600);
}

/** Sorts a failure. Throws `JournalRefused` where the server's answer is no. */
function failureIn({ stdout, stderr }: Ended, said: string): Failure {
  const all = `${stdout.toString('utf8')}\n${stderr}`;
  const known = FAILURES.find(([, pattern]) => pattern.test(all))?.[0];
  if (known) return known;
  const refusal = REFUSALS.find(({ pattern }) => pattern.test(all));
  if (refusal) throw new JournalRefused(refusal.what, refusal.cure, said);
  return 'unreachable';
}

// 'lost': git saw that somebody else came first, before it sent anything. 'in doubt': the server found the branch moved,
// by its lock or (GitLab's own check) taking ours for a forced push; that may have been our own push, whose answer was
// cut off, because curl sends a request again when a connection that was used before breaks without an answer.
// A GitLab whose parts do not reach each other refuses every push, for the time being.
const FAILURES: readonly (readonly [Failure, RegExp])[] = [
  ['lost', /\[rejected\]/],
  ['in doubt', /\[remote rejected\].*(lock|failed to update ref|already exists|incorrect old value|fetch first)/],
  ['in doubt', /not allowed to force push/],
  ['unreachable', /Internal API|API is not accessible|not responding|internal server error/i],
  ['branch missing', /couldn't find remote ref/],
  ['no filter', /filter '?[\w:]+'? not supported|filter allows max depth/],
];

const REFUSALS = [
  {
    pattern: /returned error: 401|Authentication failed|could not read (Username|Password)/,
    what: 'the token is not accepted',
    cure: 'It may be mistyped, expired or revoked: put a new one of the bot, with the scope api, into the CI variable SITREP_TOKEN (masked).',
  },
  {
    pattern: /protected branch/i,
    what: 'the branch is protected against the bot',
    cure: 'Make the bot a Maintainer of the project, and let Maintainers push to the branch.',
  },
  {
    pattern: /returned error: 403|not allowed to/i,
    what: 'the token is good, but its user or scope may not do this',
    cure: 'The bot has to be a Maintainer of the project, and its token needs the scope write_repository or api.',
  },
  {
    pattern: /repository .* not found|returned error: 404|does not appear to be a git repository/,
    what: 'there is no such project, or the bot may not see it',
    cure: 'Check the address, and that the bot is a member of the project.',
  },
  {
    pattern: /returned error: 30\d/,
    what: 'the server sends us to another address, and a token is not carried there',
    cure: 'Use the address that the project has now.',
  },
  {
    pattern: /\[remote rejected\]/,
    what: 'the server does not take the push',
    cure: 'Its reason is a rule of the project or of the instance: change that, or exempt the branch or the bot from it.',
  },
] as const;
