// Git over HTTP, as `git clone` and `git push` speak it.
//
// Who may do what is decided here, with GitLab's answers; the protocol itself is git's own `http-backend`, run for each
// request as a web server would.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canSeeProject, levelIn } from '../access.ts';
import type { Core } from '../core.ts';
import { Level, type Project, type User } from '../store.ts';
import { refusalOf, ruleFor } from './protection.ts';
import { hooksOf, type Repositories } from './repositories.ts';
import { NO_COMMIT, readRef } from './repository.ts';
import { gitEnvironment } from './run.ts';

/** A ref that moved, by a push or through the API. */
export interface RefChange {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

type Service = 'git-upload-pack' | 'git-receive-pack';
export type Pushed = (project: Project, user: User, changes: readonly RefChange[]) => Promise<void>;

/** Serves `/<path>.git/...`. `pushed` is told of the refs that a push has moved; it runs after the answer. */
export function serveGit(core: Core, repositories: Repositories, pushed: Pushed): void {
  const { server } = core;
  const types = ['application/x-git-upload-pack-request', 'application/x-git-receive-pack-request'];
  server.addContentTypeParser(types, (_request, payload, done) => done(null, payload));
  server.get('/*', (request, reply) => answer(core, repositories, pushed, request, reply));
  server.post('/*', (request, reply) => answer(core, repositories, pushed, request, reply));
}

async function answer(
  core: Core,
  repositories: Repositories,
  pushed: Pushed,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const asked = parse(request);
  if (asked === undefined) return reply.callNotFound();
  request.logDetail = asked.service;
  const caller = gitCaller(core, request);
  if (caller === 'refused') return refuse(reply, 401, 'HTTP Basic: Access denied.');
  const project = [...core.store.projects.values()].find(({ pathWithNamespace }) => pathWithNamespace === asked.path);
  if (!project || !canSeeProject(core, caller, project)) {
    return caller ? refuse(reply, 404, NOT_FOUND) : refuse(reply, 401, 'HTTP Basic: Access denied.');
  }
  const pushing = asked.service === 'git-receive-pack';
  if (pushing && !caller) return refuse(reply, 401, 'HTTP Basic: Access denied.');
  if (pushing && levelIn(core, caller, project) < Level.developer)
    return refuse(reply, 403, 'You are not allowed to push code to this project.');
  if (!pushing && project.visibility !== 'public' && levelIn(core, caller, project) < Level.reporter)
    return refuse(reply, 403, 'You are not allowed to download code from this project.');

  if (pushing && caller && request.method === 'POST') {
    return receive({ core, repositories, pushed, project, user: caller, request, reply });
  }
  const child = backend(repositories, project, asked.file, request);
  send(child, request, undefined);
  return stream(child, reply);
}

const NOT_FOUND = "The project you were looking for could not be found or you don't have permission to view it.";

/** What a URL asks for; undefined when it is not git's. */
function parse(request: FastifyRequest): { path: string; file: string; service: Service } | undefined {
  const [path = '', query = ''] = request.url.split('?');
  const match = /^\/(.+?)\.git\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(decodeURIComponent(path));
  if (match === null) return undefined;
  const [, project = '', file = ''] = match;
  const service = file === 'info/refs' ? new URLSearchParams(query).get('service') : file;
  if (service !== 'git-upload-pack' && service !== 'git-receive-pack') return undefined;
  return { path: project, file, service };
}

/** A user's token or a running job's; undefined for a request that shows none. */
function gitCaller(core: Core, request: FastifyRequest): User | undefined | 'refused' {
  if (request.caller) {
    const { scopes } = request.caller.token;
    const enough = scopes.some((scope) => ['api', 'read_repository', 'write_repository'].includes(scope));
    return enough ? request.caller.user : 'refused';
  }
  if (request.refusedToken === undefined) return undefined;
  const [, basic = ''] = request.headers.authorization?.split(' ') ?? [];
  const secret = Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':');
  const job = [...core.store.ci.jobs.values()].find(({ token, status }) => token === secret && status === 'running');
  return (job && core.store.users.get(job.userId)) ?? 'refused';
}

function refuse(reply: FastifyReply, status: number, text: string): FastifyReply {
  if (status === 401) reply.header('WWW-Authenticate', 'Basic realm="GitLab"');
  return reply.code(status).type('text/plain').send(`${text}\n`);
}

interface Push {
  readonly core: Core;
  readonly repositories: Repositories;
  readonly pushed: Pushed;
  readonly project: Project;
  readonly user: User;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Runs a push. Its answer is sent when git has ended, so that whatever happens to the answer happens after the work.
 */
async function receive({ core, repositories, pushed, project, user, request, reply }: Push): Promise<FastifyReply> {
  const dir = repositories.dir(project);
  const { head, commands } = await readCommands(bodyOf(request));
  const child = backend(
    repositories,
    project,
    'git-receive-pack',
    request,
    rules(core, repositories, project, user, commands),
  );
  send(child, request, head);
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const moved: RefChange[] = [];
  for (const command of commands) {
    const now = (await readRef(dir, command.ref)) ?? NO_COMMIT;
    if (now === command.to && command.from !== command.to) moved.push(command);
  }
  if (moved.length > 0) core.background(pushed(project, user, moved));
  const { status, headers, rest } = cgi(Buffer.concat(chunks));
  return reply.code(status).headers(headers).send(rest);
}

/** What the hook has to say or look at; a push that no rule concerns runs without it. */
function rules(
  core: Core,
  repositories: Repositories,
  project: Project,
  user: User,
  commands: readonly RefChange[],
): Record<string, string> {
  const refusals = commands.flatMap(
    ({ ref, to }) => refusalOf(core, user, project, { ref, deletes: to === NO_COMMIT }) ?? [],
  );
  const forwardOnly = commands.filter(({ ref, from, to }) => {
    const branch = ref.replace(/^refs\/heads\//, '');
    return from !== NO_COMMIT && to !== NO_COMMIT && ruleFor(core, project, branch)?.allowForcePush === false;
  });
  if (refusals.length === 0 && forwardOnly.length === 0) return {};
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: hooksOf(repositories),
    SANDBOX_REFUSAL: refusals[0] ?? '',
    SANDBOX_FAST_FORWARDS: forwardOnly.map(({ from, to }) => `${from}..${to}`).join(' '),
  };
}

/** Reads the commands that a push begins with, up to the flush packet, and keeps the bytes for git. */
async function readCommands(body: Readable): Promise<{ head: Buffer; commands: RefChange[] }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const commands = parseCommands(head);
    if (commands !== undefined) return { head, commands };
    const chunk: unknown = body.read();
    if (Buffer.isBuffer(chunk)) head = Buffer.concat([head, chunk]);
    else if (body.readableEnded || body.destroyed) return { head, commands: [] };
    else await Promise.race([once(body, 'readable'), once(body, 'end'), once(body, 'close')]);
  }
}

/** Undefined while the flush packet has not come. */
function parseCommands(head: Buffer): RefChange[] | undefined {
  const commands: RefChange[] = [];
  for (let at = 0; at + 4 <= head.length; ) {
    const length = Number.parseInt(head.toString('latin1', at, at + 4), 16);
    if (length === 0) return commands;
    if (!(length > 4) || at + length > head.length) return undefined;
    const line = head.toString('utf8', at + 4, at + length);
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/.exec(line);
    if (match) commands.push({ from: match[1] ?? '', to: match[2] ?? '', ref: match[3] ?? '' });
    at += length;
  }
  return undefined;
}

let execPath: string | undefined;

function backend(
  repositories: Repositories,
  project: Project,
  file: string,
  request: FastifyRequest,
  extra: Readonly<Record<string, string>> = {},
): ChildProcess {
  execPath ??= execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
  const { headers } = request;
  const protocol = String(headers['git-protocol'] ?? '');
  return spawn(join(execPath, 'git-http-backend'), [], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: gitEnvironment({
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROJECT_ROOT: repositories.root,
      PATH_INFO: `/${project.id}.git/${file}`,
      REQUEST_METHOD: request.method,
      QUERY_STRING: request.url.split('?')[1] ?? '',
      CONTENT_TYPE: headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
      ...(headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: headers['content-length'] }),
      ...(protocol === '' ? {} : { HTTP_GIT_PROTOCOL: protocol, GIT_PROTOCOL: protocol }),
      REMOTE_USER: request.caller?.user.username ?? 'anonymous',
      ...extra,
    }),
  });
}

function bodyOf(request: FastifyRequest): Readable {
  return request.raw;
}

function send(child: ChildProcess, request: FastifyRequest, head: Buffer | undefined): void {
  // git may have heard enough before the client has said all.
  child.stdin?.on('error', () => undefined);
  request.raw.once('close', () => request.raw.readableAborted && child.kill());
  if (!child.stdin) return;
  if (head) child.stdin.write(head);
  if (request.method === 'POST') request.raw.pipe(child.stdin);
  else child.stdin.end();
}

/** Passes git's answer on while it comes. */
async function stream(child: ChildProcess, reply: FastifyReply): Promise<FastifyReply> {
  const out = child.stdout;
  if (!out) throw new Error('git http-backend has no output');
  let head = Buffer.alloc(0);
  while (head.indexOf('\r\n\r\n') < 0) {
    const chunk: unknown = out.read();
    if (Buffer.isBuffer(chunk)) head = Buffer.concat([head, chunk]);
    else if (out.readableEnded || out.destroyed) break;
    else await Promise.race([once(out, 'readable'), once(out, 'end'), once(out, 'close')]);
  }
  const { status, headers, rest } = cgi(head);
  if (rest.length > 0) out.unshift(rest);
  return reply.code(status).headers(headers).send(out);
}

/** Takes a CGI answer apart. */
function cgi(answer: Buffer): { status: number; headers: Record<string, string>; rest: Buffer } {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return { status: 500, headers: {}, rest: Buffer.from('git http-backend gave no answer\n') };
  const headers: Record<string, string> = {};
  for (const line of answer.toString('latin1', 0, end).split('\r\n')) {
    const [name = '', value = ''] = line.split(/:\s*/, 2);
    headers[name.toLowerCase()] = value;
  }
  const { status = '200', ...others } = headers;
  return { status: Number.parseInt(status, 10), headers: others, rest: answer.subarray(end + 4) };
}
