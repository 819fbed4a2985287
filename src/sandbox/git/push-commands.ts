// What a push is about to do: the commands at the head of its body.

import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** A ref that moved, by a push or through the API. */
export interface RefChange {
  readonly ref: string;
  readonly from: string;
  readonly to: string;
}

/** Reads the commands that a push begins with, up to the flush packet, and keeps the bytes for git. */
export async function readCommands(body: Readable): Promise<{ head: Buffer; commands: RefChange[] }> {
  let head = Buffer.alloc(0);
  for (;;) {
    const commands = parseCommands(head);
    if (commands !== undefined) return { head, commands };
    const chunk: unknown = body.read();
    if (Buffer.isBuffer(chunk)) head = Buffer.concat([head, chunk]);
    else if (body.readableEnded || body.destroyed) return { head, commands: [] };
    else await Promise.race([once(body, 'readable'), once(body, 'end'), once(body, 'close')]);
  }
}

/** Undefined while the flush packet has not come. */
function parseCommands(head: Buffer): RefChange[] | undefined {
  const commands: RefChange[] = [];
  for (let at = 0; at + 4 <= head.length; ) {
    const length = Number.parseInt(head.toString('latin1', at, at + 4), 16);
    if (length === 0) return commands;
    if (!(length > 4) || at + length > head.length) return undefined;
    const line = head.toString('utf8', at + 4, at + length);
    const match = /^([0-9a-f]{40}) ([0-9a-f]{40}) ([^\0\n]+)/.exec(line);
    if (match) commands.push({ from: match[1] ?? '', to: match[2] ?? '', ref: match[3] ?? '' });
    at += length;
  }
  return undefined;
}
