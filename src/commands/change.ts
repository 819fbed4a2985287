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

// Blanks are counted, so that a page of them is looked at once.
const DESTRUCTIVE = /(?:^|\s)\(?(?<!\b(?:not|non|never|isn't|nothing)\s{1,9})destructive\)?[.!,;]?(?=\s|$)/i;

/** What was done, the way back (which runs to the end), and whether something is gone for good. */
function parts(text: string): { what: string; undo: string; destructive: boolean } {
  const plain = text.replace(DESTRUCTIVE, ' ');
  const back = /\bundo(?::|\s{0,9}=|\s{1,9}by\b)/i.exec(plain);
  const before = (back ? plain.slice(0, back.index) : plain).trim();
  const what = back && /[,;(]$/.test(before.slice(-1)) ? before.slice(0, -1).trim() : before;
  const undo = back ? plain.slice(back.index + back[0].length).trim() : '';
  const open = before.endsWith('(') && undo.endsWith(')');
  return { what, undo: open ? undo.slice(0, -1).trim() : undo, destructive: DESTRUCTIVE.test(text) };
}

/** Assigned work of the Ops Team; of somebody alone or in triage it counts, and is marked. */
function standing({ incident, by }: Given): 'assigned' | 'solo' | 'unassigned' {
  if (isOps(incident, by)) return 'assigned';
  const alone = isAlone(incident, by) || (leads(incident, by) && incident.status === 'triage');
  return alone ? 'solo' : 'unassigned';
}
