// sitrep listen: hears at once what is said in Slack. For those whose responders type commands there.

import { ConfigError, type Options, workFrom } from '../jobs/environment.ts';
import type { AddCommand } from './command.ts';

/** Schedules start it anew before the longest time that a job has on most runners, three hours. */
const MINUTES = '170';
const MOST_MINUTES = 24 * 60;

export const addListen: AddCommand = (program, { env, log }) => {
  program
    .command('listen')
    .description('start the pipeline as soon as something is said in Slack, until the time is up')
    .option('--minutes <number>', 'end after so long', MINUTES)
    .option('--slack <address>', 'of Slack, as in https://slack-gov.com', 'https://slack.com')
    .action(async (options: Options & { readonly minutes: string; readonly slack: string }) => {
      const minutes = minutesFrom(options.minutes);
      const appToken = (env['SITREP_SLACK_APP_TOKEN'] ?? '').trim();
      if (!/^xapp-[\x21-\x7e]+$/.test(appToken))
        throw new ConfigError(
          'SITREP_SLACK_APP_TOKEN is not set: the app-level token of the Slack app (xapp-…) with the scope connections:write, as a masked CI variable.',
        );
      if (!/^https?:\/\/\S+$/.test(options.slack))
        throw new ConfigError(`--slack: "${options.slack}" is no address; write it as https://slack.com`);
      const work = workFrom(env, options, log);
      const { listen } = await import('../jobs/listen.ts');
      const end = new AbortController();
      const over = (): void => end.abort();
      const timer = setTimeout(over, minutes * 60_000);
      process.once('SIGTERM', over).once('SIGINT', over);
      try {
        await listen(work, { appToken, url: options.slack, end: end.signal });
      } finally {
        clearTimeout(timer);
        process.off('SIGTERM', over).off('SIGINT', over);
      }
    });
};

function minutesFrom(text: string): number {
  const minutes = Number(text);
  if (!/^[1-9]\d*$/.test(text) || minutes > MOST_MINUTES)
    throw new ConfigError(`--minutes: "${text}" is no number of minutes from 1 to ${MOST_MINUTES}`);
  return minutes;
}
