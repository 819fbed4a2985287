// A job that dies at any moment of a push: all of it is in the journal, or nothing.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJournal } from '../../src/journal/create.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { BRANCH, makeRemote, NOW, type Remote, reported } from './given.ts';

let home: string;
let program: string;
let remote: Remote;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'sitrep-test-killed-'));
  program = join(home, 'push.mjs');
  await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: program,
  });
  remote = await makeRemote();
  await createJournal({ url: remote.url, token: '', branch: BRANCH, installedAt: NOW });
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
  remote.remove();
});

// Reports incident 12 or the one it is given, and kills or ends itself before or after the named git command.
const PROGRAM = `
  import { openJournal } from '../../src/journal/journal.ts';
  import { runGit } from '../../src/journal/process.ts';
  const [url, event, moment, command, end] = process.argv.slice(2);
  const stop = (now, args) => {
    if (now !== moment || !args.includes(command)) return;
    if (end === 'exit') process.exit(3);
    process.kill(process.pid, 'SIGKILL');
  };
  const run = async (given) => {
    stop('before', given.args);
    const ended = await runGit(given);
    stop('after', given.args);
    return ended;
  };
  const journal = await openJournal({ url, token: '', branch: '${BRANCH}', run });
  await journal.push({ append: new Map([[12, [JSON.parse(event)]]]) });
`;

function runUntilDeath(moment: string, command: string, end: string, folder: string): Promise<number | string | null> {
  const args = [program, remote.url, JSON.stringify(reported(12)), moment, command, end];
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder }, stdio: 'inherit' });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve(signal ?? code)));
}

describe('a job that is killed', () => {
  it.each`
    moment      | command          | events
    ${'before'} | ${'fast-import'} | ${undefined}
    ${'after'}  | ${'fast-import'} | ${undefined}
    ${'before'} | ${'push'}        | ${undefined}
    ${'after'}  | ${'push'}        | ${[reported(12)]}
  `('$moment $command', async ({ moment, command, events }) => {
    const folder = join(home, `${moment}-${command}`);
    mkdirSync(folder);
    expect(await runUntilDeath(String(moment), String(command), 'kill', folder)).toBe('SIGKILL');
    const journal = await openJournal({ url: remote.url, token: '', branch: BRANCH });
    expect(await journal.events(12)).toEqual(events);
    await journal.close();
  });

  it('and one that ends early by itself leaves no folder behind', async () => {
    const folder = join(home, 'exit');
    mkdirSync(folder);
    expect(await runUntilDeath('after', 'push', 'exit', folder)).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
  });
});
