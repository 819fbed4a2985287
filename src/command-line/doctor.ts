// sitrep doctor: says what is not as it should be, and what to do about it.

import { Option } from 'commander';
import { clockFrom } from '../jobs/environment.ts';
import { PROFILES, type Profile } from '../setup/blueprint.ts';
import { type AddCommand, timed } from './command.ts';

interface Flags {
  readonly url?: string;
  readonly project?: string;
  readonly profile?: Profile;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly now?: string;
}

export const addDoctor: AddCommand = (program, { env, print, owe }) => {
  timed(program.command('doctor'))
    .description('examine the project, the token, the journal, webhooks and schedules; writes nothing')
    .option('--url <address>', 'of GitLab; default CI_SERVER_URL, else that of the git remote origin')
    .option('--project <path>', 'full path, id or address; default CI_PROJECT_PATH, else that of the git remote origin')
    .addOption(new Option('--profile <name>', 'which GitLab it is; default by host and plan').choices(PROFILES))
    .option('--all', 'show what is good too')
    .option('--json', 'every verdict as data')
    .addHelpText('after', TOKENS)
    .action(async (flags: Flags) => {
      const [{ doctor, report }, { whereTo }, { openTerminal }] = await Promise.all([
        import('../setup/doctor.ts'),
        import('../setup/where.ts'),
        import('./terminal.ts'),
      ]);
      const place = await whereTo(flags, env, openTerminal());
      const now = clockFrom(flags.now ?? env['SITREP_NOW'])();
      const found = await doctor(place, now, (name) => env[name], flags.profile);
      print(flags.json ? JSON.stringify(found.verdicts, undefined, 2) : report(found, flags.all === true));
      if (found.verdicts.some(({ state }) => state === 'bad')) owe();
    });
};

const TOKENS = `
Set GITLAB_TOKEN to an access token of a maintainer, or SITREP_TOKEN to the bot's own (scope api). Slack, Jira and
Confluence are asked with the tokens of the project's CI variables; where those are hidden, with SITREP_SLACK_TOKEN,
SITREP_JIRA_TOKEN and SITREP_CONFLUENCE_TOKEN of this terminal.
Exit code 0 when nothing is bad, else 1.`;
