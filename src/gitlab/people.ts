// Who the bot is, and who may what in the project. Asked once a run.

import type { Client } from './client.ts';
import { unlessMissing } from './errors.ts';
import { once, remembered } from './memo.ts';
import { everyEntry } from './pages.ts';
import type { GitLab } from './port.ts';
import { parsed, WireMember, WireUser } from './wire.ts';

type People = Pick<GitLab, 'me' | 'levelOf' | 'memberNamed'>;

export function makePeople({ project, members, users }: Client): People {
  const me = once(async () => parsed('the user of the token', WireUser, await users.showCurrentUser()));

  const levelOf = remembered(async (user: number) => {
    const member = await unlessMissing(members.show(project, user, { includeInherited: true }));
    return member === undefined ? 0 : parsed(`member ${user}`, WireMember, member).access_level;
  });

  const memberNamed = remembered(async (wanted: string) => {
    const found = await everyEntry((page) => members.all(project, { includeInherited: true, query: wanted, ...page }));
    const member = found
      .map((entry) => parsed('members', WireMember, entry))
      .find(({ username }) => username.toLowerCase() === wanted);
    return member && { id: member.id, name: member.username };
  });

  return {
    me,
    levelOf,
    memberNamed: (name) => memberNamed(name.toLowerCase()),
  };
}
