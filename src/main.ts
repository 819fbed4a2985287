#!/usr/bin/env node
// The program. Asking for the version loads nothing; everything else is in the command line.

declare const SITREP_VERSION: string;

if (process.argv.length === 3 && /^(--version|-V)$/.test(process.argv[2] ?? '')) {
  process.stdout.write(`${SITREP_VERSION}\n`);
} else {
  import('./command-line/index.ts').then(async ({ commandLine }) => {
    const print = (line: string): void => void process.stdout.write(`${line}\n`);
    process.exitCode = await commandLine(process.argv.slice(2), process.env, print, SITREP_VERSION);
  });
}
