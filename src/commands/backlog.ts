// /backlog: no incident, but work (R22, R23, R25). It goes to the tracker of whoever does it, and the issue is closed.

import { backlogDestination, backlogNames, destinationName, TEAM } from '../rules/destinations.ts';
import { servicesOf } from '../rules/rule.ts';
import { code, listed } from '../text/markdown.ts';
import { nearest } from '../text/nearest.ts';
import { needsAcknowledger, needsCharge, needsResponder, needsStatus } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { changed } from './lifecycle.ts';

/** Another name that the guideline has for what is not the team's own. */
const CROSS_TEAM = 'cross-team';

export const backlog: Command = {
  name: 'backlog',
  aliases: ['to-backlog'],
  usage: '/backlog [team | cross-team | <destination>] [reason]',
  summary: 'No incident, but work: it goes to the tracker of whoever does it, and this issue is closed.',
  who: 'Any responder before `/ack`; then whoever leads, or the commander.',
  understand(words, given) {
    const { incident, policy } = given;
    const barred = needsStatus(given, ['reported', 'triage', 'responding']) ?? mayNot(given);
    if (barred) return barred;
    const { name, reason } = meant(words, given);
    const destination = backlogDestination(incident, name, policy);
    if (!destination) return unknown(name, given);
    const why = reason === '' ? 'no reason was given' : reason;
    return did(
      { type: 'backlogged', destination: name, where: destinationName(destination), reason: why },
      changed(incident.status, 'backlog', reason),
    );
  },
};

function mayNot(given: Given): ReturnType<typeof needsCharge> {
  if (given.incident.status === 'reported') return needsResponder(given);
  return needsAcknowledger(given) ?? needsCharge(given);
}

/** The destination that the words begin with, else the team's; and the rest. */
function meant(words: string, given: Given): { name: string; reason: string } {
  const [, first = '', rest = ''] = /^([\w.-]*)[\s,:]*([\s\S]*)$/.exec(words.trim()) ?? [];
  const names = [...backlogNames(given.incident, given.policy), TEAM, CROSS_TEAM];
  const name = names.find((one) => one.toLowerCase() === first.toLowerCase());
  if (name !== undefined) return { name, reason: rest.trim() };
  // One word alone is a name with a slip in it; in a sentence it is the first word of the reason.
  const slip = rest === '' ? nearest(first, names) : undefined;
  return slip === undefined ? { name: TEAM, reason: words.trim() } : { name: slip, reason: '' };
}

/** Kindly: what has to be configured, and what works until then. */
function unknown(name: string, given: Given): Verdict {
  const [service] = servicesOf(given.incident, given.policy);
  const key = name === TEAM ? `services.${service?.name ?? '<service>'}.backlog` : `backlog.${name}`;
  const known = backlogNames(given.incident, given.policy);
  const others =
    known.length > 0
      ? ` These are there: ${listed(known.map((one) => code(one)))}.`
      : ' Until then, file it there yourself and close this report.';
  return refuse(
    `No tracker is configured for that: a maintainer names it as ${code(key)} in ${code('.gitlab/sitrep.yml')}.${others}`,
    known[0] === undefined ? '/withdraw <why>' : `/backlog ${known[0]} <why>`,
  );
}
