// Who may push where: nobody but maintainers to the journal, and no job of another branch may see the bot's token.

import { BOT_LEVEL } from '../blueprint.ts';
import type { Setting } from '../setting.ts';
import { api, type Change, type Piece } from './piece.ts';

export const protection: Piece = {
  name: 'protection',
  async look(setting) {
    const { guarded } = setting;
    const changes = [...(guarded ? [] : [defaultBranch(setting)]), ...(await journalBranch(setting))];
    return { changes, notes: guarded ? await openings(setting) : [] };
  },
};

/** For maintainers only: who changes `.gitlab-ci.yml` there can have a job print the bot's token. */
function defaultBranch(setting: Setting): Change {
  const { admin, branch } = setting;
  return {
    what: `the branch ${branch}, protected: maintainers push and merge, nobody may force`,
    why: 'its jobs get the bot’s token, so others must not change what they run',
    call: `POST ${api(setting, 'protected_branches')}`,
    make: () => admin.protect(branch, BOT_LEVEL, BOT_LEVEL),
  };
}

/** A rule that is there is the project's own. One that covers the branch by a pattern is not looked up. */
async function openings({ admin, branch, project }: Setting): Promise<readonly string[]> {
  const rule = await admin.protection(branch);
  if (!rule) return [];
  const lets = (level: number): boolean => level > 0 && level < BOT_LEVEL;
  const ways = [
    ...(lets(rule.pushLevel) ? [`push to ${branch}`] : []),
    ...(lets(rule.mergeLevel) ? [`merge into ${lets(rule.pushLevel) ? 'it' : branch}`] : []),
  ];
  return ways.length === 0
    ? []
    : [
        `Developers may ${ways.join(' and ')}: they can change .gitlab-ci.yml there and so read the bot’s token, a Maintainer’s. The rule is yours and stays; to close it let only Maintainers push and merge (${project.url}/-/settings/repository, Protected branches).`,
      ];
}

async function journalBranch(setting: Setting): Promise<readonly Change[]> {
  const { admin, place } = setting;
  const { journalBranch: branch } = place;
  const rule = await admin.protection(branch);
  const closed = rule && !rule.forcePush && (rule.pushLevel >= BOT_LEVEL || rule.pushLevel === 0);
  if (closed && rule.pushLevel !== 0) return [];
  const change: Change = {
    what: `the branch ${branch}, protected: maintainers push and merge, nobody may force`,
    why: rule ? describes(rule) : 'it is the record, and only the bot should write it',
    call: `POST ${api(setting, 'protected_branches')}`,
    make: () => admin.protect(branch, BOT_LEVEL, BOT_LEVEL),
  };
  if (!rule) return [change];
  // GitLab's Free tiers cannot change a rule's roles; between the two requests the branch has no rule.
  return [
    {
      what: `the rule of ${branch} taken away, to be made anew`,
      why: describes(rule),
      call: `DELETE ${api(setting, `protected_branches/${branch}`)}`,
      make: () => admin.unprotect(branch),
    },
    change,
  ];
}

function describes({ pushLevel, forcePush }: { readonly pushLevel: number; readonly forcePush: boolean }): string {
  if (pushLevel === 0) return 'nobody may push there, and so the bot may not';
  return forcePush ? 'it may be rewritten by force' : 'others than maintainers may push there';
}
