// Inviting people into a channel: whoever can be invited is, and of the others it is told why not.

import type { Outcome } from '../http/outcome.ts';
import type { Client, Written } from './client.ts';
import type { Slack } from './port.ts';
import { parsed, WireRefusal } from './wire.ts';

/** Slack's reference names 100 in one place and 1,000 in another. */
const AT_ONCE = 100;

/** Said of one user, and nothing of the channel. */
const OF_USERS = new Set([
  ...['user_not_found', 'no_user', 'user_is_restricted', 'ura_max_channels', 'org_user_not_in_team', 'cant_invite'],
  ...['no_external_invite_permission', 'invitee_cant_see_channel', 'user_disabled', 'already_in_channel'],
  'cant_invite_self',
]);
const THERE = new Set(['already_in_channel', 'cant_invite_self']);

type Failed = { readonly user: string; readonly why: string };

export function makeInvites(client: Client): Pick<Slack, 'invite'> {
  return {
    async invite(channel, users) {
      const failed: Failed[] = [];
      const all = [...new Set(users)];
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const end = await inviteAll(client, channel, all.slice(at, at + AT_ONCE));
        if (end.outcome !== 'done') return end;
        failed.push(...end.value);
      }
      return { outcome: 'done', value: failed.filter(({ why }) => !THERE.has(why)) };
    },
  };
}

/**
 * With `force` Slack invites those who can be, and says nothing certain of the rest: those that no error names are invited
 * once more, which does no harm; where it names nobody, one by one.
 */
async function inviteAll(
  client: Client,
  channel: string,
  users: readonly string[],
): Promise<Outcome<readonly Failed[]>> {
  const end = await client.write('conversations.invite', { channel, users: users.join(','), force: true });
  const failed = failedIn(end, users);
  if (end.done) return { outcome: 'done', value: failed };
  if (!OF_USERS.has(end.code)) return end.failure;
  if (users.length === 1) return { outcome: 'done', value: [{ user: users[0] ?? '', why: end.code }] };
  const rest = users.filter((user) => !failed.some((one) => one.user === user));
  const groups = failed.length > 0 ? [rest] : rest.map((user) => [user]);
  const all = [...failed];
  for (const group of groups.filter((one) => one.length > 0)) {
    const next = await inviteAll(client, channel, group);
    if (next.outcome !== 'done') return next;
    all.push(...next.value);
  }
  return { outcome: 'done', value: all };
}

function failedIn({ answer }: Written, users: readonly string[]): Failed[] {
  const errors = answer === undefined ? [] : (parsed('conversations.invite', WireRefusal, answer).errors ?? []);
  return errors.flatMap(({ user, error }) =>
    user !== undefined && users.includes(user) ? [{ user, why: error }] : [],
  );
}
