// What a killed run leaves on a runner that lives on is removed by a later one, and nothing else is.

import { existsSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTemporary, removeTemporary } from '../../src/journal/temporary.ts';

it('folders of killed runs are removed after an hour', async () => {
  const [old, fresh, other] = ['sitrep-left-', 'sitrep-left-', 'somebody-else-'].map((prefix) =>
    mkdtempSync(join(tmpdir(), prefix)),
  ) as [string, string, string];
  const longAgo = new Date(Date.now() - 2 * 60 * 60_000);
  for (const folder of [old, other]) utimesSync(folder, longAgo, longAgo);
  await removeTemporary(makeTemporary('sitrep-left-'));
  expect([old, fresh, other].map((folder) => existsSync(folder))).toEqual([false, true, true]);
  for (const folder of [fresh, other]) rmSync(folder, { recursive: true });
});
