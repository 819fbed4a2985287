// sitrep init: sets a project up.

import { Option } from 'commander';
import { ConfigError, clockFrom } from '../jobs/environment.ts';
import { PROFILES, type Profile } from '../setup/blueprint.ts';
import type { AddCommand } from './command.ts';

interface Flags {
  readonly url?: string;
  readonly project?: string;
  readonly profile?: Profile;
  readonly component?: string;
  readonly from?: 'image' | 'npx' | 'bundle';
  readonly bundle?: boolean;
  readonly only?: string;
  readonly yes?: boolean;
  readonly plan?: boolean;
  readonly proof: boolean;
  readonly force?: boolean;
}

export const addInit: AddCommand = (program, { env, log }) => {
  program
    .command('init')
    .description('set a project up, show what that changes, and prove that it works; can be run again at any time')
    .option('--url <address>', 'of GitLab; default CI_SERVER_URL, else that of the git remote origin')
    .option('--project <path>', 'full path, id or address; default CI_PROJECT_PATH, else that of the git remote origin')
    .addOption(new Option('--profile <name>', 'which GitLab it is; default by host and plan').choices(PROFILES))
    .option('--component <path>', 'the project with the components, or a component’s whole address')
    .addOption(
      new Option('--from <where>', 'where jobs get the program; default the component’s').choices([
        'image',
        'npx',
        'bundle',
      ]),
    )
    .option(
      '--bundle',
      'commit the program and the component into the project, which then needs nothing from elsewhere',
    )
    .option('--only <pieces>', 'deal with these alone, as in labels,journal')
    .option('--plan', 'say what would be done, and do nothing')
    .option('--yes', 'do not ask')
    .option('--no-proof', 'do not try it with a scratch incident')
    .option('--force', 'begin a new journal although there are incidents of an earlier one')
    .addHelpText('after', TOKENS)
    .action(async (flags: Flags) => {
      const { profile, component, from, bundle = false, force = false, plan = false, yes = false, proof } = flags;
      if (bundle && from !== undefined && from !== 'bundle')
        throw new ConfigError(
          `--bundle commits the program for the jobs, and --from ${from} makes them take another. Say one of the two.`,
        );
      const [{ init }, { whereTo }, { openTerminal }] = await Promise.all([
        import('../setup/init.ts'),
        import('../setup/where.ts'),
        import('./terminal.ts'),
      ]);
      const terminal = openTerminal();
      const choices = { profile, component, from, bundle, force, version: program.version() ?? '' };
      const wanted = {
        place: await whereTo(flags, env, terminal),
        choices,
        only: flags.only?.split(',').map((name) => name.trim()),
        planOnly: plan,
        yes,
        proof,
        terminal,
        now: clockFrom(env['SITREP_NOW']),
        watch: { pause: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms)) },
      };
      await init(wanted, log);
    });
};

const TOKENS = `
Set GITLAB_TOKEN to an access token of a maintainer or owner (scope api): the bot is then made for you, where
the plan has project access tokens. Or set SITREP_TOKEN to the bot's own. At a terminal it asks for what is missing.`;
