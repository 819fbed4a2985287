// Who is who between GitLab and Slack: by the configuration, then by the e-mail address that both show.
//
// Whoever types a command in the room acts with the rights that they have in GitLab, so an address counts only where each
// side has verified it: GitLab's public address and that of the Slack profile are, of our own workspace. In a channel that is
// shared with another organisation it is theirs that says which address somebody has.

import type { Person } from '../incident/events.ts';
import type { Policy } from '../rules/index.ts';
import type { Slack } from '../slack/port.ts';
import type { Work } from './work.ts';

export interface SlackPeople {
  /** The Slack id of a GitLab user name, as far as it is known without asking. */
  known(name: string): string | undefined;
  /** What an earlier run found out: Slack ids by user name; empty for who had none then, and may have one by now. */
  learn(known: Readonly<Record<string, string>>): void;
  /** The same, asking both sides where it is not; undefined where there is none. Throws where Slack cannot be asked. */
  find(slack: Slack, name: string): Promise<string | undefined>;
  /** The member of the project behind a Slack id. Throws where Slack or GitLab cannot be asked. */
  member(slack: Slack, id: string): Promise<{ readonly person: Person | undefined; readonly name: string }>;
}

const ID = /^[UW][A-Z0-9]+$/;

export function makeSlackPeople({ gitlab }: Work, { slack: settings }: Policy): SlackPeople {
  const configured = new Map(
    Object.entries(settings?.people ?? {}).map(([name, to]) => [name.replace(/^@/, '').toLowerCase(), to]),
  );
  /** Slack ids by user name; undefined for who has none. */
  const ids = new Map<string, string | undefined>(
    [...configured].flatMap(([name, to]) => (ID.test(to) ? [[name, to] as const] : [])),
  );
  const members = new Map<string, { readonly person: Person | undefined; readonly name: string }>();

  async function found(slack: Slack, name: string): Promise<string | undefined> {
    const email = configured.get(name) ?? (await emailOf(name));
    const user = email === undefined ? undefined : await slack.userByEmail(email);
    return user?.foreign ? undefined : user?.id;
  }

  async function emailOf(name: string): Promise<string | undefined> {
    const member = await gitlab.memberNamed(name);
    return member && gitlab.emailOf(member.id);
  }

  async function named(slack: Slack, id: string): Promise<{ person: Person | undefined; name: string }> {
    const byId = [...ids].find(([, known]) => known === id)?.[0];
    if (byId !== undefined) return { person: await gitlab.memberNamed(byId), name: byId };
    const user = await slack.user(id);
    if (!user || user.bot || user.deleted || user.foreign) return { person: undefined, name: user?.name ?? id };
    const email = user.email?.toLowerCase();
    const byEmail = [...configured].find(([, to]) => to.toLowerCase() === email)?.[0];
    if (byEmail !== undefined) return { person: await gitlab.memberNamed(byEmail), name: user.name };
    return { person: email === undefined ? undefined : await gitlab.memberWithEmail(email), name: user.name };
  }

  return {
    known: (name) => ids.get(name.toLowerCase()),
    learn(known) {
      for (const [name, id] of Object.entries(known))
        if (id !== '' && ids.get(name.toLowerCase()) === undefined) ids.set(name.toLowerCase(), id);
    },
    async find(slack, given) {
      const name = given.toLowerCase();
      if (!ids.has(name)) ids.set(name, await found(slack, name));
      return ids.get(name);
    },
    async member(slack, id) {
      const before = members.get(id);
      if (before) return before;
      const now = await named(slack, id);
      members.set(id, now);
      if (now.person) ids.set(now.person.name.toLowerCase(), id);
      return now;
    },
  };
}
