// Imports run one way, and a vendor's client stays at its adapter's door.
//
// The core (incident, rules, commands, process) can then be tested without a server, and cannot call one by accident.

import { describe, expect, it } from 'vitest';
import { importsOf, partOf, sourceFiles } from './sources.ts';

/** Which part may import which; a part may always import itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  // The core: no I/O.
  incident: [],
  text: ['incident'],
  rules: ['incident', 'text'],
  commands: ['incident', 'rules', 'text'], // they share the policy
  process: ['commands', 'incident', 'rules', 'text'],
  config: ['rules', 'text'],
  // The shell: one adapter each.
  journal: ['incident', 'text'],
  http: [],
  gitlab: ['http', 'incident', 'process', 'text'], // what is observed, and the words for it, are the process's
  slack: ['http', 'incident', 'text'],
  jira: ['http', 'text'],
  confluence: ['http', 'jira', 'text'], // it takes Jira's document format
  pager: ['http', 'text'],
  documents: ['incident', 'process', 'rules', 'templates', 'text'],
  // What puts them together.
  jobs: [
    'commands',
    'config',
    'confluence',
    'documents',
    'gitlab',
    'http',
    'incident',
    'jira',
    'journal',
    'pager',
    'process',
    'rules',
    'slack',
    'text',
  ],
  setup: [
    '.gitlab',
    'config',
    'confluence',
    'documents',
    'gitlab',
    'http',
    'incident',
    'integrations', // the scopes of the Slack app are those of the manifest
    'jira',
    'jobs',
    'journal',
    'pager',
    'process',
    'rules',
    'slack',
    'templates',
    'text',
  ],
  'command-line': ['config', 'integrations', 'jobs', 'setup'],
  'main.ts': ['command-line'],
  // A GitLab that knows nothing of us, and those who play on it.
  sandbox: [],
  demo: ['command-line', 'sandbox', ...product()],
  bench: ['command-line', 'demo', 'sandbox', ...product()],
};

/** Where each package may be imported: files, or folders with a slash at the end. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@gitbeaker/core': ['src/gitlab/client.ts', 'src/gitlab/admin-client.ts'],
  '@gitbeaker/requester-utils': ['src/gitlab/requester.ts'],
  '@slack/socket-mode': ['src/slack/listen.ts'],
  '@slack/web-api': ['src/slack/client.ts'],
  commander: ['src/command-line/'],
  handlebars: ['src/documents/render.ts'],
  luxon: ['src/text/time.ts', 'src/sandbox/'],
  'markdown-it': ['src/process/comments.ts', 'src/text/'],
  yaml: ['src/config/', 'src/documents/pir.ts', 'src/sandbox/ci/', 'src/setup/'],
  zod: [
    'src/incident/',
    'src/rules/',
    'src/config/',
    'src/gitlab/wire.ts',
    'src/gitlab/admin-wire.ts',
    'src/gitlab/admin-wire-runs.ts',
    'src/slack/wire.ts',
    'src/jira/wire.ts',
    'src/jira/reading.ts', // a document that people wrote is as foreign as an answer
    'src/confluence/wire.ts',
    'src/journal/',
    'src/bench/',
  ],
  '@fastify/formbody': ['src/sandbox/'],
  fastify: ['src/sandbox/'],
  graphql: ['src/sandbox/'],
};

describe('imports', () => {
  it.each(Object.keys(MAY_IMPORT))('%s imports only what is below it', (part) => {
    const allowed = [part, ...(MAY_IMPORT[part] ?? [])];
    const wrong = sourceFiles()
      .filter((file) => partOf(file) === part)
      .flatMap((file) =>
        importsOf(file)
          .own.filter((target) => !allowed.includes(partOf(target)))
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong, 'move what both need further down, or pass it in as an argument').toEqual([]);
  });

  it('every part of src has its line in the table', () => {
    expect([...new Set(sourceFiles().map(partOf))].filter((part) => !(part in MAY_IMPORT))).toEqual([]);
  });

  it.each([
    ['jobs', ['command-line', 'setup', 'demo', 'bench']],
    ['sandbox', ['demo', 'bench']],
  ])('nothing imports %s but %j', (target, importers) => {
    const found = sourceFiles().filter((file) => importsOf(file).own.some((one) => partOf(one) === target));
    expect([...new Set(found.map(partOf))].filter((part) => part !== target && !importers.includes(part))).toEqual([]);
  });

  it('the table has no circle', () => {
    const done = new Set<string>();
    const visit = (part: string, path: readonly string[]): void => {
      if (done.has(part)) return;
      expect(path, 'a circle').not.toContain(part);
      for (const next of MAY_IMPORT[part] ?? []) visit(next, [...path, part]);
      done.add(part);
    };
    for (const part of Object.keys(MAY_IMPORT)) visit(part, []);
  });

  it.each(Object.keys(PACKAGES))('%s is imported where it is wrapped, and nowhere else', (name) => {
    const places = PACKAGES[name] ?? [];
    const importers = sourceFiles().filter((file) => importsOf(file).packages.includes(name));
    const inPlace = (file: string): boolean =>
      places.some((place) => (place.endsWith('/') ? file.startsWith(place) : file === place));
    expect(importers.filter((file) => !inPlace(file))).toEqual([]);
    expect(importers, 'a package that nothing imports').not.toEqual([]);
  });

  it('every package has its line in the table', () => {
    const used = new Set(sourceFiles().flatMap((file) => importsOf(file).packages));
    expect([...used].filter((name) => !(name in PACKAGES))).toEqual([]);
  });
});

describe('the core', () => {
  const core = sourceFiles().filter((file) =>
    ['incident', 'text', 'rules', 'commands', 'process'].includes(partOf(file)),
  );

  it('does no input or output', () => {
    const builtins = core.flatMap((file) => importsOf(file).builtins.map((name) => `${file} imports ${name}`));
    expect(builtins.filter((line) => !line.endsWith(' node:crypto'))).toEqual([]);
  });

  it('reads no clock and draws no random number: both come in as arguments', () => {
    const impure =
      /\bDate\.now\(|\bnew Date\(\s*\)|\bMath\.random\(|\bDateTime\.(now|utc|local)\(\s*\)|\brandomUUID\(|\brandomBytes\(/;
    expect(core.filter((file) => impure.test(importsOf(file).text))).toEqual([]);
  });
});

/** What a story or a benchmark may look into. */
function product(): readonly string[] {
  return ['config', 'documents', 'gitlab', 'incident', 'jobs', 'journal', 'process', 'rules', 'text'];
}
