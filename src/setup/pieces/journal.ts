// The journal: a branch with a history of its own, begun with the bot's token.

import type { Administration } from '../../gitlab/administration.ts';
import { GitLabError } from '../../gitlab/errors.ts';
import type { Outcome } from '../../http/outcome.ts';
import { ConfigError } from '../../jobs/environment.ts';
import { createJournal } from '../../journal/create.ts';
import { META } from '../../journal/files.ts';
import type { Instant } from '../../text/time.ts';
import type { Setting } from '../setting.ts';
import { type Look, NOTHING, type Piece } from './piece.ts';

export const journal: Piece = {
  name: 'journal',
  async look(setting) {
    const { admin, place, project, choices } = setting;
    const { journalBranch: branch } = place;
    if (await admin.branch(branch)) {
      await assertJournal(setting);
      return NOTHING;
    }
    const orphans = choices.force ? [] : await followed(admin);
    if (orphans.length > 0) throw new ConfigError(lost(branch, orphans));
    return {
      changes: [
        {
          what: `the journal, on the branch ${branch}`,
          why: 'it is the record; what was written in the project before now is not acted upon',
          call: `git push ${project.url}.git ${branch}`,
          make: () => begin(setting),
        },
      ],
    } satisfies Look;
  },
};

/** A branch of that name that is somebody's own is not written to. */
async function assertJournal({ admin, place, project }: Setting): Promise<void> {
  const { journalBranch: branch } = place;
  if ((await admin.files([META], branch)).has(META)) return;
  throw new ConfigError(
    `The branch ${branch} is there, and is no journal: it has no ${META}. Rename or delete it (${project.url}/-/branches), or give the journal another name: \`SITREP_JOURNAL_BRANCH=sitrep-journal sitrep init\`. Nothing was changed.`,
  );
}

/** Open incidents with a live state, where there is no journal to have it from. */
async function followed(admin: Administration): Promise<readonly number[]> {
  const open = await admin.openIssues();
  return open.filter(({ description }) => description.includes('<!-- sitrep:state')).map(({ iid }) => iid);
}

function lost(branch: string, orphans: readonly number[]): string {
  const which = orphans.map((iid) => `#${iid}`).join(', ');
  return `the journal branch ${branch} is missing, but ${which} ${orphans.length === 1 ? 'was' : 'were'} followed by sitrep. Restore the branch (somebody who fetched it lately can push it again). Without it, what happened is lost: \`sitrep init --force\` begins a new journal, in which these begin anew. Nothing was written`;
}

/** The earlier of two clocks: on a machine that is ahead of GitLab, what happens next would count as before. */
function beginning({ admin, now }: Setting): Instant {
  const here = now();
  const [earlier = here] = [here, admin.serverTime() ?? here].sort();
  return earlier;
}

async function begin(setting: Setting): Promise<Outcome<undefined>> {
  const { place, project, bot } = setting;
  const { journalBranch: branch } = place;
  const id = bot.id === undefined ? {} : { bot: bot.id };
  try {
    await createJournal({
      url: `${project.url}.git`,
      token: bot.token(),
      branch,
      installedAt: beginning(setting),
      ...id,
    });
    return { outcome: 'done', value: undefined };
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Journal'))
      return { outcome: 'refused', status: 0, reason: error.message };
    if (error instanceof GitLabError) return { outcome: 'unknown', reason: error.message };
    throw error;
  }
}
