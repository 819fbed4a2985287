// /room: a Slack channel that people made by hand becomes the channel of the incident (R69): none is made beside it.

import { addressesIn } from '../text/address.ts';
import { needsCharge, needsStatus } from './authority.ts';
import { type Command, did, type Given, refuse } from './command.ts';

export const room: Command = {
  name: 'room',
  aliases: ['channel', 'slack-channel'],
  usage: '/room <address of a Slack channel>',
  summary: 'The Slack channel that you made by hand is the one of this incident.',
  who: 'The commander, or whoever leads.',
  understand(words, given) {
    const barred =
      needsStatus(given, ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review']) ?? needsCharge(given);
    if (barred) return barred;
    const url = addressesIn(words)
      .map((address) => channelAt(address, given))
      .find((one) => one !== undefined);
    return url === undefined
      ? refuse(
          'Give the address of the channel: in Slack, its menu has *Copy link*.',
          '/room https://example.slack.com/archives/C0123ABCD',
        )
      : did({ type: 'linked', kind: 'room', url });
  },
};

/** The address of the channel in which an address of Slack lies, also that of a message in it. */
function channelAt({ protocol, host, pathname }: URL, { policy }: Given): string | undefined {
  const own = policy.slack ? new URL(policy.slack.url).host : 'slack.com';
  const channel = /^\/archives\/([CG][A-Z0-9]{6,20})(?:\/|$)/.exec(pathname)?.[1];
  const known = [own, 'slack.com'].some((domain) => host === domain || host.endsWith(`.${domain}`));
  return known && channel !== undefined ? `${protocol}//${host}/archives/${channel}` : undefined;
}
