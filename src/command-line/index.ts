// The command line: one subcommand a file. What a subcommand needs is loaded when it runs.
//
// Exit codes: 0 all done; 1 something is owed or one incident failed, all others were dealt with; 2 wrong
// use, or a variable is wrong, or all was done by the last good configuration because the file is broken; 3 GitLab or
// the journal cannot be used; 130 stopped at a question. Only 3 is worth another try at once: the components repeat such
// a job.

import { Command, CommanderError } from 'commander';
import type { Environment } from '../jobs/environment.ts';
import { makeLog, reason } from '../jobs/log.ts';
import { SECRETS } from '../jobs/secrets.ts';
import type { AddCommand, Context } from './command.ts';
import { addConfig } from './config.ts';
import { addDoctor } from './doctor.ts';
import { addInit } from './init.ts';
import { addListen } from './listen.ts';
import { addPlan } from './plan.ts';
import { addReact } from './react.ts';
import { addReplay } from './replay.ts';
import { addReview } from './review.ts';
import { addSweep } from './sweep.ts';

export const EXIT = { done: 0, problems: 1, usage: 2, unusable: 3, stopped: 130 } as const;

/** In the order of `sitrep --help`. */
const commands: readonly AddCommand[] = [
  addReact,
  addSweep,
  addReview,
  addListen,
  addInit,
  addDoctor,
  addPlan,
  addReplay,
  addConfig,
];

/** Runs one subcommand; `print` gets whole lines. Returns the exit code, never throws. */
export async function commandLine(
  argv: readonly string[],
  env: Environment,
  print: (line: string) => void,
  version: string,
): Promise<number> {
  const log = makeLog(
    print,
    SECRETS.map((name) => env[name] ?? ''),
  );
  let owed = false;
  const owe = (): void => {
    owed = true;
  };
  const program = build({ env, log, print, owe }).version(version);
  try {
    await program.parseAsync(argv, { from: 'user' });
    if (log.problems > 0 || owed) return EXIT.problems;
    return log.faults > 0 ? EXIT.usage : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    // Ctrl-C or Ctrl-D at a question; questions come before anything is changed.
    if (error instanceof Error && error.name === 'AbortError') {
      log.info('nothing was changed');
      return EXIT.stopped;
    }
    log.problem(reason(error));
    return error instanceof Error && error.name === 'ConfigError' ? EXIT.usage : EXIT.unusable;
  }
}

function build(context: Context): Command {
  const { print } = context;
  const program = new Command('sitrep')
    .description('Incident response that lives inside GitLab.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => print(text.trimEnd()) })
    .showHelpAfterError('(sitrep --help lists the commands)');
  for (const add of commands) add(program, context);
  return program;
}
