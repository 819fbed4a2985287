// The bot's token, and the CI variable that gives it to the jobs.

import { BOT_LEVEL, TOKEN_VARIABLE } from '../blueprint.ts';
import { BOT_NAME, expiryFrom } from '../bot.ts';
import type { Setting } from '../setting.ts';
import { api, type Change, type Look, type Piece } from './piece.ts';

export const token: Piece = {
  name: 'token',
  async look(setting) {
    const { bot, admin } = setting;
    const made = bot.origin.kind === 'there' ? [] : [account(setting)];
    const variable = (await admin.variables()).find(({ key }) => key === TOKEN_VARIABLE);
    const stored = variable?.value === undefined || bot.origin.kind !== 'there' ? undefined : variable.value;
    const hidden = variable !== undefined && variable.value === undefined;
    const right = variable?.masked && variable.protected && (hidden || stored === bot.token());
    return {
      changes: right && bot.origin.kind === 'there' ? made : [...made, stores(setting, variable !== undefined)],
    } satisfies Look;
  },
};

function account(setting: Setting): Change {
  const { bot, admin, now } = setting;
  const { origin } = bot;
  if (origin.kind === 'renewed')
    return {
      what: `a new token for the bot \`${BOT_NAME}\``,
      why: 'its token is stored nowhere; it stays the same user',
      call: `POST ${api(setting, `access_tokens/${origin.token.id}/rotate`)}`,
      async make() {
        const renewed = await admin.rotateAccessToken(origin.token.id, expiryFrom(now()));
        if (renewed.outcome === 'done') await bot.become(renewed.value.secret);
        return renewed;
      },
    };
  return {
    what: `the bot: a project access token \`${BOT_NAME}\`, Maintainer, until ${expiryFrom(now())}`,
    why: 'what sitrep says and does is in its name',
    call: `POST ${api(setting, 'access_tokens')}`,
    async make() {
      const wanted = { name: BOT_NAME, level: BOT_LEVEL, scopes: ['api'], expiresOn: expiryFrom(now()) };
      const made = await admin.createAccessToken(wanted);
      if (made.outcome === 'done') await bot.become(made.value.secret);
      return made;
    },
  };
}

function stores(setting: Setting, there: boolean): Change {
  const { bot, admin } = setting;
  return {
    what: `the CI variable ${TOKEN_VARIABLE}, masked and protected`,
    why: there ? 'it holds another token, or can be read in logs or on other branches' : 'jobs act with it',
    call: `POST ${api(setting, 'variables')}`,
    make: () => admin.setVariable({ key: TOKEN_VARIABLE, value: bot.token(), masked: true, protected: true }),
  };
}
