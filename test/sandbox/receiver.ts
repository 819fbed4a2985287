// Somebody who receives webhooks: a real HTTP server that keeps what came and answers as it is told.

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: HookBody;
}

/** The parts of a webhook's body that tests look at. */
export interface HookBody {
  readonly object_kind?: string;
  readonly event_type?: string;
  readonly object_attributes?: Readonly<Record<string, unknown>>;
  readonly changes?: Readonly<Record<string, { readonly previous: unknown; readonly current: unknown }>>;
  readonly [key: string]: unknown;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** The status of the next answers; default 200. */
  answer(status: number): void;
  /** What came since the last time, bodies only. */
  take(): HookBody[];
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) });
      response.writeHead(status, { location: '/elsewhere' }).end('thanks');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/in`,
    received,
    answer(next) {
      status = next;
    },
    take: () => received.splice(0).map(({ body }) => body),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
