// Who may push where: nobody but maintainers to the journal, and no job of another branch may see the bot's token.

import { BOT_LEVEL } from '../blueprint.ts';
import type { Setting } from '../setting.ts';
import { api, type Change, type Piece } from './piece.ts';

const DEVELOPER = 30;

export const protection: Piece = {
  name: 'protection',
  async look(setting) {
    const { guarded } = setting;
    return { changes: [...(guarded ? [] : [defaultBranch(setting)]), ...(await journalBranch(setting))] };
  },
};

/** For the levels that could push before: only what a protected branch brings with it is wanted. */
function defaultBranch(setting: Setting): Change {
  const { admin, branch } = setting;
  return {
    what: `the branch ${branch}, protected: developers may push and merge as before, nobody may force`,
    why: 'the bot’s token is for jobs of protected branches only',
    call: `POST ${api(setting, 'protected_branches')}`,
    make: () => admin.protect(branch, DEVELOPER, DEVELOPER),
  };
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
