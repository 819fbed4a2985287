// What an earlier set-up left behind and what nobody needs: each is a key to the project that nobody watches.

import { BOT_LEVEL, TRIGGER } from '../blueprint.ts';
import { BOT_NAME } from '../bot.ts';
import { both, type Check, call, type Finding, from, good, warning } from './check.ts';
import type { Examined } from './examined.ts';

export const spares: Check = {
  id: 'spare-bots',
  group: 'token',
  title: 'There is one bot, and nobody else has its keys',
  look: (examined) => {
    const found = [...spareTokens(examined), ...spareTriggers(examined)];
    const telling = found.filter(({ state }) => state !== 'good');
    return telling.length > 0 ? telling : [good('GitLab tells of no second bot and no second trigger token.')];
  },
};

/** The token that jobs have stays, even where it is of another user than the journal's: another check tells that. */
function spareTokens(examined: Examined): readonly Finding[] {
  return from(both(examined.accessTokens, examined.bot), ([tokens, bot]) => {
    const inUse = [bot.id, ...(examined.tokenOwner.known ? [examined.tokenOwner.value.id] : [])];
    return tokens
      .filter(({ name, active, level = 0 }) => name === BOT_NAME && active && level >= BOT_LEVEL)
      .filter(({ user }) => !inUse.includes(user))
      .map(({ id }) =>
        warning(
          `The access token ${id} is called "${BOT_NAME}" and is a Maintainer's, and it is not the bot's.`,
          `If nothing else uses it, revoke it (${examined.url}/-/settings/access_tokens): ${call('DELETE', `${examined.api}/access_tokens/${id}`)}`,
          `access token ${id}`,
        ),
      );
  });
}

/** Only beside the bot's own, which webhooks have: where that is missing, the check of the trigger says what to do. */
function spareTriggers(examined: Examined): readonly Finding[] {
  return from(both(examined.triggers, examined.bot), ([all, bot]) => {
    const named = all.filter(({ description }) => description === TRIGGER);
    if (!named.some(({ owner }) => owner === bot.id)) return [];
    return named
      .filter(({ owner }) => owner !== bot.id)
      .map(({ id }) =>
        warning(
          `The trigger token ${id} is called "${TRIGGER}" and is not the bot's: whoever has it starts pipelines with its owner's rights.`,
          `Revoke it (${examined.url}/-/settings/ci_cd, Pipeline trigger tokens); webhooks have the bot's: ${call('DELETE', `${examined.api}/triggers/${id}`)}`,
          `trigger token ${id}`,
        ),
      );
  });
}
