// Saying a thing once: what a run will say is claimed in the journal before it is said, and noted there
// after. Whoever finds a claim of another run waits for its lease to end (or for that run to be known
// finished) and a minute more, looks at the issue for the key, and only then says it.

import { messageText } from '../documents/messages.ts';
import { markIn, withMark } from '../gitlab/mark.ts';
import type { Fact } from '../incident/events.ts';
import type { Claim, Incident } from '../incident/incident.ts';
import { digest } from '../process/comments.ts';
import { GRACE_MINUTES } from '../process/outbox.ts';
import type { Message } from '../process/say.ts';
import type { Surroundings } from '../process/surroundings.ts';
import { plusMinutes } from '../text/time.ts';
import type { Round, Work } from './work.ts';

/** How long a run may still say what it claimed; a request takes 15 s at most. */
const LEASE_MINUTES = 2;

/**
 * All that a run says on an issue is one comment; what answers internal words is another, internal one, and what brings
 * an earlier comment up to date is said there. Where the incident stands comes first, what single people are told after.
 */
export function claimsFor(
  messages: readonly Message[],
  incident: Incident,
  around: Surroundings,
  work: Pick<Work, 'run' | 'now'>,
): { fact: Fact; internal: boolean; id: string }[] {
  const all = messages.filter((message) => !incident.delivered.has(message.key) && !hasClaim(incident, message.key));
  const unsaid = all
    .filter((message) => message.to === undefined)
    .sort((one, other) => Number(other.headline ?? false) - Number(one.headline ?? false));
  const updates = unsaid.filter((message) => message.updates !== undefined);
  const others = unsaid.filter((message) => message.updates === undefined);
  const comments = [
    ...updates.map((message) => [message]),
    ...others.filter((message) => message.alone).map((message) => [message]),
    ...[false, true].map((internal) => others.filter((message) => !message.alone && message.internal === internal)),
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
    const key = first.updates ? `${first.updates}.${incident.closedEarly}` : digest(keys.join('\n'));
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
  { run, now }: Pick<Work, 'run' | 'now'>,
): Extract<Fact, { type: 'claimed' }> {
  const text = bounded(messages.map((message) => messageText(message, incident, around)).join('\n\n'));
  return { type: 'claimed', key, keys, text, run, until: plusMinutes(now(), LEASE_MINUTES) };
}

function addressOf({ to, thread }: Message): { readonly to?: string; readonly thread?: string } {
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

function hasClaim(incident: Incident, key: string): boolean {
  return [...incident.claims.values()].some((claim) => claim.keys.includes(key));
}

/** The claims that may be said now, with what is known of them; the others are somebody else's still. */
export async function sayable(round: Round, incident: Incident): Promise<{ claim: Claim; said: number | undefined }[]> {
  const ours: { claim: Claim; said: number | undefined }[] = [];
  const others: Claim[] = [];
  for (const claim of incident.claims.values()) {
    if (claim.to !== undefined || !(await mayBeTakenUp(claim, round.work))) continue;
    if (claim.run === round.work.run) ours.push({ claim, said: undefined });
    else others.push(claim);
  }
  return others.length === 0 ? ours : [...ours, ...(await lookedFor(round, incident.iid, others))];
}

/** Whether this run may say it: it is its own and within its lease, or its run can no longer say it. */
export async function mayBeTakenUp(claim: Claim, work: Work): Promise<boolean> {
  if (claim.run === work.run) return work.now() < claim.until;
  return work.now() >= plusMinutes(await endOf(claim, work), GRACE_MINUTES);
}

/** When the run that claimed can no longer say it. */
async function endOf(claim: Claim, work: Work): Promise<string> {
  if (work.now() >= claim.until || !/^\d+$/.test(claim.run)) return claim.until;
  return (await work.gitlab.jobEnded(Number(claim.run))) ?? claim.until;
}

/** Were they said after all? The mark in a comment of the bot tells. */
async function lookedFor(
  round: Round,
  iid: number,
  claims: readonly Claim[],
): Promise<{ claim: Claim; said: number | undefined }[]> {
  const earliest = claims.map((claim) => claim.at).sort()[0];
  const notes = await round.work.gitlab.notes(
    iid,
    earliest === undefined ? undefined : plusMinutes(earliest, -OVERLAP),
  );
  const said = new Map(
    notes.filter((note) => note.author.id === round.bot.id).map((note) => [markIn(note.body), note.id]),
  );
  return claims.map((claim) => ({ claim, said: said.get(claim.key) }));
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
  const text = withMark(claim.text, claim.key);
  const earlier = claim.key.startsWith('closed-early.')
    ? [...incident.delivered].findLast(([key]) => key.startsWith('closed-early'))?.[1]
    : undefined;
  const edited = earlier === undefined ? undefined : await gitlab.edit(incident.iid, earlier, text);
  // Whoever deletes that comment has it said anew.
  const gone = edited?.outcome === 'refused' && edited.status === 404;
  const outcome = edited === undefined || gone ? await gitlab.say(incident.iid, text, claim.internal) : edited;
  if (outcome.outcome !== 'done') {
    const wait = outcome.outcome === 'unknown' || outcome.status === 0 || outcome.status === 429;
    return { delivered: false, why: `${outcome.outcome}: ${outcome.reason}`, wait };
  }
  const note = outcome.value?.note ?? earlier;
  return note === undefined ? { delivered: true } : { delivered: true, note };
}
