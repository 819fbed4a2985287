// The way to Slack: puts the adapter's parts together.

import { realTime, type Time } from '../http/pace.ts';
import { makeBookmarks } from './bookmarks.ts';
import { makeChannels } from './channels.ts';
import { makeClient } from './client.ts';
import { makeHistory } from './history.ts';
import { makeInvites } from './invites.ts';
import { makeMessages } from './messages.ts';
import type { MrkdwnOptions } from './mrkdwn.ts';
import { makePeople } from './people.ts';
import type { PersonInSlack, Slack } from './port.ts';
import { makeScheduled } from './scheduled.ts';

export interface Connection {
  /** The app's bot token, `xoxb-…`. Kept in a closure. */
  readonly token: string;
  /** Slack's address; default `https://slack.com`. Government workspaces have `https://slack-gov.com`. */
  readonly url?: string;
  /** Whom a mention in a text calls. */
  readonly person?: PersonInSlack;
  /** How a command in a text is typed in Slack. */
  readonly command?: NonNullable<MrkdwnOptions['command']>;
  /** The CI variable that holds the token, named in the advice of an error; default `SITREP_SLACK_TOKEN`. */
  readonly tokenVariable?: string;
  /** For one try of one request, in ms; default 15 s. */
  readonly timeoutMs?: number;
  /** The clock by which requests are paced and repeated; default the machine's. */
  readonly time?: Time;
}

const SLACK = 'https://slack.com';

/** Connects to the workspace of the token. Sends nothing yet; throws on an address or token that can be none. */
export function connectSlack(connection: Connection): Slack {
  const { person, command, tokenVariable = 'SITREP_SLACK_TOKEN', timeoutMs = 15_000, time = realTime } = connection;
  const client = makeClient({
    url: addressOf(connection.url ?? SLACK),
    token: tokenOf(connection.token, tokenVariable),
    tokenVariable,
    timeoutMs,
    time,
  });
  const people = makePeople(client);
  return {
    ...people,
    ...makeChannels(client, people.me),
    ...makeInvites(client),
    ...makeMessages(client, { ...(person ? { person } : {}), ...(command ? { command } : {}) }),
    ...makeBookmarks(client, people.me),
    ...makeHistory(client, people.me),
    ...makeScheduled(client),
    requests: {
      get count() {
        return [...client.sent.values()].reduce((sum, one) => sum + one, 0);
      },
      byMethod: () => new Map(client.sent),
    },
  };
}

/** Where the API is. */
function addressOf(url: string): string {
  if (!/^https?:\/\/[^\s]+$/.test(url))
    throw new Error(`"${url}" is no address of Slack: write it as ${SLACK}, or leave it out`);
  return `${url.replace(/\/+$/, '')}/api`;
}

/** CI variables often end in a line break; what else is not printable ASCII cannot be sent. */
function tokenOf(given: string, variable: string): string {
  const token = given.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new Error(`${variable} holds no token: it is empty or has characters that no token has`);
  return token;
}
