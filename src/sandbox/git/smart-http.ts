// Git over HTTP, as `git clone` and `git push` speak it.
//
// Who may do what is decided here, with GitLab's answers; the protocol itself is git's own `http-backend`, run for each
// request as a web server would.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canSeeProject, levelIn, projectAt } from '../access.ts';
import { runningJob } from '../auth.ts';
import type { Job } from '../ci/types.ts';
import type { Core } from '../core.ts';
import { settingOf } from '../projects/settings.ts';
import { Level, type Project, type User } from '../store.ts';
import { backend, cgi, send, stream } from './backend.ts';
import type { Git } from './index.ts';
import { refusalOf, ruleFor } from './protection.ts';
import { type RefChange, readCommands } from './push-commands.ts';
import { hooksOf, type Repositories } from './repositories.ts';
import { NO_COMMIT, readRef } from './repository.ts';

type Service = 'git-upload-pack' | 'git-receive-pack';

/** Serves `/<path>.git/...`. */
export function serveGit(core: Core, git: Git): void {
  const { server } = core;
  const types = ['application/x-git-upload-pack-request', 'application/x-git-receive-pack-request'];
  server.addContentTypeParser(types, (_request, payload, done) => done(null, payload));
  server.get('/*', (request, reply) => answer(core, git, request, reply));
  server.post('/*', (request, reply) => answer(core, git, request, reply));
}

async function answer(core: Core, git: Git, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const asked = parse(request);
  if (asked === undefined) return reply.callNotFound();
  request.logDetail = asked.service;
  const { user: caller, ...how } = gitCaller(core, request);
  if (how.refused) return refuse(reply, 401, 'HTTP Basic: Access denied.');
  const project = projectAt(core, asked.path);
  if (!project || !canSeeProject(core, caller, project)) {
    return caller ? refuse(reply, 404, NOT_FOUND) : refuse(reply, 401, 'HTTP Basic: Access denied.');
  }
  const pushing = asked.service === 'git-receive-pack';
  if (pushing && !caller) return refuse(reply, 401, 'HTTP Basic: Access denied.');
  const problem = pushing ? pushProblem(core, caller, project, how) : undefined;
  if (problem !== undefined) return refuse(reply, 403, problem);
  if (!pushing && project.visibility !== 'public' && levelIn(core, caller, project) < Level.reporter)
    return refuse(reply, 403, 'You are not allowed to download code from this project.');

  if (pushing && caller && request.method === 'POST') {
    return receive({ core, git, project, user: caller, request, reply });
  }
  // Such a greeting names no branch: it is the same for every repository of the sandbox.
  const greets = !pushing && asked.file === 'info/refs' && request.headers['git-protocol'] === 'version=2';
  if (greets && greeting !== undefined) return pass(reply, greeting);
  const child = backend(git.repositories, project, asked.file, request);
  send(child, request, undefined);
  if (!greets) return stream(child, reply);
  const said = await whole(child);
  if (cgi(said).status === 200) greeting = said;
  return pass(reply, said);
}

/** How git greets who fetches in version 2 of its protocol (gitprotocol-v2(5)): what it can do, and nothing else. */
let greeting: Buffer | undefined;

/** All that a process says. */
async function whole(child: ChildProcess): Promise<Buffer> {
  const chunks: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  return Buffer.concat(chunks);
}

function pass(reply: FastifyReply, answer: Buffer): FastifyReply {
  const { status, headers, rest } = cgi(answer);
  return reply.code(status).headers(headers).send(rest);
}

/** Why nothing at all may be pushed, whatever the branch. */
function pushProblem(core: Core, user: User | undefined, project: Project, how: GitCaller): string | undefined {
  if (how.readsOnly) return 'You are not allowed to upload code.';
  const jobsPush = settingOf(project, 'ci_push_repository_for_job_token_allowed') === true;
  const byJob = how.job === undefined || (how.job.projectId === project.id && jobsPush);
  const may = byJob && !project.archived && levelIn(core, user, project) >= Level.developer;
  return may ? undefined : 'You are not allowed to push code to this project.';
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

interface GitCaller {
  readonly user?: User;
  /** Set where the token is a running job's. */
  readonly job?: Job;
  /** The token's scopes are for reading only. */
  readonly readsOnly?: boolean;
  readonly refused?: true;
}

/** A user's token or a running job's; nobody for a request that shows none. */
function gitCaller(core: Core, request: FastifyRequest): GitCaller {
  if (request.caller) {
    const scopes = request.caller.token?.scopes ?? [];
    const writes = scopes.includes('api') || scopes.includes('write_repository');
    const reads = writes || scopes.includes('read_repository');
    return reads ? { user: request.caller.user, readsOnly: !writes } : { refused: true };
  }
  if (request.refusedToken === undefined) return {};
  const [, basic = ''] = request.headers.authorization?.split(' ') ?? [];
  const secret = Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':');
  const job = runningJob(core, secret);
  const user = job && core.store.users.get(job.userId);
  return user ? { user, job } : { refused: true };
}

function refuse(reply: FastifyReply, status: number, text: string): FastifyReply {
  if (status === 401) reply.header('WWW-Authenticate', 'Basic realm="GitLab"');
  return reply.code(status).type('text/plain').send(`${text}\n`);
}

interface Push {
  readonly core: Core;
  readonly git: Git;
  readonly project: Project;
  readonly user: User;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Runs a push. Its answer is sent when git has ended, so that whatever happens to the answer happens after the work.
 */
async function receive({ core, git, project, user, request, reply }: Push): Promise<FastifyReply> {
  const { repositories } = git;
  const dir = repositories.dir(project);
  const { head, commands } = await readCommands(request.raw);
  const child = backend(
    repositories,
    project,
    'git-receive-pack',
    request,
    rules(core, repositories, project, user, commands),
  );
  send(child, request, head);
  const said = await whole(child);
  const moved: RefChange[] = [];
  for (const command of commands) {
    const now = (await readRef(dir, command.ref)) ?? NO_COMMIT;
    if (now === command.to && command.from !== command.to) moved.push(command);
  }
  if (moved.length > 0) git.moved(project, user, moved);
  return pass(reply, said);
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
