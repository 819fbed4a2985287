// How a conversation with Slack fails, by the codes of its answers: a read by `SlackError`, a write by the outcome it
// leaves behind; each with what a person can do about it.

import type { Failure, Refused } from '../http/outcome.ts';

/** A read that failed for good, or an answer that cannot be understood. */
export class SlackError extends Error {
  readonly method: string;
  /** As HTTP would have it, for Slack answers nearly everything with 200; 0 where Slack did not answer, or is in trouble. */
  readonly status: number;
  /** On one line, with what can be done about it. */
  readonly reason: string;
  /** Slack's own code; empty where it said nothing. */
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(method: string, { status, reason, retryAfterSeconds }: Omit<Refused, 'outcome'>, code = '') {
    super(`Slack ${method}: ${reason}`);
    this.name = 'SlackError';
    this.method = method;
    this.status = status;
    this.reason = reason;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Slack's code in an error; empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof SlackError ? error.code : '';
}

/** What a code says besides itself. */
export interface Details {
  /** The scopes that are missing, as Slack names them. */
  readonly needed?: string | undefined;
  /** Slack's own words on arguments and blocks. */
  readonly messages: readonly string[];
  /** The CI variable that holds the token. */
  readonly tokenVariable: string;
}

/** Not done, and to be asked again later (facts: rate limit). */
export const RATE_LIMITED = new Set(['ratelimited', 'rate_limited', 'too_many_requests']);

/** Part of the work may have been done: Slack's reference says so of the first two, the others are no better. */
export const UNKNOWN = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'update_failed',
]);

/** Nothing will work with this token. */
const CREDENTIALS = new Set([
  ...['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'two_factor_setup_required'],
  ...[
    'org_login_required',
    'team_access_not_granted',
    'enterprise_is_restricted',
    'ekm_access_denied',
    'accesslimited',
  ],
]);

const FORBIDDEN = new Set([
  ...['missing_scope', 'not_allowed_token_type', 'access_denied', 'no_permission', 'permission_denied'],
  ...['not_authorized', 'user_is_restricted', 'not_in_channel', 'cant_delete_message'],
]);

/** This one channel lets only some people write: nothing is wrong with the rest of the workspace. */
const LIMITED = /^(channel_is_limited_access|restricted_action_\w+_channel)$/;

const GONE = new Set([
  ...['channel_not_found', 'message_not_found', 'thread_not_found', 'user_not_found', 'users_not_found'],
  ...['user_not_visible', 'cant_update_message', 'edit_window_closed', 'not_found'],
]);

const ARCHIVED = new Set(['is_archived', 'is_inactive']);

/** Where they are of no use because the post itself cannot be taken as it is: a short plain one can. */
const TOO_MUCH = /^(invalid_blocks|msg_blocks_too_long|msg_too_long|block_mismatch)/;

/** The HTTP status that fits a code of Slack's best. */
export function statusOf(code: string): number {
  if (CREDENTIALS.has(code)) return 401;
  if (LIMITED.test(code)) return 423;
  if (FORBIDDEN.has(code) || code.startsWith('restricted_action')) return 403;
  if (GONE.has(code)) return 404;
  return ARCHIVED.has(code) ? 410 : 400;
}

/** Whether no other call would be answered otherwise. */
export const isCredentials = (code: string): boolean => CREDENTIALS.has(code);

export const isTooMuch = (code: string): boolean => TOO_MUCH.test(code);

export function refusal(code: string, details: Details): Refused {
  return { outcome: 'refused', status: statusOf(code), reason: `${code}${worded(cureFor(code, details))}` };
}

/** A read inside a write failed: nothing was written. Programming errors are thrown. */
export function failureIn(error: unknown): Failure {
  if (!(error instanceof SlackError)) throw error;
  const { status, reason, retryAfterSeconds } = error;
  return { outcome: 'refused', status, reason, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

const worded = (cure: string): string => (cure === '' ? '' : `: ${cure}`);

/** What can be done about it; empty where the code says it all. */
function cureFor(code: string, { needed, messages, tokenVariable }: Details): string {
  switch (code) {
    case 'not_authed':
    case 'invalid_auth':
    case 'account_inactive':
    case 'token_revoked':
    case 'token_expired':
      return `the token is wrong, revoked or expired. Install the app again (api.slack.com/apps, Install App) and put the bot token (xoxb-…) into the CI variable ${tokenVariable}, masked`;
    case 'missing_scope':
      return `the app lacks ${needed ?? 'a scope'}. Add it (api.slack.com/apps, OAuth & Permissions; \`sitrep config slack-manifest\` prints all that is needed) and install the app again`;
    case 'not_allowed_token_type':
      return `${tokenVariable} must hold a bot token, which begins with xoxb-`;
    case 'not_in_channel':
      return 'the bot is not in this channel. Invite it there: /invite @sitrep';
    case 'restricted_action':
      return 'the workspace does not let apps do this. An admin of the workspace can (Settings, Permissions)';
    case 'too_many_bookmarks':
      return 'there is no room for more links. Take some away there';
    case 'channel_not_found':
      return 'it does not exist, or it is private and the bot was not invited';
    default:
      return messages.join('; ');
  }
}
