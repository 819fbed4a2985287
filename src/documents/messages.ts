// The longer things that are said in the issue: role cards and announcements.

import type { EventOf, Role } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { TITLES } from '../incident/people.ts';
import { reachWords } from '../process/corrections.ts';
import type { Message } from '../process/say.ts';
import type { Surroundings } from '../process/surroundings.ts';
import type { Policy } from '../rules/index.ts';
import { profileOf, serviceOf } from '../rules/rule.ts';
import { code, listed, mention } from '../text/markdown.ts';
import { clock } from '../text/time.ts';
import { Markdown, render } from './render.ts';
import { quotation, when } from './views.ts';
import { meetingPlaces } from './whereabouts.ts';

/** A message as markdown, ready to be said. */
export function messageText(message: Message, incident: Incident, around: Surroundings): string {
  const { body } = message;
  if ('text' in body) return body.text;
  return body.document === 'role-card'
    ? roleCard(body.event, incident, around)
    : announcementText(body.event, incident, around, body.forUsers);
}

/** What follows a command on a role card; a function where the configuration has a word in it. */
type Purpose = string | ((incident: Incident, policy: Policy) => string);

const DUTIES: Readonly<
  Record<Role, { readonly duty: string; readonly commands: readonly (readonly [line: string, purpose: Purpose])[] }>
> = {
  commander: {
    duty: 'You decide, fill the roles and give the sitreps; only yours change the live state. You do not touch the system.',
    commands: [
      [
        '/sitrep <text>',
        ({ severity }, policy) => `the new live state, ${every(profileOf(severity, policy).sitrep_minutes)}`,
      ],
      ['/ops-lead @who', 'and `/comms`, `/planner`, `/ops`: ask somebody'],
      ['/impact <who, how many>', (_incident, { rules }) => `${every(rules.impact.minutes)}; \`same\` is an answer`],
      ['/decide <what and why>', 'a decision, on the record'],
      ['/adopt #1', 'make a suggestion official'],
      ['/mitigated', 'when service is back, `/resolved` when it is over'],
    ],
  },
  'ops-lead': {
    duty: 'You lead the technical work and nothing else: nobody asks you for paperwork. Only the Ops Team changes the system.',
    commands: [
      ['/change <what> undo: <how>', 'what you change, and the way back'],
      ['/found <what>', 'what you find'],
      ['/evidence <what> <where>', 'before it is gone'],
      ['/ops @who', 'more hands'],
      ['/undone C1', 'a temporary measure is gone'],
      ['/mitigated', 'service is back'],
    ],
  },
  ops: {
    duty: 'You work on the system as the Ops Lead directs.',
    commands: [
      ['/change <what> undo: <how>', 'what you change, and the way back'],
      ['/found <what>', 'what you find'],
      ['/evidence <what> <where>', 'before it is gone'],
      ['/undone C1', 'a temporary measure is gone'],
    ],
  },
  sme: {
    duty: 'Your knowledge is needed; you work as the Ops Lead directs.',
    commands: [
      ['/found <what>', 'what you know or find'],
      ['/change <what> undo: <how>', 'what you change, and the way back'],
      ['/evidence <what> <where>', 'before it is gone'],
    ],
  },
  comms: {
    duty: 'You tell the people who wait, early and often, in one wording.',
    commands: [
      ['/announce <what, since when, what is being done, next 14:30>', 'to users'],
      [
        '/announce Restored: <text>',
        (_incident, { rules }) => `within ${rules.announce.restored_minutes} minutes of service coming back`,
      ],
      ['/announce All clear: <text>', 'when it is over'],
      ['/impact <who, how many>', 'what you hear from users'],
    ],
  },
  planner: {
    duty: 'You keep the register of changes, the evidence and the way back to normal.',
    commands: [
      ['/undone C1', 'a change was taken back'],
      ['/keep C1 <why>', 'a change stays'],
      ['/evidence <what> <where>', 'what was saved, and where'],
      ['/found <what>', 'anything worth remembering'],
    ],
  },
  'review-team': {
    duty: 'You write the Post Incident Review with the others: what happened, how we responded, what to change. Nobody is blamed.',
    commands: [['/found <what>', 'anything that the record lacks']],
  },
};

function roleCard(event: EventOf<'role-taken'>, incident: Incident, { others, policy }: Surroundings): string {
  const { role, person } = event;
  const { duty, commands } = DUTIES[role];
  const busy = others.filter(
    (other) =>
      !other.confidential && Object.values(other.roles).some((all) => all.some((one) => one.person.id === person.id)),
  );
  return render('role-card', {
    mention: new Markdown(mention(person)),
    title: TITLES[role],
    iid: incident.iid,
    role: new Markdown(role),
    duty: new Markdown(duty),
    busy: new Markdown(listed(busy.map((other) => `#${other.iid}`))),
    commands: commands.map(([line, purpose]) => ({
      line: new Markdown(code(line)),
      summary: new Markdown(typeof purpose === 'string' ? purpose : purpose(incident, policy)),
    })),
    places: new Markdown(listed(meetingPlaces(incident))),
  }).trim();
}

function every(minutes: number): string {
  return minutes === 60 ? 'hourly' : `every ${minutes} minutes`;
}

const HEADINGS: Readonly<Record<EventOf<'announced'>['about'], string>> = {
  progress: '',
  restored: ': service restored',
  'all-clear': ': all clear',
};
const STATES: Readonly<Partial<Record<Incident['status'], string>>> = {
  reported: 'investigating',
  triage: 'investigating',
  responding: 'being worked on',
  mitigated: 'restored, being watched',
  resolved: 'resolved',
  review: 'resolved',
  closed: 'resolved',
};

/** How long, where the text says so itself: "expected by 07:00". */
const EXPECTED = /\bexpected\b[^.\n]{0,40}?\b((?:by|at|around|until)\s+\d{1,2}:\d{2}(?:\s?UTC)?)/i;

/** Whoever reads one knows which earlier words it puts right. */
function correcting({ corrects }: EventOf<'announced'>, { announcements }: Incident, { zone }: Policy): string {
  const earlier = announcements.find(({ n }) => n === corrects);
  return earlier ? `, corrects announcement ${earlier.n} of ${clock(earlier.at, zone)}` : '';
}

/** Four parts (R33): what is missing reads "unknown". */
export function announcementText(
  event: EventOf<'announced'>,
  incident: Incident,
  { policy, projectUrl }: Surroundings,
  forUsers = false,
): string {
  const place = { projectUrl, zone: policy.zone };
  const service = serviceOf(incident, policy);
  const over = event.about === 'all-clear';
  return render('announcement', {
    heading: `Announcement ${event.n}${HEADINGS[event.about]}${correcting(event, incident, policy)}`,
    service: service?.title ?? (incident.services.join(', ') || 'service unknown'),
    text: quotation(event.text),
    since: when(incident.beganAt ?? incident.reportedAt, place),
    state: over ? 'resolved' : (STATES[incident.status] ?? incident.status),
    until: over
      ? 'over'
      : event.about === 'restored'
        ? 'service is back'
        : (EXPECTED.exec(event.text)?.[1] ?? 'unknown'),
    next: over
      ? 'none: this is the last'
      : event.next
        ? when(event.next, place)
        : incident.due.announce
          ? when(incident.due.announce, place)
          : 'when there is news',
    audience: new Markdown(forUsers ? '' : reachWords(event, incident, policy)),
  }).trim();
}
