// The journal's first commit: a branch with a history of its own, nothing of the project in it.

import type { Instant } from '../text/time.ts';
import { META, writeMeta } from './files.ts';
import type { Server } from './git.ts';
import { SITREP } from './journal.ts';
import { FORMAT } from './line.ts';
import { type Author, makeStore } from './store.ts';

export interface CreateOptions extends Server {
  readonly branch: string;
  readonly installedAt: Instant;
  /** Under whom sitrep runs, by user id. */
  readonly bot?: number;
  readonly author?: Author;
}

/**
 * Makes the branch unless there is one, also where somebody else makes it in the same moment. The project should have
 * commits already: GitLab takes the first branch of an empty project for its default. Throws `JournalRefused`,
 * `JournalUnreachable`.
 */
export async function createJournal(options: CreateOptions): Promise<'created' | 'there already'> {
  const { branch, installedAt, bot, author = SITREP } = options;
  const store = makeStore(options, branch);
  try {
    const commit = await store.commit({
      parent: undefined,
      changes: [
        { write: META, bytes: Buffer.from(writeMeta({ format: FORMAT, installedAt, bot })) },
        { write: 'README.md', bytes: Buffer.from(README) },
      ],
      message: 'The journal begins\n\n[skip ci]\n',
      by: author,
      at: installedAt,
    });
    return (await store.push(commit, undefined)) === 'pushed' ? 'created' : 'there already';
  } finally {
    await store.close();
  }
}

const README = `# The incident journal

sitrep writes this branch, and nobody else does. It is the record of every incident in this project: what happened,
when, and who did it. Everything sitrep shows or reminds people of is computed from here.

| | |
| --- | --- |
| \`open/<number>.jsonl\` | an incident that is not over, one event a line |
| \`closed/<year>/<number>.jsonl\` | one that is |
| \`journal.json\` | the format, and since when there is a journal |
| \`looked.json\` | what sitrep saw when it last looked; it can be lost |
| \`timer.json\` | what sitrep has armed to be woken by; it can be lost |
| \`config.yml\` | the last configuration that was good |

**Do not edit, merge, rebase or delete it.** Each line carries the hash of the line before it, so a change by hand is
noticed, and the incident in that file stops being served until the file is put back. To correct something, say so
in a comment on the incident: a correction is an event too.
`;
