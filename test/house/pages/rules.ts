// docs/rules.md: the standing rules and what an organisation may set, from the schema of the configuration.

import * as z from 'zod';
import { CONFIG_PATH } from '../../../src/config/load.ts';
import { Policy, rules } from '../../../src/rules/index.ts';
import { code, GENERATED, table } from './markdown.ts';

export function rulesPage(): string {
  const policy = Policy.parse({});
  const settings = part(part(z.toJSONSchema(Policy, { io: 'input' }), 'properties', 'rules'), 'properties');
  const sections = rules.map(({ id, summary }) => {
    const described = part(settings, id, 'properties');
    const rows = Object.entries(record(policy.rules)[id] ?? {}).map(([name, value]) => {
      const { description, enum: options } = part(described, name);
      const choices = Array.isArray(options) ? options.map((option) => code(String(option))).join(', ') : '';
      return [code(name), code(JSON.stringify(value)), typeof description === 'string' ? description : choices];
    });
    return `## ${id}\n\n${summary}\n\n${table(['setting', 'default', 'meaning'], rows)}\n`;
  });
  return `${GENERATED}

# Standing rules

The clock of an incident. Each rule fires once a period, says who owes what, and escalates by steps; a nudge stops as soon as the thing is done.
What is owed by one person comes as one comment, with the line to copy for each thing. All settings stand in \`${CONFIG_PATH}\` below \`rules\`, as in

\`\`\`yaml
rules:
  timebox:
    minutes: ${policy.rules.timebox.minutes}
\`\`\`

${sections.join('\n')}
## By severity

Below \`severities\`; an unknown severity counts as S2 while responding.

${severities(policy)}
`;
}

function severities({ severities: all }: Policy): string {
  const names = Object.keys(Object.values(all)[0] ?? {});
  return table(
    ['setting', ...Object.keys(all)],
    names.map((name) => [code(name), ...Object.values(all).map((profile) => shown(record(profile)[name]))]),
  );
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : code(JSON.stringify(value));
}

/** A part of a JSON Schema by its path; empty where there is none. */
function part(schema: unknown, ...path: readonly string[]): Record<string, unknown> {
  return path.reduce((at, key) => record(at[key]), record(schema));
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
