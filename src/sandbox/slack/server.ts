// The HTTP server under the embedded Slack: bodies, faults, the log, and the line that can be down.

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultAct, FaultRequest, Faults } from '../faults.ts';
import type { RequestLog } from '../requests.ts';
import type { Core } from './core.ts';
import { takeUpload } from './files.ts';
import { answer, type Methods } from './methods.ts';
import { rateLimited } from './refusal.ts';
import { postWhatIsDue } from './scheduled.ts';
import type { SocketMode } from './socket-mode.ts';

/** The largest body, in bytes: that of a file. */
const MAX_BODY = 64 * 1024 * 1024;

export interface Front {
  readonly core: Core;
  readonly methods: Methods;
  readonly socketMode: SocketMode;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Takes the text of every request that came in, free of secrets. */
  keep(text: string): void;
}

/** A request with all that came with it. */
interface Incoming {
  readonly raw: IncomingMessage;
  readonly response: ServerResponse;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly bearer: string | undefined;
  readonly startedAt: number;
}

interface Outgoing {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function makeServer(front: () => Front): Server {
  const server = createServer((raw, response) => {
    serve(front(), raw, response).catch((error: unknown) => {
      process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
      // A request that was cut off has nobody to be answered.
      if (!response.destroyed && !response.headersSent) response.writeHead(500).end('<html>Server Error</html>');
    });
  });
  server.on('upgrade', (raw, socket, head) => front().socketMode.upgrade(raw, socket, head));
  return server;
}

export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the embedded Slack has no port');
  return address.port;
}

/** Takes no more connections and ends those that are open. */
export async function stop(server: Server, socketMode: SocketMode): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  socketMode.cut();
  server.closeAllConnections();
  await closed;
}

async function serve(front: Front, raw: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedAt = performance.now();
  const url = new URL(raw.url ?? '/', front.core.url);
  const body = await readBody(raw);
  const bearer = /^Bearer\s+(\S+)$/i.exec(raw.headers.authorization ?? '')?.[1];
  const incoming = { raw, response, path: url.pathname, query: url.searchParams, body, bearer, startedAt };
  front.keep(withoutTokens(textOf(incoming)));
  const acts = front.faults.strike(seen(front, incoming));
  for (const act of acts) {
    const instead = await before(front, act, incoming);
    if (instead === 'cut') return cut(front, incoming);
    if (instead) return send(front, incoming, instead);
  }
  const outgoing = await work(front, incoming);
  for (const act of acts) {
    if (act.do === 'call' && act.when === 'after') await act.callback(seen(front, incoming));
    if (act.do === 'cut-after') return cut(front, incoming);
  }
  send(front, incoming, outgoing);
}

async function readBody(raw: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of raw) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > MAX_BODY) throw new Error(`a request of more than ${MAX_BODY} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function work({ core, methods }: Front, incoming: Incoming): Promise<Outgoing> {
  const { path, query, body, bearer, raw } = incoming;
  postWhatIsDue(core);
  const upload = /^\/upload\/v1\/(\w+)$/.exec(path)?.[1];
  if (upload !== undefined) {
    const taken = takeUpload(core, upload, await fileIn(body, raw.headers['content-type'] ?? ''));
    return taken === undefined ? text(400, 'Bad Request') : text(200, taken);
  }
  const method = methodOf(path);
  if (method === undefined) return text(404, '<html>Not Found</html>');
  const answered = await answer(core, methods, {
    method,
    query,
    body,
    contentType: raw.headers['content-type'] ?? '',
    bearer,
  });
  return json(answered.status, answered.body, answered.headers);
}

/** The bytes of a file, which come as they are or as the first field of a form. */
async function fileIn(body: Buffer, contentType: string): Promise<Buffer> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType } }).formData();
  for (const [, value] of form) if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}

/** Does what a fault does before the work: what is answered instead of it, or that the line is cut. */
async function before(front: Front, act: FaultAct, incoming: Incoming): Promise<Outgoing | 'cut' | undefined> {
  switch (act.do) {
    case 'answer':
      if (typeof act.body === 'string') return text(act.status, act.body, act.headers);
      return json(act.status, act.body ?? { ok: false, error: 'internal_error' }, act.headers);
    case 'throttle': {
      const { code, status, headers } = rateLimited(act.seconds);
      return json(status, { ok: false, error: code }, headers);
    }
    case 'limit': // the other way of saying it: a code without a status
      return json(200, { ok: false, error: 'rate_limited' });
    case 'delay':
      await new Promise((resolve) => setTimeout(resolve, act.ms));
      return undefined;
    case 'cut-before':
      return 'cut';
    case 'call':
      if (act.when === 'before') await act.callback(seen(front, incoming));
      return undefined;
    case 'cut-after':
      return undefined;
    default:
      return act satisfies never;
  }
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Outgoing => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  body: JSON.stringify(body),
});

const text = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Outgoing => ({
  status,
  headers: { 'content-type': body.startsWith('<') ? 'text/html; charset=utf-8' : 'text/plain', ...headers },
  body,
});

function send(front: Front, incoming: Incoming, { status, headers, body }: Outgoing): void {
  incoming.response.writeHead(status, { 'x-slack-req-id': randomBytes(16).toString('hex'), ...headers }).end(body);
  log(front, incoming, status);
}

function cut(front: Front, incoming: Incoming): void {
  log(front, incoming, 0);
  incoming.raw.socket.destroy();
}

function log({ core, requests }: Front, incoming: Incoming, status: number): void {
  const { path, raw, startedAt } = incoming;
  const method = methodOf(path);
  requests.add({
    kind: method === undefined ? 'other' : 'api',
    method: raw.method ?? 'GET',
    route: method ?? path.replace(/F[A-Z0-9]{10}$/, ':file'),
    url: withoutTokens(raw.url ?? '/'),
    status,
    actorId: null, // Slack's ids are no numbers
    at: core.clock.now(),
    durationMs: performance.now() - startedAt,
    detail: actorOf(core, incoming) ?? null,
  });
}

const methodOf = (path: string): string | undefined => /^\/api\/([\w.]+)$/.exec(path)?.[1];

const seen = ({ core }: Front, incoming: Incoming): FaultRequest => ({
  method: incoming.raw.method ?? 'GET',
  url: withoutTokens(incoming.raw.url ?? '/'),
  actor: actorOf(core, incoming),
});

/** The name of the app that calls. */
function actorOf({ store }: Core, { bearer }: Incoming): string | undefined {
  return store.apps.get(store.tokens.get(bearer ?? '')?.appId ?? '')?.name;
}

/** What came in, as people would read it: fields of a form one a line. */
function textOf({ path, query, body, raw }: Incoming): string {
  const form = raw.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  const fields = form ? [...query, ...new URLSearchParams(body.toString())] : [...query];
  return [path, ...fields.map(([name, value]) => `${name}=${value}`), form ? '' : body.toString()].join('\n');
}

const withoutTokens = (said: string): string => said.replace(/\bx(?:ox[a-z]|app)-[A-Za-z0-9-]+/g, '[FILTERED]');
