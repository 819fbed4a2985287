// What the incident's room shows at a glance: the pinned card, the topic, the bookmarks (R43, R73).

import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import { commander, holders, leader, TITLES } from '../incident/people.ts';
import { checkBy } from '../process/check-by.ts';
import { bridgeOf } from '../process/places.ts';
import type { Policy } from '../rules/index.ts';
import { inert, named, quoted, shortened } from '../text/markdown.ts';
import { clock, duration } from '../text/time.ts';
import { issueUrl, type Place, shown, who } from './views.ts';

export interface CardText {
  readonly title: string;
  /** Markdown. */
  readonly fields: readonly { readonly name: string; readonly text: string }[];
  readonly body: string;
}

export interface RoomPlace extends Place {
  readonly policy: Policy;
}

/** @param delaySeconds between the last thing that somebody did and this answer to it; undefined where nobody did anything */
export function cardText(incident: Incident, place: RoomPlace, delaySeconds: number | undefined): CardText {
  const { status, severity, due } = incident;
  const at = (moment: string): string => clock(moment, place.zone);
  const lead = leader(incident);
  const opsLead = holders(incident, 'ops-lead')[0];
  const next = checkBy(incident, place.policy);
  const sitrep = shown(incident.sitreps).at(-1);
  const impact = shown(incident.impacts).findLast((one) => !one.same);
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Status', `**${status}** since ${at(incident.phases.at(-1)?.at ?? incident.reportedAt)}`],
    ['Severity', severity === 'unknown' ? 'not known yet (counts as S2)' : severity],
    [TITLES.commander, lead ? `${named(lead)}${commander(incident) ? '' : ' (acting)'}` : 'nobody: `/commander`'],
    [TITLES['ops-lead'], opsLead ? named(opsLead) : 'nobody: `/ops-lead`'],
    ['Next sitrep', due.sitrep && `due ${at(due.sitrep)}`],
    ['Users hear more', due.announce && `by ${at(due.announce)}`],
  ];
  const body = [
    ...(sitrep
      ? [`**Sitrep ${sitrep.n}**, ${at(sitrep.at)} by ${who(sitrep.by).text}:\n\n${quoted(sitrep.text, 1500)}`]
      : []),
    ...(impact ? [`**Impact**: ${inert(impact.text, 500)}`] : []),
    placesLine(incident, place),
    ...(isOver(status) ? ['The channel is archived; its messages are kept with the record of the incident.'] : []),
    ...(next
      ? [`sitrep looks again by ${at(next)}${delayed(delaySeconds)}. If that has passed, it is down: carry on by hand.`]
      : []),
    ...(isOver(status)
      ? []
      : [
          'Type `/help` here or in the issue. What is written here is saved in the record of the incident; 📌 puts a message into its review.',
        ]),
  ];
  return {
    title: shortened(`#${incident.iid} ${incident.title}`.replace(/\s+/g, ' '), 140),
    fields: fields.flatMap(([name, text]) => (text === undefined ? [] : [{ name, text }])),
    body: body.join('\n\n'),
  };
}

function delayed(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  return `; the last word was heard after ${seconds < 90 ? `${seconds} s` : duration(Math.round(seconds / 60))}`;
}

/** Every place links to every other (R72). */
export function placesLine(incident: Incident, place: Place): string {
  const { room } = incident;
  const all = [...bookmarks(incident, place), ...(room ? [{ title: `Slack #${room.name}`, link: room.url }] : [])];
  return `**Where things are**: ${all.map(({ title, link }) => `[${inert(title)}](${link})`).join(' · ')}`;
}

/** The same as links with a title, for the channel's bookmarks. */
export function bookmarks(
  incident: Incident,
  place: Place,
): readonly { readonly title: string; readonly link: string }[] {
  const { ticket, review, page } = incident;
  const bridge = bridgeOf(incident);
  return [
    { title: `Issue #${incident.iid}`, link: issueUrl(incident, place) },
    ...(ticket ? [{ title: `Jira ${ticket.key}`, link: ticket.url }] : []),
    ...(bridge ? [{ title: 'Conference', link: bridge }] : []),
    ...(review ? [{ title: 'Post Incident Review', link: review.url }] : []),
    ...(page ? [{ title: 'Review in Confluence', link: page.url }] : []),
  ];
}

/** Plain text, at most 250 characters: Slack's limit. */
export function topicText(incident: Incident, place: Place): string {
  const lead = leader(incident);
  const parts = [
    incident.severity === 'unknown' ? 'severity unknown' : incident.severity,
    incident.status,
    lead ? `${commander(incident) ? 'Commander' : 'acting'} ${lead.name}` : 'no commander',
    issueUrl(incident, place),
    ...(incident.ticket ? [incident.ticket.url] : []),
  ];
  const text = parts.join(' · ');
  return text.length <= 250 ? text : shortened(parts.slice(0, 4).join(' · '), 250);
}

/** Whose channel it is, found again by it whatever the incident is called by then; and that messages are copied. */
export function purposeText(incident: Incident, place: Place): string {
  return shortened(
    `${issueUrl(incident, place)} Incident #${incident.iid}. Messages here are copied into its record.`,
    250,
  );
}
