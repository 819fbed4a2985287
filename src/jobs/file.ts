// Tickets for the backlog and for bugs, in Jira or in a project of this GitLab: made once, found again by their mark, linked
// both ways (R23, R25, R77).

import { issueUrl } from '../documents/views.ts';
import type { FiledIssue } from '../gitlab/port.ts';
import type { Outcome } from '../http/outcome.ts';
import type { Incident } from '../incident/incident.ts';
import type { Jira } from '../jira/port.ts';
import { destinationOf, fileable } from '../process/filing.ts';
import { TICKET_LABEL, ticketMark } from '../process/places.ts';
import { parse } from '../text/parse.ts';
import type { Bookkeeping } from './bookkeeping.ts';
import { placeOf } from './observe.ts';
import type { ClaimElsewhere, Destination } from './outbox.ts';
import type { Round } from './work.ts';

/** In Jira. */
export function ticketFile(jira: Jira, round: Round, notes: Bookkeeping): Destination {
  const projectOf = (claim: ClaimElsewhere) => {
    const destination = destinationOf(claim.key, notes.incident(), round.policy);
    return typeof destination === 'object' && destination.jira !== undefined
      ? { project: destination.jira, type: destination.issue_type }
      : undefined;
  };
  return {
    async find(claims, since) {
      const found = await Promise.all(
        claims.map(async (claim) => {
          const project = projectOf(claim)?.project;
          const ticket = project && (await jira.find(project, markOf(claim, notes.incident()), since));
          return ticket ? [[claim.key, ticket.key] as const] : [];
        }),
      );
      return new Map(found.flat());
    },
    async send(claim) {
      const to = projectOf(claim);
      if (!to) return NOWHERE;
      const incident = notes.incident();
      const { title, body } = ticketIn(fileable(claim, incident, round.work.projectUrl));
      const outcome = await jira.create({
        ...to,
        summary: title,
        description: parse(body),
        url: issueUrl(incident, placeOf(round)),
        labels: [TICKET_LABEL],
        mark: markOf(claim, incident),
      });
      return outcome.outcome === 'done' ? { outcome: 'done', value: { ref: outcome.value.key } } : outcome;
    },
    async delivered(claim, ref) {
      notes.record(`filed:${claim.key}`, { type: 'filed', key: claim.key, ref, url: jira.url(ref) });
      const incident = notes.incident();
      const link = {
        globalId: `${ticketMark(incident)}#incident`,
        url: issueUrl(incident, placeOf(round)),
        title: `Issue #${incident.iid}`,
      };
      const linked = await jira.setLink(ref, link);
      if (linked.outcome !== 'done') round.work.log.info(`${ref}: could not be linked to #${incident.iid}`);
    },
  };
}

/** In a project of this GitLab, this one included. */
export function issueFile(round: Round, notes: Bookkeeping): Destination {
  const { gitlab } = round.work;
  const made = new Map<string, FiledIssue>();
  const projectOf = (claim: ClaimElsewhere): string | undefined | 'nowhere' => {
    const destination = destinationOf(claim.key, notes.incident(), round.policy);
    if (destination === 'here') return undefined;
    return destination?.gitlab ?? 'nowhere';
  };
  return {
    async find(claims, since) {
      const found = await Promise.all(
        claims.map(async (claim) => {
          const project = projectOf(claim);
          if (project === 'nowhere') return [];
          const issue = await gitlab.issueWithMark(project, markOf(claim, notes.incident()), since);
          if (issue) made.set(claim.key, issue);
          return issue ? [[claim.key, issue.reference] as const] : [];
        }),
      );
      return new Map(found.flat());
    },
    async send(claim) {
      const project = projectOf(claim);
      if (project === 'nowhere') return NOWHERE;
      const incident = notes.incident();
      const { title, body } = ticketIn(fileable(claim, incident, round.work.projectUrl));
      const outcome = await gitlab.openIssue({ project, title, description: body, mark: markOf(claim, incident) });
      if (outcome.outcome !== 'done') return outcome;
      made.set(claim.key, outcome.value);
      return { outcome: 'done', value: { ref: outcome.value.reference } };
    },
    async delivered(claim, ref) {
      const issue = made.get(claim.key);
      notes.record(`filed:${claim.key}`, { type: 'filed', key: claim.key, ref, url: issue?.url ?? '' });
      const { iid } = notes.incident();
      const linked = issue && (await gitlab.linkIssue(iid, issue));
      if (linked && linked.outcome !== 'done') round.work.log.info(`#${iid}: could not be linked to ${ref}`);
    },
  };
}

const NOWHERE: Outcome<never> = {
  outcome: 'refused',
  status: 404,
  reason: 'the configuration names no such destination any more',
};

/** One of a kind in this GitLab, and good as a label. */
function markOf(claim: ClaimElsewhere, incident: Incident): string {
  return `${ticketMark(incident)}-${claim.key.replace(/^file:/, '').replace(/:/g, '-')}`;
}

function ticketIn(text: string): { readonly title: string; readonly body: string } {
  const [title = '', ...body] = text.split('\n');
  return { title: title.trim(), body: body.join('\n').trim() };
}
