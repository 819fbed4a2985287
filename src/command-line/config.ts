// sitrep config: the configuration checked, explained, its schema, and what is to be configured elsewhere.

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import slackManifest from '../../integrations/slack-app-manifest.yml';
import { ConfigError } from '../jobs/environment.ts';
import type { AddCommand, Context } from './command.ts';

export const addConfig: AddCommand = (program, context) => {
  const config = program.command('config').description('check the configuration, or explain what can be set');
  addCheck(config, context);
  addExplain(config, context);
  config
    .command('schema')
    .description('print the JSON Schema, for editors')
    .action(async () => context.print((await import('../config/starter.ts')).schemaText().trimEnd()));
  config
    .command('slack-manifest')
    .description('print the manifest of the Slack app, to be pasted at api.slack.com/apps')
    .action(() => context.print(slackManifest.trimEnd()));
};

function addCheck(config: Command, { log }: Context): void {
  config
    .command('check')
    .description('say whether a configuration is right, else what is wrong and where')
    .argument('[file]', 'default: .gitlab/sitrep.yml of the current folder')
    .action(async (given: string | undefined) => {
      const { CONFIG_PATH, loadPolicy } = await import('../config/load.ts');
      const file = given ?? CONFIG_PATH;
      const text = textOf(file);
      if (text === undefined) throw new ConfigError(`${file} is not there; without it all defaults are in force`);
      const loaded = loadPolicy(text, file);
      if (loaded.ok) log.info(`${file} is right`);
      else for (const error of loaded.errors) log.fault(error);
    });
}

function addExplain(config: Command, { print }: Context): void {
  config
    .command('explain')
    .description('say what a key does, its default, and what is in force')
    .argument('[key]', 'as in rules.timebox.minutes or services.*.contacts; without one: all keys')
    .option('--file <path>', 'default: .gitlab/sitrep.yml of the current folder')
    .action(async (key: string | undefined, options: { file?: string }) => {
      const { explain, keyTree } = await import('../config/explain.ts');
      const file = options.file ?? (await import('../config/load.ts')).CONFIG_PATH;
      if (key === undefined) return print(keyTree().trimEnd());
      const text = textOf(file);
      if (text === undefined && options.file !== undefined) throw new ConfigError(`${file} is not there`);
      const told = explain(key, text === undefined ? undefined : { path: file, text });
      if ('problem' in told) throw new ConfigError(told.problem);
      return print(told.text.trimEnd());
    });
}

/** Undefined where there is no such file. Throws `ConfigError` where it cannot be read. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT') return undefined;
    throw new ConfigError(`${file} cannot be read${code === '' ? '' : ` (${code})`}`);
  }
}
