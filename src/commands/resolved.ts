// /resolved: the response is over (R84, R97), which the last sitrep says (R66); the review follows where the severity asks for one.

import { needsAcknowledger, needsCharge, needsStatus } from './authority.ts';
import { type Command, didAt, happened, notBeforeStatus, wrongTime } from './command.ts';
import { lastSitrep, resolve } from './lifecycle.ts';

export const resolved: Command = {
  name: 'resolved',
  aliases: ['resolve', 'fixed'],
  usage: '/resolved [text]',
  summary: 'The response is over. Cleanup, all-clear and the review are what is left.',
  who: 'The commander; in triage whoever acknowledged.',
  essential: true,
  understand(words, given) {
    const { text, at } = happened(words, given);
    const { incident, policy } = given;
    return (
      needsStatus(given, ['triage', 'responding', 'mitigated']) ??
      needsAcknowledger(given) ??
      needsCharge(given) ??
      wrongTime(words, 'resolved', given) ??
      didAt(notBeforeStatus(at, given), lastSitrep(incident, 'resolved', text), ...resolve(incident, text, policy))
    );
  },
};
