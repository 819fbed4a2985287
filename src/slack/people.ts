// Who the bot is, and who others are. Asked once a run.

import { once, remembered } from '../http/memo.ts';
import type { Arguments, Client } from './client.ts';
import { codeOf } from './errors.ts';
import type { ReadMethod } from './methods.ts';
import type { Slack, SlackUser } from './port.ts';
import { parsed, WireMe, wireUserAnswer } from './wire.ts';

const NOBODY = ['user_not_found', 'users_not_found', 'user_not_visible'];

export function makePeople(client: Client): Pick<Slack, 'me' | 'user' | 'userByEmail' | 'link'> {
  const me = once(async () => parsed('auth.test', WireMe, await client.read('auth.test')));

  async function lookedUp(method: ReadMethod, args: Arguments): Promise<SlackUser | undefined> {
    try {
      const [ours, answer] = [await me(), await client.read(method, args)];
      return parsed(method, wireUserAnswer(ours), answer).user;
    } catch (error) {
      if (NOBODY.includes(codeOf(error))) return undefined;
      throw error;
    }
  }

  const user = remembered((id: string) => lookedUp('users.info', { user: id }));
  const userByEmail = remembered((email: string) => lookedUp('users.lookupByEmail', { email }));

  return {
    me,
    user,
    userByEmail: (email) => userByEmail(email.trim().toLowerCase()),
    async link(channel, ts) {
      const { url } = await me();
      return `${url}archives/${channel}${ts === undefined ? '' : `/p${ts.replace('.', '')}`}`;
    },
  };
}
