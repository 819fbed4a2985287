// An embedded Slack with two people, an app with every scope, and callers whose answers are held against the contract.

import { LogLevel } from '@slack/web-api';
import { afterEach, beforeEach, expect } from 'vitest';
import { type InstalledApp, type Slack, type SlackOptions, startSlack } from '../../src/sandbox/slack/slack.ts';
import type { User } from '../../src/sandbox/slack/store.ts';
import { slackBreaches } from './slack-contract.ts';

/** Every scope that a method of the sandbox asks for, but the one to post where the bot is not. */
export const SCOPES = [
  'chat:write',
  'channels:manage',
  'channels:read',
  'channels:join',
  'channels:history',
  'groups:write',
  'groups:read',
  'groups:history',
  'pins:write',
  'pins:read',
  'bookmarks:write',
  'bookmarks:read',
  'reactions:write',
  'reactions:read',
  'users:read',
  'users:read.email',
  'usergroups:read',
  'files:write',
  'team:read',
  'app_mentions:read',
] as const;

export type Body = Record<string, unknown> & { readonly ok: boolean; readonly error?: string };

export interface SlackAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Caller {
  /** The whole answer. */
  ask(method: string, args?: Readonly<Record<string, unknown>>): Promise<SlackAnswer>;
  /** The body. */
  call(method: string, args?: Readonly<Record<string, unknown>>): Promise<Body>;
  /** The body of an answer that is ok; fails on another. */
  ok(method: string, args?: Readonly<Record<string, unknown>>): Promise<Body>;
  /** The code of a refusal; `ok` where there is none. */
  code(method: string, args?: Readonly<Record<string, unknown>>): Promise<string>;
}

export function callerFor(slack: Pick<Slack, 'url'>, token?: string, encoding: 'form' | 'json' = 'form'): Caller {
  const ask = async (method: string, args: Readonly<Record<string, unknown>> = {}): Promise<SlackAnswer> => {
    const response = await fetch(`${slack.url}/api/${method}`, {
      method: 'POST',
      headers: {
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
        'Content-Type': encoding === 'json' ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded',
      },
      body: encoding === 'json' ? JSON.stringify(args) : form(args),
    });
    const body: Body = JSON.parse(await response.text());
    expect(slackBreaches(method, body), "the answer must keep Slack's contract").toEqual([]);
    return { status: response.status, headers: response.headers, body };
  };
  const call: Caller['call'] = async (method, args) => (await ask(method, args)).body;
  return {
    ask,
    call,
    async ok(method, args) {
      const body = await call(method, args);
      expect(body, `${method} is ok`).toMatchObject({ ok: true });
      return body;
    },
    async code(method, args) {
      const body = await call(method, args);
      return body.ok ? 'ok' : String(body.error);
    },
  };
}

function form(args: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(args).map(([name, value]): [string, string] => [
    name,
    typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
  return new URLSearchParams(fields).toString();
}

export interface SlackWorld {
  readonly slack: Slack;
  readonly app: InstalledApp;
  /** Speaks for the app's bot. */
  readonly bot: Caller;
  readonly ann: User;
  readonly ben: User;
  /** A public channel of Ann's, without the bot. */
  readonly ops: string;
  /** A channel of the bot's. */
  readonly own: string;
}

export async function makeSlackWorld(options: SlackOptions = {}): Promise<SlackWorld> {
  const slack = await startSlack({ now: '2026-03-14T09:00:00Z', ...options });
  const ann = slack.addUser({ name: 'ann', email: 'ann@acme.example', realName: 'Ann Archer' });
  const ben = slack.addUser({ name: 'ben', email: 'ben@acme.example', realName: 'Ben Baker' });
  const app = slack.addApp({ name: 'sitrep', scopes: SCOPES });
  slack.as(ann).createChannel('general');
  const ops = slack.as(ann).createChannel('ops');
  const bot = callerFor(slack, app.botToken);
  const { channel } = await bot.ok('conversations.create', { name: 'inc-12-checkout' });
  return { slack, app, bot, ann, ben, ops, own: idOf(channel) };
}

/** The `id` of what an answer holds. */
export function idOf(value: unknown): string {
  return textOf(value, 'id');
}

/** A text field of what an answer holds. */
export function textOf(value: unknown, field: string): string {
  if (typeof value !== 'object' || value === null) throw new Error(`no object with ${field}`);
  const found: unknown = Object.entries(value).find(([name]) => name === field)?.[1];
  if (typeof found !== 'string') throw new Error(`no ${field} in ${JSON.stringify(value)}`);
  return found;
}

/** A fresh world for every test of a file or block. */
export function useSlack(options: SlackOptions = {}): () => SlackWorld {
  let world: SlackWorld | undefined;
  beforeEach(async () => {
    world = await makeSlackWorld(options);
  });
  afterEach(() => world?.slack.close());
  return () => {
    if (!world) throw new Error('the world is there from beforeEach on');
    return world;
  };
}

const ignored = (): undefined => undefined;

/** Slack's own clients log what they are refused. */
export const quiet = {
  debug: ignored,
  info: ignored,
  warn: ignored,
  error: ignored,
  setLevel: ignored,
  setName: ignored,
  getLevel: () => LogLevel.ERROR,
};
