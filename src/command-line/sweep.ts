// sitrep sweep: started by schedules, or by a person.

import { type Options, workFrom } from '../jobs/environment.ts';
import { type AddCommand, timed } from './command.ts';

export const addSweep: AddCommand = (program, { env, log }) => {
  timed(program.command('sweep'))
    .description('deal with everything that changed, is due or was left undone')
    .option('--full', 'read every comment of every open incident: finds deletions and what no webhook told')
    .action(async (options: Options) => (await import('../jobs/sweep.ts')).sweep(workFrom(env, options, log)));
};
