// The files of this project, and what each imports.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export interface Imports {
  readonly text: string;
  /** Files of this project. */
  readonly own: readonly string[];
  /** Packages, by name without what is inside them. */
  readonly packages: readonly string[];
  /** Node's own modules, as `node:fs`. */
  readonly builtins: readonly string[];
}

const known = new Map<string, Imports>();

/** Paths of all TypeScript files below `folder`. */
export function sourceFiles(folder = 'src'): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .sort();
}

/** Files that git tracks; none outside a repository. */
export function trackedFiles(): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(path));
}

/** The part of src that a file is in: a folder, or the file itself where it lies in src; `templates` for those. */
export function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second : top;
}

/** What a file imports, types included. */
export function importsOf(file: string): Imports {
  const before = known.get(file);
  if (before) return before;
  const text = readFileSync(file, 'utf8');
  const targets = [...text.matchAll(STATEMENT), ...text.matchAll(CALL)].map((match) => match[1] ?? match[2] ?? '');
  const imports: Imports = {
    text,
    own: targets.filter((name) => name.startsWith('.')).map((name) => normalize(join(dirname(file), name))),
    packages: targets.filter((name) => !/^(\.|node:)/.test(name)).map(packageName),
    builtins: targets.filter((name) => name.startsWith('node:')),
  };
  known.set(file, imports);
  return imports;
}

const STATEMENT = /^(?:import|export)\s(?:[^'"`;=]*?\sfrom\s+)?'([^']+)'/gm;
const CALL = /\bimport\('([^']+)'\)/g;

function packageName(name: string): string {
  const [first = '', second = ''] = name.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
