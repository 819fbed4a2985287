// What is said about roles and suggestions: who is asked, who declined, what waits for the commander.

import type { EventOf } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { holders, leader, TITLES } from '../incident/people.ts';
import type { Policy } from '../rules/index.ts';
import { addressOf } from '../text/address.ts';
import { inert, mention, named, quoted } from '../text/markdown.ts';
import { reachWords } from './corrections.ts';

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

export function suggested(event: EventOf<'suggested'>, incident: Incident, policy: Policy): string {
  if (event.kind === 'announcement') return toBeAnnounced(event, incident, policy);
  const lead = leader(incident);
  const to = lead ? `${mention(lead)}: ` : '';
  const by = event.by ? named(event.by) : inert(event.from ?? 'Somebody');
  const adopt = `👍 this comment or type \`/adopt #${event.n}\``;
  const official = `${adopt} to make it official; do nothing to leave it.`;
  const address = addressOf(event.url ?? '')?.href.replace(/[()]/g, '');
  const where = address === undefined ? '' : ` ([there](${address}))`;
  const quotation = quoted(event.text, 2000);
  switch (event.kind) {
    case 'role':
      return `${to}${by} ${proposed(event)}. ${official}`;
    case 'command':
      return `${to}${by}, typed${where}, and is not known in GitLab:\n\n${quotation}\n\n${adopt} to have it done as yours; do nothing to leave it.`;
    case 'comment':
      return `${to}${by}, writes${where}:\n\n${quotation}\n\n${adopt} to make it a sitrep; do nothing to leave it.`;
    case 'edit':
      return `${to}${by} wrote into the live state, which only the commander changes. It was restored, and this kept:\n\n${quotation}\n\n${official}`;
    case 'sitrep':
      return `${to}${by} suggests a sitrep:\n\n${quotation}\n\n${official}`;
  }
}

function proposed({ role, person, by }: EventOf<'suggested'>): string {
  const title = role ? TITLES[role] : 'of help';
  return person && by?.id !== person.id ? `proposes ${named(person)} as ${title}` : `offers to be ${title}`;
}

/**
 * Of a confidential incident two people decide what users hear: whoever wrote it is not asked again. What everybody will
 * read is shown to who wrote it.
 */
function toBeAnnounced(event: EventOf<'suggested'>, incident: Incident, policy: Policy): string {
  const others = [leader(incident), ...holders(incident, 'comms')].filter((one) => one && one.id !== event.by?.id);
  const { confidential } = incident;
  const asked = confidential ? others[0] : (event.by ?? others[0]);
  const to = asked ? `${mention(asked)}: ` : '';
  const by = event.by ? named(event.by) : 'somebody';
  const why = confidential
    ? `${by} wants to tell users, and this incident is confidential:`
    : 'this reaches **everybody**, so have one more look before it is sent:';
  const whose = confidential
    ? `It takes a second person, any responder but ${by}`
    : 'Your own yes is enough, or that of Comms or who leads';
  return [
    `${to}${why}`,
    quoted(event.text, 2000),
    `${reachWords(event, incident, policy)} ${whose}: 👍 this comment or type \`/adopt #${event.n}\` to send it; do nothing to leave it.`,
  ].join('\n\n');
}
