// The bot's token, and the CI variable that gives it to the jobs.

import type { AccessToken } from '../../gitlab/administration.ts';
import type { Outcome } from '../../http/outcome.ts';
import { BOT_LEVEL, TOKEN_VARIABLE } from '../blueprint.ts';
import { BOT_DESCRIPTION, BOT_NAME, expiryFrom, rivals } from '../bot.ts';
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
      notes: namesakes(setting),
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
    make: () => makeBot(setting, origin.kind === 'new' ? origin.before : []),
  };
}

/** A second `sitrep init` may be at work at this moment: of two bots the older one stays. */
async function makeBot({ bot, admin, now }: Setting, before: readonly AccessToken[]): Promise<Outcome<unknown>> {
  if (rivals(await admin.accessTokens(), before).length > 0) return SECOND;
  const made = await admin.createAccessToken({
    name: BOT_NAME,
    description: BOT_DESCRIPTION,
    level: BOT_LEVEL,
    scopes: ['api'],
    expiresOn: expiryFrom(now()),
  });
  if (made.outcome !== 'done') return made;
  const { id, secret } = made.value;
  if (rivals(await admin.accessTokens(), before).every((other) => other.id >= id)) {
    await bot.become(secret);
    return made;
  }
  const revoked = await admin.revokeAccessToken(id);
  return revoked.outcome === 'done' ? SECOND : revoked;
}

const SECOND: Outcome<never> = {
  outcome: 'refused',
  status: 0,
  reason: 'another `sitrep init` is at work here and has just made the bot; wait until it has ended',
};

/** What is called like the bot and is not known to be it stays as it is. */
function namesakes({ bot: { origin } }: Setting): readonly string[] {
  const others = origin.kind === 'new' ? origin.before.filter(({ name, active }) => name === BOT_NAME && active) : [];
  return others.map(
    ({ id }) => `another access token is called \`${BOT_NAME}\` (id ${id}); it is not known to be the bot's, and stays`,
  );
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
