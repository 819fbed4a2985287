// Taking something away from a ticket. What is gone already is done; but Jira answers the same 404 where the ticket itself
// cannot be seen, and then nothing is known to be gone.

import type { Outcome } from '../http/outcome.ts';
import { refusedWhereUnread } from '../http/rest.ts';
import type { Client, Write } from './client.ts';

export function remove(
  client: Client,
  what: Pick<Write, 'path' | 'query'> & { readonly ticket: string },
): Promise<Outcome<undefined>> {
  return refusedWhereUnread(async () => {
    const sent = await client.write({ method: 'DELETE', ...what }, () => undefined);
    if (sent.outcome !== 'refused' || sent.status !== 404) return sent;
    await client.get(['issue', what.ticket], { fields: 'status' }, () => undefined);
    return { outcome: 'done', value: undefined };
  });
}
