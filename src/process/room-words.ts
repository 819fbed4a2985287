// What is said in the incident's room of things that need no words on the issue, where everybody has just read them.

import type { EventOf, IncidentEvent, Person } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { dutyOf, TITLES } from '../incident/people.ts';
import { wouldGo } from '../rules/audience.ts';
import { inert, mention, named, quoted } from '../text/markdown.ts';
import type { Surroundings } from './surroundings.ts';

/** Markdown; undefined where the room need not hear of it. */
export function roomWords(event: IncidentEvent, incident: Incident, around: Surroundings): string | undefined {
  switch (event.type) {
    case 'sitrep-given':
      return sitrepWords(event);
    case 'impact-assessed':
      return event.same ? undefined : `**Impact** by ${by(event.by)}: ${inert(event.text)}`;
    case 'decided':
      return `**Decided** by ${by(event.by)}: ${inert(event.text)}`;
    case 'found':
      return `**Found** by ${by(event.by)}: ${inert(event.text)}`;
    case 'change-made':
      return `**C${event.n}** by ${by(event.by)}: ${inert(event.text)}${event.undo ? ` (undo: ${inert(event.undo)})` : ''}`;
    case 'change-undone':
      return `**C${event.n} undone** by ${by(event.by)}${event.text ? `: ${inert(event.text)}` : ''}`;
    case 'change-kept':
      return `**C${event.n} stays**: ${inert(event.reason)}`;
    case 'evidence-kept':
      return `**Evidence**: ${inert(event.what)} (${inert(event.where)})`;
    case 'severity-changed':
      return `**Severity** ${event.from} → ${event.to}`;
    case 'role-taken':
      return `${named(event.person)} is **${TITLES[event.role]}**${event.replaces ? ` in place of ${named(event.replaces)}` : ''}`;
    case 'linked':
      return event.kind === 'bridge' ? `**Conference**: ${inert(event.url)}` : undefined;
    case 'bug-filed':
      return `**B${event.n}** ${inert(event.title)} goes to ${inert(event.where)}`;
    case 'sitrep-drafted':
      return draftWords(event, incident, around);
    case 'announcement-drafted':
      return firstWordDraft(event, incident, around);
    default:
      return undefined;
  }
}

/** The same words in Slack and in Jira (R29, R65). */
export function sitrepWords({ n, text, by: person }: EventOf<'sitrep-given'>): string {
  return `**Sitrep ${n}** by ${by(person)}:\n\n${quoted(text)}`;
}

/** Who leads may publish it as it is, or say it better. */
function draftWords({ text, for: due }: EventOf<'sitrep-drafted'>, incident: Incident, { now }: Surroundings): string {
  const minutes = Math.max(1, Math.round((Date.parse(due) - Date.parse(now)) / 60_000));
  const lead = incident.roles.commander[0]?.person ?? incident.acting;
  const to = lead ? `${mention(lead)}: a` : 'A';
  return [
    `${to} sitrep is due in ${minutes} min. From the record:`,
    quoted(text),
    '👍 this message to publish it as it stands, or say it yourself: `/sitrep <what is the state, what comes next>`',
  ].join('\n\n');
}

/** Automation alone never speaks to users: whoever does Comms says yes to it, or says it better. */
function firstWordDraft(
  { text, for: due }: EventOf<'announcement-drafted'>,
  incident: Incident,
  { now, policy }: Surroundings,
): string {
  const minutes = Math.max(1, Math.round((Date.parse(due) - Date.parse(now)) / 60_000));
  const to = dutyOf(incident, 'comms').map(mention).join(' ');
  return [
    `${to === '' ? 'Users' : `${to}: users`} should hear of it in ${minutes} min. A first word, from the record:`,
    quoted(text),
    ...[wouldGo(incident, policy)].filter((one) => one !== ''),
    '👍 this message to send it as it stands, or say it yourself: `/announce <what, since when, what is being done>`',
  ].join('\n\n');
}

function by(person: Person | undefined): string {
  return person ? named(person) : 'sitrep';
}
