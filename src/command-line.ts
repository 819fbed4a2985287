// The command line: one subcommand a job, plus init, plan and replay. What a subcommand needs is loaded
// when it runs.
//
// Exit codes: 0 all done; 1 something is owed or one incident failed, all others were dealt with; 2 wrong
// use, or a variable or the configuration is wrong; 3 GitLab or the journal cannot be used.

import { Command, CommanderError } from 'commander';
import { ConfigError, type Environment, type Options, placeOf, workFrom } from './jobs/environment.ts';
import { type Log, makeLog, reason } from './jobs/log.ts';

export const EXIT = { done: 0, problems: 1, usage: 2, unusable: 3 } as const;

/** Runs one subcommand; `print` gets whole lines. Returns the exit code, never throws. */
export async function commandLine(
  argv: readonly string[],
  env: Environment,
  print: (line: string) => void,
  version: string,
): Promise<number> {
  const log = makeLog(print, [env['SITREP_TOKEN'] ?? '', env['CI_JOB_TOKEN'] ?? '']);
  const program = build(env, log, print).version(version);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return log.problems > 0 ? EXIT.problems : EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    log.problem(reason(error));
    return error instanceof Error && error.name === 'ConfigError' ? EXIT.usage : EXIT.unusable;
  }
}

function build(env: Environment, log: Log, print: (line: string) => void): Command {
  const program = new Command('sitrep')
    .description('Incident response that lives inside GitLab.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(text.trimEnd()), writeErr: (text) => print(text.trimEnd()) })
    .showHelpAfterError('(sitrep --help lists the commands)');
  addJobs(program, env, log);
  addTools(program, env, log, print);
  return program;
}

function addJobs(program: Command, env: Environment, log: Log): void {
  timed(program.command('react'))
    .description('deal with what a webhook or timer points at, then with everything that changed or is due')
    .option('--iid <number>', 'look at this issue first (default: SITREP_IID, else the webhook’s payload)')
    .action(async (options: Options) => (await import('./jobs/react.ts')).react(workFrom(env, options, log)));
  timed(program.command('sweep'))
    .description('deal with everything that changed, is due or was left undone')
    .option('--full', 'read every comment of every open incident: finds deletions and what no webhook told')
    .action(async (options: Options) => (await import('./jobs/sweep.ts')).sweep(workFrom(env, options, log)));
  timed(program.command('review'))
    .description('bring the Post Incident Review of an incident up to date, or check written ones')
    .argument('[iid]', 'number of the incident')
    .option('--check <files...>', 'check these review files instead: what do they lack?')
    .action(async (iid: string | undefined, options: Options & { check?: string[] }) => {
      const job = await import('./jobs/review.ts');
      if (options.check) return job.checkFiles(options.check, log);
      return job.review(workFrom(env, options, log), numbered(iid, 'review 12'));
    });
}

function addTools(program: Command, env: Environment, log: Log, print: (line: string) => void): void {
  program
    .command('init')
    .description('set a project up: the journal branch and the labels; can be run again at any time')
    .option('--force', 'begin a new journal although there are incidents of an earlier one')
    .action(async ({ force }: { force?: boolean }) =>
      (await import('./setup/init.ts')).init(workFrom(env, {}, log), placeOf(env), force),
    );
  timed(program.command('plan'))
    .description('print what would be done on an incident now, and why; writes nothing')
    .argument('<iid>', 'number of the incident')
    .action(async (iid: string, options: Options) =>
      print(await (await import('./jobs/dry-run.ts')).dryRun(workFrom(env, options, log), numbered(iid, 'plan 12'))),
    );
  program
    .command('replay')
    .description('rebuild an incident from the journal alone')
    .argument('<iid|file>', 'number of the incident, or a .jsonl file of the journal')
    .option('--json', 'the incident as data')
    .action(async (what: string, options: { json?: boolean }) => {
      const { eventsInFile, eventsOf, replayed } = await import('./jobs/replay.ts');
      const events = /^\d+$/.test(what)
        ? await eventsOf(workFrom(env, {}, log), Number(what))
        : await eventsInFile(what);
      print(replayed(events, env['CI_PROJECT_URL'] ?? '', options.json ? 'json' : 'text'));
    });
}

function timed(command: Command): Command {
  return command.option('--now <time>', 'pretend that it is this time (UTC, ISO 8601); for tests');
}

function numbered(iid: string | undefined, example: string): number {
  if (iid === undefined || !/^[1-9]\d*$/.test(iid)) {
    const what = iid === undefined ? 'The number of the incident is missing' : `"${iid}" is no issue number`;
    throw new ConfigError(`${what}; write it as in: sitrep ${example}`);
  }
  return Number(iid);
}
