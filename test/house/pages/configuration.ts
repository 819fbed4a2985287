// docs/configuration.md: every key of the configuration, from its schema.

import { CONFIG_PATH } from '../../../src/config/load.ts';
import { type Key, keys } from '../../../src/config/reference.ts';
import { SCHEMA_LINE, SCHEMA_PATH } from '../../../src/config/starter.ts';
import { code, GENERATED, table } from './markdown.ts';

export function configurationPage(): string {
  const all = keys();
  const sections = all.filter(({ path }) => path.length === 1).map((key) => section(key, all));
  return `${GENERATED}

# Configuration

One file, \`${CONFIG_PATH}\`, on the default branch of the incidents project. All of it is optional: an empty file, or none, is
every default on this page. \`sitrep init\` writes one with every key in it, commented out. Secrets never stand there; they are CI variables.

- Editors with a YAML language server complete and check it where its first line is \`${SCHEMA_LINE}\`; \`sitrep init\` puts the
  schema at \`${SCHEMA_PATH}\`, and \`sitrep config schema\` prints it.
- \`sitrep config check\` says what is wrong: line, column, what was expected and what was probably meant.
- \`sitrep config explain services.*.contacts\` says of one key what this page says, and what is in force and where.
- A file that is broken stops no incident: the last good one stays in force, and the jobs are red until it is mended.
- What was decided under one configuration stays as it was: each period is kept with the event that started it.

Two examples: [a minimal one](../examples/minimal/.gitlab/sitrep.yml), and [the organisation of the
guideline](../examples/guideline/.gitlab/sitrep.yml). The last column names the demands of [the guideline](guideline.md).

${sections.join('\n\n')}
`;
}

function section(top: Key, all: readonly Key[]): string {
  const inside = all.filter(({ path }) => path.length > 1 && path[0] === top.name);
  if (inside.length === 0) return `## ${top.name}\n\n${keyTable([top])}`;
  const modes = top.name === 'rules' ? `\n\n${MODES}` : '';
  const about = `## ${top.name}\n\n${top.description}${top.source === '' ? '' : ` (${top.source})`}${modes}`;
  if (top.name === 'severities') return `${about}\n\n${severities(inside)}`;
  const groups = inside.filter(({ group }) => group);
  if (groups.length === 0) return `${about}\n\n${keyTable(inside)}`;
  const parts = groups.map((group) => {
    const under = ({ path }: Key): boolean => group.path.every((word, index) => word === path[index]);
    const rows = inside.filter((key) => key.path.length === group.path.length + 1 && under(key));
    const source = group.source === '' ? '' : ` (${group.source})`;
    return `### ${group.name}\n\n${group.description}${source}\n\n${keyTable(rows)}`;
  });
  return [about, ...parts].join('\n\n');
}

/** A row for each key, a column for each severity. */
function severities(inside: readonly Key[]): string {
  const levels = inside.filter(({ group }) => group);
  const rows = inside
    .filter(({ path, group }) => !group && path[1] === levels[0]?.path[1])
    .map((key) => {
      const name = key.path.at(-1) ?? '';
      const values = levels.map((level) => shown(inside.find((one) => one.name === `${level.name}.${name}`)?.fallback));
      return [code(name), ...values, expected(key), key.description, key.source];
    });
  const heads = ['key', ...levels.map(({ path }) => path.at(-1) ?? ''), 'may be', 'meaning', 'guideline'];
  const meanings = levels.map(({ path, description }) => `- ${code(path.at(-1) ?? '')}: ${description}`).join('\n');
  return `${meanings}\n\n${table(heads, rows)}`;
}

function keyTable(rows: readonly Key[]): string {
  return table(
    ['key', 'default', 'may be', 'meaning', 'guideline'],
    rows.map((key) => [
      code(key.path.at(-1) ?? ''),
      shown(key.fallback),
      expected(key),
      key.path.at(-1) === 'mode' ? 'How strict the rule is.' : key.description,
      key.source,
    ]),
  );
}

/** Said once for all rules. */
const MODES = `A rule in the mode \`off\` tells nobody. In \`remind\` people are told what they owe, step by step. In \`enforce\` what follows
also happens by itself where nobody answers. The separation of the Ops Lead, the live state that only sitrep writes, and the closing gate have
no mode: they hold always.`;

/** A number of minutes is `minutes`: that it is whole and positive need not stand in each row. */
function expected({ unit, expected }: Key): string {
  if (unit === '') return expected;
  if (expected.startsWith('a list')) return `list of ${unit}`;
  return expected.endsWith('or null') ? `${unit}, or null` : unit;
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  return Array.isArray(value) ? code(`[${value.join(', ')}]`) : code(String(value));
}
