// sitrep doctor: says what is not as it should be, and what to do about it.

import { clockFrom, type Environment, placeOf } from '../jobs/environment.ts';
import { type AddCommand, timed } from './command.ts';

interface DoctorOptions {
  readonly all?: boolean;
  readonly json?: boolean;
  readonly now?: string;
}

export const addDoctor: AddCommand = (program, { env, print, owe }) => {
  timed(program.command('doctor'))
    .description('examine the project, the token, the journal, webhooks and schedules; writes nothing')
    .option('--all', 'show what is good too')
    .option('--json', 'every verdict as data')
    .action(async ({ all = false, json = false, now }: DoctorOptions) => {
      const { doctor, report } = await import('../setup/doctor.ts');
      const tokenFrom = env['SITREP_TOKEN']?.trim() ? 'SITREP_TOKEN' : 'GITLAB_TOKEN';
      const found = await doctor(placeWith(env, tokenFrom), tokenFrom, clockFrom(now ?? env['SITREP_NOW'])());
      print(json ? JSON.stringify(found.verdicts, undefined, 2) : report(found, all));
      if (found.verdicts.some(({ state }) => state === 'bad')) owe();
    });
};

function placeWith(env: Environment, tokenFrom: string): ReturnType<typeof placeOf> {
  return placeOf({ ...env, SITREP_TOKEN: env[tokenFrom] });
}
