// An HTTP server that plays a script: what a GitLab, a proxy or a bad line can do to a client.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request. */
export type Act = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

export interface ScriptedServer {
  readonly url: string;
  /** `METHOD path?query` of every request that arrived. */
  readonly seen: string[];
  /** Their bodies, as text. */
  readonly bodies: string[];
  /** The most requests that were open at the same time. */
  readonly peak: () => number;
  close(): Promise<void>;
}

/** Plays the acts in turn, the last one for everything after it. */
export async function playing(...acts: readonly [Act, ...Act[]]): Promise<ScriptedServer> {
  const seen: string[] = [];
  const bodies: string[] = [];
  let open = 0;
  let peak = 0;
  const server = createServer((request, response) => {
    const act = acts[Math.min(seen.length, acts.length - 1)] ?? acts[0];
    seen.push(`${request.method} ${request.url}`);
    open += 1;
    peak = Math.max(peak, open);
    response.on('close', () => {
      open -= 1;
    });
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      bodies.push(body);
      void act(response, request);
    });
    request.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    bodies,
    peak: () => peak,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Act {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** The request throttle (behaviours A10). */
export function throttled(headers: Record<string, string> = {}): Act {
  return (response) => {
    response.writeHead(429, { 'content-type': 'text/plain', ...headers }).end('Retry later\n');
  };
}

/** What a proxy says. */
export function html(status: number): Act {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body><h1>nginx</h1></body></html>');
  };
}

export const cut: Act = (_response, request) => {
  request.socket.destroy();
};

/** Cuts the line in the middle of the answer. */
export const cutHalfway: Act = (response, request) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"id":', () => request.socket.destroy());
};

export const silent: Act = () => undefined;

/** Answers after so many real ms. */
export function slow(ms: number, act: Act): Act {
  return (response, request) => void setTimeout(() => void act(response, request), ms);
}
