// One HTTP request and its answer, over a connection that is kept.
//
// The built-in `fetch` costs 80 ms at its first call on Node 20 and does not tell whether a request had left when the
// line broke, which is what parts *refused* from *unknown*. So this is `node:http`, and nothing more than one try.

import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly body?: string | undefined;
  /** Of this request alone; names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The line broke, the time was up, or the answer was too long. */
export interface NoAnswer {
  readonly none: string;
  /** Whether the request may have reached the server. */
  readonly sent: boolean;
  /** Whether another try would end the same way. */
  readonly final: boolean;
  /** Whether it was the time that was up. */
  readonly late: boolean;
}

export interface ExchangeOptions {
  /** The whole header, as in `Bearer …`; undefined where the request carries its own proof. */
  readonly authorization: string | undefined;
  /** For one try, from asking for a connection to the end of the answer, in ms. */
  readonly timeoutMs: number;
  /** Longer answers are given up. */
  readonly maxBytes: number;
}

/** An idle connection is dropped before a server would: a request sent on a closing one is lost, and a write *unknown*. */
const IDLE_MS = 4_000;

/** Makes the function that sends; the secret stays in its closure. */
export function makeExchange({
  authorization,
  timeoutMs,
  maxBytes,
}: ExchangeOptions): (outgoing: Outgoing) => Promise<Answer | NoAnswer> {
  const keep = { keepAlive: true, timeout: IDLE_MS };
  const plain = new http.Agent(keep);
  const secure = new https.Agent(keep);

  return ({ method, url, body, headers: own }) =>
    new Promise((resolve) => {
      const tls = url.protocol === 'https:';
      const headers = {
        accept: 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
        'user-agent': 'sitrep',
        // Node frames the body of a DELETE only where its length is said: the server would read it as the next request.
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
        ...own,
      };
      let sent = false;
      const request = (tls ? https : http).request(url, { method, headers, agent: tls ? secure : plain });
      const settle = (end: Answer | NoAnswer): void => {
        clearTimeout(timer);
        resolve(end);
      };
      const stop = (end: Omit<NoAnswer, 'sent'>): void => {
        settle({ ...end, sent });
        request.destroy();
      };
      const fail = (error: Error): void => settle({ none: reasonOf(error), sent, final: false, late: false });
      const timer = setTimeout(
        () => stop({ none: `no answer within ${timeoutMs / 1000} s`, final: false, late: true }),
        timeoutMs,
      );
      request.on('error', fail);
      request.on('socket', (socket) =>
        whenConnected(socket, tls, () => {
          sent = true;
        }),
      );
      request.on('response', (incoming) => {
        collect(incoming, maxBytes).then((text) => {
          if (text === undefined)
            stop({ none: `the answer is longer than ${maxBytes} bytes`, final: true, late: false });
          else settle({ status: incoming.statusCode ?? 0, headers: flat(incoming), body: text });
        }, fail);
      });
      request.end(body);
    });
}

/** Node writes a request as soon as there is a connection: from there on it may have been received. */
function whenConnected(socket: Socket, tls: boolean, connected: () => void): void {
  if (socket.connecting) socket.once(tls ? 'secureConnect' : 'connect', connected);
  else connected();
}

/** Undefined where it is too long. */
async function collect(incoming: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > maxBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function flat(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}

/** Node leaves the message empty where several addresses failed; the code is always there. */
function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the host name could not be resolved';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `the certificate is not trusted (${code}; name your authority's file in NODE_EXTRA_CA_CERTS)`;
    default:
      return code === '' ? error.message : `the connection failed (${code})`;
  }
}
