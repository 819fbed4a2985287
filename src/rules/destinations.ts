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
