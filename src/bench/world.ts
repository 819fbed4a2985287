// A project with very many open incidents, made in seconds: one incident is played by people and sitrep as
// it would be, then it is there a thousand times, its issue in the sandbox and its events in the journal.
//
// Each copy keeps its own times and its own live state, so that nothing about it is out of date. The
// comments are not copied: a run that finds an issue unchanged reads none.

import { openStage, type Stage } from '../demo/stage.ts';
import { stateText } from '../documents/state.ts';
import { IncidentEvent } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { withBlock } from '../process/state-block.ts';
import { Policy } from '../rules/index.ts';
import { type Instant, plusMinutes } from '../text/time.ts';

export interface WorldOptions {
  /** Open incidents in all, the played ones included; at least `PLAYED` more than `late`. */
  readonly incidents: number;
  /** Of these, how many owe a sitrep `LATE_AFTER_MINUTES` from now; of the others none does by then. */
  readonly late: number;
}

export interface World {
  readonly stage: Stage;
  /** What the one incident consists of, as the journal has it. */
  readonly events: readonly IncidentEvent[];
  /** The played incident that people work on. */
  readonly iid: number;
  close(): Promise<void>;
}

/** One that people work on, one whose review is being written. */
export const PLAYED = 2;
export const LATE_AFTER_MINUTES = 12;

/** When the played incident owes its next sitrep, and when those that will be late do, in minutes from now. */
const NEXT_SITREP_MINUTES = 28;
const LATE_IN_MINUTES = 10;

export async function openWorld({ incidents, late }: WorldOptions): Promise<World> {
  // The last of the hour's four schedules is switched on at a quarter to, and the runs that are measured come after.
  const stage = await openStage({ now: '2026-03-11T09:14:00Z' });
  await play(stage, TO_REVIEW);
  await stage.gitlab.advance(10);
  const iid = await play(stage, UNDER_WAY);
  const journal = await journalOf(stage);
  try {
    const events = (await journal.events(iid)) ?? [];
    await copies(stage, journal, { iid, events, count: incidents - PLAYED, late });
    await settled(stage); // sets the timer for what the copies owe
    return { stage, events, iid, close: () => stage.close() };
  } finally {
    await journal.close();
  }
}

type Line = readonly [minutesLater: number, who: string, words: string];

const UNDER_WAY: readonly Line[] = [
  [2, 'ana', '/ack'],
  [1, 'ana', '/respond every build fails\n\n/commander\n/comms\n/planner'],
  [1, 'ben', '/ops-lead'],
  [1, 'ana', '/ops @cai'],
  [1, 'cai', '/accept\n\nThe disk of the artefact store is full, I am looking.'],
  [2, 'ana', '/impact every team that builds, about 120 people; no way round'],
  [1, 'ana', '/announce Builds fail since 09:40. We are clearing the disk and will say more at 11:30.'],
  [1, 'cai', '/found the clean-up job has not run since Sunday'],
  [1, 'cai', '/change removed snapshots older than 30 days undo: restore them from the backup'],
  [2, 'ana', '/sitrep The disk is full, old snapshots are being removed, uploads are back in half an hour.'],
];

const TO_REVIEW: readonly Line[] = [
  [1, 'ana', '/ack'],
  [1, 'ana', '/respond every build fails\n\n/commander\n/comms\n/planner'],
  [1, 'ben', '/ops-lead'],
  [1, 'ana', '/impact every team that builds'],
  [1, 'ana', '/evidence none nothing was restarted'],
  [1, 'ana', '/mitigated uploads work again'],
  [1, 'ana', '/announce All is well again.\n\n/resolved the disk has space again'],
];

/** Opens an incident, says the lines and lets sitrep answer each; then until it has nothing left to do. */
async function play(stage: Stage, lines: readonly Line[]): Promise<number> {
  const iid = await stage.person('uli').open('Nexus refuses uploads', REPORT);
  await settled(stage);
  for (const [minutesLater, who, words] of lines) {
    await stage.gitlab.advance(minutesLater);
    await stage.person(who).say(iid, words);
    await settled(stage);
  }
  await stage.gitlab.advance(2);
  await settled(stage);
  return iid;
}

const REPORT = '<!-- sitrep:incident -->\n## Which service?\nNexus\n\n## What do you see?\nUploads end with 502\n';

async function settled(stage: Stage): Promise<void> {
  const { code, lines } = await stage.sitrep(['sweep']);
  if (code !== 0) throw new Error(`the incident could not be played:\n${lines.join('\n')}`);
}

async function journalOf({ env, bot }: Stage): Promise<Journal> {
  return openJournal({ url: `${env['CI_PROJECT_URL']}.git`, token: bot.token, branch: 'incident-journal' });
}

interface Original {
  readonly iid: number;
  readonly events: readonly IncidentEvent[];
  readonly count: number;
  readonly late: number;
}

/** One push with all of them, and a last look that has seen them. */
async function copies(stage: Stage, journal: Journal, { iid, events, count, late }: Original): Promise<void> {
  const append = new Map<number, readonly IncidentEvent[]>();
  const seen = { ...journal.looked.issues };
  for (let index = 0; index < count; index += 1) {
    const earlier = index < late ? NEXT_SITREP_MINUTES - LATE_IN_MINUTES : 0;
    const copied = copyIssue(stage, iid, index);
    const own = events.map((event) => eventOf(event, copied, earlier));
    copied.description = withBlock(
      copied.description ?? '',
      stateText(fold(own), { projectUrl: stage.env['CI_PROJECT_URL'] ?? '', zone: 'UTC', policy: Policy.parse({}) }),
      fold(own).changedSeq,
    );
    append.set(copied.iid, own);
    seen[copied.iid] = { updatedAt: copied.updatedAt, comments: 0 };
  }
  const { until } = journal.looked;
  const looked = { issues: seen, ...(until === undefined ? {} : { until }) };
  if (
    append.size > 0 &&
    (await journal.push({ append, looked, message: 'very many incidents\n\n[skip ci]\n' })) === 'lost'
  )
    throw new Error('somebody else wrote the journal of a project that is only ours');
}

/** Changed longer ago than a look goes back, no two at the same moment. */
function copyIssue({ gitlab: { store }, project }: Stage, from: number, index: number) {
  const ids = store.issuesOf.get(project.id) ?? [];
  const original = ids.flatMap((id) => store.issues.get(id) ?? []).find((issue) => issue.iid === from);
  if (original === undefined) throw new Error(`there is no issue ${from} to copy`);
  const id = (store.lastId.get('issues') ?? 0) + 1;
  project.lastIssueIid += 1;
  const issue = {
    ...structuredClone(original),
    id,
    iid: project.lastIssueIid,
    updatedAt: new Date(Date.parse(original.updatedAt) - 600_000 - index * 1000).toISOString(),
  };
  store.lastId.set('issues', id);
  store.issues.set(id, issue);
  ids.push(id);
  return issue;
}

function eventOf(
  event: IncidentEvent,
  issue: { readonly id: number; readonly iid: number },
  earlier: number,
): IncidentEvent {
  const text = JSON.stringify(event).replace(INSTANT, (at: Instant) => plusMinutes(at, -earlier));
  const moved = IncidentEvent.parse(JSON.parse(text));
  return moved.type === 'reported' ? { ...moved, id: `issue:${issue.id}`, issue: issue.id, iid: issue.iid } : moved;
}

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
