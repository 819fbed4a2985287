// Every method that the embedded Slack answers, and how a call to one is answered.

import { type Args, readArguments } from './arguments.ts';
import { bookmarkMethods } from './bookmarks.ts';
import { channelReadMethods } from './channel-reads.ts';
import { channelMethods } from './channels.ts';
import { chatMethods } from './chat.ts';
import type { Core } from './core.ts';
import { fileMethods } from './files.ts';
import { historyMethods } from './history.ts';
import { countCall } from './limits.ts';
import { accepted, type Method, requireScope } from './method.ts';
import { peopleMethods } from './people.ts';
import { pinMethods } from './pins.ts';
import { reactionMethods } from './reactions.ts';
import { Refusal } from './refusal.ts';
import { scheduledMethods } from './scheduled.ts';
import type { App, Json, Token } from './store.ts';

/** By name. */
export type Methods = ReadonlyMap<string, Method>;

/** All of them, with those that a part of the server adds. */
export function methodsWith(...more: readonly Method[]): Methods {
  const all = [
    ...peopleMethods,
    ...channelMethods,
    ...channelReadMethods,
    ...historyMethods,
    ...chatMethods,
    ...scheduledMethods,
    ...pinMethods,
    ...bookmarkMethods,
    ...reactionMethods,
    ...fileMethods,
    ...more,
  ];
  return new Map(all.map((method) => [method.name, method]));
}

export interface Asked {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly contentType: string;
  /** From the header `Authorization`. */
  readonly bearer: string | undefined;
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** Answers a call in Slack's order: the method, the token, the scopes, the limits, then what the method says. */
export async function answer(core: Core, methods: Methods, asked: Asked): Promise<Answered> {
  const headers: Record<string, string> = {};
  try {
    const method = methods.get(asked.method);
    if (!method) throw new Refusal('unknown_method', { req_method: asked.method });
    const args = await readArguments(asked.query, asked.body, asked.contentType);
    const { token, app } = caller(core, asked.bearer ?? args.text('token'));
    headers['x-oauth-scopes'] = app.scopes.join(',');
    headers['x-accepted-oauth-scopes'] = accepted(method).join(',');
    if ((token.kind === 'app') !== (method.appToken === true)) throw new Refusal('not_allowed_token_type');
    return { status: 200, headers, body: { ok: true, ...call(core, method, args, app) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const body = { ok: false, error: error.code, ...error.extra };
    return { status: error.status, headers: { ...headers, ...error.headers }, body };
  }
}

function call(core: Core, method: Method, args: Args, app: App): Json {
  // An app's own token has one scope; the bot's scopes are what its people granted.
  if (!method.appToken) requireScope(method, app);
  countCall(core, method, app);
  if (core.store.settings.restricted.includes(method.name)) throw new Refusal('restricted_action');
  const bot = core.store.users.get(app.userId);
  if (!bot) throw new Refusal('invalid_auth');
  return method.answer({ core, method, args, app, bot });
}

function caller(core: Core, secret: string | undefined): { token: Token; app: App } {
  if (secret === undefined) throw new Refusal('not_authed');
  const token = core.store.tokens.get(secret);
  const app = token && core.store.apps.get(token.appId);
  if (!token || !app) throw new Refusal('invalid_auth');
  if (token.trouble !== undefined) throw new Refusal(token.trouble);
  return { token, app };
}
