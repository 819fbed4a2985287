// A confidential incident in a project whose repository more people can read than the issue: sitrep keeps
// nothing of it outside the issue, and says so there, once.

import { markIn, withMark } from '../gitlab/mark.ts';
import type { Reads } from './observe.ts';
import type { Round } from './work.ts';

const KEY = 'confidential-not-kept';

/** True where the incident must not be recorded; then its readers have been told. */
export async function keepsNothingOf(round: Round, reads: Reads): Promise<boolean> {
  const { gitlab, log } = round.work;
  if (!reads.issue.confidential || (await gitlab.project()).private) return false;
  const notes = reads.complete ? reads.notes : await gitlab.notes(reads.issue.iid, undefined);
  const told = notes.some((note) => note.author.id === round.bot.id && markIn(note.body) === KEY);
  if (!told) {
    const outcome = await gitlab.say(reads.issue.iid, withMark(TEXT, KEY), true);
    if (outcome.outcome !== 'done')
      log.problem(`#${reads.issue.iid}: could not be told that nothing is kept: ${outcome.outcome}`);
  }
  log.info(`#${reads.issue.iid}: confidential in a project that more can read: nothing is kept of it`);
  return true;
}

const TEXT = [
  '**sitrep does not follow this incident.** It is confidential, and the record would lie in a repository that more people can read than this issue.',
  '- To have it followed: make the project private, or move the issue to a private project with sitrep.',
  '- What was recorded before it became confidential is in the journal branch still.',
  '- Until then go on by hand: name a commander, say when the next word comes, keep a list of changes.',
].join('\n');
