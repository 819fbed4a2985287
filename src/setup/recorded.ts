// Whose the journal is. Every job refuses to speak as somebody else, so `sitrep init` never puts another account in the
// bot's place, unless the people have said so.

import { CONFIG_PATH, loadPolicy } from '../config/load.ts';
import type { Administration } from '../gitlab/administration.ts';
import { ConfigError } from '../jobs/environment.ts';
import { CONFIG, META, readMeta } from '../journal/files.ts';

export interface Recorded {
  /** The only user that may be the bot, by id; undefined where anybody may: no journal yet, or its bot was replaced. */
  readonly bot: number | undefined;
  readonly journalBranch: string;
}

/** @param branch the default branch, whose configuration counts; where it is broken, the last good one. */
export async function recordedBot(admin: Administration, journalBranch: string, branch: string): Promise<Recorded> {
  const [journal, files] = await Promise.all([
    admin.files([META, CONFIG], journalBranch),
    admin.files([CONFIG_PATH], branch),
  ]);
  const meta = journal.get(META);
  const bot = meta && readMeta(meta.text).bot;
  const loaded = [files.get(CONFIG_PATH), journal.get(CONFIG)].map((file) => loadPolicy(file?.text ?? ''));
  const former = loaded.find(({ ok }) => ok);
  const replaced = former?.ok === true && former.policy.former_bots.includes(bot ?? 0);
  return { bot: replaced ? undefined : bot, journalBranch };
}

/** Throws `ConfigError` where this user would not be the journal's bot. @param user undefined where one would be made */
export function assertRecorded(
  { bot, journalBranch }: Recorded,
  user: { readonly id: number; readonly name: string | undefined; readonly from: string } | undefined,
): void {
  if (bot === undefined || user?.id === bot) return;
  const begun = `the journal ${journalBranch} was begun by another user (id ${bot})`;
  const former = `write \`former_bots: [${bot}]\` into ${CONFIG_PATH} first`;
  throw new ConfigError(
    user === undefined
      ? `There is no token of the bot: ${begun}, and no token of it is to be found. Give it: \`SITREP_TOKEN=<its token> sitrep init\`. Or, if a new account is to be the bot, ${former}. Nothing was written.`
      : `${user.from} is a token of ${user.name === undefined ? `user ${user.id}` : `@${user.name}`}, and ${begun}. Put the bot's own token there (a maintainer's own goes into GITLAB_TOKEN): \`SITREP_TOKEN=<the bot's token> sitrep init\`. Or, if this is its new account, ${former}. Nothing was written.`,
  );
}
