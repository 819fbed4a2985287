// The examination that happens by itself, once a week, and speaks only when something turned bad.
//
// It speaks in one ordinary issue: one comment a week at most with what is new, one when all is good again, and silence
// otherwise. What was bad the last time is noted in the journal, so nothing is said twice: not by a run either that comes
// after one that was killed when it had spoken, since each text has a mark, which is looked for first.

import { connectAdministration } from '../gitlab/admin.ts';
import type { Administration } from '../gitlab/administration.ts';
import { markIn, withMark } from '../gitlab/mark.ts';
import type { Outcome } from '../http/outcome.ts';
import type { Place } from '../jobs/environment.ts';
import { reason } from '../jobs/log.ts';
import type { Work } from '../jobs/work.ts';
import type { Journal } from '../journal/journal.ts';
import { minutesBetween } from '../text/time.ts';
import { doctor, type Verdict } from './doctor.ts';
import { allGood, opening, TITLE, update } from './weekly-words.ts';

const DAY_MINUTES = 24 * 60;
/** A week, less the hours by which a daily schedule may come early or late (GitLab docs: it is delayed under load). */
const WEEK_MINUTES = 7 * DAY_MINUTES - 6 * 60;
/** How often a lost push of the note is followed by another try. */
const TRIES = 6;

/** A secret of a mirror, by the name of its CI variable. */
type Secret = Parameters<typeof doctor>[2];
type Note = NonNullable<Journal['examined']>;

/** Examines and speaks, where the last examination, or the installation, is a week ago. What fails is a problem in the log. */
export async function weekly(work: Work, place: Place, secret: Secret): Promise<void> {
  try {
    await examineAndTell(work, place, secret);
  } catch (error) {
    // The sweep before it did its work, and need not be done again for this.
    work.log.problem(`the weekly examination failed, the next daily run tries again: ${reason(error)}`);
  }
}

async function examineAndTell(work: Work, place: Place, secret: Secret): Promise<void> {
  const journal = await work.openJournal();
  try {
    const { examined: before, meta } = journal;
    const last = before?.at ?? meta.installedAt;
    const now = work.now();
    if (minutesBetween(last, now) < WEEK_MINUTES) return;
    const { verdicts, open, enabled } = await doctor(asBot(place), now, secret);
    const news = enabled ? compare(verdicts, before?.bad ?? []) : { bad: before?.bad ?? [], fresh: [], healed: [] };
    const { url: server, token, project } = place;
    const said: Said = { work, admin: connectAdministration({ url: server, token, project }), key: keyOf(last) };
    const issue = enabled ? await tell(said, before?.issue, news, open) : before?.issue;
    if (issue === 'failed') return;
    await note(journal, { at: now, bad: news.bad, ...(issue === undefined ? {} : { issue }) });
    work.log.info(`weekly examination: ${news.bad.length === 0 ? 'nothing is bad' : `bad: ${news.bad.join(', ')}`}`);
  } finally {
    await journal.close();
  }
}

function asBot({ url, project, token, branch }: Place): Parameters<typeof doctor>[0] {
  return { url, project, token, tokenVariable: 'SITREP_TOKEN', botToken: token, journalBranch: branch };
}

/** What changed since the last examination. */
export interface News {
  /** All that is bad now, or soon will be, by name; what is unknown now stays what it was. */
  readonly bad: readonly string[];
  readonly fresh: readonly Verdict[];
  readonly healed: readonly string[];
}

/** @param known names of what was bad the last time */
export function compare(verdicts: readonly Verdict[], known: readonly string[]): News {
  const wrong = verdicts.filter(isTold);
  const blind = new Set(verdicts.flatMap(({ id, state }) => (state === 'unknown' ? [id] : [])));
  const still = known.filter((name) => blind.has(name.split('/')[0] ?? name));
  const worse = known.filter((name) => name.endsWith(SOON) && wrong.some(({ id }) => `${id}${SOON}` === name));
  const bad = [...new Set([...wrong.map(nameOf), ...still, ...worse])].sort();
  return {
    bad,
    fresh: wrong.filter((verdict) => !known.includes(nameOf(verdict))),
    healed: known.filter((name) => !bad.includes(name)),
  };
}

/** A token's end is told a month before, while it is a warning yet, and again when it is near: renewing takes people time. */
const SOON = '/soon';

function isTold({ id, state }: Verdict): boolean {
  return state === 'bad' || (state === 'warning' && id === 'token-expiry');
}

/** `webhook-alert/sitrep: issues`: of a check that finds several things each can turn bad by itself. */
function nameOf({ id, about, state }: Verdict): string {
  if (state === 'warning') return `${id}${SOON}`;
  return about === undefined ? id : `${id}/${about}`;
}

/** Names an examination by the one before it: whoever is killed and started again finds the same. */
function keyOf(last: string): string {
  return `doctor:${last.toLowerCase()}`;
}

interface Said {
  readonly work: Work;
  readonly admin: Administration;
  /** The mark of what is said now. */
  readonly key: string;
}

/** The issue that is open afterwards; 'failed' where something could not be said: then the next run says it. */
async function tell(
  said: Said,
  noted: number | undefined,
  news: News,
  open: boolean,
): Promise<number | undefined | 'failed'> {
  const issue = await stillOpen(said, noted);
  if (news.bad.length === 0) {
    if (issue === undefined) return undefined;
    if ((await comment(said, issue, allGood())) === 'failed') return 'failed';
    return done(said, await said.admin.closeIssue(issue)) ? undefined : 'failed';
  }
  if (news.fresh.length === 0) return issue;
  return issue === undefined ? begin(said, news, open) : comment(said, issue, update(news));
}

async function stillOpen({ work }: Said, noted: number | undefined): Promise<number | undefined> {
  if (noted === undefined) return undefined;
  return (await work.gitlab.issue(noted))?.state === 'opened' ? noted : undefined;
}

/** A new issue, unless a run that was killed has begun it already. Confidential where others than members could read it. */
async function begin(said: Said, news: News, open: boolean): Promise<number | 'failed'> {
  const { work, admin, key } = said;
  const [bot, issues] = await Promise.all([work.gitlab.me(), work.gitlab.changedIssues(undefined)]);
  const begun = issues.find(({ author, description }) => author.id === bot.id && markIn(description) === key);
  if (begun) return begun.iid;
  const outcome = await admin.createIssue({
    title: TITLE,
    description: withMark(opening(news), key),
    confidential: open,
  });
  return done(said, outcome) && outcome.outcome === 'done' ? outcome.value.iid : 'failed';
}

async function comment(said: Said, issue: number, text: string): Promise<number | 'failed'> {
  const { work, admin, key } = said;
  const [bot, comments] = await Promise.all([work.gitlab.me(), admin.comments(issue)]);
  if (comments.some(({ by, text }) => by.id === bot.id && markIn(text) === key)) return issue;
  return done(said, await admin.comment(issue, withMark(text, key))) ? issue : 'failed';
}

function done({ work }: Said, outcome: Outcome<unknown>): boolean {
  if (outcome.outcome === 'done') return true;
  work.log.problem(`the weekly examination could not be told: ${outcome.outcome}, ${outcome.reason}`);
  return false;
}

async function note(journal: Journal, examined: Note): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if ((await journal.push({ examined })) === 'pushed') return;
    await journal.refresh();
  }
}
