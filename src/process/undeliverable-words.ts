// What the issue says, once, of what another system refused for good.

import type { Incident } from '../incident/incident.ts';
import { code, inert } from '../text/markdown.ts';

/** How the keys begin of what was to be done with the incident's channel, with the review's page, with the live ticket. */
export const ADOPTS = 'room:adopt:';
export const ARCHIVES = 'room:archive:';
/** Behind each the channel. */
export const ROOM_PARTS = {
  card: 'room:card:',
  topic: 'room:topic:',
  bookmarks: 'room:bookmarks:',
  invite: 'room:invite:',
  pin: 'room:pin:',
} as const;
export const PUBLISHES = 'page:publish:';
/** Behind it the branch that GitLab does not let the bot read or write. */
export const REVIEWS = 'review:branch:';
export const TICKET_PARTS = { text: 'ticket:text:', links: 'ticket:links:', status: 'ticket:status:' } as const;

/** Refused for good by another system: somebody has to do it by hand, or mend the configuration. */
export function undeliverableWords({ key, to, why }: Incident['undeliverable'][number]): string {
  const told = /^told:(?:(\d+)|backlog):/.exec(key);
  const place = code(to.slice(to.indexOf(':') + 1));
  const reason = `${inert(why, 500)}.`;
  if (told?.[1] !== undefined)
    return `**Announcement ${told[1]} did not reach ${place}**: ${reason} Tell people there by hand; \`communities\` in the configuration names the channel, \`sitrep doctor\` tells which do not work.`;
  if (key.startsWith(ADOPTS))
    return `**That channel cannot be the room of this incident**: ${reason} Once it can: \`/room <its address>\``;
  if (key.startsWith(ARCHIVES)) return `**The channel stays open**: Slack does not let the bot archive it. ${reason}`;
  const around = roomPartWords(key);
  if (around !== undefined) return `**${around.what}**: ${reason} ${around.todo}`;
  if (key.startsWith(REVIEWS))
    return `**The review could not be written**: ${reason} Let the bot push to ${code(key.slice(REVIEWS.length))} (protected branches and push rules of this project) and give it the role Maintainer. It is tried again when something changes here.`;
  if (key.startsWith(PUBLISHES))
    return `**The review is not in Confluence**: ${reason} It stays in GitLab; \`sitrep doctor\` tells what is wrong with the space.`;
  const part = ticketPartWords(key);
  if (part !== undefined) return `**${part}**: ${reason} What can be done there by hand is noticed.`;
  if (told) return `**${place} was not told** where this went: ${reason}`;
  if (key.startsWith('file:'))
    return `**The ticket ${code(key.slice(5))} could not be made**: ${reason} Make it by hand and put its link here; \`sitrep doctor\` tells what is wrong with the destination.`;
  return `Something could not be delivered to ${code(to)}: ${reason} \`sitrep doctor\` tells more.`;
}

/** What around the talk in the channel Slack does not let the bot show, and what people do instead. */
function roomPartWords(key: string): { readonly what: string; readonly todo: string } | undefined {
  const again = 'It is tried again when something changes here.';
  const { card, topic, bookmarks, invite, pin } = ROOM_PARTS;
  if (key.startsWith(card))
    return { what: 'The card of the channel is not up to date', todo: `This issue is. ${again}` };
  if (key.startsWith(topic))
    return { what: 'The topic of the channel is not up to date', todo: `The card there is. ${again}` };
  if (key.startsWith(bookmarks))
    return { what: 'The links at the top of the channel are not up to date', todo: `Those of the card are. ${again}` };
  if (key.startsWith(invite))
    return { what: 'Slack did not let the bot invite people to the channel', todo: `Add them there by hand. ${again}` };
  if (!key.startsWith(pin)) return undefined;
  return { what: 'The card of the channel is not pinned', todo: `Pin it there by hand. ${again}` };
}

/** What of which ticket could not be written. */
function ticketPartWords(key: string): string | undefined {
  const { text, links, status } = TICKET_PARTS;
  const [ticket = '', wanted = ''] = key.replace(/^ticket:\w+:/, '').split(':');
  if (key.startsWith(text)) return `The text of ${inert(ticket)} is not up to date in Jira`;
  if (key.startsWith(links)) return `The links of ${inert(ticket)} are not up to date in Jira`;
  if (!key.startsWith(status)) return undefined;
  return `${inert(ticket)} could not be ${wanted === 'closed' ? 'closed' : `moved to ${code(wanted)}`} in Jira`;
}
