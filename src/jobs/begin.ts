// What a round knows before it looks at single incidents: the configuration in force, and under whom it runs. A dry run
// knows the same.

import { CONFIG_PATH, loadPolicy } from '../config/load.ts';
import { isOver } from '../incident/incident.ts';
import type { Journal } from '../journal/journal.ts';
import { Policy } from '../rules/index.ts';
import { makeSlackPeople } from './slack-people.ts';
import type { Round, Work } from './work.ts';

/** A valid token of somebody else would speak and write as that person. */
export function assertOurs({ meta }: Journal, bot: Round['bot'], { former_bots: former }: Policy): void {
  if (meta.bot === undefined || meta.bot === bot.id || former.includes(meta.bot)) return;
  const fault = new Error(
    `SITREP_TOKEN is a token of @${bot.name}, and this journal was begun by another user (id ${meta.bot}). Put the bot's own token there; or, if @${bot.name} is its new account, \`former_bots: [${meta.bot}]\` into ${CONFIG_PATH}. Nothing was written`,
  );
  fault.name = 'JournalOfAnother';
  throw fault;
}

/** The configuration in force: the file's, or, where that is broken, the last good one (process.md section 11). */
export async function policyOf(work: Work, journal: Journal): Promise<{ policy: Policy; good?: string }> {
  const file = await work.gitlab.file(CONFIG_PATH);
  const text = file?.text ?? '';
  const loaded = loadPolicy(text);
  if (loaded.ok)
    return journal.config === text || (text === '' && journal.config === undefined)
      ? { policy: loaded.policy }
      : { policy: loaded.policy, good: text };
  for (const error of loaded.errors) work.log.fault(error);
  work.log.info('the last good configuration stays in force until that is mended');
  return { policy: lastGood(journal) };
}

/** What was in force at the last push: good enough to see whether something is due. */
export function lastGood(journal: Journal): Policy {
  const last = loadPolicy(journal.config ?? '');
  return last.ok ? last.policy : Policy.parse({});
}

export function makeRound(work: Work, journal: Journal, bot: Round['bot'], policy: Policy, open: Round['open']): Round {
  const people = makeSlackPeople(work, policy);
  const mirrors = work.mirrors(policy, people.known);
  return {
    work,
    journal,
    bot,
    policy,
    mirrors,
    people,
    open,
    around: (iid) => ({
      policy,
      now: work.now(),
      projectUrl: work.projectUrl,
      others: [...open.values()].filter((one) => one.iid !== iid && !isOver(one.status)),
    }),
  };
}
