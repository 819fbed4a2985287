// Where work goes that is no incident, or comes out of one: the trackers that the configuration names.

import type { Incident } from '../incident/incident.ts';
import type { Destination } from '../incident/mirror-policy.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import { servicesOf } from './rule.ts';

/** The tracker of the incident's team, by the word that `/backlog` takes. */
export const TEAM = 'team';

/** By the name that `/backlog` takes; `team` is that of the service, where it has one. Undefined where none is configured. */
export function backlogDestination(
  incident: Pick<Incident, 'services'>,
  name: string,
  policy: SharedPolicy,
): Destination | undefined {
  const own = name === TEAM ? servicesOf(incident, policy).find((service) => service.backlog)?.backlog : undefined;
  return own ?? (Object.hasOwn(policy.backlog, name) ? policy.backlog[name] : undefined);
}

/** The names that `/backlog` takes for this incident; the team's own first. */
export function backlogNames(incident: Pick<Incident, 'services'>, policy: SharedPolicy): readonly string[] {
  const all = [TEAM, ...Object.keys(policy.backlog).filter((name) => name !== TEAM)];
  return all.filter((name) => backlogDestination(incident, name, policy));
}

/** The line that sends it to the first of them; undefined where none is configured. */
export function backlogLine(incident: Pick<Incident, 'services'>, policy: SharedPolicy): string | undefined {
  const [first] = backlogNames(incident, policy);
  return first === undefined ? undefined : first === TEAM ? '/backlog <why>' : `/backlog ${first} <why>`;
}

/** Where bugs of its service are filed; undefined: an issue of this project. */
export function bugDestination(incident: Pick<Incident, 'services'>, policy: SharedPolicy): Destination | undefined {
  return servicesOf(incident, policy).find((service) => service.bugs)?.bugs;
}

/** As people read it: `Jira SKB`, `group/project`. */
export function destinationName({ jira, gitlab }: Destination): string {
  return jira === undefined ? (gitlab ?? '') : `Jira ${jira}`;
}

/** By this key the ticket of a bug is asked for, and known once it is there. */
export function bugTicketKey(n: number): string {
  return `file:bug:${n}`;
}
