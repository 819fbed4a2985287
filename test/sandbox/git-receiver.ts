// Something that webhooks can be sent to, and a comparison of what came with what GitLab documents.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Record<string, unknown>;

export interface Receiver {
  readonly url: string;
  /** Bodies in the order they came, `event` being the X-Gitlab-Event. */
  readonly received: Json[];
  close(): void;
}

export async function receiver(): Promise<Receiver> {
  const received: Json[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      received.push({ event: request.headers['x-gitlab-event'], ...JSON.parse(text) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, received, close: () => server.close() };
}

/**
 * Where a body has other keys or types than the documented sample, one sentence each. Null is nobody's fault, and what is
 * below `except` (paths such as `.changes`) depends on the case.
 */
export function differences(sample: unknown, actual: unknown, except: readonly string[] = [], path = ''): string[] {
  if (sample === null || actual === null || except.includes(path)) return [];
  if (Array.isArray(sample) && Array.isArray(actual))
    return differences(sample[0] ?? null, actual[0] ?? null, except, `${path}[]`);
  if (typeof sample !== 'object' || typeof actual !== 'object')
    return typeof sample === typeof actual ? [] : [`${path}: ${typeof actual}, not ${typeof sample}`];
  const left = Object.entries(sample);
  const right = new Map(Object.entries(actual));
  const told = (key: string): boolean => !except.includes(`${path}.${key}`);
  return [
    ...left.filter(([key]) => !right.has(key) && told(key)).map(([key]) => `${path}.${key} is missing`),
    ...[...right.keys()].filter((key) => !(key in sample) && told(key)).map((key) => `${path}.${key} is unknown`),
    ...left.flatMap(([key, value]) => differences(value, right.get(key) ?? null, except, `${path}.${key}`)),
  ];
}
