// The answer to /help: what *you* can do *now*.

import { commands } from '../commands/index.ts';
import type { EventOf } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { hasRole, leads } from '../incident/people.ts';
import { code, mention } from '../text/markdown.ts';

/** Six lines: where the incident stands, and five commands that fit this person and its state. */
export function help(event: EventOf<'helped'>, incident: Incident): string {
  const { person } = event;
  const inCharge = leads(incident, person);
  const names = USEFUL[incident.status] ?? USEFUL['resolved'] ?? [];
  const mine = names.filter((name) => inCharge || hasRole(incident, person) || !CHARGE.has(name)).slice(0, 5);
  const lines = mine.flatMap((name) => {
    const command = commands.find((one) => one.name === name);
    return command ? [`- ${code(command.usage)} ${command.summary}`] : [];
  });
  return [
    `${mention(person)}, the incident is **${incident.status}**${inCharge ? ' and you lead it' : ''}. You can:`,
    ...lines,
  ].join('\n');
}

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
