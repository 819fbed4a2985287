// What every subcommand is given, and the options that several share.

import type { Command } from 'commander';
import { ConfigError, type Environment } from '../jobs/environment.ts';
import type { Log } from '../jobs/log.ts';

export interface Context {
  readonly env: Environment;
  readonly log: Log;
  /** Prints a whole text, without a line break at its end. */
  readonly print: (text: string) => void;
  /** Ends with exit code 1, where what is wrong was printed already. */
  readonly owe: () => void;
}

/** Adds one subcommand. What it needs is loaded when it runs, so that every job starts fast. */
export type AddCommand = (program: Command, context: Context) => void;

export function timed(command: Command): Command {
  return command.option('--now <time>', 'pretend that it is this time (UTC, ISO 8601); for tests');
}

/** The number of an incident; `example` is a line that works. Throws `ConfigError`. */
export function numbered(iid: string | undefined, example: string): number {
  if (iid === undefined || !/^[1-9]\d*$/.test(iid)) {
    const what = iid === undefined ? 'The number of the incident is missing' : `"${iid}" is no issue number`;
    throw new ConfigError(`${what}; write it as in: sitrep ${example}`);
  }
  return Number(iid);
}
