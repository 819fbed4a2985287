// The way to GitLab: puts the adapter's parts together.

import { realTime, type Time } from '../http/pace.ts';
import { makeClient } from './client.ts';
import { makeFiling } from './filing.ts';
import { makeCalls, makeSeverity } from './graphql.ts';
import { makeIssues } from './issues.ts';
import { makeMergeRequests } from './merge-requests.ts';
import { makeNotes } from './notes.ts';
import { makePeople } from './people.ts';
import type { GitLab } from './port.ts';
import { makeProjectFacts, makeRepository } from './repository.ts';
import { makeRequester, type Requester } from './requester.ts';
import { makeTimers } from './timers.ts';

export interface Connection {
  /** GitLab's address as in `CI_SERVER_URL`, with its path where it has one. */
  readonly url: string;
  /** An access token with the scope `api` (`read_api` is enough for reads). Kept in a closure. */
  readonly token: string;
  /** Numeric id or full path. */
  readonly project: string | number;
  /** The CI variable that holds the token, named in the advice of an error; default `SITREP_TOKEN`. */
  readonly tokenVariable?: string;
  /** For one try of one request, in ms; default 15 s. */
  readonly timeoutMs?: number;
  /** Default 20 MB. */
  readonly maxAnswerBytes?: number;
  /** Default 8. */
  readonly maxInFlight?: number;
  /** The clock by which requests are paced and repeated; default the machine's. */
  readonly time?: Time;
}

/** Connects to one project. Sends nothing yet; throws on an address or token that can be none. */
export function connectGitLab(connection: Connection): GitLab {
  const { host, requester } = reach(connection);
  const client = makeClient(host, connection.project, requester);
  const facts = makeProjectFacts(client);
  return {
    ...makePeople(client),
    project: facts,
    ...makeIssues(client),
    ...makeFiling(client),
    ...makeNotes(client),
    ...makeRepository(client),
    ...makeMergeRequests(client, facts),
    ...makeSeverity(host, requester, facts),
    ...makeCalls(host, requester),
    ...makeTimers(client, host, requester),
    requests: {
      get count() {
        return requester.count();
      },
    },
  };
}

/** The address without a slash at its end, and the way to ask there. Throws where address or token can be none. */
export function reach(connection: Connection): { readonly host: string; readonly requester: Requester } {
  const { tokenVariable = 'SITREP_TOKEN', time = realTime } = connection;
  const host = hostOf(connection.url);
  const requester = makeRequester({
    token: tokenOf(connection.token, tokenVariable),
    tokenVariable,
    timeoutMs: connection.timeoutMs ?? 15_000,
    maxAnswerBytes: connection.maxAnswerBytes ?? 20_000_000,
    maxInFlight: connection.maxInFlight ?? 8,
    time,
  });
  return { host, requester };
}

function hostOf(url: string): string {
  if (!/^https?:\/\/[^\s]+$/.test(url))
    throw new Error(`"${url}" is no address of a GitLab: write it as https://gitlab.example.com`);
  return url.replace(/\/+$/, '');
}

/** CI variables often end in a line break; what else is not printable ASCII cannot be sent. */
function tokenOf(given: string, variable: string): string {
  const token = given.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new Error(`${variable} holds no access token: it is empty or has characters that no token has`);
  return token;
}
