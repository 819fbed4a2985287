// The reference pages are generated, and fresh. `npm run generate` writes them.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemaText } from '../../src/config/starter.ts';
import { commandsPage } from './pages/commands.ts';
import { componentsPage } from './pages/components.ts';
import { configurationPage } from './pages/configuration.ts';
import { guidelinePage, numbersIn, provenBy } from './pages/guideline.ts';
import { incidentResponse, incidentResponse17 } from './pages/incident-response.ts';
import { rulesPage } from './pages/rules.ts';
import { requirements } from './requirements.ts';

const PAGES: Readonly<Record<string, () => string>> = {
  // First: the page on components reads them.
  'templates/incident-response/template.yml': incidentResponse,
  'templates/incident-response-17/template.yml': incidentResponse17,
  'docs/commands.md': commandsPage,
  'docs/components.md': componentsPage,
  'docs/configuration.md': configurationPage,
  'docs/guideline.md': guidelinePage,
  'docs/rules.md': rulesPage,
  'schema/sitrep.schema.json': schemaText,
};

describe('generated pages', () => {
  it.each(Object.keys(PAGES))('%s is fresh (else: npm run generate)', (path) => {
    const page = PAGES[path]?.() ?? '';
    if (process.env['npm_lifecycle_event'] === 'generate') writeFileSync(path, page);
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '', 'run: npm run generate').toBe(page);
  });
});

describe('requirements named by tests', () => {
  it('are numbers that exist', () => {
    expect(requirements).toHaveLength(120);
    expect(provenBy().filter(({ requirement: number }) => number < 1 || number > 120)).toEqual([]);
  });

  it.each([
    ['R65', [[65, false]]],
    ['R65 (partly)', [[65, true]]],
    [
      'R10, R26 (partly)',
      [
        [10, false],
        [26, true],
      ],
    ],
    [
      'R85–R87',
      [
        [85, false],
        [86, false],
        [87, false],
      ],
    ],
  ])('%s', (list, expected) => {
    expect(numbersIn(list).map(({ requirement, partly }) => [requirement, partly])).toEqual(expected);
  });

  /** What the first milestone touches, by the words of its issue. */
  const TOUCHED = [
    7, 8, 10, 16, 26, 44, 45, 47, 48, 49, 52, 56, 57, 59, 61, 65, 66, 67, 68, 71, 76, 78, 81, 84, 85, 86, 87, 90, 93,
    96, 97, 105, 107,
  ];

  it('are all that this project says it meets', () => {
    const named = new Set(provenBy().map(({ requirement }) => requirement));
    expect(TOUCHED.filter((number) => !named.has(number)).map((number) => `R${number}`)).toEqual([]);
  });
});
