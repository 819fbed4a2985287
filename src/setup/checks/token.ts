// The bot's token: without it everything stands still, and silently, so its end is told long before.

import type { Member } from '../../gitlab/administration.ts';
import type { Instant } from '../../text/time.ts';
import { BOT_LEVEL, TOKEN_VARIABLE } from '../blueprint.ts';
import { bad, both, type Check, call, from, good, unknown, warning } from './check.ts';
import type { Examined } from './examined.ts';

/** A month is time to find who may renew it; two weeks before the end there is one weekly examination more at the least. */
const WARN_DAYS = 30;
const BAD_DAYS = 14;
/** The longest that GitLab lets a token live by default is 365 days. */
const NEXT_DAYS = 364;
const DAY_MS = 86_400_000;
/** How a refused token reads in a failed request. */
const REFUSED = /: 401,/;

export const tokenValid: Check = {
  id: 'token-valid',
  group: 'token',
  title: 'The bot’s token is accepted',
  look: (examined) => {
    if (examined.tokenOwner.known) return [good(`It is a token of @${examined.tokenOwner.value.name}.`)];
    if (!REFUSED.test(examined.tokenOwner.why)) return [unknown(examined.tokenOwner.why)];
    return [
      bad(
        'GitLab refuses the token that the jobs have: it is wrong, expired or revoked. Nothing works until there is a new one.',
        `Make a new one (${renewal(examined)}) and store it (${examined.url}/-/settings/ci_cd, Variables): ${storing(examined)}`,
      ),
    ];
  },
};

export const tokenScope: Check = {
  id: 'token-scope',
  group: 'token',
  title: 'The token may do all that is needed',
  look: (examined) =>
    from(examined.token, ({ scopes }) =>
      scopes.includes('api')
        ? good('It has the scope `api`.')
        : bad(
            `It has ${scopes.length === 0 ? 'no scope' : `the scope ${scopes.join(', ')}`}, and needs \`api\`: nothing can be written with it.`,
            `A token's scopes cannot be changed. Make a new one with the scope api (${renewal(examined)}) and store it: ${storing(examined)}`,
          ),
    ),
};

export const tokenExpiry: Check = {
  id: 'token-expiry',
  group: 'token',
  title: 'The token does not end soon',
  look: (examined) =>
    from(examined.token, (token) => {
      if (token.expiresOn === undefined) return good('It never ends.');
      const days = Math.ceil((Date.parse(`${token.expiresOn}T00:00:00Z`) - Date.parse(examined.now)) / DAY_MS);
      const left = days === 1 ? 'tomorrow' : days <= 0 ? 'today' : `in ${days} days`;
      if (days > WARN_DAYS) return good(`It ends on ${token.expiresOn}.`);
      const reason = `It ends ${left}, on ${token.expiresOn}. After that sitrep stands still.`;
      return days > BAD_DAYS ? warning(reason, rotation(examined)) : bad(reason, rotation(examined));
    }),
};

export const tokenOwner: Check = {
  id: 'token-owner',
  group: 'token',
  title: 'The token is that of the journal’s bot',
  look: (examined) =>
    from(both(both(examined.tokenOwner, examined.journal), examined.config), ([[owner, journal], config]) => {
      if (journal.state !== 'there' || journal.bot === undefined) return good('The journal names nobody yet.');
      const former = config.ok ? config.policy.former_bots : [];
      if (journal.bot === owner.id || former.includes(journal.bot)) return good(`@${owner.name} writes the journal.`);
      return bad(
        `The token is @${owner.name}'s, and the journal was begun by another user (id ${journal.bot}): jobs refuse to speak as somebody else.`,
        `Store the bot's own token: ${storing(examined)} Or, if @${owner.name} is the bot's new account, write \`former_bots: [${journal.bot}]\` into .gitlab/sitrep.yml.`,
      );
    }),
};

export const botLevel: Check = {
  id: 'bot-level',
  group: 'token',
  title: 'The bot is a Maintainer',
  look: (examined) =>
    from(both(examined.bot, examined.members), ([bot, members]) => {
      const member = members.find(({ id }) => id === bot.id);
      const page = `${examined.url}/-/project_members`;
      if (!member)
        return bad(
          `@${bot.name} is no member of the project.`,
          `Add it as Maintainer (${page}): ${call('POST', `${examined.api}/members`, { user_id: bot.id, access_level: BOT_LEVEL })}`,
        );
      if (!member.active)
        return bad(
          `@${bot.name} is blocked.`,
          `Unblock it (Admin area, Users): ${call('POST', `/users/${bot.id}/unblock`)}`,
        );
      if (member.level >= BOT_LEVEL) return good(`@${bot.name} is ${levelName(member.level)}.`);
      return bad(
        `@${bot.name} is ${levelName(member.level)}; only a Maintainer can push to the protected journal and read webhooks.`,
        `Make it Maintainer (${page}): ${call('PUT', `${examined.api}/members/${bot.id}`, { access_level: BOT_LEVEL })}`,
      );
    }),
};

const LEVELS: readonly (readonly [number, string])[] = [
  [50, 'Owner'],
  [40, 'Maintainer'],
  [30, 'Developer'],
  [20, 'Reporter'],
  [15, 'Planner'],
  [10, 'Guest'],
];

/** GitLab's own word for an access level (GitLab docs, members API). */
function levelName(level: Member['level']): string {
  return LEVELS.find(([least]) => level >= least)?.[1] ?? 'a member with minimal access';
}

function inDays(now: Instant, days: number): string {
  return new Date(Date.parse(now) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A rotated token stays that of the same user; without a date it would end after a week (GitLab docs, token API). */
function rotation(examined: Examined): string {
  const expires = { expires_at: inDays(examined.now, NEXT_DAYS) };
  const path = isProjectBot(examined) ? `${examined.api}/access_tokens` : '/personal_access_tokens';
  return `Renew it as the bot, with the token itself: ${call('POST', `${path}/self/rotate`, expires)} The old one is void at once, so store the token of the answer right then: ${storing(examined)}`;
}

function storing(examined: Examined): string {
  return call('PUT', `${examined.api}/variables/${TOKEN_VARIABLE}`, { value: '<the new token>' });
}

function renewal(examined: Examined): string {
  return isProjectBot(examined)
    ? `${examined.url}/-/settings/access_tokens, by rotating, so that it stays the same user`
    : "in the bot's own account: Preferences, Access tokens; scope api";
}

/** GitLab names the users of project access tokens so. */
function isProjectBot({ bot }: Examined): boolean {
  return bot.known && /^project_\d+_bot/.test(bot.value.name);
}
