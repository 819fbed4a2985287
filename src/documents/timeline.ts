// The record as lines for people: one for every event that changed something (R71).

import type { EventOf, IncidentEvent, Person } from '../incident/events.ts';
import { MIRROR_NAMES, TITLES } from '../incident/people.ts';
import { addressOf } from '../text/address.ts';
import { inert, listed, named } from '../text/markdown.ts';
import type { Instant } from '../text/time.ts';

export interface Line {
  readonly at: Instant;
  /** Markdown, safe as it is. */
  readonly what: string;
  readonly by: Person | undefined;
  readonly note: number | undefined;
}

/** In the order in which things happened; what was said in internal comments is left out. */
export function timeline(events: readonly IncidentEvent[]): readonly Line[] {
  return events
    .flatMap((event): Line[] => {
      const what = event.internal ? undefined : line(event);
      return what === undefined ? [] : [{ at: event.at, what, by: event.by, note: event.note }];
    })
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => (a.entry.at < b.entry.at ? -1 : a.entry.at > b.entry.at ? 1 : a.index - b.index))
    .map(({ entry }) => entry);
}

function line(event: IncidentEvent): string | undefined {
  switch (event.type) {
    case 'reported':
      return `Reported: ${inert(event.title)}`;
    case 'acknowledged':
      return `Acknowledged; time-box of ${event.minutes} min`;
    case 'began':
      return `Began at ${event.began.slice(0, 16).replace('T', ' ')} UTC`;
    case 'extended':
      return `Time-box extended by ${event.minutes} min: ${inert(event.reason)}`;
    case 'status-changed':
      return `**${event.to}**${reasonOf(event)}`;
    case 'severity-changed':
      return `Severity ${event.from} → ${event.to}`;
    case 'waived':
      return `Review waived: ${inert(event.reason)}`;
    case 'overridden':
      return `Rule \`${event.rule.replace(/`/g, '')}\` lifted: ${inert(event.reason)}`;
    case 'role-taken':
      return `${named(event.person)} is ${TITLES[event.role]}${event.replaces ? ` in place of ${named(event.replaces)}` : ''}${event.reason ? `: ${inert(event.reason)}` : ''}`;
    case 'role-offered':
      return `${named(event.person)} is asked to be ${TITLES[event.role]}`;
    case 'role-declined':
      return `${named(event.person)} declines to be ${TITLES[event.role]}${event.reason ? `: ${inert(event.reason)}` : ''}`;
    case 'role-released':
      return `${named(event.person)} is no longer ${TITLES[event.role]}`;
    case 'sitrep-given':
      return `Sitrep ${event.n}: ${inert(event.text)}`;
    case 'suggested':
      return event.kind === 'role'
        ? `Proposal ${event.n}: ${event.role ? TITLES[event.role] : ''}`
        : `Suggestion ${event.n}: ${inert(event.text, 300)}`;
    case 'adopted':
      return `Suggestion ${event.n} carried out`;
    case 'impact-assessed':
      return `Impact ${event.n}: ${inert(event.text)}`;
    case 'condition-changed':
      return `${event.holds ? 'Holds' : 'Holds no longer'}: ${inert(event.condition)}`;
    case 'decided':
      return `Decided: ${inert(event.text)}`;
    case 'found':
      return `Found: ${inert(event.text)}`;
    case 'change-made':
      return `C${event.n}: ${inert(event.text)}${event.standing === 'unassigned' ? ' (unassigned)' : ''}${event.destructive ? ' (destructive)' : ''}`;
    case 'change-undone':
      return `C${event.n} undone${event.text ? `: ${inert(event.text)}` : ''}`;
    case 'change-kept':
      return `C${event.n} kept: ${inert(event.reason)}`;
    case 'evidence-kept':
      return `Evidence: ${inert(event.what)} (${inert(event.where)})`;
    case 'evidence-none':
      return `No evidence: ${inert(event.reason)}`;
    case 'announced':
      return `Announced (${event.about}${event.corrects === undefined ? '' : `, corrects A${event.corrects}`}): ${inert(event.text)}`;
    case 'closed-early':
      return `Closed by hand and reopened; missing: ${listed(event.missing)}`;
    case 'nudged':
      return `Reminded: ${listed([...new Set(event.items.map((item) => item.rule))])}`;
    case 'missed':
      return event.periods === 0 ? undefined : `Missed: ${event.periods} × ${event.rule}`;
    case 'review-opened':
      return `Review opened as !${event.mr}`;
    case 'review-merged':
      return `Review merged (!${event.mr})`;
    case 'comment-edited':
      return 'A comment was edited; what it first said stays on the record';
    case 'comment-deleted':
      return 'A comment was deleted; what it said stays on the record';
    case 'titled':
      return `Title: ${inert(event.title)}`;
    case 'hidden':
      return event.confidential ? 'Made confidential' : 'Made visible';
    case 'linked':
      return `${LINKS[event.kind]}: ${inert(event.kind === 'bridge' ? hostOf(event.url) : event.url)}`;
    case 'pinned':
      return `📌 ${inert(event.said)}: ${inert(event.text)}`;
    case 'bug-filed':
      return `B${event.n}: ${inert(event.title)} (for ${inert(event.where)})`;
    case 'backlogged':
      return `Goes to the backlog ${inert(event.destination)}: ${inert(event.reason)}`;
    case 'room-opened':
      return `Slack channel #${inert(event.name)} opened`;
    case 'room-ended':
      return `Slack channel ${ENDS[event.why]}`;
    case 'chat-kept':
      return `Slack channel saved: ${event.messages} messages, SHA-256 \`${event.sha256.slice(0, 12)}\``;
    case 'ticket-opened':
      return `Jira ticket ${inert(event.key)} opened`;
    case 'ticket-reopened':
      return `Jira ticket ${inert(event.key)} brought back, as the incident goes on`;
    case 'ticket-ended':
      return `Jira ticket ${inert(event.key)} ${ENDS[event.why]}`;
    case 'page-ended':
      return `Confluence page ${ENDS[event.why]}`;
    case 'filed':
      return `Filed as ${inert(event.ref)}`;
    case 'mirror-behind':
      return `${MIRROR_NAMES[event.mirror]} has been behind since ${event.since.slice(11, 16)} UTC`;
    case 'mirror-caught-up':
      return `${MIRROR_NAMES[event.mirror]} has caught up`;
    case 'undeliverable':
      if (event.quiet) return undefined;
      return `Could not be delivered to ${inert(event.to)}: ${inert(event.why, 300)}`;
    // That the review was copied is no news to who reads it, and would be one more version of it each time.
    case 'page-published':
    case 'sitrep-drafted':
    case 'announcement-drafted':
    case 'room-shown':
    case 'card-lost':
    case 'vigil-set':
    case 'ticket-shown':
    case 'mirror-failed':
    case 'commented':
    case 'refused':
    case 'repeated':
    case 'helped':
    case 'claimed':
    case 'delivered':
    case 'applied':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Of a call no more: its password is in its address, and more people read the review than were in it. */
function hostOf(url: string): string {
  return addressOf(url)?.host ?? 'a call';
}

const LINKS = { bridge: 'Conference', room: 'Room', ticket: 'Ticket', document: 'Document' } as const;
const ENDS = {
  archived: 'archived',
  left: 'left as it is',
  closed: 'closed',
  hidden: 'hidden, as the incident became confidential',
  gone: 'gone',
};

/** Why the status changed; what was said with "mitigated" and "resolved" stands in the record as a sitrep already. */
function reasonOf(event: EventOf<'status-changed'>): string {
  const said = event.to === 'mitigated' || event.to === 'resolved' ? event.because : (event.because ?? event.text);
  return said === undefined ? '' : `: ${inert(said)}`;
}
