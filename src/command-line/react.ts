// sitrep react: started by webhooks and timers.

import { type Options, workFrom } from '../jobs/environment.ts';
import { type AddCommand, timed } from './command.ts';

export const addReact: AddCommand = (program, { env, log }) => {
  timed(program.command('react'))
    .description('deal with what a webhook or timer points at, then with everything that changed or is due')
    .option('--iid <number>', 'look at this issue first (default: SITREP_IID, else the webhook’s payload)')
    .action(async (options: Options) => (await import('../jobs/react.ts')).react(workFrom(env, options, log)));
};
