// git's own HTTP server, run for each request as a web server would run a CGI program.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Project } from '../store.ts';
import type { Repositories } from './repositories.ts';
import { gitEnvironment } from './run.ts';

let execPath: string | undefined;

/** Starts `git http-backend` for a request, with `extra` in its environment. */
export function backend(
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

/** Gives git the request's body, behind what was already read of it. */
export function send(child: ChildProcess, request: FastifyRequest, head: Buffer | undefined): void {
  // git may have heard enough before the client has said all.
  child.stdin?.on('error', () => undefined);
  request.raw.once('close', () => request.raw.readableAborted && child.kill());
  if (!child.stdin) return;
  if (head) child.stdin.write(head);
  if (request.method === 'POST') request.raw.pipe(child.stdin);
  else child.stdin.end();
}

/** Passes git's answer on while it comes. */
export async function stream(child: ChildProcess, reply: FastifyReply): Promise<FastifyReply> {
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
export function cgi(answer: Buffer): { status: number; headers: Record<string, string>; rest: Buffer } {
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
