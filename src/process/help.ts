// The answer to /help: what *you* can do *now*.

import { commands } from '../commands/index.ts';
import type { EventOf } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { hasRole, leads, TITLES } from '../incident/people.ts';
import { code, mention } from '../text/markdown.ts';

/** Six lines: where the incident stands, and five commands that fit this person and its state. */
export function help(event: EventOf<'helped'>, incident: Incident): string {
  const { person } = event;
  const inCharge = leads(incident, person);
  const names = USEFUL[incident.status] ?? USEFUL['resolved'] ?? [];
  const vacant = inCharge ? FIRST_TO_FILL.filter((role) => incident.roles[role].length === 0) : [];
  const toFill = incident.status === 'responding' ? vacant : [];
  const mine = names
    .filter((name) => inCharge || hasRole(incident, person) || !CHARGE.has(name))
    .filter((name) => !(toFill as readonly string[]).includes(name));
  const lines = [
    ...toFill.map((role) => `- ${code(`/${role} @who`)} Nobody is ${TITLES[role]} yet: ask somebody.`),
    ...mine.flatMap((name) => {
      const command = commands.find((one) => one.name === name);
      return command ? [`- ${code(command.usage)} ${command.summary}`] : [];
    }),
  ];
  const where = `${IN.has(incident.status) ? 'in ' : ''}**${incident.status}**`;
  return [
    `${mention(person)}, the incident is ${where}${inCharge ? ' and you lead it' : ''}. You can, among others:`,
    ...lines.slice(0, 5),
  ].join('\n');
}

/** An incident is in triage, and in review; it is mitigated. */
const IN: ReadonlySet<string> = new Set(['triage', 'review']);
const FIRST_TO_FILL = ['ops-lead', 'comms'] as const;

const CHARGE: ReadonlySet<string> = new Set(['announce', 'mitigated', 'resolved', 'respond', 'extend', 'keep']);
const USEFUL: Readonly<Record<string, readonly string[]>> = {
  reported: ['ack', 'respond', 'withdraw', 'found', 'impact', 'began'],
  triage: ['respond', 'mitigated', 'resolved', 'found', 'evidence', 'extend', 'ops-lead', 'commander', 'sme'],
  responding: [
    'sitrep',
    'impact',
    'announce',
    'change',
    'mitigated',
    'found',
    'commander',
    'ops-lead',
    'ops',
    'evidence',
  ],
  mitigated: ['announce', 'sitrep', 'undone', 'keep', 'resolved', 'found', 'respond', 'evidence'],
  resolved: ['undone', 'keep', 'evidence', 'announce', 'found', 'reopen-incident', 'review-team'],
  closed: ['reopen-incident', 'found'],
};
