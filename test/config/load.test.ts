// What is wrong in a configuration is said with its place and what was probably meant.

import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/config/load.ts';

function errors(text: string): readonly string[] {
  const loaded = loadPolicy(text);
  return loaded.ok ? [] : loaded.errors.map((error) => error.replace('.gitlab/sitrep.yml:', ''));
}

describe('a configuration that is wrong', () => {
  it.each<[what: string, text: string, errors: (string | RegExp)[]]>([
    ['an unknown key', 'zoone: UTC', ['1:1: zoone: unknown key; did you mean `zone`?']],
    [
      'an unknown key deep down',
      'rules:\n  sitrep:\n    mod: off',
      ['3:5: rules.sitrep.mod: unknown key; did you mean `mode`?'],
    ],
    [
      'a key near to none',
      'rules:\n  coffee: {}',
      [/^2:3: rules\.coffee: unknown key; known here: acknowledge, timebox/],
    ],
    [
      'an unknown key of a service',
      'services:\n  nexus:\n    contact: [ana]',
      ['3:5: services.nexus.contact: unknown key; did you mean `contacts`?'],
    ],
    [
      'an unknown key of a severity',
      'severities:\n  S1:\n    sitrep_minuts: 5',
      [/^3:5: severities\.S1\.sitrep_minuts: unknown key; did you mean `sitrep_minutes`\?/],
    ],
    ['two of them', 'zoone: UTC\nenabld: true', [/zoone/, /enabld/]],
    ['a word for a number', 'rules:\n  timebox:\n    minutes: soon', [/^3:5: rules\.timebox\.minutes: .*number/]],
    ['a negative number', 'rules: {timebox: {minutes: -5}}', [/^1:\d+: rules\.timebox\.minutes: /]],
    [
      'a mode that is none',
      'rules:\n  sitrep:\n    mode: remaind',
      [/^3:5: rules\.sitrep\.mode: .*did you mean `remind`\?/],
    ],
    [
      'a role that is none',
      'severities:\n  S1:\n    roles: [comander]',
      [/^3:5: severities\.S1\.roles\.0: .*did you mean `commander`\?/],
    ],
    ['one name for a list', 'services:\n  nexus:\n    contacts: ana', [/^3:5: services\.nexus\.contacts: .*array/]],
    ['a zone that is none', 'zone: Europe/Lodnon', [/^1:1: zone: expected a time zone/]],
    [
      'hours that end before they begin',
      'hours: {from: "18:00", to: "09:00"}',
      [/^1:\d+: hours\.to: expected a time of day after `from`/],
    ],
    ['hours without quotes', 'hours:\n  from: 9', [/^2:3: hours\.from: /]],
    ['no working day', 'hours: {days: []}', [/^1:\d+: hours\.days: /]],
    ['a list', '- a', [/^1:1: the file: .*object/]],
    ['a key twice', 'zone: UTC\nzone: UTC', [/^2:1: .*unique/]],
    ['no YAML', 'zone: [', [/^1:\d+: /]],
    ['a tab', 'rules:\n\tsitrep: {}', [/^2:1: /]],
  ])('%s', (_what, text, expected) => {
    expect(errors(text)).toEqual(expected.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
  });

  it('that bites its tail is an error and no endless loop', () => {
    expect(errors('a: &a [*a, *a]')).not.toEqual([]);
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 20 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`)}]`),
    ];
    expect(errors(bomb.join('\n'))).not.toEqual([]);
  });
});

describe('a configuration that is right', () => {
  it.each(['', '\n', '# nothing\n', '{}', '---\n', 'null'])('%j is the defaults', (text) => {
    const loaded = loadPolicy(text);
    expect(loaded.ok && loaded.policy.severities.S1.sitrep_minutes).toBe(30);
  });

  it('R3: a severity keeps the defaults of what it does not say', () => {
    const loaded = loadPolicy('severities: {S1: {sitrep_minutes: 15}}');
    expect(loaded.ok && loaded.policy.severities.S1).toMatchObject({
      sitrep_minutes: 15,
      announce_minutes: 60,
      review: 'full',
    });
  });
});
