// sitrep replay: what the journal alone tells.

import { workFrom } from '../jobs/environment.ts';
import type { AddCommand } from './command.ts';

export const addReplay: AddCommand = (program, { env, log, print }) => {
  program
    .command('replay')
    .description('rebuild an incident from the journal alone')
    .argument('<iid|file>', 'number of the incident, or a .jsonl file of the journal')
    .option('--json', 'the incident as data')
    .action(async (what: string, options: { json?: boolean }) => {
      const { eventsInFile, eventsOf, replayed } = await import('../jobs/replay.ts');
      const events = /^\d+$/.test(what)
        ? await eventsOf(workFrom(env, {}, log), Number(what))
        : await eventsInFile(what);
      print(replayed(events, env['CI_PROJECT_URL'] ?? '', options.json ? 'json' : 'text'));
    });
};
