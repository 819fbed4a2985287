// /announce: what users are told, in one wording everywhere (R29, R33, R34).
//
// Never refused for what is missing: that reads "unknown". Automation alone never speaks to users, so
// this is the only way in.

import type { Fact, Status } from '../incident/events.ts';
import { isOver } from '../incident/incident.ts';
import { audienceOf, isEverybody } from '../rules/audience.ts';
import { code, listed } from '../text/markdown.ts';
import { nearest } from '../text/nearest.ts';
import type { Instant } from '../text/time.ts';
import { needsCharge, needsText } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { NEXT, nextTime } from './next-time.ts';

export const announce: Command = {
  name: 'announce',
  aliases: ['announcement', 'tell-users'],
  usage: '/announce [to <community>] <what, since when, what is being done> [next 14:30]',
  summary: 'Tell the people who wait. "Restored" once mitigated; begin with "All clear" to end it.',
  who: 'Comms; while there is none, the commander.',
  essential: true,
  understand(words, given) {
    const { to, unknown, text } = narrowed(words.trim(), given);
    return (
      needsCharge(given, ['comms']) ??
      needsText(
        words,
        'Short and early is better than complete',
        '/announce <what, since when, what is being done, when you will say more>',
      ) ??
      (unknown === undefined ? undefined : noCommunity(unknown, given)) ??
      needsText(text, 'Say what they are to hear', `/announce to ${to?.join(', ')} <what, since when>`) ??
      noTime(text, given) ??
      did(toUsers({ text, to }, given))
    );
  },
};

/** What users are to hear. */
interface Words {
  readonly text: string;
  /** The communities that it is narrowed to. */
  readonly to?: readonly string[] | undefined;
  /** The number of the announcement that it puts right. */
  readonly corrects?: number | undefined;
}

/**
 * What comes of a text for users: it is announced. Of a confidential incident it is kept until a second person says yes
 * (process.md section 7); of an S1 that reaches every community, until somebody has seen it with its audience (section 4).
 */
export function toUsers(words: Words, given: Given): Fact {
  if (!given.incident.confidential && !reachesEverybody(words, given)) return announcement(words, given);
  const n = given.incident.suggested + 1;
  return { type: 'suggested', n, kind: 'announcement', ...plain(words) };
}

/** A slip that everybody reads is not taken back: one more look guards against it. */
function reachesEverybody(words: Words, { incident, shown, policy }: Given): boolean {
  return [incident.severity, shown].includes('S1') && isEverybody(audienceOf(incident, words, policy), policy);
}

/** The yes to the first word that was drafted: it was shown with its audience, so only a confidential one waits on. */
export function sendDraft(text: string, given: Given): Verdict {
  const fact = given.incident.confidential ? toUsers({ text }, given) : announcement({ text }, given);
  return needsCharge(given, ['comms']) ?? noTime(text, given) ?? did(fact);
}

/** The announcement that a text is, in the present state of the incident. */
export function announcement(words: Words, given: Given): Extract<Fact, { type: 'announced' }> {
  const { incident } = given;
  const about = subject(words.text, incident.status);
  const next = about === 'all-clear' ? undefined : promised(words.text, given);
  const n = incident.announcements.length + 1;
  return { type: 'announced', n, about, ...plain(words), ...(next ? { next } : {}) };
}

function plain({ text, to, corrects }: Words): { text: string; to?: string[]; corrects?: number } {
  return { text, ...(to ? { to: [...to] } : {}), ...(corrects === undefined ? {} : { corrects }) };
}

/** Names with commas or `and` between them. Where no community is configured, `to` is a word like any other. */
const NARROWED = /^to:?\s+((?:[\w.-]+(?:\s*(?:,|&|\+)\s*|\s+and\s+)){0,20}[\w.-]*\w):?(?:\s+|$)([\s\S]*)$/i;

interface Narrowed {
  /** Short names of communities, as they are configured. */
  readonly to?: readonly string[];
  /** The first name that is none. */
  readonly unknown?: string;
  readonly text: string;
}

function narrowed(words: string, { policy }: Given): Narrowed {
  const known = Object.keys(policy.communities);
  const [, list, text = ''] = NARROWED.exec(words) ?? [];
  if (list === undefined || known.length === 0) return { text: words };
  const names = list.split(/\s*[,&+]\s*|\s+and\s+/i);
  const meant = names.map((name) => known.find((one) => one.toLowerCase() === name.toLowerCase()));
  const unknown = names[meant.indexOf(undefined)];
  return unknown === undefined
    ? { to: meant.filter((one) => one !== undefined), text: text.trim() }
    : { unknown, text };
}

function noCommunity(name: string, { policy }: Given): Verdict {
  const known = Object.keys(policy.communities);
  const near = nearest(name, known) ?? known[0];
  return refuse(
    `There is no community ${code(name, 80)}; known are ${listed(known.map((one) => code(one)))}. Without ${code('to')} it goes to all who are affected.`,
    `/announce to ${near} <what, since when, what is being done>`,
  );
}

/** While the response runs nothing is clear, whatever the words are: users go on being told. */
function subject(text: string, status: Status): 'progress' | 'restored' | 'all-clear' {
  if (['resolved', 'review'].includes(status) || isOver(status)) return 'all-clear';
  if (status !== 'responding' && /^\W*all[\s-]?clear\b/i.test(text)) return 'all-clear';
  return status === 'mitigated' ? 'restored' : 'progress';
}

const PROMISE = new RegExp(`\\b${NEXT}`, 'i');

/** What users are told goes everywhere: a promise for 99:99 is not sent. */
export function noTime(words: string, given: Given): Verdict | undefined {
  const time = PROMISE.exec(words)?.[3];
  if (time === undefined || promised(words, given) !== undefined) return undefined;
  return refuse(`${code(time)} is no time.`, '/announce <what, since when, what is being done> next 30m');
}

/** When the text itself says that users will hear more. */
function promised(text: string, given: Given): Instant | undefined {
  const [, amount, unit, time] = PROMISE.exec(text) ?? [];
  return nextTime(amount, unit, time, given);
}
