// An embedded Jira with a project and people, and clients that speak for them.

import { afterAll, beforeAll, expect } from 'vitest';
import type { Account } from '../../src/sandbox/atlassian/accounts.ts';
import { type Jira, type JiraOptions, startJira } from '../../src/sandbox/jira/jira.ts';
import type { NewProject } from '../../src/sandbox/jira/seed.ts';
import type { JiraProject } from '../../src/sandbox/jira/store.ts';
import { jiraBreaches } from './jira-contract.ts';

export interface Answer<T> {
  readonly status: number;
  /** Parsed JSON; text for anything else. */
  readonly body: T;
  readonly headers: Headers;
}

type HeadersGiven = Readonly<Record<string, string>>;
type Send<T> = (method: string, path: string, body?: unknown, headers?: HeadersGiven) => Promise<Answer<T>>;
export type JiraSend = <T = Record<string, unknown>>(...request: Parameters<Send<T>>) => ReturnType<Send<T>>;

export interface JiraWorld {
  readonly jira: Jira;
  readonly project: JiraProject;
  readonly bot: Account;
  readonly ana: Account;
  /** Speaks for the bot to the version that the kind of Jira is used by: 3 on Cloud, 2 on Data Center. */
  readonly send: JiraSend;
}

/** Speaks for an account; what goes to v3 is held against Atlassian's contract. */
export function jiraClient(
  { url }: { readonly url: string },
  account: Account | undefined,
  version: '2' | '3',
): JiraSend {
  return async <T>(method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${url}/rest/api/${version}${path}`, {
      method,
      headers: {
        ...(account ? { Authorization: account.authorization } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    const answer: T = json && text !== '' ? JSON.parse(text) : text;
    if (version === '3') {
      const wrong = jiraBreaches(method, path, body, response.status, text === '' ? undefined : answer);
      expect(wrong, "the request and its answer must keep Atlassian's contract").toEqual([]);
    }
    return { status: response.status, body: answer, headers: response.headers };
  };
}

export async function makeJira(options: JiraOptions, project: Partial<NewProject> = {}): Promise<JiraWorld> {
  const jira = await startJira({ now: '2026-03-14T09:00:00Z', ...options });
  const bot = jira.addUser({ name: 'sitrep', displayName: 'sitrep' });
  const ana = jira.addUser({ name: 'ana', displayName: 'Ana' });
  const made = jira.addProject({ key: 'OPS', name: 'Operations', ...project });
  return { jira, bot, ana, project: made, send: jiraClient(jira, bot, jira.kind === 'cloud' ? '3' : '2') };
}

/** One Jira for the tests of a file or block, each from where it began. */
export function useJira(options: JiraOptions, project: Partial<NewProject> = {}): () => JiraWorld {
  let world: JiraWorld | undefined;
  beforeAll(async () => {
    world = await makeJira(options, project);
  });
  afterAll(() => world?.jira.close());
  return () => {
    if (!world) throw new Error('the Jira is there from beforeAll on');
    return world;
  };
}

/** A document of plain paragraphs. */
export const adf = (...lines: readonly string[]): unknown => ({
  version: 1,
  type: 'doc',
  content: lines.map((text) => ({ type: 'paragraph', content: [{ type: 'text', text }] })),
});

export interface Made {
  readonly id: string;
  readonly key: string;
}

/** Creates an issue as the bot; it must succeed. */
export async function create(
  { send }: JiraWorld,
  fields: Record<string, unknown> = {},
  rest: object = {},
): Promise<Made> {
  const answer = await send<Made>('POST', '/issue', {
    fields: {
      project: { key: 'OPS' },
      issuetype: { name: 'Live Incident State' },
      summary: 'Checkout answers 500',
      ...fields,
    },
    ...rest,
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}
