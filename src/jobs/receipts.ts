// ✅ or ❌ on what somebody typed in the incident's room.
//
// What was applied stays applied where Slack was away in that moment, so receipts are owed from where Slack's troubles began,
// until they are over. One may be put twice: it is one still.

import type { IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { Room } from '../incident/mirrored.ts';
import type { Slack } from '../slack/port.ts';
import type { Way } from './way.ts';
import { eventsOf, type Step } from './work.ts';

export async function receipts(room: Room, slack: Slack, way: Way, step: Step): Promise<void> {
  const events = eventsOf(step);
  const verdicts = new Map<string, { post: string; name: string }>();
  for (const event of events.slice(owedFrom(events, step.incident))) {
    if (event.post === undefined || !/^slack:[^:]+:[0-9a-f]+:\d+$/.test(event.id)) continue;
    const name = event.type === 'refused' ? 'x' : 'white_check_mark';
    verdicts.set(`${event.post} ${name}`, { post: event.post, name });
  }
  for (const { post, name } of verdicts.values()) {
    if (!way.open) return;
    await way.write('receipt', slack.react(room.channel, post, name));
  }
}

/** How many events, from the first, have their receipts. */
function owedFrom(events: readonly IncidentEvent[], { appliedSeq, troubles }: Incident): number {
  const since = troubles.slack?.since;
  if (since === undefined) return appliedSeq;
  const began = events.findIndex(
    (event) => event.type === 'mirror-failed' && event.mirror === 'slack' && event.at >= since,
  );
  if (began < 0) return appliedSeq;
  const before = events.slice(0, began).findLast((event) => event.type === 'applied');
  return before?.type === 'applied' ? before.upTo : 0;
}
