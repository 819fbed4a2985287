// /change: an entry in the change register (R61, R76): what was done to the system, and how to undo it.
//
// From somebody who is not on the Ops Team it is recorded all the same, as unassigned, and put to the
// commander.

import { isOps, leads, solo } from '../incident/people.ts';
import { needsText } from './authority.ts';
import { type Command, didAt, type Given, happened } from './command.ts';

export const change: Command = {
  name: 'change',
  aliases: ['changed'],
  usage: '/change <what> [undo: <how>] [destructive] [at 14:07]',
  summary: 'Enter a change of the system in the register, with the way back.',
  who: 'Ops Lead, Ops Team, SME; of others it is recorded as unassigned.',
  essential: true,
  understand(words, given) {
    const said = happened(words, given);
    const destructive = /(?:^|\s)\(?destructive\)?[.!]?(?=\s|$)/i.test(said.text);
    const [what = '', undo] = said.text.replace(/(?:^|\s)\(?destructive\)?[.!]?(?=\s|$)/i, ' ').split(/\bundo:\s*/i);
    return (
      needsText(what, 'Say what was changed', '/change <what> undo: <how>') ??
      didAt(said.at, {
        type: 'change-made',
        n: given.incident.changes.length + 1,
        text: what
          .trim()
          .replace(/[,;(]$/, '')
          .trim(),
        ...(undo === undefined || undo.trim() === '' ? {} : { undo: undo.trim() }),
        destructive,
        standing: standing(given),
      })
    );
  },
};

/** Assigned work of the Ops Team; of somebody alone or in triage it counts, and is marked. */
function standing({ incident, by }: Given): 'assigned' | 'solo' | 'unassigned' {
  if (isOps(incident, by)) return 'assigned';
  const alone = solo(incident)?.id === by.id || (leads(incident, by) && incident.status === 'triage');
  return alone ? 'solo' : 'unassigned';
}
