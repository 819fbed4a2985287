// Step one: look. Reads what is new on one issue, its parts at the same time, and no more than is needed
// to know that nothing is new.

import { type StatePlace, stateText } from '../documents/state.ts';
import type { Person } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import type { Incident } from '../incident/incident.ts';
import { commandsIn, digest } from '../process/comments.ts';
import { asCommands } from '../process/hear-chat.ts';
import { isZoomCall } from '../process/interpret.ts';
import { linksIn } from '../process/links.ts';
import type { Issue, LabelEvent, MergeRequest, Note, Observation, StateEvent } from '../process/observation.ts';
import { blockIn } from '../process/state-block.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { SUGGESTIONS } from './approvals.ts';
import type { Recorded, Round, Work } from './work.ts';

/** GitLab touches an issue at most once a minute, and clocks differ: what changed is looked for a little earlier. */
export const OVERLAP_MINUTES = 2;

export interface Reads {
  /** What was seen in its room and on its ticket. */
  readonly elsewhere?: Pick<Observation, 'chat' | 'ticket'> | undefined;
  readonly issue: Issue;
  readonly notes: readonly Note[];
  readonly labelEvents: readonly LabelEvent[];
  readonly stateEvents: readonly StateEvent[];
  readonly complete: boolean;
}

/** Everything of one issue since `since` (all comments where it is undefined), in parallel; undefined where it is gone. */
export async function readIssue(
  work: Work,
  iid: number,
  since: Instant | undefined,
  known?: Issue,
): Promise<Reads | undefined> {
  const { gitlab } = work;
  const [issue, notes, labelEvents, stateEvents] = await Promise.all([
    known ?? gitlab.issue(iid),
    orNone(gitlab.notes(iid, since)),
    orNone(gitlab.labelEvents(iid)),
    orNone(gitlab.stateEvents(iid)),
  ]);
  return issue && { issue, notes, labelEvents, stateEvents, complete: since === undefined };
}

/** The issue alone, where nothing on it changed since it was last looked at. */
export function unchanged(issue: Issue): Reads {
  return { issue, notes: [], labelEvents: [], stateEvents: [], complete: false };
}

/** What was deleted answers 404, an issue for its parts as well; whether that is gone is told by the issue itself. */
async function orNone<T>(read: Promise<readonly T[]>): Promise<readonly T[]> {
  return read.catch((error: unknown) => {
    if (typeof error === 'object' && error !== null && 'status' in error && error.status === 404) return [];
    throw error;
  });
}

/** Adds who is who, 👍 on open suggestions, and the review. */
export async function observation(
  round: Round,
  reads: Reads,
  before: Recorded | undefined,
  review: MergeRequest | undefined,
): Promise<Observation> {
  const incident = before?.incident;
  const approvals = await approvalsOf(round, reads.issue.iid, incident); // asks for nothing where nothing is open
  const people = await peopleIn(round, reads, incident, approvals);
  const calls = await callsOf(round, reads, incident);
  const { elsewhere, ...issue } = reads;
  const { chat, ticket } = elsewhere ?? NOTHING_ELSEWHERE;
  const edit = before && editOf(round, reads.issue, before);
  return { ...issue, calls, chat, ticket, approvals, edit, review, people, now: round.work.now() };
}

const NOTHING_ELSEWHERE: Pick<Observation, 'chat' | 'ticket'> = { chat: [], ticket: undefined };

/** Asks for the access level of everyone who commanded, linked, clicked or approved, and for those whom they named. */
async function peopleIn(
  round: Round,
  reads: Reads,
  incident: Incident | undefined,
  approvals: Observation['approvals'],
): Promise<Observation['people']> {
  const { gitlab } = round.work;
  const chat = reads.elsewhere?.chat ?? [];
  const spoken = [
    ...reads.notes.filter(
      (note) =>
        !note.system && note.author.id !== round.bot.id && incident?.notes.get(note.id)?.hash !== digest(note.body),
    ),
    ...(incident ? [] : [{ body: reads.issue.description, author: reads.issue.author }]),
    ...chat.flatMap(({ by, text }) => (by ? [{ body: asCommands(text), author: by }] : [])),
  ];
  const said = spoken.flatMap((note) =>
    commandsIn(note.body, round.bot.name).map((command) => ({ by: note.author, words: command.words })),
  );
  const linking = spoken.filter(({ body }) => linksIn(body, round.policy, reads.issue.url).length > 0);
  const clickers = [...reads.labelEvents, ...reads.stateEvents].flatMap(({ by, id }) =>
    by && by.id !== round.bot.id && !incident?.ids.has(`label:${id}`) ? [by] : [],
  );
  const reacted = chat.flatMap(({ by, approvedBy, pinnedBy }) => [...(by ? [by] : []), ...approvedBy, ...pinnedBy]);
  const ids = new Set(
    [
      ...[...said, ...approvals].map(({ by }) => by),
      ...linking.map(({ author }) => author),
      ...clickers,
      ...reacted,
    ].map(({ id }) => id),
  );
  const names = new Set(
    said.flatMap(({ words }) => [...words.matchAll(/@([\w.-]*\w)/g)].map((match) => (match[1] ?? '').toLowerCase())),
  );
  const [found] = await Promise.all([
    Promise.all([...names].slice(0, MOST_NAMES).map((name) => gitlab.memberNamed(name))),
    ...[...ids].map((id) => gitlab.levelOf(id)), // remembered: asked for beside the names, to wait once
  ]);
  const named = found.filter((person) => person !== undefined);
  for (const person of named) ids.add(person.id);
  const levels = new Map(await Promise.all([...ids].map(async (id) => [id, await gitlab.levelOf(id)] as const)));
  return { bot: round.bot, levels, members: new Map(named.map((person) => [person.name.toLowerCase(), person])) };
}

/** A comment that names more people than this names nobody in particular. */
const MOST_NAMES = 30;

/** Asked for only where somebody has just added one. */
async function callsOf(
  { work }: Round,
  { issue, notes }: Reads,
  incident: Incident | undefined,
): Promise<readonly string[]> {
  const added = notes.some((note) => isZoomCall(note) && !incident?.ids.has(`note:${note.id}`));
  return added ? work.gitlab.calls(issue.id) : [];
}

async function approvalsOf(
  round: Round,
  iid: number,
  incident: Incident | undefined,
): Promise<{ note: number; by: Person }[]> {
  const notes = new Set(
    (incident?.suggestions ?? [])
      .slice(-SUGGESTIONS)
      .flatMap((one) => incident?.delivered.get(`suggestion:${one.n}`) ?? []),
  );
  const all = await Promise.all(
    [...notes].map(async (note) =>
      (await orNone(round.work.gitlab.reactions(iid, note))).map((reaction) => ({ note, ...reaction })),
    ),
  );
  return all.flat().filter((reaction) => reaction.emoji === 'thumbsup');
}

/**
 * What somebody wrote between the marks of the live state: the lines that sitrep did not write there. They are told by
 * what the journal said when it was written, so that the same edit reads the same whatever has happened since.
 */
export function editOf(round: Round, issue: Issue, { events }: Recorded): Observation['edit'] {
  const block = blockIn(issue.description);
  if (!block || block.intact) return undefined;
  // What was said to people since is not in the number of the block, and moves the next check.
  const said = events.flatMap(({ type }, index) => (type === 'nudged' && index >= block.seq ? [index + 1] : []));
  const texts = [block.seq, ...said].map((seq) => stateText(fold(events.slice(0, seq)), placeOf(round)));
  const own = new Set(texts.flatMap(linesOf));
  const text = linesOf(block.text)
    .filter((line) => !own.has(line))
    .join('\n');
  return text === '' ? undefined : { text, hash: digest(`${block.seq} ${text}`) };
}

/** Where the live state is written for. */
export function placeOf({ work, policy }: Round): StatePlace {
  return { projectUrl: work.projectUrl, zone: policy.zone, policy };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** From when to look for what is new, given up to when everything was seen. */
export function sinceOf(until: Instant | undefined): Instant | undefined {
  return until === undefined ? undefined : plusMinutes(until, -OVERLAP_MINUTES);
}
