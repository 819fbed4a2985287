// /bridge: where people talk, shown everywhere (R74). GitLab's own `/zoom` is heard too.

import { addressesIn } from '../text/address.ts';
import { needsCharge, needsStatus } from './authority.ts';
import { type Command, did, refuse } from './command.ts';

export const bridge: Command = {
  name: 'bridge',
  aliases: ['conference', 'call'],
  usage: '/bridge <address>',
  summary: 'The conference call: its address is shown wherever the incident is.',
  who: 'The commander, or whoever leads.',
  understand(words, given) {
    const barred =
      needsStatus(given, ['reported', 'triage', 'responding', 'mitigated', 'resolved', 'review']) ?? needsCharge(given);
    if (barred) return barred;
    const [url] = addressesIn(words);
    return url
      ? did({ type: 'linked', kind: 'bridge', url: url.href })
      : refuse(
          'Give the address of the call; it begins with `https://` and has no password before an `@`.',
          '/bridge https://meet.example.org/incident',
        );
  },
};
