// What is wrong in a configuration is said with its place and what was probably meant.

import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/config/load.ts';

function errors(text: string): readonly string[] {
  const loaded = loadPolicy(text);
  return loaded.ok ? [] : loaded.errors.map((error) => error.replace('.gitlab/sitrep.yml:', ''));
}

const NO_JIRA =
  'expected a section `jira` with its `url` and `project` beside it, or a project of this GitLab: `gitlab: <group/project>`';
const USER = 'a GitLab user name as in ana, no e-mail address and no full name';

describe('a configuration that is wrong', () => {
  it.each<[what: string, text: string, errors: string[]]>([
    ['an unknown key', 'zoone: UTC', ['1:1: zoone: unknown key; did you mean `zone`?']],
    [
      'an unknown key deep down',
      'rules:\n  sitrep:\n    mod: off',
      ['3:5: rules.sitrep.mod: unknown key; did you mean `mode`?'],
    ],
    [
      'a key near to none',
      'hours:\n  coffee: {}\n  tea: {}',
      ['2:3: hours.coffee: unknown key; known here: zone, days, from, to', '3:3: hours.tea: unknown key'],
    ],
    [
      'an unknown key of a service',
      'services:\n  nexus:\n    contact: [ana]',
      ['3:5: services.nexus.contact: unknown key; did you mean `contacts`?'],
    ],
    [
      'an unknown key of a severity',
      'severities:\n  S1:\n    sitrep_minuts: 5',
      ['3:5: severities.S1.sitrep_minuts: unknown key; did you mean `sitrep_minutes`?'],
    ],
    [
      'a key of elsewhere',
      'sitrep_minutes: 20',
      ['1:1: sitrep_minutes: unknown key; it belongs below `severities.S1`'],
    ],
    [
      'a severity that is none',
      'severities:\n  S5: {}',
      ['2:3: severities.S5: unknown key; known here: S1, S2, S3, S4'],
    ],
    [
      'two of them',
      'zoone: UTC\nenabld: true',
      ['1:1: zoone: unknown key; did you mean `zone`?', '2:1: enabld: unknown key; did you mean `enabled`?'],
    ],
    [
      'a word for a number',
      'rules:\n  timebox:\n    minutes: soon',
      ['3:5: rules.timebox.minutes: expected a whole number of minutes, at least 1, found the text "soon"'],
    ],
    [
      'a number as text',
      'rules: {timebox: {minutes: "30"}}',
      [
        '1:19: rules.timebox.minutes: expected a whole number of minutes, at least 1, found the text "30": write it without quotes',
      ],
    ],
    [
      'a negative number',
      'rules: {timebox: {minutes: -5}}',
      ['1:19: rules.timebox.minutes: expected a whole number of minutes, at least 1, found -5'],
    ],
    [
      'a number that no clock can hold',
      'rules: {timebox: {minutes: 99999999999999}}',
      [
        '1:19: rules.timebox.minutes: expected a whole number of minutes, at least 1, found 99999999999999, 525600 is the most',
      ],
    ],
    [
      'moments in no order',
      'rules: {roles: {core_minutes: [15, 5]}}',
      ['1:17: rules.roles.core_minutes: expected minutes in rising order, as in [5, 10, 15], found a list'],
    ],
    [
      'a mode that is none',
      'rules:\n  sitrep:\n    mode: remaind',
      ['3:5: rules.sitrep.mode: expected one of off, remind, found the text "remaind"; did you mean `remind`?'],
    ],
    [
      'a mode that this rule does not have',
      'rules: {sitrep: {mode: enforce}}',
      ['1:18: rules.sitrep.mode: expected one of off, remind, found the text "enforce"'],
    ],
    [
      'a role that is none',
      'severities:\n  S1:\n    roles: [comms, comander]',
      [
        '3:20: severities.S1.roles, item 2: expected one of commander, ops-lead, ops, sme, comms, planner, review-team, found the text "comander"; did you mean `commander`?',
      ],
    ],
    [
      'one name for a list',
      'services:\n  nexus:\n    contacts: ana',
      [
        `3:5: services.nexus.contacts: expected a list, each item ${USER}, found the text "ana"; did you mean \`[ana]\`?`,
      ],
    ],
    [
      'an e-mail address for a user name',
      'services:\n  nexus:\n    contacts: [ana, ana@acme.test]',
      [`3:21: services.nexus.contacts, item 2: expected ${USER}, found the text "ana@acme.test"`],
    ],
    [
      'an at sign without quotes',
      'review:\n  representatives: [@uli]',
      ['2:21: a text that begins with @ needs quotes'],
    ],
    [
      'a list for names',
      'services: [nexus]',
      ['1:1: services: expected names of your own, each with keys below it, found a list'],
    ],
    [
      'a zone that is none',
      'zone: Europe/Lodnon',
      [
        '1:1: zone: expected a time zone as in "Europe/London" or "UTC", found the text "Europe/Lodnon"; did you mean `Europe/London`?',
      ],
    ],
    [
      'hours that end before they begin',
      'hours: {from: "18:00", to: "09:00"}',
      ['1:24: hours.to: expected a time of day after `from`, found the text "09:00"'],
    ],
    [
      'hours that an older YAML reads as a number',
      '%YAML 1.1\n---\nhours:\n  from: 09:00',
      ['4:3: hours.from: expected a time of day as "HH:mm", in quotes, found 540'],
    ],
    [
      'hours of one digit',
      'hours:\n  from: 9:00',
      ['2:3: hours.from: expected a time of day as "HH:mm", in quotes, found the text "9:00"'],
    ],
    [
      'no working day',
      'hours: {days: []}',
      [
        '1:9: hours.days: expected a list of at least one item, each item a whole number, from 1 to 7, found an empty list',
      ],
    ],
    ['on', 'enabled: on', ['1:1: enabled: expected true or false, found the text "on"; did you mean `true`?']],
    [
      'no',
      'roles:\n  combine: no',
      ['2:3: roles.combine: expected true or false, found the text "no"; did you mean `false`?'],
    ],
    [
      'nothing below a key',
      'zone: UTC\nhours:',
      [
        '2:1: hours: expected these keys: zone, days, from, to, found nothing: take the line out, or put something below it',
      ],
    ],
    [
      'a list',
      '- a',
      [
        '1:1: the file: expected these keys: enabled, zone, hours, services, severities, roles, communities, backlog, slack, jira, confluence, pager, review, former_bots, rules, found a list',
      ],
    ],
    [
      'a community that is none',
      'communities: {builders: {}, writers: {}}\nservices:\n  nexus:\n    communities: [writers, bilders]',
      [
        '4:28: services.nexus.communities, item 2: expected one of the communities builders, writers, found the text "bilders"; did you mean `builders`?',
      ],
    ],
    [
      'a community where there is none',
      'services: {nexus: {communities: [builders]}}',
      [
        '1:34: services.nexus.communities, item 1: expected a short name that stands below `communities`, where there is none yet, found the text "builders"',
      ],
    ],
    [
      'keys where a text belongs, by a name that every object has',
      'backlog: {team: {jira: {toString: false}}}',
      ['1:18: backlog.team.jira: expected a text, found keys below it'],
    ],
    [
      'a condition by the name of another label',
      'communities:\n  all: {title: All, when: [drill]}',
      [
        '2:28: communities.all.when, item 1: expected the name of a condition: `drill` is the label of an exercise, found the text "drill"',
      ],
    ],
    [
      'a backlog in Jira, where no Jira is named',
      'backlog:\n  team: {jira: SKB}',
      [`2:10: backlog.team.jira: ${NO_JIRA}, found the text "SKB"`],
    ],
    [
      'tickets of a service in Jira, where no Jira is named',
      'services:\n  nexus:\n    backlog: {jira: SKB}\n    bugs: {jira: TEAM}',
      [
        `3:15: services.nexus.backlog.jira: ${NO_JIRA}, found the text "SKB"`,
        `4:12: services.nexus.bugs.jira: ${NO_JIRA}, found the text "TEAM"`,
      ],
    ],
    [
      'a destination in two places',
      'backlog:\n  cross-team: {jira: SKB, gitlab: a/b}',
      ['2:3: backlog.cross-team: expected either `jira` or `gitlab`, found keys below it'],
    ],
    [
      'a destination nowhere',
      'services:\n  nexus:\n    bugs: {issue_type: Bug}',
      ['3:5: services.nexus.bugs: expected either `jira` or `gitlab`, found keys below it'],
    ],
    [
      'a channel without quotes',
      'communities:\n  builders:\n    slack: [team-system-support]',
      [
        '3:13: communities.builders.slack, item 1: expected a channel as "#name" (in quotes) or its id, found the text "team-system-support"',
      ],
    ],
    [
      'a status of Jira for none of ours',
      'jira: {url: "https://x.test", project: INC, statuses: {respondng: Open}}',
      ['1:56: jira.statuses.respondng: unknown key; did you mean `responding`?'],
    ],
    [
      'a mirror without what it needs',
      'jira: {project: INC}',
      ['1:1: jira.url: expected an address that begins with https://'],
    ],
    ['a key twice', 'zone: UTC\nzone: UTC', ['2:1: `zone` is here a second time; one of the two has to go']],
    [
      'a bracket that is not closed',
      'zone: [',
      ['1:8: a bracket or quotation mark is not closed, or the line is not indented as its neighbours are'],
    ],
    [
      'a text with a colon',
      'services:\n  nexus:\n    evidence: logs: all',
      ['3:15: a colon too many: is the line indented too far, or does a text with a colon need quotes?'],
    ],
    ['a tab', 'rules:\n\tsitrep: {}', ['2:1: a tab at the beginning of a line; YAML wants spaces there']],
    [
      'two documents',
      'zone: UTC\n---\nzone: UTC',
      ['2:1: a second document begins here (`---`); the file may have one'],
    ],
    ['a tag', 'zone: !zone UTC', ['1:7: a tag (`!`) says nothing here; leave it out, or put the text in quotes']],
    ['an alias of nothing', 'zone: *home', ['1:7: `*home` repeats something that no `&home` before it names']],
    [
      'lines of Windows, and the mark that its editors write first',
      '\uFEFFzoone: UTC\r\nenabld: true\r\n',
      ['1:1: zoone: unknown key; did you mean `zone`?', '2:1: enabld: unknown key; did you mean `enabled`?'],
    ],
    [
      'what could be a secret in the wrong place',
      'zone: abcdefghijklmnopqrstuvwxyz',
      ['1:1: zone: expected a time zone as in "Europe/London" or "UTC", found a text of 26 characters'],
    ],
    [
      'what would colour a log',
      '"\\u001b[31m": x\nzone: "\\u001b[31m"',
      [
        '1:1: "\\u001b[31m": unknown key; known here: enabled, zone, hours, services, severities, roles, communities, backlog, slack, jira, confluence, pager, review, former_bots, rules',
        '2:1: zone: expected a time zone as in "Europe/London" or "UTC", found the text "\\u001b[31m"',
      ],
    ],
  ])('%s', (_what, text, expected) => {
    expect(errors(text)).toEqual(expected);
  });

  it('in a hundred places tells the first twenty', () => {
    const told = errors(Array.from({ length: 100 }, (_, n) => `key${n}: x`).join('\n'));
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe('21:1: and 80 more from here on');
  });

  it.each<[what: string, text: string, told: RegExp]>([
    [
      'nested without end',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      /nested too deeply|cannot be read|not indented/,
    ],
    [
      'with ten thousand wrong keys',
      Array.from({ length: 10_000 }, (_, n) => `key${n}: x`).join('\n'),
      /^1:1: key0: unknown/,
    ],
    ['with the same key ten thousand times', 'zone: UTC\n'.repeat(10_000), /^2:1: `zone` is here a second time/],
    [
      'with thousands of anchors',
      Array.from({ length: 3_000 }, (_, n) => `a${n}: &a${n} x\nb${n}: *a${n}`).join('\n'),
      /unfold into too much/,
    ],
  ])('%s is told in a moment', (_what, text, told) => {
    expect(errors(text)[0]).toMatch(told);
  });

  it('with two megabytes is not read', () => {
    expect(errors(`# ${'x'.repeat(2_000_000)}`)).toEqual(['1:1: the file has 2000002 characters, 300000 are the most']);
  });

  it.each(['zone: [', 'a: *x', '- a', 'rules: {timebox: {minutes: soon}}', 'hours: {days: []}', '? [a]\n: b'])(
    '%j: no word of how it is checked, no trace',
    (text) => {
      expect(errors(text).join('\n')).not.toMatch(/zod|invalid|input|received|strict|\bat .*\.ts|undefined|null\b/i);
    },
  );

  it('that bites its tail is an error and no endless loop', () => {
    expect(errors('a: &a [*a, *a]')).not.toEqual([]);
    const bomb = [
      'a0: &a0 [x]',
      ...Array.from({ length: 20 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`)}]`),
    ];
    expect(errors(bomb.join('\n'))).toEqual([
      '2:10: the anchors (`&`, `*`) of this file unfold into too much; write it out',
    ]);
  });
});

describe('a configuration that is right', () => {
  it.each(['', '\n', '# nothing\n', '{}', '---\n', 'null'])('%j is the defaults', (text) => {
    const loaded = loadPolicy(text);
    expect(loaded.ok && loaded.policy.severities.S1.sitrep_minutes).toBe(30);
  });

  it('may say something once and use it again', () => {
    const loaded = loadPolicy(
      'services:\n  nexus: &usual\n    contacts: [ana]\n    heavy: true\n  gss:\n    <<: *usual\n    contacts: [ben]\n',
    );
    expect(loaded.ok && loaded.policy.services['gss']).toMatchObject({ contacts: ['ben'], heavy: true });
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
