// What people did on the incident's ticket in Jira: a comment is told in the issue as a suggestion, and closing it early is
// as closing the issue early (R67).

import { isOver } from '../incident/incident.ts';
import { missingForClosing } from '../rules/closing-gate.ts';
import { shortened } from '../text/markdown.ts';
import type { Draft } from './draft.ts';
import type { SeenTicket } from './observation.ts';
import { ticketIsTooOpen } from './places.ts';

export function hearTicket(ticket: SeenTicket, work: Draft, now: string): void {
  for (const { id, by, at, text } of ticket.comments) {
    if (text.trim() === '') continue;
    work.record(
      { id: `jira:${ticket.key}:${id}`, at },
      {
        type: 'suggested',
        n: work.incident.suggested + 1,
        kind: 'comment',
        text: shortened(text.trim(), 4000),
        from: `${by}, in Jira`,
        url: ticket.url,
      },
    );
  }
  const { incident } = work;
  // We closed it ourselves, though the run that did may not have come to say so.
  if (ticketIsTooOpen(incident)) return;
  if (ticket.status.category !== 'done' || isOver(incident.status) || incident.ticket?.key !== ticket.key) return;
  const missing = missingForClosing(incident).map((part) => part.gate);
  if (missing.length === 0) return;
  // Once for each time that it was brought back: Jira may refuse that.
  work.record(
    { id: `jira:${ticket.key}:closed:${incident.ticket.reopened}`, at: now },
    { type: 'closed-early', missing },
  );
}
