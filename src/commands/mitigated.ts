// /mitigated: service is restored (R16), which the last sitrep says (R66); what is left is watching, telling and cleaning up.

import { needsCharge, needsStatus } from './authority.ts';
import { type Command, didAt, happened, notBeforeStatus, wrongTime } from './command.ts';
import { changed, lastSitrep } from './lifecycle.ts';

export const mitigated: Command = {
  name: 'mitigated',
  aliases: ['mitigate', 'restored'],
  usage: '/mitigated [text] [at 14:07]',
  summary: 'Service is restored. With the text it is a sitrep.',
  who: 'Commander or Ops Lead.',
  essential: true,
  understand(words, given) {
    const { text, at } = happened(words, given);
    const { incident } = given;
    return (
      needsStatus(given, ['triage', 'responding']) ??
      needsCharge(given, ['ops-lead']) ??
      wrongTime(words, 'mitigated', given) ??
      didAt(
        notBeforeStatus(at, given),
        changed(incident.status, 'mitigated', text),
        lastSitrep(incident, 'mitigated', text),
      )
    );
  },
};
