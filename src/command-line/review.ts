// sitrep review: a Post Incident Review is brought up to date, or checked.

import { type Options, workFrom } from '../jobs/environment.ts';
import { type AddCommand, numbered, timed } from './command.ts';

export const addReview: AddCommand = (program, { env, log }) => {
  timed(program.command('review'))
    .description('bring the Post Incident Review of an incident up to date, or check written ones')
    .argument('[iid]', 'number of the incident')
    .option('--check <files...>', 'check these review files instead: what do they lack?')
    .action(async (iid: string | undefined, options: Options & { check?: string[] }) => {
      const job = await import('../jobs/review.ts');
      if (options.check) return job.checkFiles(options.check, log);
      return job.review(workFrom(env, options, log), numbered(iid, 'review 12'));
    });
};
