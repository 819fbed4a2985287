// sitrep sweep: started by schedules, or by a person. The daily full one examines the project too, once a week.

import { type Options, placeOf, workFrom } from '../jobs/environment.ts';
import { type AddCommand, timed } from './command.ts';

export const addSweep: AddCommand = (program, { env, log }) => {
  timed(program.command('sweep'))
    .description('deal with everything that changed, is due or was left undone')
    .option('--full', 'read every comment of every open incident: finds deletions and what no webhook told')
    .action(async (options: Options) => {
      const work = workFrom(env, options, log);
      await (await import('../jobs/sweep.ts')).sweep(work);
      if (options.full) await (await import('../setup/weekly.ts')).weekly(work, placeOf(env), (name) => env[name]);
    });
};
