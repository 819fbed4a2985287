// Where the embedded GitLab has sitrep's components and program from: a public project with this
// repository's templates, released under a version, and a folder with `sitrep` in it, which stands for the container image.

import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { GitLab } from '../sandbox/gitlab.ts';

/** The project that components come from. */
const COMPONENTS = 'sitrep/sitrep';
/** The version that it has released, which is the one that runs. */
export const RELEASED = '0.1.0';

/** @param templates the folder of the components, `templates/` of this repository */
export async function addComponents(gitlab: GitLab, templates = 'templates'): Promise<void> {
  const files = readdirSync(templates, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(name, 'template.yml'))
    .map((path) => [join('templates', path), readFileSync(join(templates, path), 'utf8')] as const);
  const project = await gitlab.addProject(COMPONENTS, {
    visibility: 'public',
    files: { 'README.md': '# sitrep\n', ...Object.fromEntries(files) },
  });
  const repository = gitlab.git.repositories.dir(project);
  await promisify(execFile)('git', ['--git-dir', repository, 'tag', RELEASED, 'main']);
}

export interface ProgramFolder {
  /** A search path with `sitrep` on it, before that of this process. */
  readonly path: string;
  remove(): void;
}

/** @param bundle the command line in one file, `dist/sitrep.cjs` */
export function programFolder(bundle: string): ProgramFolder {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-program-'));
  const file = join(folder, 'sitrep');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${bundle.replaceAll("'", `'\\''`)}' "$@"\n`);
  chmodSync(file, 0o755);
  return {
    path: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
