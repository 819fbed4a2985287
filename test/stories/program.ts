// The program as it is shipped, for tests that start it in a process of its own.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bundled once into a folder of its own. */
export function buildProgram(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sitrep-test-program-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--quiet', '--out', folder], { stdio: 'inherit' });
  return { path: join(folder, 'sitrep.cjs'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
