// A client for tests of the sandbox: plain HTTP, and every success is held against GitLab's contract.

import { expect } from 'vitest';
import { breaches } from './contract.ts';

export interface Answer<T> {
  readonly status: number;
  /** Parsed JSON; text for anything else. */
  readonly body: T;
  readonly headers: Headers;
}

type Send = <T = unknown>(path: string, params?: unknown) => Promise<Answer<T>>;

export interface Client {
  /** The path is below `/api/v4`, with its query. */
  readonly get: Send;
  /** `params` go as JSON. */
  readonly post: Send;
  readonly put: Send;
  readonly patch: Send;
  readonly delete: Send;
}

/** Speaks for the holder of a token (none: nobody) to a sandbox. */
export function clientFor({ url }: { readonly url: string }, token?: string): Client {
  const send = async <T>(method: string, path: string, params: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { 'PRIVATE-TOKEN': token }),
        ...(params === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(params === undefined ? {} : { body: JSON.stringify(params) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const body: T = json ? JSON.parse(text) : text;
    expect(breaches(method, path, response.status, body), "the answer must keep GitLab's contract").toEqual([]);
    return { status: response.status, body, headers: response.headers };
  };
  return {
    get: (path) => send('GET', path, undefined),
    post: (path, params) => send('POST', path, params ?? {}),
    put: (path, params) => send('PUT', path, params ?? {}),
    patch: (path, params) => send('PATCH', path, params ?? {}),
    delete: (path, params) => send('DELETE', path, params),
  };
}
