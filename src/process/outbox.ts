// What is owed to other systems, and when it is tried again: pure, from the record alone.
//
// A claim without `to` is a comment on the issue. The others name a place in a mirror; order is kept within a place. A mirror
// that does not answer is left alone for growing pauses, and the issue says so once it has been behind for ten minutes.

import type { Fact, Mirror } from '../incident/events.ts';
import { MIRRORS } from '../incident/events.ts';
import type { Claim, Incident } from '../incident/incident.ts';
import { type Instant, plusMinutes } from '../text/time.ts';

/** The incident's own channel, whichever that is. */
export const ROOM = 'slack:room';
/** The live ticket, to be made. */
export const TICKET = 'jira:ticket';
/** A comment on it. */
export const TICKET_COMMENT = 'jira:comment';
/** A ticket for a bug or the backlog, in Jira or in another project of this GitLab. */
export const FILE_IN_JIRA = 'jira:file';
export const FILE_IN_GITLAB = 'gitlab:file';
export const PAGER = 'pager:contacts';

/** A channel by `#name` or id. */
export function channelPlace(channel: string): string {
  return `slack:${channel}`;
}

export function mirrorOf(to: string): Mirror {
  const name = to.slice(0, to.indexOf(':'));
  const mirror = MIRRORS.find((one) => one === name);
  if (!mirror) throw new Error(`there is no mirror for ${to}`);
  return mirror;
}

/** Behind the colon. */
export function placeIn(to: string): string {
  return to.slice(to.indexOf(':') + 1);
}

/** Minutes until the next try, by how many failed. The first are longer than a claim's lease and grace. */
const PAUSES = [3, 4, 5, 10, 15, 20, 30] as const;
const LONGEST_PAUSE = 30;

/** After this long the issue says that a mirror is behind (process.md section 7). */
export const BEHIND_MINUTES = 10;

/** A try that failed, as a fact. The pauses begin anew where it took something before (`tookSome`). */
export function failed(
  incident: Incident,
  mirror: Mirror,
  {
    why,
    retryAfterSeconds = 0,
    tookSome,
  }: { readonly why: string; readonly retryAfterSeconds?: number; readonly tookSome: boolean },
  now: Instant,
): Fact {
  const attempts = tookSome ? 1 : (incident.troubles[mirror]?.attempts ?? 0) + 1;
  const pause = Math.max(PAUSES[attempts - 1] ?? LONGEST_PAUSE, Math.ceil(retryAfterSeconds / 60));
  return { type: 'mirror-failed', mirror, attempts, retry: plusMinutes(now, pause), why };
}

/** It is not to be tried now. */
export function isHeld(incident: Incident, mirror: Mirror, now: Instant): boolean {
  const retry = incident.troubles[mirror]?.retry;
  return retry !== undefined && now < retry;
}

/** It was said, or some run has undertaken to say it. */
export function isUndertaken({ delivered, claims }: Incident, key: string): boolean {
  return delivered.has(key) || [...claims.values()].some(({ keys }) => keys.includes(key));
}

/** The claims on what is written elsewhere, in the order in which they were made. */
export function claimsElsewhere(incident: Incident): readonly (Claim & { readonly to: string })[] {
  return [...incident.claims.values()].flatMap((claim) => (claim.to === undefined ? [] : [{ ...claim, to: claim.to }]));
}

/** What the clock alone makes of mirrors that are down. */
export function troubleFacts(incident: Incident, now: Instant): { readonly id: string; readonly fact: Fact }[] {
  return MIRRORS.flatMap((mirror) => {
    const trouble = incident.troubles[mirror];
    if (!trouble || trouble.behind || now < plusMinutes(trouble.since, BEHIND_MINUTES)) return [];
    const { since, why } = trouble;
    return [{ id: `behind:${mirror}:${since}`, fact: { type: 'mirror-behind', mirror, since, why } }];
  });
}

/** A server may commit a request so long after it cut the line. */
export const GRACE_MINUTES = 1;
