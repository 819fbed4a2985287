// sitrep init: sets a project up.

import { placeOf, workFrom } from '../jobs/environment.ts';
import type { AddCommand } from './command.ts';

export const addInit: AddCommand = (program, { env, log }) => {
  program
    .command('init')
    .description('set a project up: the journal branch and the labels; can be run again at any time')
    .option('--force', 'begin a new journal although there are incidents of an earlier one')
    .action(async ({ force }: { force?: boolean }) =>
      (await import('../setup/init.ts')).init(workFrom(env, {}, log), placeOf(env), force),
    );
};
