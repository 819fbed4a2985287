// sitrep config, as people type it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/command-line/index.ts';
import { keys } from '../../src/config/reference.ts';
import { schemaText } from '../../src/config/starter.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitrep-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function sitrep(...argv: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const code = await commandLine(['config', ...argv], {}, (line) => lines.push(line), '0.0.0');
  return { code, text: lines.join('\n').replaceAll(folder, '') };
}

function file(text: string): string {
  const path = join(folder, 'sitrep.yml');
  writeFileSync(path, text);
  return path;
}

const BROKEN = 'what was last right; /sitrep.yml is broken: sitrep config check /sitrep.yml';
const SERVICES = 'services:\n  nexus:\n    contacts: [ana]\n  gss:\n    contacts: [ben, cai]\n';

describe('sitrep config check', () => {
  it.each<[what: string, text: string, code: number, told: string]>([
    ['a right file', SERVICES, 0, '/sitrep.yml is right'],
    ['an empty one', '', 0, '/sitrep.yml is right'],
    [
      'a wrong one, with each place',
      'zone: UTC\nrules:\n  timebox:\n    minuets: 5\nenabled: on\n',
      2,
      [
        '✗ /sitrep.yml:4:5: rules.timebox.minuets: unknown key; did you mean `minutes`?',
        '✗ /sitrep.yml:5:1: enabled: expected true or false, found the text "on"; did you mean `true`?',
      ].join('\n'),
    ],
  ])('%s', async (_what, text, code, told) => {
    expect(await sitrep('check', file(text))).toEqual({ code, text: told });
  });

  it('of a file that is not there is wrong use', async () => {
    expect(await sitrep('check', join(folder, 'none.yml'))).toEqual({
      code: 2,
      text: '✗ /none.yml is not there; without it all defaults are in force',
    });
  });

  it('of a folder is wrong use', async () => {
    expect(await sitrep('check', folder)).toEqual({ code: 2, text: '✗  cannot be read (EISDIR)' });
  });
});

describe('sitrep config explain', () => {
  it('says what a key does, its unit, its default, its source and an example', async () => {
    expect(await sitrep('explain', 'severities.S1.sitrep_minutes')).toEqual({
      code: 0,
      text: [
        'severities.S1.sitrep_minutes',
        '  A sitrep is due this often while responding.',
        '',
        '  is:         a whole number of minutes, at least 1',
        '  default:    30',
        '  guideline:  R3, R65 (docs/guideline.md)',
        '',
        '  for example:',
        '    severities:',
        '      S1:',
        '        sitrep_minutes: 30',
      ].join('\n'),
    });
  });

  it.each<[key: string, text: string, inForce: string[]]>([
    [
      'services.*.contacts',
      SERVICES,
      ['[ana] (services.nexus.contacts, /sitrep.yml line 3)', '[ben, cai] (services.gss.contacts, /sitrep.yml line 5)'],
    ],
    ['services.gss.contacts', SERVICES, ['[ben, cai] (services.gss.contacts, /sitrep.yml line 5)']],
    ['services.gss.heavy', SERVICES, ['the default; /sitrep.yml does not say']],
    ['services.*.contacts', 'zone: UTC', []],
    ['zone', 'enabled: true\nzone: Europe/London', ['Europe/London (zone, /sitrep.yml line 2)']],
    ['rules.timebox.minutes', 'zone: UTC', ['the default; /sitrep.yml does not say']],
    ['rules.timebox', 'rules:\n  timebox:\n    minutes: 20', ['set (rules.timebox, /sitrep.yml line 2)']],
    ['zone', 'zone: [', [BROKEN]],
    ['zone', 'zone: UTC\nenabled: on', [BROKEN]],
    [
      'services.gss.heavy',
      'services:\n  nexus: &usual\n    heavy: true\n  gss:\n    <<: *usual\n',
      ['true (services.gss.heavy, /sitrep.yml line 4)'],
    ],
  ])('%s in a file %j: what is in force, and where it is said', async (key, text, inForce) => {
    const { code, text: told } = await sitrep('explain', key, '--file', file(text));
    expect(code).toBe(0);
    expect([...told.matchAll(/^ {2}in force: +(.*)$/gm)].map(([, line]) => line)).toEqual(inForce);
  });

  it.each([
    [
      'rules.timebox.minuets',
      '"rules.timebox.minuets" is no key of the configuration; did you mean `rules.timebox.minutes`?',
    ],
    ['always_full', '"always_full" is no key of the configuration; did you mean `services.*.always_full`?'],
    ['represntatives', '"represntatives" is no key of the configuration; did you mean `review.representatives`?'],
    ['coffee', '"coffee" is no key of the configuration; `sitrep config explain` lists them'],
  ])('%s is unknown: the nearest is named', async (key, told) => {
    expect(await sitrep('explain', key)).toEqual({ code: 2, text: `✗ ${told}` });
  });

  it.each(keys().map(({ name }) => name))('explains %s', async (name) => {
    const { code, text } = await sitrep('explain', name);
    expect(code).toBe(0);
    expect(text).toMatch(/^.+\n {2}\S.+\n\n {2}is: +\S/);
    expect(text).not.toContain('undefined');
  });

  it('without a key lists all of them', async () => {
    const { code, text } = await sitrep('explain');
    expect(code).toBe(0);
    for (const { path } of keys()) expect(text).toContain(path.at(-1) === '*' ? '<name>' : path.at(-1));
  });

  it('of a file that is not there is wrong use', async () => {
    const { code, text } = await sitrep('explain', 'zone', '--file', join(folder, 'none.yml'));
    expect([code, text]).toEqual([2, '✗ /none.yml is not there']);
  });
});

describe('sitrep config schema', () => {
  it('prints the schema that init commits', async () => {
    expect(await sitrep('schema')).toEqual({ code: 0, text: schemaText().trimEnd() });
  });
});

describe('sitrep config slack-manifest', () => {
  it('prints the manifest of the Slack app, comments included', async () => {
    const manifest = readFileSync('integrations/slack-app-manifest.yml', 'utf8').trimEnd();
    expect(await sitrep('slack-manifest')).toEqual({ code: 0, text: manifest });
  });
});
