// Folders for the time of one run. Whoever makes one removes it; what is left over goes when the process does.

import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes an empty folder that only this user can read. */
export function makeTemporary(prefix: string): string {
  if (folders.size === 0) {
    process.once('exit', removeAll);
    removeLeftovers(prefix);
  }
  const folder = mkdtempSync(join(tmpdir(), prefix));
  folders.add(folder);
  return folder;
}

export async function removeTemporary(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  folders.delete(folder);
  if (folders.size === 0) process.off('exit', removeAll);
}

const folders = new Set<string>();

function removeAll(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

const LEFT_AFTER_MS = 60 * 60_000;

/** What runs left behind that were killed; what is not ours to remove stays. */
function removeLeftovers(prefix: string): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (Date.now() - statSync(folder).mtimeMs > LEFT_AFTER_MS) rmSync(folder, { recursive: true, force: true });
    } catch {
      // somebody else's, or gone meanwhile
    }
  }
}
