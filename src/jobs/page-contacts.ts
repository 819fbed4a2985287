// Calls the contacts of a service by the pager hook, and tells it when somebody has it (R59, R110).

import { issueUrl } from '../documents/views.ts';
import type { Incident } from '../incident/incident.ts';
import type { Pager, PagerEvent } from '../pager/port.ts';
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

function eventOf(claim: ClaimElsewhere, incident: Incident, round: Round): PagerEvent {
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
