// /withdraw: it was no incident (R10). The record stays, and is counted apart.

import { needsAcknowledger, needsCharge, needsStatus, needsText } from './authority.ts';
import { type Command, did, type Given } from './command.ts';
import { changed } from './lifecycle.ts';

export const withdraw: Command = {
  name: 'withdraw',
  aliases: ['withdrawn', 'false-alarm'],
  usage: '/withdraw <reason>',
  summary: 'It was no incident: the issue is closed, the record stays.',
  who: 'The reporter or any responder before `/ack`; then whoever leads.',
  understand(words, given) {
    return (
      needsStatus(given, ['reported', 'triage', 'responding']) ??
      mayNot(given) ??
      needsText(words, 'Say in a few words why it was no incident', '/withdraw <why>') ??
      did(changed(given.incident.status, 'withdrawn', words))
    );
  },
};

function mayNot(given: Given): ReturnType<typeof needsCharge> {
  const own =
    given.incident.status === 'reported' && (given.incident.reporter?.id === given.by.id || given.level >= 20);
  return own ? undefined : (needsAcknowledger(given) ?? needsCharge(given));
}
