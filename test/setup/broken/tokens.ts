// What goes wrong with the bot, its rights and its token.

import type { SetUp } from '../set-up.ts';
import { type Broken, expectWords } from './broken.ts';

export const tokens: readonly Broken[] = [
  {
    name: 'the bot is a Developer only',
    id: 'bot-level',
    says: /@sitrep-bot is Developer; only a Maintainer/,
    break: ({ ask, api, stage }) => ask('root', 'PUT', `${api}/members/${stage.bot.user.id}`, { access_level: 30 }),
  },
  {
    name: 'the bot was removed from the project',
    id: 'bot-level',
    as: 'maintainer',
    says: /no member of the project/,
    break: ({ ask, api, stage }) => ask('root', 'DELETE', `${api}/members/${stage.bot.user.id}`),
  },
  {
    name: 'the bot is blocked',
    id: 'bot-level',
    as: 'maintainer',
    says: /@sitrep-bot is blocked/,
    break: ({ ask, stage }) => ask('root', 'POST', `/users/${stage.bot.user.id}/block`),
  },
  {
    name: 'the token was revoked',
    id: 'token-valid',
    as: 'maintainer',
    says: /wrong, expired or revoked/,
    break: ({ ask }) => ask('bot', 'DELETE', '/personal_access_tokens/self'),
    heal: async (set, remedy) => {
      expectWords(remedy, /in the bot's own account: Preferences, Access tokens; scope api/);
      await set.follow(remedy, await newToken(set, ['api']));
    },
  },
  {
    name: 'the token can only read',
    id: 'token-scope',
    as: 'maintainer',
    says: /has the scope read_api, and needs `api`/,
    break: async (set) => store(set, await newToken(set, ['read_api'])),
    heal: async (set, remedy) => {
      expectWords(remedy, /Make a new one with the scope api/);
      await set.follow(remedy, await newToken(set, ['api']));
    },
  },
  {
    name: 'the token is somebody else’s',
    id: 'token-owner',
    as: 'maintainer',
    says: /The token is @mallory's, and the journal was begun by another user/,
    break: async (set) => {
      const { user, token } = set.stage.gitlab.addUser({ username: 'mallory' });
      await set.ask('root', 'POST', `${set.api}/members`, { user_id: user.id, access_level: 40 });
      await store(set, token);
    },
    heal: (set, remedy) => set.follow(remedy, set.stage.bot.token),
  },
  {
    name: 'the variable with the token is gone',
    id: 'variable',
    says: /no CI\/CD variable SITREP_TOKEN/,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/variables/SITREP_TOKEN`),
  },
  {
    name: 'the variable is not masked',
    id: 'variable',
    says: /not masked: a job could print it/,
    break: ({ ask, api }) => ask('root', 'PUT', `${api}/variables/SITREP_TOKEN`, { masked: false }),
  },
  {
    name: 'the variable is not protected',
    id: 'variable',
    says: /not protected: whoever can push a branch can read it/,
    break: ({ ask, api }) => ask('root', 'PUT', `${api}/variables/SITREP_TOKEN`, { protected: false }),
  },
  {
    name: 'the variable is protected and its branch is not',
    id: 'variable',
    says: /protected and the branch main is not, so its jobs do not get it/,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/protected_branches/main`),
  },
];

async function newToken({ ask, stage }: SetUp, scopes: readonly string[]): Promise<string> {
  const expires = new Date(stage.gitlab.clock.now() + 300 * 86_400_000).toISOString().slice(0, 10);
  const path = `/users/${stage.bot.user.id}/personal_access_tokens`;
  return (await ask<{ token: string }>('root', 'POST', path, { name: 'sitrep', scopes, expires_at: expires })).token;
}

function store({ ask, api }: SetUp, value: string): Promise<unknown> {
  return ask('root', 'PUT', `${api}/variables/SITREP_TOKEN`, { value });
}
