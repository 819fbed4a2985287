// /respond: a full response (R8, R50). From mitigated it is a relapse, and counted.

import { needsCharge, needsResponder, needsStatus } from './authority.ts';
import { type Command, did } from './command.ts';
import { changed, takeUp } from './lifecycle.ts';

export const respond: Command = {
  name: 'respond',
  aliases: ['responding', 'declare', 'escalate'],
  usage: '/respond [why]',
  summary: 'Bigger than 30 minutes, or than a few users: roles, sitreps and announcements begin.',
  who: 'Whoever leads triage, or the commander; any responder while nobody has it.',
  essential: true,
  understand(words, given) {
    const { incident } = given;
    // What triage or a severity began already is no mistake of who asks for it too.
    if (incident.status === 'responding') return needsResponder(given) ?? did({ type: 'repeated', command: 'respond' });
    const wrong = needsStatus(given, ['reported', 'triage', 'mitigated']);
    if (wrong) return wrong;
    if (incident.status !== 'reported') return needsCharge(given) ?? did(changed(incident.status, 'responding', words));
    const barred = needsResponder(given);
    if (barred) return barred;
    const taken = takeUp(given);
    const full = taken.some((fact) => fact.type === 'status-changed' && fact.to === 'responding');
    return did(...taken, ...(full ? [] : [changed('triage', 'responding', words)]));
  },
};
