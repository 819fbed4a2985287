// `sitrep init --bundle` where the pipeline file is another's already, or sitrep's part of it was spoilt.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InitWorld, initWorld, type Ran } from './init-world.ts';

const CI = '.gitlab-ci.yml';
const started = process.argv[1] ?? '';
let folder: string;
let world: InitWorld;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitrep-bundle-'));
  // The program that is committed is the one that was started.
  process.argv[1] = join(folder, 'sitrep.cjs');
  writeFileSync(process.argv[1], '// the program\n');
});
afterEach(async () => {
  process.argv[1] = started;
  rmSync(folder, { recursive: true });
  await world.gitlab.close();
});

const bundled = (...more: readonly string[]): Promise<Ran> => world.init(['--bundle', '--no-proof', ...more]);

async function edit(change: (text: string) => string): Promise<void> {
  const content = change((await world.text(CI)) ?? '');
  const actions = [{ action: 'update', file_path: CI, content }];
  const commit = { branch: 'main', commit_message: 'Edit', actions };
  await world.api.post(`/projects/${world.project.id}/repository/commits`, commit);
}

describe('sitrep’s part is mended', () => {
  it.each([
    ['an input is missing', (text: string) => text.replace(/^ {4}note:\n(?: {6}.*\n)+/m, ''), 'the input note'],
    ['the bot has another name', (text: string) => text.replace(/bot: \S+/, 'bot: old'), 'the bot’s name'],
  ])('%s', async (_what, spoil, said) => {
    world = await initWorld();
    expect((await bundled()).code).toBe(0);
    const before = await world.text(CI);
    await edit(spoil);
    expect(await world.text(CI)).not.toBe(before);
    const { code, output } = await bundled();
    expect(output).toContain(`adds ${said}`);
    expect(code).toBe(0);
    expect((await bundled()).writes).toEqual([]);
  });
});
