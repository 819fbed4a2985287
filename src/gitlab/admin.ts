// The way to GitLab for who sets it up: puts the parts of `Administration` together.

import { makeAdminClient } from './admin-client.ts';
import { whatIsCommitted, whatIsSaid, whatRuns, whatStarts, whoAndWhat } from './admin-reads.ts';
import {
  changeAccessTokens,
  changeAutomation,
  changeRepository,
  changeSchedules,
  changeWebhooks,
  tryOut,
} from './admin-writes.ts';
import type { Administration } from './administration.ts';
import { type Connection, reach } from './gitlab.ts';

/** Connects to one project. Sends nothing yet; throws on an address or token that can be none. */
export function connectAdministration(connection: Connection): Administration {
  const { host, requester } = reach(connection);
  const client = makeAdminClient(host, connection.project, requester);
  return {
    ...whoAndWhat(client),
    ...whatIsCommitted(client),
    ...whatStarts(client),
    ...whatRuns(client),
    ...whatIsSaid(client),
    ...changeRepository(client),
    ...changeAutomation(client),
    ...changeWebhooks(client),
    ...changeSchedules(client),
    ...changeAccessTokens(client),
    ...tryOut(client),
    serverTime() {
      const ms = requester.serverTime();
      return ms === undefined ? undefined : new Date(ms).toISOString();
    },
    requests: {
      get count() {
        return requester.count();
      },
      get writes() {
        return requester.writes();
      },
    },
  };
}
