// To add a command or a rule is to add one file, its test (some share one) and a line in one list; and GitLab takes none of our names.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { rules } from '../../src/rules/index.ts';
import { knownNames } from '../../src/sandbox/quick-actions/names.ts';
import { sourceFiles } from './sources.ts';

describe('commands', () => {
  it.each(commands.map(({ name }) => name))('/%s is a file, and has its test', (name) => {
    expect(existsSync(`src/commands/${name}.ts`), `src/commands/${name}.ts`).toBe(true);
    expect(testsIn('test/commands', name, new RegExp(`['"\`\\n]/${name}(?![\\w-])`))).not.toEqual([]);
  });

  it('every file with a command in it is in the list', () => {
    const files = sourceFiles('src/commands').filter((file) => /: Command = /.test(readFileSync(file, 'utf8')));
    expect(files).toEqual(commands.map(({ name }) => `src/commands/${name}.ts`).sort());
  });

  it('no two answer to one word', () => {
    const words = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('no word is a quick action of GitLab, on any tier: it would never reach us', () => {
    const taken = knownNames('premium');
    expect(taken).toContain('severity');
    const ours = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(ours.filter((word) => taken.includes(word.replaceAll('-', '_')) || taken.includes(word))).toEqual([]);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '/%s says how it is used, what it does and who may',
    (name, { usage, summary, who }) => {
      expect(usage).toMatch(new RegExp(`^/${name}\\b`));
      expect(summary).toMatch(/^[A-Z(“`].*[.?)]$/);
      expect(who).toMatch(/^[A-Z].*\.$/);
    },
  );

  it('at most twelve are those that a responder should know', () => {
    expect(commands.filter(({ essential }) => essential).length).toBeLessThanOrEqual(12);
  });
});

describe('rules', () => {
  it.each(rules.map(({ id }) => id))('%s is a file, and has its test', (id) => {
    expect(existsSync(`src/rules/${id}.ts`), `src/rules/${id}.ts`).toBe(true);
    expect(testsIn('test/rules', id, new RegExp(`describe\\(['"\`].*\\b${id}\\b`))).not.toEqual([]);
  });

  it('every file with a rule in it is in the list', () => {
    const files = sourceFiles('src/rules').filter((file) => /: Rule<\w+> = /.test(readFileSync(file, 'utf8')));
    expect(files).toEqual(rules.map(({ id }) => `src/rules/${id}.ts`).sort());
  });
});

describe('files', () => {
  const LINES = 300;

  it(`none of src is over ${LINES} lines: it would be two things`, () => {
    const long = sourceFiles().map((file) => [file, readFileSync(file, 'utf8').split('\n').length - 1] as const);
    expect(long.filter(([, lines]) => lines > LINES)).toEqual([]);
  });

  it('each begins by saying why it exists', () => {
    const silent = sourceFiles().filter((file) => !/^(#!.*\n)?\/\/ \S/.test(readFileSync(file, 'utf8')));
    expect(silent).toEqual([]);
  });
});

/** The tests of a folder that are of this name, or that name it: what belongs together may share a file. */
function testsIn(folder: string, name: string, named: RegExp): string[] {
  return sourceFiles(folder).filter(
    (file) =>
      file === `${folder}/${name}.test.ts` || (file.endsWith('.test.ts') && named.test(readFileSync(file, 'utf8'))),
  );
}
