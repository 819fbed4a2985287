// What is said about roles and suggestions: who is asked, who declined, what waits for the commander.

import type { EventOf } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { leader, TITLES } from '../incident/people.ts';
import { inert, mention, named, quoted } from '../text/markdown.ts';

export function offered(event: EventOf<'role-offered'>, incident: Incident): string {
  const by = event.by ? `${named(event.by)} asks you` : 'you are asked';
  const busy = incident.roles[event.role].length > 0 ? '' : ' Until you answer, nobody has it.';
  return `${mention(event.person)}: ${by} to be **${TITLES[event.role]}**.${busy} \`/accept\` or \`/decline <why>\``;
}

export function declined(event: EventOf<'role-declined'>, incident: Incident): string {
  const lead = leader(incident);
  const why = event.reason ? `: ${inert(event.reason)}` : '';
  return `${lead ? `${mention(lead)}: ` : ''}${named(event.person)} declined to be ${TITLES[event.role]}${why}. Somebody else? \`/${event.role} @<who>\``;
}

export function released(event: EventOf<'role-released'>, incident: Incident): string {
  const lead = leader(incident);
  const to = lead && lead.id !== event.by?.id ? `${mention(lead)}: ` : '';
  return `${to}${named(event.person)} is no longer ${TITLES[event.role]}. Who takes it? \`/${event.role}\``;
}

export function suggested(event: EventOf<'suggested'>, incident: Incident): string {
  const lead = leader(incident);
  const to = lead ? `${mention(lead)}: ` : '';
  const by = event.by ? named(event.by) : 'Somebody';
  const adopt = `👍 this comment or type \`/adopt #${event.n}\` to make it official; do nothing to leave it.`;
  if (event.kind === 'role' && event.role && event.person) {
    const volunteers = event.by?.id === event.person.id;
    return `${to}${by} ${volunteers ? 'offers to be' : `proposes ${named(event.person)} as`} ${TITLES[event.role]}. ${adopt}`;
  }
  const what =
    event.kind === 'edit'
      ? 'wrote into the live state, which only the commander changes. It was restored, and this kept'
      : 'suggests a sitrep';
  return `${to}${by} ${what}:\n\n${quoted(event.text, 2000)}\n\n${adopt}`;
}
