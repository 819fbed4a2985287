// What comes of a line that somebody types in a state of the incident, in a few words: the tables of the
// commands' tests read like the talk in an issue.

import { expect } from 'vitest';
import { commandNamed } from '../../src/commands/index.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { plusMinutes } from '../../src/text/time.ts';
import { type Given, minute, type Name, person, type Story, story } from '../given.ts';

export type State = 'reported' | 'triage' | 'responding' | 'mitigated' | 'review' | 'closed' | 'withdrawn';
export const STATES: readonly State[] = [
  'reported',
  'triage',
  'responding',
  'mitigated',
  'review',
  'closed',
  'withdrawn',
];

/** The minute at which tables speak: 10:20 UTC. */
export const NOW = 20;

/**
 * An incident in a state. From `responding` on ana commands, ben leads Ops, cai is Comms and dee is Planner; eve
 * is a responder without a role, uli a guest who reported it, and mal no member.
 */
export function inState(state: State, given: Given = {}): Story {
  const told = story(given);
  const reached = STATES.indexOf(state);
  if (state === 'withdrawn') told.say(1, 'uli', '/withdraw it was me');
  else {
    if (reached >= 1) told.say(1, 'ana', '/ack');
    if (reached >= 2) crew(told);
    if (reached >= 3) told.say(10, 'ana', '/mitigated');
    if (reached >= 4) told.say(12, 'ana', '/resolved');
    if (reached >= 5) told.record(13, { type: 'status-changed', from: 'review', to: 'closed', cause: 'gate' });
  }
  return told;
}

function crew(told: Story): void {
  told.say(2, 'ana', '/respond');
  told.say(3, 'ana', '/commander');
  told.say(3, 'ben', '/ops-lead');
  told.say(3, 'cai', '/comms');
  told.say(3, 'dee', '/planner');
}

/** What comes of `line`, as one text; a refusal names the line that works. */
export function said(state: State | Story, by: Name, line: string, given: Given = {}): string {
  const told = typeof state === 'string' ? inState(state, given) : state;
  const made = told.say(NOW, by, line).filter((event) => event.type !== 'commented');
  for (const event of made) if (event.type === 'refused') isHelpful(event);
  return made.length === 0 ? 'nothing' : made.map((event) => inWords(event)).join('; ');
}

/** Every refusal is a sentence, and gives a line that begins with a known command. */
export function isHelpful(event: Extract<IncidentEvent, { type: 'refused' }>): void {
  expect(event.why).toMatch(/^[^a-z].*[.:]$/s);
  expect(event.why).not.toMatch(/``|undefined|\.\.$/);
  expect(commandNamed(/^\/([a-z-]+)/.exec(event.instead ?? '')?.[1] ?? ''), `in ${event.instead}`).toBeDefined();
}

function inWords(event: IncidentEvent): string {
  const then = event.at === minute(NOW) ? '' : ` at ${event.at.slice(11, 16)}`;
  const elsewhere = event.by && event.by.id === person(event.by.name).id ? '' : ' by nobody';
  return `${meaning(event)}${then}${elsewhere}`;
}

/** When the next one is due, where that is not by the rule. */
function promised({ due, at }: Extract<IncidentEvent, { type: 'sitrep-given' }>): string {
  const ruled = [30, 120].some((minutes) => due?.sitrep === plusMinutes(at, minutes));
  return due?.sitrep && !ruled ? `, next ${due.sitrep.slice(11, 16)}` : '';
}

function meaning(event: IncidentEvent): string {
  switch (event.type) {
    case 'acknowledged':
      return `acknowledged for ${event.minutes} min`;
    case 'began':
      return `began ${event.began.slice(0, 16)}`;
    case 'condition-changed':
      return `${event.condition} ${event.holds ? 'holds' : 'is over'}`;
    case 'extended':
      return `extended ${event.minutes} min: ${event.reason}`;
    case 'status-changed':
      return `${event.from} > ${event.to}${event.because ? `, because ${event.because}` : ''}${event.text ? `: ${event.text}` : ''}`;
    case 'severity-changed':
      return `severity ${event.to}`;
    case 'waived':
      return `waived: ${event.reason}`;
    case 'overridden':
      return `${event.rule} lifted: ${event.reason}`;
    case 'role-taken':
      return `${event.person.name} is ${event.role}${event.sheds.length > 0 ? ` without ${event.sheds.join(' and ')}` : ''}${event.replaces ? ` in place of ${event.replaces.name}` : ''}`;
    case 'role-offered':
      return `${event.person.name} is asked to be ${event.role}`;
    case 'role-declined':
      return `${event.person.name} is not ${event.role}${event.reason ? `: ${event.reason}` : ''}`;
    case 'role-released':
      return `${event.person.name} was ${event.role}${event.reason ? `: ${event.reason}` : ''}`;
    case 'sitrep-given':
      return `sitrep ${event.n}: ${event.text}${promised(event)}`;
    case 'suggested':
      return `suggestion ${event.n} (${event.kind}): ${event.person ? `${event.person.name} as ${event.role}` : event.text}`;
    case 'impact-assessed':
      return `impact ${event.n}: ${event.text}`;
    case 'decided':
    case 'found':
      return `${event.type}: ${event.text}`;
    case 'change-made':
      return `C${event.n} ${event.standing}: ${event.text}${event.undo ? `, back by ${event.undo}` : ''}${event.destructive ? ', destructive' : ''}`;
    case 'change-undone':
      return `C${event.n} undone${event.text ? `: ${event.text}` : ''}`;
    case 'change-kept':
      return `C${event.n} kept: ${event.reason}`;
    case 'evidence-kept':
      return `evidence ${event.n}: ${event.what} in ${event.where}`;
    case 'evidence-none':
      return `no evidence: ${event.reason}`;
    case 'announced':
      return `announced ${event.n} (${event.about})${event.corrects ? ` correcting ${event.corrects}` : ''}${event.to ? ` to ${event.to.join(' and ')}` : ''}: ${event.text}${event.next ? `, next ${event.next.slice(11, 16)}` : ''}`;
    case 'linked':
      return `${event.kind} ${event.url}`;
    case 'bug-filed':
      return `B${event.n} for ${event.where}: ${event.title}${event.text ? ` | ${event.text}` : ''}`;
    case 'backlogged':
      return `backlog ${event.destination} (${event.where}): ${event.reason}`;
    case 'refused':
      return `refused, try ${event.instead}`;
    case 'helped':
      return `${event.person.name} is helped`;
    default:
      return event.type;
  }
}
