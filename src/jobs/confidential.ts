// What must not be recorded: in a project whose repository more people can read than an issue or a
// comment, sitrep keeps nothing of a confidential incident and nothing of an internal comment, and says
// so there, once.

import { markIn, withMark } from '../gitlab/mark.ts';
import type { IncidentEvent } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import { commandsIn } from '../process/comments.ts';
import type { Reads } from './observe.ts';
import type { Recorded, Round } from './work.ts';

/** What of the reads may be recorded; undefined where nothing may. Whoever wrote the rest has been told. */
export async function recordable(round: Round, reads: Reads): Promise<Reads | undefined> {
  const { issue, notes } = reads;
  const secret = notes.filter((note) => note.internal);
  if ((!issue.confidential && secret.length === 0) || (await round.work.gitlab.project()).private) return reads;
  if (issue.confidential) {
    await tellOnce(round, reads, 'confidential-not-kept', INCIDENT);
    round.work.log.info(`#${issue.iid}: confidential in a project that more can read: nothing is kept of it`);
    return undefined;
  }
  const commanded = secret.some(
    (note) => note.author.id !== round.bot.id && !note.system && commandsIn(note.body, round.bot.name).length > 0,
  );
  if (commanded) await tellOnce(round, reads, 'internal-not-kept', COMMENT);
  return { ...reads, notes: notes.filter((note) => !note.internal) };
}

/** Of an incident that became confidential only that it did: it has no words, and keeps others from naming it. */
export function hiddenAlone(reads: Reads, before: Recorded | undefined): readonly IncidentEvent[] {
  const incident = before?.incident;
  if (!incident || !reads.issue.confidential || incident.confidential || isOver(incident.status)) return [];
  const { seq, appliedSeq } = incident;
  const at = reads.issue.updatedAt;
  const hidden: IncidentEvent = { type: 'hidden', confidential: true, id: `confidential:${seq}`, at };
  return seq === appliedSeq ? [hidden, { type: 'applied', upTo: seq + 2, id: `applied:${seq + 2}`, at }] : [hidden];
}

/** Says it in an internal comment, unless the issue has that comment already. */
async function tellOnce(round: Round, { issue, notes, complete }: Reads, key: string, text: string): Promise<void> {
  const { gitlab, log } = round.work;
  const all = complete ? notes : await gitlab.notes(issue.iid, undefined);
  if (all.some((note) => note.author.id === round.bot.id && markIn(note.body) === key)) return;
  const outcome = await gitlab.say(issue.iid, withMark(text, key), true);
  if (outcome.outcome !== 'done') log.problem(`#${issue.iid}: could not be told what is not kept: ${outcome.outcome}`);
}

const INCIDENT = [
  '**sitrep does not follow this incident.** It is confidential, and the record would lie in a repository that more people can read than this issue.',
  '- To have it followed: make the project private, or move the issue to a private project with sitrep.',
  "- sitrep's own messages, its ticket and its page in Slack, Jira and Confluence are closed and emptied, as far as it may; see to what people wrote there, and to tickets that were filed.",
  '- What was recorded before it became confidential is in the journal branch still.',
  '- Until then go on by hand: name a commander, say when the next word comes, keep a list of changes.',
].join('\n');

const COMMENT = [
  '**Commands in internal comments are not read here.** The record lies in a repository that more people can read than this comment, so nothing of it is kept.',
  '- Type the command in an ordinary comment, with nothing in it that is not for everybody.',
  '- In a private project internal comments are read like any other, and answered internally.',
].join('\n');
