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
  // Reported by users: the same as for conversations.history.
  'conversations.replies': ['not_in_channel'],
  // Of the methods that the extract leaves out.
  'conversations.leave': ['cant_leave_general', 'channel_not_found', 'is_archived'],
  'reactions.get': ['bad_timestamp', 'channel_not_found', 'message_not_found', 'no_item_specified'],
};

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

/** Fields that no recording has, each with its ground. */
const UNRECORDED: readonly string[] = [
  'previous_names', // documented: conversations.info.ok
  'num_members', // documented, on request
  'context_team_id',
  'properties',
  'is_org_shared',
  'shared_team_ids',
  'pending_connected_team_ids',
  'updated',
  'is_private',
  'is_mpim',
  'is_member',
  'errors', // of an invitation that was forced
  'response_metadata',
  'warning',
  'is_locked',
  'subscribed',
  'root',
  'hidden',
  'pinned_to', // documented: pins.list.ok
  'item',
  'item_type',
  'inviter',
  'old_name',
  'name', // of a renamed channel
  'client_msg_id',
  'user_id',
  'channel_actions_ts',
];

function shapeBreaches(method: string, body: object): string[] {
  const file = found && new URL(`examples/${method}.shape.json`, found);
  if (!file || !existsSync(file)) return [];
  return differences(JSON.parse(readFileSync(file, 'utf8')), body, method);
}

/** Where a value has a field that the shape lacks, or another type. What the shape leaves empty may hold anything. */
function differences(shape: unknown, value: unknown, at: string): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(shape)) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return shape.length === 0 ? [] : value.flatMap((item, index) => differences(shape[0], item, `${at}[${index}]`));
  }
  if (typeof shape !== 'object' || shape === null)
    return typeof shape === typeof value ? [] : [`${at} is a ${typeof value} and not a ${typeof shape}`];
  if (typeof value !== 'object' || Array.isArray(value)) return [`${at} is no object`];
  const fields = new Map<string, unknown>(Object.entries(shape));
  if (fields.size === 0) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    if (fields.has(name)) return differences(fields.get(name), field, `${at}.${name}`);
    return UNRECORDED.includes(name) ? [] : [`${at}.${name} is in no recording`];
  });
}

/** A documented example, such as `http-429`. */
export function slackExample(name: string): unknown {
  if (!found) throw new Error(`${name} cannot be read without Slack's contract`);
  return JSON.parse(readFileSync(new URL(`examples/${name}.json`, found), 'utf8'));
}
