// The live ticket as it should be, by the record and the configuration: its text, labels, links and status (R64, R68).

import { bookmarks } from '../documents/card.ts';
import { stateText } from '../documents/state.ts';
import { issueUrl } from '../documents/views.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import type { JiraSettings } from '../incident/mirror-policy.ts';
import { leader } from '../incident/people.ts';
import type { RemoteLink, WantedStatus } from '../jira/port.ts';
import { TICKET_LABEL, ticketMark, ticketSummary } from '../process/places.ts';
import { serviceOf } from '../rules/rule.ts';
import { parse } from '../text/parse.ts';
import { placeOf } from './observe.ts';
import type { Round } from './work.ts';

export function wantedTicket(incident: Incident, settings: JiraSettings, round: Round) {
  const priority = settings.priorities[incident.severity];
  return {
    change: {
      summary: ticketSummary(incident),
      description: parse(descriptionOf(incident, round)),
      url: issueUrl(incident, placeOf(round)),
      ...(priority === undefined ? {} : { priority }),
      fields: fieldsOf(incident, settings, round),
    },
    labels: [TICKET_LABEL, ticketMark(incident), ...settings.labels],
    links: linksOf(incident, round),
    status: statusOf(incident, settings),
  };
}

/** By name or transition, as configured; else by category. */
function statusOf(incident: Incident, settings: JiraSettings): WantedStatus {
  const said = settings.statuses[incident.status];
  const category = isOver(incident.status) ? 'done' : 'indeterminate';
  const way = said === undefined ? {} : /^\d+$/.test(said) ? { transition: said } : { name: said };
  return { category, ...way, ...(settings.resolution ? { resolution: settings.resolution } : {}) };
}

export function descriptionOf(incident: Incident, round: Round): string {
  const url = issueUrl(incident, placeOf(round));
  // The last line is about the issue that the text stands in.
  const state = stateText(incident, placeOf(round))
    .replace(/<sub>[\s\S]*$/, '')
    .trim();
  return `This ticket follows the incident in GitLab, where it is led: ${url}. Comment here, and it is told there; status and description are put back.\n\n${state}`;
}

function linksOf(incident: Incident, round: Round): readonly RemoteLink[] {
  const { review } = incident;
  const base = ticketMark(incident);
  const names: Readonly<Record<string, string>> = { 'Post Incident Review': 'pir', Conference: 'bridge' };
  const place = placeOf(round);
  const links = bookmarks(incident, place).filter(({ link }) => link !== incident.ticket?.url);
  const merged = review?.merged && `${place.projectUrl}/-/blob/${review.merged.sha}/${review.path}`;
  return [
    ...links.map(({ title, link }) => ({
      globalId: `${base}#${names[title] ?? (title.startsWith('Issue') ? 'incident' : 'page')}`,
      url: title === 'Post Incident Review' && merged ? merged : link,
      title,
      ...(title.startsWith('Issue') ? { resolved: isOver(incident.status) } : {}),
    })),
    ...(incident.room
      ? [{ globalId: `${base}#room`, url: incident.room.url, title: `Slack #${incident.room.name}` }]
      : []),
  ];
}

/** `{service}` and the like stand for what they are now. */
export function fieldsOf(
  incident: Incident,
  { fields }: JiraSettings,
  round: Round,
): Readonly<Record<string, unknown>> {
  const values: Readonly<Record<string, string>> = {
    service: serviceOf(incident, round.policy)?.title ?? incident.services.join(', '),
    severity: incident.severity,
    status: incident.status,
    commander: leader(incident)?.name ?? '',
    url: issueUrl(incident, placeOf(round)),
  };
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/\{(\w+)\}/g, (all, name: string) => values[name] ?? all);
    if (Array.isArray(value)) return value.map(filled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)]));
  };
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, filled(value)]));
}
