// What `sitrep init` writes into a `.gitlab-ci.yml` that is there already, and where it will not.

import { describe, expect, it } from 'vitest';
import { isMap, parseAllDocuments } from 'yaml';
import type { Wanted } from '../../src/setup/ci-file/inputs.ts';
import { mergeCiFile } from '../../src/setup/ci-file/merge.ts';

const WANTED: Wanted = {
  bot: 'sitrep-bot',
  source: { component: '$CI_SERVER_FQDN/acme/sitrep/incident-response@1' },
  from: undefined,
  hasInputs: true,
};
const INPUTS = ['iid', 'note', 'actor', 'full', 'wake-in'];

const HEADER = 'spec:\n  inputs:\n    team:\n      default: x # ours\n';
const ALL_INPUTS = INPUTS.map((name) =>
  name === 'full' ? '    full: { type: boolean, default: false }\n' : `    ${name}: { default: "" }\n`,
).join('');

const FILES: readonly (readonly [string, string])[] = [
  ['none', ''],
  ['one with jobs', 'build:\n  script: make # fast\n'],
  ['one without a line break at its end', 'build:\n  script: make'],
  ['one of comments only', '# nothing yet\n'],
  ['one that begins with a comment and ---', '# ours\n---\nbuild: { script: make }\n'],
  ['one with a byte order mark', '\uFEFFbuild:\n  script: make\n'],
  ['one with a block of text at its end', 'build:\n  script:\n    - |\n      make\n      make install\n'],
  ['a header with inputs of its own', `${HEADER}---\nbuild:\n  script: make\n`],
  ['a header with a comment behind its last input', `${HEADER}    # more to come\n---\nbuild:\n  script: make\n`],
  [
    'a header with some of the inputs',
    'spec:\n  inputs:\n    iid: { default: "" }\n    note:\n      default: ""\n---\na: { script: b }\n',
  ],
  ['a header with all inputs', `spec:\n  inputs:\n${ALL_INPUTS}---\na: { script: b }\n`],
  ['a header in one line', 'spec: { inputs: { team: { default: x } } }\n---\na: { script: b }\n'],
  ['a header without inputs', 'spec:\n  inputs:\n---\na: { script: b }\n'],
  ['an include of one file', 'include: /ci/build.yml # theirs\nbuild:\n  script: make\n'],
  ['an include of one file in quotes, at the end', "a: { script: b }\ninclude: '/ci/build.yml'"],
  [
    'an include that is a map',
    'include:\n    local: /ci/build.yml\n    # why\n    inputs: { a: b }\nbuild:\n  script: make\n',
  ],
  ['an include that is a map in one line', 'include: { local: /ci/build.yml }\nbuild:\n  script: make\n'],
  [
    'a list of includes',
    'include:\n  - local: /ci/build.yml # first\n  - template: Code-Quality.gitlab-ci.yml\n\nbuild:\n  script: make\n',
  ],
  [
    'a list of includes without indentation',
    'include:\n- local: /ci/build.yml\n- local: /ci/test.yml\nbuild:\n  script: make\n',
  ],
  ['a list of includes in one line', 'include: [/ci/build.yml, /ci/test.yml]\nbuild:\n  script: make\n'],
  ['an empty include', 'include:\nbuild:\n  script: make\n'],
  ['a workflow with rules', "workflow:\n  name: 'x'\n  rules:\n    - when: always\nbuild:\n  script: make\n"],
  ['a workflow that cancels', 'workflow:\n  auto_cancel:\n    on_job_failure: all\nbuild:\n  script: make\n'],
  ['an empty workflow', 'workflow:\nbuild:\n  script: make\n'],
  ['Windows line breaks', 'build:\r\n  script: make\r\ninclude:\r\n  - local: /a.yml\r\n'],
];

describe('a file that is merged into', () => {
  it.each(FILES)('%s', (_name, text) => {
    const merged = mergeCiFile(text, WANTED);
    if (!merged.ok) throw new Error(merged.problem);
    const [header, body] = parseAllDocuments(merged.text, { logLevel: 'silent' }).map((document) => document.toJS());
    expect(Object.keys(header.spec.inputs)).toEqual(expect.arrayContaining(INPUTS));
    const include = [body.include].flat();
    expect(include.at(-1)).toEqual({
      ...WANTED.source,
      inputs: { bot: 'sitrep-bot', ...Object.fromEntries(INPUTS.map((name) => [name, `$[[ inputs.${name} ]]`])) },
    });
    expect(body.workflow.auto_cancel.on_new_commit).toBe('none');
    expect(linesLost(text, merged.text)).toEqual([]);
    expect(jobsOf(merged.text)).toEqual(jobsOf(text));
  });

  it.each(FILES)('%s: a second time nothing is added', (_name, text) => {
    const merged = mergeCiFile(text, WANTED);
    if (!merged.ok) throw new Error(merged.problem);
    expect(mergeCiFile(merged.text, WANTED)).toEqual({ ok: true, text: merged.text, added: [] });
  });

  it('has the line breaks of before throughout, and the ones that it had', () => {
    const text = 'build:\r\n  script: make\r\ninclude:\r\n  - local: /a.yml\r\n';
    const merged = expectMerged(text, WANTED).text;
    expect(merged).toContain('spec:\r\n');
    expect(merged.split('\n').filter((line) => line !== '' && !line.endsWith('\r'))).toEqual([]);
  });

  it('a workflow that says what a push cancels keeps its say', () => {
    const text = 'workflow:\n  auto_cancel:\n    on_new_commit: conservative\n';
    const merged = mergeCiFile(text, WANTED);
    expect(merged).toMatchObject({ ok: true, text: expect.stringContaining('on_new_commit: conservative') });
    expect(merged).not.toMatchObject({ text: expect.stringContaining('on_new_commit: none') });
  });

  it('an include that is there gets the inputs it lacks and the name of the bot that there is now', () => {
    const { text } = expectMerged('', { ...WANTED, hasInputs: false, bot: 'old-bot' });
    expect(text).not.toContain('spec:');
    const again = expectMerged(text, { ...WANTED, source: { component: 'elsewhere/incident-response@2' } });
    expect(again.added).toContain('the bot’s name, sitrep-bot');
    expect(again.text).toContain('iid: $[[ inputs.iid ]]');
    expect(again.text.match(/incident-response@/g)).toHaveLength(1);
  });

  it('components of single jobs that were included by hand stay the only ones', () => {
    const text = 'include:\n  - component: $CI_SERVER_FQDN/acme/sitrep/react@1\n    inputs: { bot: b }\n';
    expect(expectMerged(text, WANTED).text).not.toContain('incident-response');
  });
});

describe('a file that is left alone, and why', () => {
  it.each([
    ['no YAML', 'a: [', /no YAML/],
    ['bytes that are no UTF-8', '# one\n# caf\uFFFD\nbuild: { script: make }\n', /line 2 .*UTF-8/],
    ['a list', '- a\n', /not a map/],
    ['an input of the same name without a default', 'spec:\n  inputs:\n    iid: {}\n---\na: b\n', /`iid` of its own/],
    [
      'an input of the same name and another type',
      'spec:\n  inputs:\n    full: { default: "" }\n---\na: b\n',
      /boolean/,
    ],
    ['an include that is an alias', '.x: &x [a.yml]\ninclude: *x\n', /alias/],
    ['three documents', 'a: b\n---\nc: d\n---\ne: f\n', /more than a header/],
  ])('%s', (_name, text, problem) => {
    const merged = mergeCiFile(text, WANTED);
    expect(merged.ok ? merged.text : merged.problem).toMatch(problem);
    expect(merged.ok).toBe(false);
  });
});

function expectMerged(text: string, wanted: Wanted): { readonly text: string; readonly added: readonly string[] } {
  const merged = mergeCiFile(text, wanted);
  if (!merged.ok) throw new Error(merged.problem);
  return merged;
}

/** Lines that are not in the result any more, in their order; one that became a list's item counts as there. */
function linesLost(text: string, merged: string): string[] {
  const rest = merged.split('\n').map((line) => line.trim());
  return text.split('\n').filter((line) => {
    const wanted = line
      .trim()
      .replace(/^(\uFEFF)/, '')
      .replace(/^include: *(?=[^[\s])/, '- ');
    const found = rest.findIndex((one) => one.replace(/^\uFEFF/, '').includes(flowStart(wanted)));
    if (found < 0) return true;
    rest.splice(0, found + 1);
    return false;
  });
}

/** What is added to a list in one line stands before its end. */
const flowStart = (line: string): string => (/^(spec|include): [{[]/.test(line) ? line.replace(/[\]} ]+$/, '') : line);

function jobsOf(text: string): unknown {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  const last = Array.isArray(documents) ? documents.at(-1) : undefined;
  return isMap(last?.contents) ? sansOurs(last.toJS()) : {};
}

/** The jobs: everything that is not sitrep's to change. */
function sansOurs({ include: _include, workflow: _workflow, ...rest }: Record<string, unknown>): unknown {
  return rest;
}
