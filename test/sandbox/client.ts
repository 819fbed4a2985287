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
  readonly post: Send;
  readonly put: Send;
  readonly patch: Send;
  readonly delete: Send;
}

/** How parameters travel: GitLab takes both, on every endpoint (behaviours A15). */
export type Encoding = 'json' | 'form';

const TYPES: Readonly<Record<Encoding, string>> = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
};

/** Speaks for the holder of a token (none: nobody) to a sandbox. */
export function clientFor({ url }: { readonly url: string }, token?: string, encoding: Encoding = 'json'): Client {
  const send = async <T>(method: string, path: string, params: unknown): Promise<Answer<T>> => {
    const response = await fetch(`${url}/api/v4${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { 'PRIVATE-TOKEN': token }),
        ...(params === undefined ? {} : { 'Content-Type': TYPES[encoding] }),
      },
      ...(params === undefined ? {} : { body: encoding === 'json' ? JSON.stringify(params) : form(params) }),
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

/** `{a: [{b: 1}]}` as `a[][b]=1`. */
function form(params: unknown): string {
  return new URLSearchParams(pairsOf('', params)).toString();
}

function pairsOf(name: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((item) => pairsOf(`${name}[]`, item));
  if (typeof value !== 'object' || value === null) return [[name, String(value ?? '')]];
  return Object.entries(value).flatMap(([key, inner]) => pairsOf(name === '' ? key : `${name}[${key}]`, inner));
}
