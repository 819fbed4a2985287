// What is said where an incident ends without a response of its own: it was none, it is work, it is told elsewhere.

import type { EventOf } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { owesAllClear } from '../rules/announce.ts';
import { inert, mention } from '../text/markdown.ts';
import { isBotName } from './observation.ts';

export function withdrawn(event: EventOf<'status-changed'>, incident: Incident): string {
  const why = event.text ?? event.because;
  return [
    `Withdrawn${why ? ` (${inert(why)})` : ''}: it was no incident. The record stays. If it was one after all: \`/reopen-incident <why>\``,
    ...lastWord(incident),
  ].join('\n');
}

/** Users who were told of it are told how it ended. */
function lastWord(incident: Incident): string[] {
  const told = incident.announcements.length > 0 && owesAllClear(incident);
  return told ? ['- Users were told of it and wait for a last word: `/announce All clear: <what it was>`'] : [];
}

/** For whoever reported it: where it went, and why (R24). */
export function backlogged(incident: Incident): string {
  const { reporter, backlog } = incident;
  const to = reporter && !isBotName(reporter.name) ? `${mention(reporter)}: ` : '';
  const where = backlog ? `, and goes to **${inert(backlog.where)}** (${inert(backlog.reason)})` : '';
  return [
    `${to}this is no incident but work${where}. The ticket is linked above as soon as it is there. If it is an incident after all: \`/reopen-incident <why>\``,
    ...lastWord(incident),
  ].join('\n');
}

export function duplicate(event: EventOf<'status-changed'>): string {
  const original = /\S*#\d+$/.exec(event.because ?? '')?.[0];
  const where = original === undefined ? 'another one' : /^#\d+$/.test(original) ? original : inert(original);
  return `A duplicate of ${where}: users and responders are told everything there. If it is another incident after all, reopen this issue.`;
}
