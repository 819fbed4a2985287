// How a method is written: its name, its tier, the scopes that open it, and a function of the call.

import type { Args } from './arguments.ts';
import type { Core } from './core.ts';
import { missingScope } from './refusal.ts';
import type { App, Channel, Json, User } from './store.ts';

/** One call on its way through a method. */
export interface Call {
  readonly core: Core;
  readonly method: Method;
  readonly args: Args;
  readonly app: App;
  /** The user that the app's bot is. */
  readonly bot: User;
}

export interface Method {
  readonly name: string;
  /** How many calls a minute (facts 2): 1, 20, 50 or 100; a post has a limit for each channel. */
  readonly tier: 1 | 2 | 3 | 4 | 'special' | 'post';
  readonly scopes: Scopes;
  /** The other fields of the answer beside `ok`. */
  readonly answer: (call: Call) => Json;
  /** Whether it takes the token of the app itself (`xapp-`) instead of the bot's. */
  readonly appToken?: boolean;
}

/** Any one of them is enough; where they differ for public and private channels, the channel decides. */
export interface Scopes {
  readonly public: readonly string[];
  readonly private: readonly string[];
}

/** The same scopes for every channel. */
export const scopes = (...names: string[]): Scopes => ({ public: names, private: names });
/** One for public channels and one for private ones, each with another that is enough too. */
export const scopesByKind = (open: readonly string[], closed: readonly string[]): Scopes => ({
  public: open,
  private: closed,
});

export function accepted({ scopes: { public: open, private: closed } }: Method): readonly string[] {
  return [...new Set([...open, ...closed])];
}

/** Throws `missing_scope` unless the app may call this at all. */
export function requireScope(method: Method, app: App): void {
  const enough = accepted(method);
  if (enough.length > 0 && !enough.some((scope) => app.scopes.includes(scope))) throw missingScope(enough, app.scopes);
}

/** Throws `missing_scope` unless the app may call this on such a channel. */
export function requireScopeFor({ method, app }: Call, channel: Pick<Channel, 'private'>): void {
  const enough = channel.private ? method.scopes.private : method.scopes.public;
  if (enough.length > 0 && !enough.some((scope) => app.scopes.includes(scope))) throw missingScope(enough, app.scopes);
}
