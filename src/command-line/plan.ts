// sitrep plan: a dry run.

import { type Options, workFrom } from '../jobs/environment.ts';
import { type AddCommand, numbered, timed } from './command.ts';

export const addPlan: AddCommand = (program, { env, log, print }) => {
  timed(program.command('plan'))
    .description('print what would be done on an incident now, and why; writes nothing')
    .argument('<iid>', 'number of the incident')
    .action(async (iid: string, options: Options) =>
      print(await (await import('../jobs/dry-run.ts')).dryRun(workFrom(env, options, log), numbered(iid, 'plan 12'))),
    );
};
