// Questions at a terminal; where there is none, as in a CI job, nothing is asked.

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Terminal } from '../setup/where.ts';

export function openTerminal(): Terminal | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined;
  return { ask: (question, secret = false) => ask(question, secret) };
}

async function ask(question: string, secret: boolean): Promise<string> {
  // Readline shows what is typed by writing it; for a secret it writes to nowhere.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const line = createInterface({ input: process.stdin, output: secret ? nowhere : process.stdout, terminal: true });
  if (secret) process.stdout.write(question);
  try {
    return await line.question(secret ? '' : question);
  } finally {
    line.close();
    if (secret) process.stdout.write('\n');
  }
}
