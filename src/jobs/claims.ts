// Saying a thing once: what a run will say is claimed in the journal before it is said, and noted there
// after. Whoever finds a claim of another run waits for its lease to end (or for that run to be known
// finished) and a minute more, claims it anew, looks at the issue for the key, and only then says it.

import { messageText } from '../documents/messages.ts';
import { markIn, withMark } from '../gitlab/mark.ts';
import type { Fact } from '../incident/events.ts';
import type { Claim, Incident } from '../incident/incident.ts';
import { digest } from '../process/comments.ts';
import { correctedComment } from '../process/corrections.ts';
import { GRACE_MINUTES, isHeld, isUndertaken, mirrorOf } from '../process/outbox.ts';
import type { Message } from '../process/say.ts';
import type { Surroundings } from '../process/surroundings.ts';
import { type Instant, plusMinutes } from '../text/time.ts';
import { reason } from './log.ts';
import type { Round, Work } from './work.ts';

/** How long a run may still say what it claimed. */
const LEASE_MINUTES = 2;

/**
 * So long before its end nothing is begun any more: a write waits twice half a minute at most where too much was asked
 * (`http/tries.ts`), and three times 15 s for an answer. The minute of grace is part of that.
 */
const LAST_MINUTES = 0.75;

/** A claim as it is to be recorded. */
export interface Claiming {
  readonly id: string;
  readonly fact: Fact;
  readonly internal: boolean;
}

/**
 * All that a run says on an issue is one comment; what answers internal words is another, internal one, and what brings
 * an earlier comment up to date is said there. Where the incident stands comes first, what single people are told after.
 */
export function claimsFor(
  messages: readonly Message[],
  incident: Incident,
  around: Surroundings,
  work: Pick<Work, 'run' | 'now'>,
): readonly Claiming[] {
  const all = messages.filter((message) => !isUndertaken(incident, message.key));
  const unsaid = all
    .filter((message) => message.to === undefined)
    .sort((one, other) => Number(other.headline ?? false) - Number(one.headline ?? false));
  const updates = unsaid.filter((message) => message.updates !== undefined);
  const others = unsaid.filter((message) => message.updates === undefined);
  // An update comes last: what it is written into may be said in this run.
  const comments = [
    ...others.filter((message) => message.alone).map((message) => [message]),
    ...[false, true].map((internal) => others.filter((message) => !message.alone && message.internal === internal)),
    ...updates.map((message) => [message]),
  ];
  const elsewhere = all
    .filter((message) => message.to !== undefined)
    .map((message) => ({
      id: `claim:${message.key}`,
      internal: false,
      fact: { ...claim(message.key, [message.key], [message], incident, around, work), ...addressOf(message) },
    }));
  const said = comments.flatMap((mine) => {
    const [first] = mine;
    if (!first) return [];
    const { internal } = first;
    const keys = mine.map((message) => message.key);
    const key = first.updates ? first.key : digest(keys.join('\n'));
    return [{ id: `claim:${key}`, internal, fact: claim(key, keys, mine, incident, around, work) }];
  });
  return [...said, ...elsewhere];
}

function claim(
  key: string,
  keys: string[],
  messages: readonly Message[],
  incident: Incident,
  around: Surroundings,
  work: Pick<Work, 'run' | 'now'>,
): Extract<Fact, { type: 'claimed' }> {
  const text = bounded(messages.map((message) => messageText(message, incident, around)).join('\n\n'));
  return { type: 'claimed', key, keys, text, ...lease(work) };
}

function lease({ run, now }: Pick<Work, 'run' | 'now'>): { readonly run: string; readonly until: Instant } {
  return { run, until: plusMinutes(now(), LEASE_MINUTES) };
}

function addressOf({ to, thread }: Pick<Claim, 'to' | 'thread'> | Message): {
  readonly to?: string;
  readonly thread?: string;
} {
  return { ...(to === undefined ? {} : { to }), ...(thread === undefined ? {} : { thread }) };
}

/** A comment longer than this nobody reads, and GitLab may refuse it. */
const MOST_CHARACTERS = 50_000;

function bounded(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const end = text.lastIndexOf('\n', MOST_CHARACTERS);
  const kept = text.slice(0, end > 0 ? end : MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
  return `${kept}\n\nThis is too long for one comment and ends here; the record has all of it.`;
}

/**
 * What other runs claimed and can no longer say is claimed anew, in the push that comes before anything is said: of two
 * runs that find the same, one has it. A mirror that is held is not tried now; what lies behind a claim that another run
 * may still be saying in the same place waits with it.
 */
export async function takeUps({ work }: Round, incident: Incident | undefined): Promise<readonly Claiming[]> {
  if (!incident) return [];
  const taken: Claiming[] = [];
  const waiting = new Set<string>();
  const ended = askOnce(work);
  for (const claim of incident.claims.values()) {
    const { key, keys, text, to, internal } = claim;
    if (to !== undefined && (waiting.has(to) || isHeld(incident, mirrorOf(to), work.now()))) continue;
    if (await isLeft(claim, work, ended)) {
      const fact: Fact = { type: 'claimed', key, keys: [...keys], text, ...lease(work), ...addressOf(claim) };
      taken.push({ id: `claim:${key}:${work.run}`, internal, fact });
    } else if (to !== undefined) waiting.add(to);
  }
  return taken;
}

/** Whether nobody can be saying it any more. */
async function isLeft({ run, until }: Claim, work: Work, ended: ReturnType<typeof askOnce>): Promise<boolean> {
  if (run === work.run) return false;
  const end = work.now() >= until ? until : ((await ended(run)) ?? until);
  return work.now() >= plusMinutes(end, GRACE_MINUTES);
}

/** When the job of a run ended. Where that cannot be asked, it is as if it went on: its lease ends all the same. */
function askOnce(work: Work): (run: string) => Promise<Instant | undefined> {
  const asked = new Map<string, Promise<Instant | undefined>>();
  const ask = (run: string): Promise<Instant | undefined> =>
    work.gitlab.jobEnded(Number(run)).catch((error: unknown) => {
      work.log.info(`whether job ${run} goes on cannot be told: ${reason(error)}`);
      return undefined;
    });
  return async (run) => {
    if (!/^\d+$/.test(run)) return undefined;
    const answer = asked.get(run) ?? ask(run);
    asked.set(run, answer);
    return answer;
  };
}

/** Whether this run may begin to say it; asked right before it does, because whatever came before may have taken long. */
export function maySay({ run, until }: Claim, work: Pick<Work, 'run' | 'now'>): boolean {
  return run === work.run && work.now() < plusMinutes(until, -LAST_MINUTES);
}

/** The comments that this run may say, with what is known of them; the others are somebody else's still. */
export async function sayable(round: Round, incident: Incident): Promise<{ claim: Claim; said: number | undefined }[]> {
  const ours = [...incident.claims.values()].filter((claim) => claim.to === undefined && maySay(claim, round.work));
  const takenUp = ours.filter((claim) => claim.takenUp);
  const said = takenUp.length === 0 ? new Map<string, number>() : await lookedFor(round, incident.iid, takenUp);
  return ours.map((claim) => ({ claim, said: said.get(claim.key) }));
}

/** Were they said after all? The mark in a comment of the bot tells. */
async function lookedFor(
  round: Round,
  iid: number,
  claims: readonly Claim[],
): Promise<ReadonlyMap<string | undefined, number>> {
  const earliest = claims.map((claim) => claim.at).sort()[0];
  const notes = await round.work.gitlab.notes(
    iid,
    earliest === undefined ? undefined : plusMinutes(earliest, -OVERLAP),
  );
  return new Map(notes.filter((note) => note.author.id === round.bot.id).map((note) => [markIn(note.body), note.id]));
}

const OVERLAP = 5;

/** Says one claim; the number of the comment where that is certain. `wait`: what comes after it had better not overtake it. */
export async function deliver(
  round: Round,
  incident: Incident,
  claim: Claim,
  said: number | undefined,
): Promise<{ delivered: true; note?: number } | { delivered: false; why: string; wait: boolean }> {
  if (said !== undefined) return { delivered: true, note: said };
  const { gitlab } = round.work;
  const corrected = correctedComment(claim, incident);
  if (corrected && incident.claims.has(corrected.mark)) return { delivered: false, why: 'waits', wait: false };
  const text = withMark(corrected ? `${claim.text}\n\n${corrected.text}` : claim.text, claim.key);
  const earlier = claim.key.startsWith('closed-early.')
    ? [...incident.delivered].findLast(([key]) => key.startsWith('closed-early'))?.[1]
    : corrected?.note;
  if (corrected && earlier === undefined) return { delivered: true };
  const edited = earlier === undefined ? undefined : await gitlab.edit(incident.iid, earlier, text);
  // Whoever deletes that comment has it said anew; of what was announced there only what corrects it is left.
  const gone = edited?.outcome === 'refused' && edited.status === 404;
  if (corrected && gone) return { delivered: true };
  const outcome = edited === undefined || gone ? await gitlab.say(incident.iid, text, claim.internal) : edited;
  if (outcome.outcome !== 'done') {
    const wait = outcome.outcome === 'unknown' || outcome.status === 0 || outcome.status === 429;
    return { delivered: false, why: `${outcome.outcome}: ${outcome.reason}`, wait };
  }
  const note = outcome.value?.note ?? earlier;
  return note === undefined ? { delivered: true } : { delivered: true, note };
}
