// The short things that sitrep says, gathered where they can be read together. Each says what is so,
// what to do and the line to copy; each is a function of data. Longer ones are documents.

import type { EventOf, Mirror, Nudge } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { engaged, holders, leader, MIRROR_NAMES, TITLES } from '../incident/people.ts';
import { wouldGo } from '../rules/audience.ts';
import { missingForClosing } from '../rules/closing-gate.ts';
import { backlogLine } from '../rules/destinations.ts';
import { evidenceAccountedFor } from '../rules/evidence.ts';
import type { Policy } from '../rules/index.ts';
import { contactsOf, serviceOf, servicesOf, vacancies } from '../rules/rule.ts';
import { code, inert, listed, mention, named } from '../text/markdown.ts';
import { clock, duration, type Instant, minutesBetween } from '../text/time.ts';
import { isBotName } from './observation.ts';
import type { Neighbour, Surroundings } from './surroundings.ts';

/** At most eight lines, for somebody who has just reported and for whoever reads it first. */
export function firstReply(incident: Incident, { policy, now, others }: Surroundings): string {
  const service = serviceOf(incident, policy);
  const { reporter } = incident;
  const thanks = reporter && !isBotName(reporter.name) ? `Thank you, ${mention(reporter)}. ` : '';
  const likely = others.find(
    (other) => !other.confidential && other.services.some((name) => incident.services.includes(name)),
  );
  const due = incident.due.acknowledge;
  const contact = contactsOf(incident, policy)[0];
  return [
    `${thanks}**Nobody has this yet**, and users have not been told.`,
    `- *Taking it?* \`/ack\`: you lead until a commander is named${firstLook(incident, policy)}.`,
    ...(likely
      ? [
          `- *The same as #${likely.iid}?* It is ${duration(minutesBetween(likely.reportedAt, now))} old, ${ledBy(likely)}. \`/duplicate #${likely.iid}\``,
        ]
      : []),
    `- *False alarm?* \`/withdraw <why>\`${backlogOffer(incident, policy, ' *Work that can wait?* ')}`,
    ...(due && contact ? [`- If nobody acts: ${named(contact)} is called at ${clock(due, policy.zone, now)}.`] : []),
    ...(service ? serviceLine(service) : []),
    '- Security or personal data in it? Type `/confidential` before you write more.',
    '- ✅ on a comment means that its command was carried out; it can take 90 s.',
  ].join('\n');
}

/** The time-box, where there will be one. */
function firstLook(incident: Incident, policy: Policy): string {
  const { mode, minutes } = policy.rules.timebox;
  const none = mode === 'off' || servicesOf(incident, policy).some((service) => service.always_full);
  return none ? '' : `, and have ${minutes} minutes for a first look`;
}

/** The line to copy, where a tracker is configured for it. */
function backlogOffer(incident: Incident, policy: Policy, before: string): string {
  const line = backlogLine(incident, policy);
  return line === undefined ? '' : `${before}${code(line)}`;
}

function ledBy(incident: Neighbour): string {
  const lead = leader(incident);
  return lead ? `led by ${named(lead)}` : 'and nobody leads it';
}

function serviceLine(service: NonNullable<ReturnType<typeof serviceOf>>): string[] {
  const links = [
    ...(service.evidence ? [`save before a restart: ${inert(service.evidence)}`] : []),
    ...(service.run_book ? [`[run book](${inert(service.run_book)})`] : []),
    ...(service.recovery_plan ? [`[recovery plan](${inert(service.recovery_plan)})`] : []),
  ];
  return links.length === 0 ? [] : [`- ${inert(service.title ?? service.name)}: ${listed(links)}.`];
}

/** Asks both questions of R7. */
export function acknowledged(
  event: EventOf<'acknowledged'>,
  incident: Incident,
  { policy, now }: Surroundings,
): string {
  const end = incident.due.timebox;
  const service = serviceOf(incident, policy);
  return [
    `${event.by ? mention(event.by) : 'Somebody'} has it and leads${end ? `; the time-box of ${event.minutes} min ends at ${clock(end, policy.zone, now)}` : ''}.`,
    `- Longer than ${event.minutes} minutes, **or** more than a few users? \`/respond\``,
    `- How far does it reach? \`/impact <who, how many, a way round>\`${backlogOffer(incident, policy, ' Work that can wait? ')}`,
    ...(evidenceAccountedFor(incident)
      ? []
      : [
          `- Before anything is restarted, save ${service?.evidence ? inert(service.evidence) : 'logs and graphs'}: \`/evidence <what> <where>\``,
        ]),
  ].join('\n');
}

export function responding(
  event: EventOf<'status-changed'>,
  incident: Incident,
  { policy, now }: Surroundings,
): string {
  const lead = leader(incident);
  const vacant = vacancies(incident, policy);
  const why = event.because ?? event.text;
  const relapse = event.from === 'mitigated' ? ` It is relapse ${incident.relapses}.` : '';
  const due = [
    ...(incident.due.announce ? [`users told by ${clock(incident.due.announce, policy.zone, now)}`] : []),
    ...(incident.due.sitrep ? [`first sitrep by ${clock(incident.due.sitrep, policy.zone, now)}`] : []),
  ];
  return [
    `**Full response**${why ? ` (${inert(why)})` : ''}.${relapse} ${lead ? `${mention(lead)} leads.` : 'Nobody leads yet: `/commander`'}`,
    ...(vacant.length > 0
      ? [
          `- Needed: ${listed(vacant.map((role) => TITLES[role]))}. Take one: ${vacant.map((role) => `\`/${role}\``).join(' ')}`,
        ]
      : []),
    ...(due.length > 0 ? [`- Due: ${listed(due)}.`] : []),
    '- Who is not on the incident keeps their hands off the system; what you see is welcome: `/found <what>`',
  ].join('\n');
}

/** Everyone who took part is asked while they remember (R119), once; the Ops Lead is named and not called (R58). */
export function mitigated(incident: Incident): string {
  if (incident.phases.filter((phase) => phase.status === 'mitigated').length > 1)
    return '**Service is restored again.** If this changes what you wrote about the first time, add a line below.';
  const opsLead = new Set(holders(incident, 'ops-lead').map((person) => person.id));
  const people = engaged(incident).map((person) => (opsLead.has(person.id) ? inert(person.name) : mention(person)));
  return [
    `**Service is restored.** ${people.join(' ')}: while it is fresh, in a line or two below:`,
    '1. What did you notice first, and what would have told you sooner?',
    '2. What helped, and what got in the way?',
    '3. What should be changed so that this does not come back?',
  ].join('\n');
}

/** `elsewhere`: the list of what is missing stands in the same comment already. */
export function whatIsLeft(incident: Incident, { policy, now }: Surroundings, elsewhere = false): string {
  const missing = missingForClosing(incident);
  const due = incident.due.review;
  const review =
    incident.status === 'review'
      ? ` The Post Incident Review is due ${due ? clock(due, policy.zone, now) : 'soon'}: sitrep has filled in what it knows, the merge request is in the live state above.`
      : '';
  if (elsewhere) return `**Resolved.**${review}`;
  const left = missing.length === 0 ? 'Nothing else is left.' : 'It closes by itself when this is done:';
  return [`**Resolved.**${review} ${left}`, ...missing.map(missingLine)].join('\n');
}

export function closed(incident: Incident, { projectUrl }: Surroundings): string {
  const { review, waiver } = incident;
  const where = review?.merged
    ? ` Its review: [${inert(review.path)}](${projectUrl}/-/blob/${review.merged.sha}/${review.path})`
    : '';
  const waived = waiver ? ` The review was waived${waiver.internal ? '.' : `: ${inert(waiver.text)}`}` : '';
  return `**Closed.** Nothing is missing any more; thank you all.${where}${waived}`;
}

export function closedEarly(event: EventOf<'closed-early'>, incident: Incident): string {
  const again = incident.closedEarly > 1 ? ` (closed by hand ${incident.closedEarly} times)` : '';
  const missing = missingForClosing(incident).map(missingLine);
  const who = event.by && !isBotName(event.by.name) ? `${mention(event.by)}, this` : 'This';
  return [
    `${who} incident was closed before everything was done, so it is open again${again}. It closes by itself when all is done. Still missing:`,
    ...missing,
  ].join('\n');
}

function missingLine({ gate, what, owes, line }: ReturnType<typeof missingForClosing>[number]): string {
  const who = owes.length > 0 ? ` (${listed(owes.map(named))})` : '';
  const kept = gate === 'cleanup' && line ? ` or ${code(`${line.replace('/undone', '/keep')} <why>`)}` : '';
  return `- ${what}${who}${line === undefined ? '' : `: ${code(line)}${kept}`}`;
}

/** A change is quiet unless somebody outside Ops made it, or it may have destroyed evidence. */
export function needsWord(event: EventOf<'change-made'>, incident: Incident): boolean {
  return event.standing === 'unassigned' || (event.destructive && !evidenceAccountedFor(incident));
}

export function changeMade(event: EventOf<'change-made'>, incident: Incident): string {
  const lead = leader(incident);
  const to = lead && lead.id !== event.by?.id ? `${mention(lead)}: ` : '';
  const by = event.by ? named(event.by) : 'somebody';
  const lines =
    event.standing === 'unassigned'
      ? [
          `${to}**C${event.n}** was made by ${by}, who is not on the Ops Team; it is on the record as unassigned. Put them on the team, or have it undone:`,
          `- ${code(`/ops @${event.by?.name ?? 'who'}`)}`,
          `- ${code(`/undone C${event.n}`)}`,
        ]
      : [`${to}**C${event.n}** is destructive, and no evidence is on record yet.`];
  return [
    ...lines,
    ...(event.destructive && !evidenceAccountedFor(incident)
      ? ['- What was saved before? `/evidence <what> <where>`']
      : []),
  ].join('\n');
}

export function refused(event: EventOf<'refused'>): string {
  const to = event.by ? `${mention(event.by)}: ` : '';
  const said = event.command === 'label' || event.command === 'reopen' ? event.said : event.said.split('\n')[0];
  const put =
    event.command === 'label' ? ' It was put back.' : event.command === 'reopen' ? ' It was closed again.' : '';
  const what = event.unknown ? '' : `${code(said ?? '', 120)} was not done. `;
  const line = code(event.instead ?? '');
  const way = event.instead ? (event.unknown ? ` Did you mean ${line}?` : ` What works: ${line}`) : '';
  const why =
    to !== '' && what === '' ? event.why.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase()) : event.why;
  return `${to}${what}${why}${put}${way}`;
}

/** One paragraph for each person or group that owes something, each item with its line to copy. */
export function nudged(event: EventOf<'nudged'>, incident: Incident, { policy }: Surroundings): string {
  const groups = new Map<string, { to: string; items: Nudge[] }>();
  // Whoever is to tell users knows beforehand whom it reaches (R32).
  const reach = wouldGo(incident, policy);
  const audience = ({ line }: Nudge): string => (reach !== '' && line?.startsWith('/announce') ? `. ${reach}` : '');
  for (const item of event.items) {
    const to = item.owes.length > 0 ? item.owes.map(mention).join(' ') : '';
    const group = groups.get(to) ?? {
      to: item.owes.length > 0 ? `${to} (${item.to})` : 'To whoever reads this',
      items: [],
    };
    group.items.push(item);
    groups.set(to, group);
  }
  return [...groups.values()]
    .map(({ to, items }) => [`${to}:`, ...items.map((item) => `- ${withLine(item)}${audience(item)}`)].join('\n'))
    .join('\n\n');
}

/** A question is answered by the line behind it, anything else leads to it. */
function withLine({ text, line }: Nudge): string {
  if (line === undefined) return text;
  return `${text}${/[.?!]$/.test(text) ? '' : ':'} ${code(line)}`;
}

/** Said once a mirror has been behind for ten minutes; brought up to date when it is not any more. */
export function behindWords({ mirror, since, why }: EventOf<'mirror-behind'>, { policy }: Surroundings): string {
  return `**${MIRROR_NAMES[mirror]} is behind** since ${clock(since, policy.zone)}: ${inert(why, 500)}. What it is owed is kept in order and delivered when it answers again; the incident goes on here. \`sitrep doctor\` tells what is wrong with it.`;
}

export function caughtUpWords(mirror: Mirror, since: Instant, now: Instant, { zone }: Policy): string {
  return `${MIRROR_NAMES[mirror]} was behind from ${clock(since, zone)} until ${clock(now, zone)} and **has caught up**: everything was delivered, in order.`;
}

/** All that the pager may say of a confidential incident. */
export function callInSecret({ iid }: Incident): string {
  return `Confidential incident #${iid} needs somebody`;
}

/** It became confidential: what is closed now, and what remains, as far as anybody can know. */
export function hidden(incident: Incident, policy: Policy): string {
  const { room, ticket, page, filed } = incident;
  const was = (key: string): boolean => [...incident.delivered.keys()].some((one) => one.startsWith(key));
  return [
    '**This incident is confidential now.** Its public copies are being closed:',
    ...(room && !room.private
      ? [
          `- Slack: sitrep's own messages in ${inert(`#${room.name}`)} are taken away and the channel is archived; a private one follows. **What remains**: what people wrote there, for whoever could read it, and what Slack has sent by e-mail.`,
        ]
      : []),
    ...(ticket && !ticket.private
      ? [
          `- Jira: ${inert(ticket.key)} is emptied and closed, sitrep's comments and links are taken away${policy.jira?.private ? '' : '; there is no other ticket, as the project is not marked private'}. **What remains**: its history, its priority, what people commented, and e-mails that were sent.`,
        ]
      : []),
    ...(page
      ? ['- Confluence: the page goes to the trash. **What remains**: whoever administers the space can bring it back.']
      : []),
    ...(filed.size > 0
      ? [
          `- ${listed([...filed.values()].map(({ ref, url }) => (url === '' ? inert(ref) : `[${inert(ref)}](${url})`)))}: sitrep leaves them alone, as people work there. **What remains**: what they say of this incident; empty or hide them by hand.`,
        ]
      : []),
    ...(was('page:trigger')
      ? [
          '- The pager: it says no more than the number from now on. **What remains**: the title, in calls that were made.',
        ]
      : []),
    ...(was('told:backlog')
      ? ['- Users were told where the report went. **What remains**: that message, with the title.']
      : []),
    ...(incident.announcements.length > 0
      ? ['- Announcements that people made to users stay as they are: they were meant for them.']
      : []),
  ].join('\n');
}
