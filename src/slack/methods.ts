// The methods of Slack that sitrep calls, and how often each may be called.
//
// One list, because everything hangs on it: whether a request may be repeated, its pace, and, by Slack's own reference,
// the scopes of the app (`integrations/slack-app-manifest.yml`, held by a test).

/** Slack's tiers are calls a minute: 2 is 20, 3 is 50, 4 is 100; `special` is generous, `post` one a second for each channel. */
export type Tier = 2 | 3 | 4 | 'special' | 'post';

interface Method {
  /** A read may be repeated at will. */
  readonly kind: 'read' | 'write';
  readonly tier: Tier;
}

export const METHODS = {
  'auth.test': { kind: 'read', tier: 'special' },
  'bookmarks.add': { kind: 'write', tier: 2 },
  'bookmarks.edit': { kind: 'write', tier: 2 },
  'bookmarks.list': { kind: 'read', tier: 3 },
  'bookmarks.remove': { kind: 'write', tier: 2 },
  'chat.delete': { kind: 'write', tier: 3 },
  'chat.deleteScheduledMessage': { kind: 'write', tier: 3 },
  'chat.postMessage': { kind: 'write', tier: 'post' },
  'chat.scheduleMessage': { kind: 'write', tier: 3 },
  'chat.scheduledMessages.list': { kind: 'read', tier: 3 },
  'chat.update': { kind: 'write', tier: 3 },
  'conversations.archive': { kind: 'write', tier: 2 },
  'conversations.create': { kind: 'write', tier: 2 },
  'conversations.history': { kind: 'read', tier: 3 },
  'conversations.info': { kind: 'read', tier: 3 },
  'conversations.invite': { kind: 'write', tier: 3 },
  'conversations.join': { kind: 'write', tier: 3 },
  'conversations.list': { kind: 'read', tier: 2 },
  'conversations.rename': { kind: 'write', tier: 2 },
  'conversations.replies': { kind: 'read', tier: 3 },
  'conversations.setPurpose': { kind: 'write', tier: 2 },
  'conversations.setTopic': { kind: 'write', tier: 2 },
  'pins.add': { kind: 'write', tier: 2 },
  'reactions.add': { kind: 'write', tier: 3 },
  'users.conversations': { kind: 'read', tier: 3 },
  'users.info': { kind: 'read', tier: 4 },
  'users.lookupByEmail': { kind: 'read', tier: 3 },
} as const satisfies Readonly<Record<string, Method>>;

export type MethodName = keyof typeof METHODS;
export type ReadMethod = Extract<MethodName, Kind<'read'>>;
export type WriteMethod = Extract<MethodName, Kind<'write'>>;

type Kind<K extends Method['kind']> = {
  [Name in MethodName]: (typeof METHODS)[Name]['kind'] extends K ? Name : never;
}[MethodName];

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name);
}
