// /change: an entry in the change register (R61, R76): what was done to the system, and how to undo it.
//
// From somebody who is not on the Ops Team it is recorded all the same, as unassigned, and put to the
// commander.

import { isAlone, isOps, leads } from '../incident/people.ts';
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
    const { what, undo, destructive } = parts(said.text);
    return (
      needsText(what, 'Say what was changed', '/change <what> undo: <how>') ??
      didAt(said.at, {
        type: 'change-made',
        n: given.incident.changes.length + 1,
        text: what,
        ...(undo === '' ? {} : { undo }),
        destructive,
        standing: standing(given),
      })
    );
  },
};

const DESTRUCTIVE = /(?:^|\s)\(?(?<!\b(?:not|non|never|isn't|nothing)\s+)destructive\)?[.!,;]?(?=\s|$)/i;

/** What was done, the way back (which runs to the end), and whether something is gone for good. */
function parts(text: string): { what: string; undo: string; destructive: boolean } {
  const plain = text.replace(DESTRUCTIVE, ' ');
  const back = /\s*[,;(]?\s*\bundo(?::|\s*=|\s+by\b)\s*/i.exec(` ${plain}`);
  const what = back ? ` ${plain}`.slice(0, back.index) : plain;
  const undo = back ? ` ${plain}`.slice(back.index + back[0].length).trim() : '';
  const open = back?.[0].includes('(') === true && undo.endsWith(')');
  return { what: what.trim(), undo: open ? undo.slice(0, -1).trim() : undo, destructive: DESTRUCTIVE.test(text) };
}

/** Assigned work of the Ops Team; of somebody alone or in triage it counts, and is marked. */
function standing({ incident, by }: Given): 'assigned' | 'solo' | 'unassigned' {
  if (isOps(incident, by)) return 'assigned';
  const alone = isAlone(incident, by) || (leads(incident, by) && incident.status === 'triage');
  return alone ? 'solo' : 'unassigned';
}
