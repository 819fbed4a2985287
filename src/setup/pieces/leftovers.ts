// Scratch incidents of a proof that was killed before it could clean up.

import type { Outcome } from '../../http/outcome.ts';
import type { Setting } from '../setting.ts';
import { api, type Piece } from './piece.ts';

export const PROOF_TITLE = 'sitrep init: a scratch incident';

export const leftovers: Piece = {
  name: 'leftovers',
  async look(setting) {
    const { admin } = setting;
    const left = await admin.issuesTitled(PROOF_TITLE);
    return {
      changes: left.map((iid) => ({
        what: `the scratch incident #${iid}, removed`,
        why: 'an earlier run was stopped before it could',
        call: `DELETE ${api(setting, `issues/${iid}`)}`,
        make: () => removeOrClose(setting, iid),
      })),
    };
  },
};

/** Only owners delete issues; what cannot be deleted is closed. */
async function removeOrClose({ admin }: Setting, iid: number): Promise<Outcome<undefined>> {
  const deleted = await admin.deleteIssue(iid);
  return deleted.outcome === 'refused' ? admin.closeIssue(iid) : deleted;
}

const CLOSING_MS = 60_000;
const POLL_MS = 2_000;

/**
 * Removes the scratch incident, and says how. A person withdraws it first, as they would an incident that was none: then its
 * record ends as well, and nothing goes on watching it.
 *
 * @param heard whether sitrep has been seen to answer, so that it is worth waiting for it
 */
export async function removed(
  setting: Setting,
  iid: number,
  by: { readonly asBot: boolean; readonly heard: boolean },
  watch: { pause(ms: number): Promise<void> },
): Promise<string> {
  const { admin } = setting;
  const withdrawn = !by.asBot && by.heard && (await withdraw(setting, iid, watch));
  const deleted = await admin.deleteIssue(iid);
  if (deleted.outcome === 'done') return withdrawn ? 'is withdrawn and deleted' : 'is deleted';
  if (withdrawn) return 'is withdrawn and closed (only an owner could delete it)';
  const closed = await admin.closeIssue(iid);
  return closed.outcome === 'done'
    ? 'is closed (only an owner could delete it)'
    : `could not be closed: ${closed.reason}. Close it by hand`;
}

/** Whether sitrep has closed it in time. */
async function withdraw(
  { admin }: Setting,
  iid: number,
  watch: { pause(ms: number): Promise<void> },
): Promise<boolean> {
  await admin.comment(iid, '/withdraw This was the proof of the set-up.');
  for (let waited = 0; waited < CLOSING_MS; waited += POLL_MS) {
    if (!(await admin.issuesTitled(PROOF_TITLE)).includes(iid)) return true;
    await watch.pause(POLL_MS);
  }
  return false;
}
