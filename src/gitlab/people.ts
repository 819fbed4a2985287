// Who the bot is, and who may what in the project. Asked once a run.

import { once, remembered } from '../http/memo.ts';
import type { Client } from './client.ts';
import { unlessMissing } from './errors.ts';
import { everyEntry } from './pages.ts';
import type { GitLab } from './port.ts';
import { parsed, WireMember, WireProfile, WireUser } from './wire.ts';

type People = Pick<GitLab, 'me' | 'levelOf' | 'memberNamed' | 'emailOf' | 'memberWithEmail'>;

export function makePeople({ project, members, users }: Client): People {
  const me = once(async () => parsed('the user of the token', WireUser, await users.showCurrentUser()));

  /** Levels that came along with somebody asked for by name: `members/all` tells the highest (behaviours M1). */
  const known = new Map<number, number>();

  const levelOf = remembered(async (user: number) => {
    const level = known.get(user);
    if (level !== undefined) return level;
    const member = await unlessMissing(members.show(project, user, { includeInherited: true }));
    return member === undefined ? 0 : parsed(`member ${user}`, WireMember, member).access_level;
  });

  const memberNamed = remembered(async (wanted: string) => {
    const found = await everyEntry((page) => members.all(project, { includeInherited: true, query: wanted, ...page }));
    const member = found
      .map((entry) => parsed('members', WireMember, entry))
      .find(({ username }) => username.toLowerCase() === wanted);
    if (!member) return undefined;
    known.set(member.id, member.access_level);
    return { id: member.id, name: member.username };
  });

  const profile = remembered(async (user: number) => {
    const answer = await unlessMissing(users.show(user));
    return answer === undefined ? undefined : parsed(`user ${user}`, WireProfile, answer);
  });

  const memberWithEmail = remembered(async (email: string) => {
    // The search is by words; the address itself stands in the profile.
    const found = await users.all({ search: email, perPage: 10 });
    for (const { id } of found.map((entry) => parsed('users', WireProfile, entry))) {
      const user = await profile(id);
      if (user?.public_email?.toLowerCase() === email && (await levelOf(id)) > 0) return { id, name: user.username };
    }
    return undefined;
  });

  return {
    me,
    levelOf,
    memberNamed: (name) => memberNamed(name.toLowerCase()),
    emailOf: async (user) => (await profile(user))?.public_email || undefined,
    memberWithEmail: (email) => memberWithEmail(email.toLowerCase()),
  };
}
