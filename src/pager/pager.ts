// The way to whoever wakes people up: a signed webhook, or PagerDuty.
//
// An event that arrives twice is one alarm, by its keys. So it is sent as patiently as anything is read: a person who sleeps
// on because a line was cut would be worse.

import { realTime, type Time } from '../http/pace.ts';
import { makeRest } from '../http/rest.ts';
import { pagerDutyRequest } from './pagerduty.ts';
import type { Pager } from './port.ts';
import { signedRequest } from './signed.ts';
import { cureFor } from './words.ts';

export type PagerConnection = (
  | {
      readonly format: 'signed';
      readonly url: string;
      /** Shared with the receiver; at least 16 characters. Kept in a closure. */
      readonly secret: string;
    }
  | {
      readonly format: 'pagerduty';
      /** Default PagerDuty's own in the USA; that of the EU is `https://events.eu.pagerduty.com/v2/enqueue`. */
      readonly url?: string | undefined;
      /** Of an integration "Events API v2". Kept in a closure. */
      readonly routingKey: string;
    }
) & {
  /** The CI variable that holds the secret or key, named in the advice of an error; default `SITREP_PAGER_SECRET`. */
  readonly secretVariable?: string | undefined;
  /** For one try, in ms; default 15 s. */
  readonly timeoutMs?: number | undefined;
  /** The clock by which events are dated and repeated; default the machine's. */
  readonly time?: Time | undefined;
};

const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';
const SHORTEST_SECRET = 16;

/** Sends nothing yet; throws on an address or secret that can be none. */
export function connectPager(connection: PagerConnection): Pager {
  const { secretVariable = 'SITREP_PAGER_SECRET', time = realTime } = connection;
  const url = addressOf(connection.format === 'signed' ? connection.url : (connection.url ?? PAGERDUTY));
  const secret = secretOf(connection.format === 'signed' ? connection.secret : connection.routingKey, secretVariable);
  const rest = makeRest({
    service: connection.format === 'signed' ? 'The pager' : 'PagerDuty',
    authorization: undefined,
    secrets: [secret],
    // What a good answer says does not matter: it need not be JSON.
    meant: (answer) => (answer.status < 300 ? { ...answer, body: '' } : answer),
    timeoutMs: connection.timeoutMs ?? 15_000,
    time,
    cure: cureFor(connection.format === 'signed' ? 'its signature' : 'the routing key', secretVariable),
  });
  return {
    send: (event) =>
      rest.repeat(
        connection.format === 'signed'
          ? signedRequest(url, secret, event, time.now())
          : pagerDutyRequest(url, secret, event),
        () => undefined,
      ),
    requests: rest.requests,
  };
}

function addressOf(url: string): URL {
  if (!/^https?:\/\/\S+$/.test(url) || !URL.canParse(url))
    throw new Error('the address of the pager is none: write it as https://pager.example.com/events');
  return new URL(url);
}

function secretOf(given: string, variable: string): string {
  const secret = given.trim();
  if (secret.length < SHORTEST_SECRET || !/^[\x21-\x7e]+$/.test(secret))
    throw new Error(`${variable} must be at least ${SHORTEST_SECRET} printable characters without a blank`);
  return secret;
}
