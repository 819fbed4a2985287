// Holds what the embedded Slack answers against Slack's own documentation: the error codes that each method lists, and the
// fields that recorded answers have, with their types. Both are Slack's and no part of this project.

import { existsSync, readFileSync } from 'node:fs';
import { contract } from '../contracts.ts';

const found = contract('../slack/methods.json', 'whether the embedded Slack answers as Slack documents');

/** False where the contract is not there; then answers go unchecked. */
export const slackContractAvailable = found !== undefined;

interface Documented {
  readonly tier: number | string;
  readonly botScopes: readonly string[];
  readonly args: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}

interface Contract {
  readonly commonErrors: readonly string[];
  readonly methods: Readonly<Record<string, Documented>>;
}

const documented: Contract = found ? JSON.parse(readFileSync(found, 'utf8')) : { commonErrors: [], methods: {} };

/** What the contract says of a method; undefined for the few that are not in it. */
export const documentedMethod = (name: string): Documented | undefined => documented.methods[name];

/** Codes that the documentation of a method does not list, each with its ground. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  // Documented for every method, missing in the extract.
  '*': ['unknown_method', 'invalid_json', 'json_not_object'],
  // After archiving, every write says so.
  'pins.add': ['is_archived'],
  'pins.remove': ['is_archived'],
  'bookmarks.add': ['is_archived'],
  'bookmarks.edit': ['is_archived'],
  'bookmarks.remove': ['is_archived'],
  'reactions.remove': ['is_archived'],
  'chat.delete': ['is_archived'],
  // Any method may be forbidden by the workspace.
  'conversations.rename': ['restricted_action'],
  // Reported by users of bot tokens: slack-go/slack/issues/1066.
  'conversations.unarchive': ['not_in_channel'],
  // Reported by users: the same as for conversations.history.
  'conversations.replies': ['not_in_channel'],
  // Of the methods that the extract leaves out.
  'conversations.leave': ['cant_leave_general', 'channel_not_found', 'is_archived'],
  'reactions.get': ['bad_timestamp', 'channel_not_found', 'message_not_found', 'no_item_specified'],
};

/** Whether any method may answer with such a code. */
export function isDocumented(code: string): boolean {
  const lists = [documented.commonErrors, ...Object.values(documented.methods).map(({ errors }) => errors)];
  return [...lists, ...Object.values(ALSO)].some((codes) => codes.includes(code));
}

/** What is wrong with an answer, a sentence each; empty when it keeps the contract. */
export function slackBreaches(method: string, body: unknown): string[] {
  if (!slackContractAvailable || typeof body !== 'object' || body === null) return [];
  if ('ok' in body && body.ok === true) return shapeBreaches(method, body);
  const code = 'error' in body ? String(body.error) : '';
  const listed = [
    ...documented.commonErrors,
    ...(documentedMethod(method)?.errors ?? []),
    ...(ALSO['*'] ?? []),
    ...(ALSO[method] ?? []),
  ];
  return listed.includes(code) ? [] : [`${method}: ${code} is no code of this method`];
}

/** Fields of messages, people and channels that few recordings show, each documented for another method or on a page. */
const ELSEWHERE: readonly string[] = [
  'api_app_id',
  'app_id',
  'bot_id',
  'bot_profile',
  'channel_actions_ts',
  'client_msg_id',
  'errors',
  'files',
  'hidden',
  'inviter',
  'is_locked',
  'item',
  'item_type',
  'name',
  'num_members',
  'old_name',
  'pinned_to',
  'previous_names',
  'properties',
  'reactions',
  'root',
  'subscribed',
  'subtype',
  'team',
  'upload',
];

/** The recorded shape of an answer with what documented examples of it show besides. */
function shapeBreaches(method: string, body: object): string[] {
  const shapes = ['shape', 'metadata.ok', 'current.ok', 'ok'].flatMap((kind): unknown[] => {
    const file = found && new URL(`examples/${method}.${kind}.json`, found);
    return file && existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8'))] : [];
  });
  return shapes.length === 0 ? [] : differences(shapes, body, method);
}

/** Where a value has a field that no shape has, or another type. What a shape leaves empty may hold anything. */
function differences(shapes: readonly unknown[], value: unknown, at: string): string[] {
  if (value === null || value === undefined || shapes.length === 0) return [];
  if (shapes.some((shape) => isEmpty(shape))) return [];
  if (Array.isArray(value)) {
    const lists = shapes.filter((shape) => Array.isArray(shape));
    if (lists.length === 0) return [`${at} is a list`];
    return value.flatMap((item, index) => differences(lists.flat(), item, `${at}[${index}]`));
  }
  if (typeof value !== 'object') {
    const same = shapes.some((shape) => typeof shape === typeof value);
    return same ? [] : [`${at} is a ${typeof value} and not a ${typeof shapes[0]}`];
  }
  const fields = shapes.flatMap((shape): [string, unknown][] =>
    typeof shape === 'object' && shape !== null ? Object.entries(shape) : [],
  );
  if (fields.length === 0) return [`${at} is an object`];
  return Object.entries(value).flatMap(([name, field]) => {
    const shapesOf = fields.flatMap(([one, shape]) => (one === name ? [shape] : []));
    if (shapesOf.length === 0) return ELSEWHERE.includes(name) ? [] : [`${at}.${name} is in no recording`];
    return differences(shapesOf, field, `${at}.${name}`);
  });
}

/** The recordings leave out what is nested deep. */
const isEmpty = (shape: unknown): boolean =>
  typeof shape === 'object' && shape !== null && Object.keys(shape).length === 0;

/** A documented example, such as `http-429`. */
export function slackExample(name: string): unknown {
  if (!found) throw new Error(`${name} cannot be read without Slack's contract`);
  return JSON.parse(readFileSync(new URL(`examples/${name}.json`, found), 'utf8'));
}
