// /reopen-incident: it is not over after all. Takes ten characters of reason, so that nobody does it by accident.

import { isOver } from '../incident/incident.ts';
import { isResponder, needsCharge, needsResponder, needsStatus } from './authority.ts';
import { type Command, did, refuse } from './command.ts';
import { changed } from './lifecycle.ts';

const REASON_CHARACTERS = 10;

export const reopenIncident: Command = {
  name: 'reopen-incident',
  aliases: ['reopened'],
  usage: '/reopen-incident <reason>',
  summary: 'Back to responding, with a reason of at least ten characters.',
  who: 'The commander; any responder once it is closed or withdrawn.',
  understand(words, given) {
    const { status } = given.incident;
    if (status === 'mitigated' && isResponder(given))
      return refuse('Service is restored, and the incident is still open. If the trouble is back:', '/respond <why>');
    const barred =
      needsStatus(given, ['resolved', 'review', 'closed', 'withdrawn', 'duplicate', 'backlog']) ??
      (isOver(status) ? needsResponder(given) : needsCharge(given));
    if (barred) return barred;
    if ([...words.trim()].length < REASON_CHARACTERS)
      return refuse(`Say why, in at least ${REASON_CHARACTERS} characters.`, '/reopen-incident <why>');
    return did({ ...changed(status, 'responding', ''), because: words.trim() });
  },
};
