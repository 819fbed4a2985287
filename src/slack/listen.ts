// Hears at once that something was said in a channel, over Socket Mode: nothing has to be reachable from outside.
//
// It is a bell and no more. It looks at the kind of an event, its channel and whether a bot said it, never at what was said,
// and whoever is rung reads for themselves. A lost event costs a delay: the next run reads the channel anyway.

import { SocketModeClient } from '@slack/socket-mode';
import { type Bell, makeBell } from './bell.ts';
import { SILENT } from './client.ts';
import { WireCode, WireEnvelope } from './wire.ts';

export interface Listening {
  /** The app-level token, `xapp-…`, with the scope connections:write. */
  readonly appToken: string;
  /** Slack's address; default `https://slack.com`. */
  readonly url?: string;
  /** Says that there is something to look at. False, after a line that says why, where it could not. */
  readonly ring: () => Promise<boolean>;
  /** Prints a line. */
  readonly say: (line: string) => void;
  /** Ends it. */
  readonly end: AbortSignal;
  readonly pace?: Pace;
}

/** In ms. */
export interface Pace {
  /** Between two rings. */
  readonly ring: number;
  /** Between two lines that say that it lives. */
  readonly pulse: number;
  /** Before the first new attempt to connect; doubles up to a minute. */
  readonly reconnect: number;
}

const PACE: Pace = { ring: 10_000, pulse: 60_000, reconnect: 1000 };
const LONGEST_RECONNECT_MS = 60_000;
const TIMEOUT_MS = 15_000;

/** The app-level token is no good: no attempt will end otherwise. */
export class CannotListen extends Error {
  constructor(code: string) {
    super(
      `Slack refuses the app-level token (${code}). Make one (api.slack.com/apps, Basic Information, App-Level Tokens, scope connections:write) and see that Socket Mode is on`,
    );
    this.name = 'CannotListen';
  }
}

/** Listens until it is told to end. Throws `CannotListen`. */
export async function listen(listening: Listening): Promise<void> {
  const { say, end, pace = PACE } = listening;
  const bell = makeBell(listening.ring, pace.ring);
  const seen = { events: 0, connected: false };
  const pulse = setInterval(
    () => say(`${seen.connected ? 'connected' : 'not connected'}; events: ${seen.events}, rings: ${bell.rings()}`),
    pace.pulse,
  );
  try {
    let wait = pace.reconnect;
    while (!end.aborted) {
      const was = await connection(listening, bell, seen);
      seen.connected = false;
      if (end.aborted) break;
      // What was said meanwhile is found by looking.
      wait = was ? pace.reconnect : Math.min(wait * 2, LONGEST_RECONNECT_MS);
      await pause(wait, end);
    }
  } finally {
    clearInterval(pulse);
    await bell.stop();
    say(`ends; events: ${seen.events}, rings: ${bell.rings()}`);
  }
}

/** One connection, from its beginning to its end; false where there was none. */
async function connection(
  { appToken, url = 'https://slack.com', say, end }: Listening,
  bell: Bell,
  seen: { events: number; connected: boolean },
): Promise<boolean> {
  const client = new SocketModeClient({
    appToken,
    // Its own way of connecting anew ends the process where the network is away for longer.
    autoReconnectEnabled: false,
    clientPingTimeout: TIMEOUT_MS,
    logger: SILENT,
    clientOptions: {
      slackApiUrl: `${url.replace(/\/+$/, '')}/api/`,
      allowAbsoluteUrls: false,
      rejectRateLimitedCalls: true,
      retryConfig: { retries: 0 },
      timeout: TIMEOUT_MS,
    },
  });
  client.on('slack_event', (envelope: Envelope) => {
    // Slack sends again what is not acknowledged; a line that was cut meanwhile makes no difference.
    envelope.ack().catch(() => undefined);
    seen.events += 1;
    if (callsForALook(envelope)) bell.ring();
  });
  const over = new Promise<void>((resolve) => void client.on('disconnected', () => resolve()));
  const leave = (): void => void client.disconnect();
  end.addEventListener('abort', leave);
  try {
    await client.start();
    if (end.aborted) leave();
    seen.connected = true;
    say('connected to Slack');
    await over;
    if (!end.aborted) say('the connection ended; connecting again');
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (HOPELESS.has(code)) throw new CannotListen(code);
    say(`no connection to Slack (${code}); trying again`);
    return false;
  } finally {
    end.removeEventListener('abort', leave);
  }
}

interface Envelope {
  readonly ack: () => Promise<void>;
  readonly body?: unknown;
}

/** Changes of a message that somebody makes; all others are Slack's own notices. */
const SAID = new Set([undefined, 'thread_broadcast', 'file_share', 'me_message', 'message_changed']);

/** Whether a person said, changed or marked something: what bots do, sitrep first of all, would ring for ever. */
function callsForALook({ body }: Envelope): boolean {
  const told = WireEnvelope.safeParse(body).data;
  if (told === undefined) return false;
  const { event, authorizations } = told;
  const said = event.subtype === 'message_changed' ? (event.message ?? event) : event;
  if (said.bot_id !== undefined || authorizations.some(({ user_id }) => user_id === said.user)) return false;
  switch (event.type) {
    case 'message':
      return SAID.has(event.subtype);
    case 'app_mention':
    case 'reaction_added':
      return true;
    default:
      return false;
  }
}

const HOPELESS = new Set([
  ...['not_authed', 'invalid_auth', 'account_inactive', 'token_revoked', 'token_expired', 'not_allowed_token_type'],
  ...['missing_scope', 'access_denied', 'org_login_required', 'team_access_not_granted', 'user_removed_from_team'],
]);

/** Slack's code, or that of the network: never words, in which there may be an address with a ticket. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the line could not be opened';
  const said = 'data' in error ? WireCode.safeParse(error.data).data?.error : undefined;
  const code =
    'code' in error && typeof error.code === 'string' && /^E[A-Z_]+$/.test(error.code) ? error.code : undefined;
  return said ?? code ?? (error.cause === undefined ? error.name : codeOf(error.cause));
}

function pause(ms: number, end: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      end.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    end.addEventListener('abort', over);
  });
}
