// The way to Jira: puts the adapter's parts together.

import { makeAccess } from './access.ts';
import { type JiraConnection, makeClient } from './client.ts';
import { makeComments } from './comments.ts';
import { makeFind } from './find.ts';
import { makeLinks } from './links.ts';
import type { Jira } from './port.ts';
import { makeTransition } from './status.ts';
import { makeTickets } from './tickets.ts';

/** Connects to one Jira. Sends nothing yet; throws on an address or token that can be none. */
export function connectJira(connection: JiraConnection): Jira {
  const client = makeClient(connection);
  const access = makeAccess(client);
  return {
    kind: client.kind,
    ...access,
    ...makeTickets(client),
    find: makeFind(client),
    transition: makeTransition(client),
    ...makeComments(client, access.me),
    ...makeLinks(client),
    url: client.page,
    requests: client.requests,
  };
}
