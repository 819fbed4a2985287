// Calls the contacts of a service by the pager hook, and tells it when somebody has it (R59, R110).

import { issueUrl } from '../documents/views.ts';
import type { Claim, Incident } from '../incident/incident.ts';
import type { Pager, PagerEvent } from '../pager/port.ts';
import { PAGER } from '../process/outbox.ts';
import { callInSecret } from '../process/words.ts';
import { contactsOf } from '../rules/rule.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import { type ClaimElsewhere, deliverTo } from './outbox.ts';
import type { Way } from './way.ts';
import type { Round } from './work.ts';

export async function callOut(pager: Pager, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const destination = {
    // An event that arrives twice is one alarm: it need not be looked for.
    find: async () => new Map<string, string>(),
    async send(claim: ClaimElsewhere) {
      const outcome = await pager.send(eventOf(claim, notes.incident(), round));
      return outcome.outcome === 'done' ? { outcome: 'done' as const, value: { ref: claim.key } } : outcome;
    },
  };
  await deliverTo('pager', destination, way, round, notes);
}

/** The key of the event that ends the alarm of an issue that was deleted. */
const LAST = 'page:resolve:deleted';

/** Somebody was called, or may have been, and the alarm was never ended. */
export function rings({ delivered, claims, ids }: Incident): boolean {
  const called = [...delivered.keys(), ...claims.keys()].some((key) => key.startsWith('page:trigger:'));
  return (
    called && !ids.has(`undeliverable:${LAST}`) && ![...delivered.keys()].some((key) => key.startsWith('page:resolve:'))
  );
}

/** Ends the alarm of an issue that was deleted. The pager ends it once, however often a killed run says so. */
export async function endAlarm(pager: Pager, way: Way, round: Round, notes: Bookkeeping): Promise<void> {
  const incident = notes.incident();
  if (!rings(incident) || !way.open) return;
  const over = { key: LAST, at: round.work.now(), text: `#${incident.iid}: its issue was deleted` };
  const { is } = await way.write('the end of the alarm', pager.send(eventOf(over, incident, round)));
  if (is === 'done') notes.record(`delivered:${LAST}`, { type: 'delivered', key: LAST, ref: LAST });
  const why = 'the pager refuses it';
  if (is === 'refused')
    notes.record(`undeliverable:${LAST}`, { type: 'undeliverable', key: LAST, to: PAGER, why, quiet: true });
}

function eventOf(claim: Pick<Claim, 'key' | 'at' | 'text'>, incident: Incident, round: Round): PagerEvent {
  const [, action] = claim.key.split(':');
  return {
    alarm: `sitrep-issue-${incident.issue}`,
    key: `sitrep-issue-${incident.issue}:${claim.key}`,
    action: action === 'acknowledge' || action === 'resolve' ? action : 'trigger',
    summary: incident.confidential ? callInSecret(incident) : claim.text,
    severity: SEVERITIES[incident.severity],
    source: round.work.projectUrl,
    url: issueUrl(incident, placeOf(round)),
    at: claim.at,
    contacts: contactsOf(incident, round.policy).map(({ name }) => name),
  };
}

const SEVERITIES = { S1: 'critical', S2: 'error', S3: 'warning', S4: 'info', unknown: 'error' } as const;
