// Slack: the app, its rights, and the channels and people that the configuration names (R21).

import { parse } from 'yaml';
import manifest from '../../../integrations/slack-app-manifest.yml';
import { CONFIG_PATH } from '../../config/load.ts';
import type { Policy } from '../../rules/index.ts';
import type { Channel, SlackUser } from '../../slack/port.ts';
import { bad, type Check, type Finding, from, good, unknown, warning } from './check.ts';
import type { Examined } from './examined.ts';
import { ofMirror, storing, takes } from './mirrors.ts';
import { edit } from './pipeline.ts';
import { NOT_TAKEN } from './see-mirrors.ts';

const TOKEN = 'SITREP_SLACK_TOKEN';
const APPS = 'https://api.slack.com/apps';

export const slackToken: Check = {
  id: 'slack-token',
  group: 'Slack',
  title: 'Slack takes the app’s token',
  look: (examined) =>
    ofMirror(
      examined,
      ({ slack }) => slack,
      ({ login }) =>
        takes(
          login,
          (me) => good(`It is that of the app in ${me.url}.`),
          (why) =>
            bad(
              `Slack does not take ${TOKEN}: ${why}.`,
              `Install the app again (${APPS}, Install App) and store its bot token, xoxb-…: ${storing(examined, TOKEN)}`,
            ),
        ),
    ),
};

export const slackScopes: Check = {
  id: 'slack-scopes',
  group: 'Slack',
  title: 'The app has the scopes of the manifest',
  look: (examined) =>
    ofMirror(
      examined,
      ({ slack }) => slack,
      ({ login }) =>
        from(login, (value) => {
          if (!value.taken) return unknown(NOT_TAKEN);
          const { scopes } = value.as;
          if (scopes.length === 0) return unknown('Slack does not say which scopes the app has.');
          const missing = wantedScopes().filter((scope) => !scopes.includes(scope));
          if (missing.length === 0) return good('It has them all.');
          return bad(
            `The app lacks ${missing.join(', ')}: what needs ${missing.length === 1 ? 'it' : 'them'} is refused.`,
            `Paste the manifest, \`sitrep config slack-manifest\`, in the app's settings (${APPS}, App Manifest) and install the app again: scopes count from then on.`,
          );
        }),
    ),
};

export const slackChannels: Check = {
  id: 'slack-channels',
  group: 'Slack',
  title: 'The channels of the communities are there, and the bot may write there',
  look: (examined) =>
    ofMirror(
      examined,
      ({ slack }) => slack,
      ({ channels }, { communities }) =>
        from(channels, (there) => {
          const wanted = Object.entries(communities).flatMap(([community, { slack }]) =>
            slack.map((name) => ({ name, community })),
          );
          return wanted.map(({ name, community }) => channelFinding(name, there.get(name), community, examined));
        }),
    ),
};

function channelFinding(name: string, channel: Channel | undefined, community: string, examined: Examined): Finding {
  const otherwise = `or name another under \`communities.${community}.slack\` (${edit(examined, CONFIG_PATH)})`;
  if (!channel)
    return bad(
      `There is no channel ${name}, or it is private and the bot is not in it: ${community} would hear nothing there.`,
      `Make it, or invite the bot to it (\`/invite @sitrep\`), ${otherwise}.`,
      name,
    );
  if (channel.archived)
    return bad(
      `The channel ${name} is archived: ${community} would hear nothing there.`,
      `Unarchive it in Slack, ${otherwise}.`,
      name,
    );
  if (channel.private && !channel.member)
    return bad(
      `The channel ${name} is private and the bot is not in it: ${community} would hear nothing there.`,
      `Invite the bot (\`/invite @sitrep\`), ${otherwise}.`,
      name,
    );
  return good(
    channel.member ? 'The bot is in it.' : 'It is public: the bot joins it with the first announcement.',
    name,
  );
}

export const slackPeople: Check = {
  id: 'slack-people',
  group: 'Slack',
  title: 'The people whom the configuration names are in Slack',
  look: (examined) =>
    ofMirror(
      examined,
      ({ slack }) => slack,
      ({ people }, policy) =>
        from(people, (there) =>
          Object.entries(policy.slack?.people ?? {}).map(([name, to]) => {
            const fault = faultOf(there.get(name));
            if (fault === undefined) return good(`@${name} is known in Slack.`, name);
            return bad(
              `@${name} is named as ${to} in Slack, and ${fault}: they are not invited, and their commands there count as suggestions.`,
              `Write their member id (in Slack their profile, Copy member ID) or the address they use there after \`slack.people.${name}\` (${edit(examined, CONFIG_PATH)}).`,
              name,
            );
          }),
        ),
    ),
};

function faultOf(user: SlackUser | undefined): string | undefined {
  if (!user) return 'nobody there is that';
  if (user.deleted) return 'that account is deactivated';
  return user.bot ? 'that is an app' : undefined;
}

export const serviceChannels: Check = {
  id: 'service-channels',
  group: 'Slack',
  title: 'The users of every service have a channel',
  look: (examined) =>
    ofMirror(
      examined,
      ({ slack }) => slack,
      (_slack, policy) => {
        const without = Object.keys(policy.services).filter((name) => !hasChannel(name, policy));
        const page = edit(examined, CONFIG_PATH);
        if (without.length === 0) return [good('Each has a community with a channel.')];
        return [
          warning(
            `${without.join(', ')}: no community with a channel, so announcements stay in the issue.`,
            `Add \`communities: [<name>]\` to ${without.length === 1 ? 'it' : 'each'}, and \`slack: ["#channel"]\` to that community (${page}).`,
          ),
        ];
      },
    ),
};

function hasChannel(name: string, { services, communities }: Policy): boolean {
  return (services[name]?.communities ?? []).some((community) => (communities[community]?.slack.length ?? 0) > 0);
}

/** The scopes of the manifest that ships. */
function wantedScopes(): readonly string[] {
  const data: { readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } } } = parse(manifest);
  return data.oauth_config.scopes.bot;
}
