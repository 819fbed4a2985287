// What was announced and put right (`/correct`): the correction goes where the earlier one went, and above that one stands
// when it was corrected. People skim channels, so nothing is hidden in a thread, and nothing that was read disappears.

import type { Announcement } from '../incident/entries.ts';
import type { EventOf } from '../incident/events.ts';
import type { Claim, Incident } from '../incident/incident.ts';
import { audienceOf, audienceWords } from '../rules/audience.ts';
import type { Policy } from '../rules/index.ts';
import { code, listed } from '../text/markdown.ts';
import { clock } from '../text/time.ts';
import { channelPlace } from './outbox.ts';
import type { Message } from './say.ts';
import type { Surroundings } from './surroundings.ts';

type Words = Pick<Announcement, 'to' | 'corrects'> | Pick<EventOf<'suggested'>, 'to' | 'corrects'>;

/** The channels that an announcement goes to: of a correction those in which the earlier one was claimed, each once. */
export function channelsOf(words: Words, incident: Incident, policy: Policy): readonly string[] {
  if (!policy.slack || incident.drill) return [];
  const begin = `told:${words.corrects}:`;
  const told = [...incident.told.keys()].flatMap((key) => (key.startsWith(begin) ? key.slice(begin.length) : []));
  const channels = told.length > 0 ? told : audienceOf(incident, words, policy).flatMap((one) => one.channels);
  return [...new Set(channels)];
}

/** Where it goes, in one line for whoever says it. Markdown. */
export function reachWords(words: Words, incident: Incident, policy: Policy): string {
  if (words.corrects === undefined || incident.drill) return audienceWords(incident, words, policy);
  const channels = channelsOf(words, incident, policy).map((one) => code(one));
  const where = channels.length === 0 ? 'to this issue alone' : `to ${listed(channels)}`;
  return `Goes ${where}, as announcement ${words.corrects} did.`;
}

/** The line above the earlier announcement, in each channel and on the issue. */
export function corrections(
  event: EventOf<'announced'>,
  incident: Incident,
  { policy }: Surroundings,
): readonly Message[] {
  const earlier = incident.announcements.find(({ n }) => n === event.corrects);
  if (!earlier) return [];
  const shared = { because: `announcement ${earlier.n} is corrected`, internal: false };
  const said = incident.told.get(`say:${earlier.id}`);
  const inChannels = channelsOf(event, incident, policy).map((channel) => ({
    ...shared,
    key: `corrected:${event.n}:${channel}`,
    body: { text: lines(incident, ({ n }) => n === earlier.n, policy) },
    to: channelPlace(channel),
  }));
  // A comment may say several; what this run announces, all of it is to be one.
  const inComment = ({ id }: Announcement): boolean => incident.told.get(`say:${id}`)?.mark === said?.mark;
  const text = lines(incident, inComment, policy);
  return [...inChannels, { ...shared, key: `corrected:${event.n}`, body: { text }, updates: `say:${earlier.id}` }];
}

function lines({ announcements }: Incident, meant: (one: Announcement) => boolean, { zone }: Policy): string {
  const meantNumbers = announcements.filter(meant).map(({ n }) => n);
  return announcements
    .filter(({ corrects }) => corrects !== undefined && meantNumbers.includes(corrects))
    .map(
      ({ n, at, corrects }) =>
        `**Announcement ${corrects} was corrected at ${clock(at, zone)}**: see announcement ${n}.`,
    )
    .join('\n\n');
}

/** The earlier message in a channel that a claim puts a line above; undefined for other claims. */
export function correctedPost(
  { key }: Claim,
  incident: Incident,
): { readonly key: string; readonly text: string } | undefined {
  const [, n, channel] = /^corrected:(\d+):(.+)$/.exec(key) ?? [];
  if (n === undefined) return undefined;
  const told = `told:${earlierOf(n, incident)?.n}:${channel}`;
  return { key: told, text: incident.told.get(told)?.text ?? '' };
}

/** The earlier comment that a claim puts a line above, and its number once it is known; undefined for other claims. */
export function correctedComment(
  { key }: Claim,
  incident: Incident,
): { readonly mark: string; readonly text: string; readonly note: number | undefined } | undefined {
  const n = /^corrected:(\d+)$/.exec(key)?.[1];
  const said = n === undefined ? undefined : `say:${earlierOf(n, incident)?.id}`;
  const told = incident.told.get(said ?? '');
  return told && { ...told, note: incident.delivered.get(said ?? '') };
}

function earlierOf(n: string, { announcements }: Incident): Announcement | undefined {
  const corrects = announcements.find((one) => one.n === Number(n))?.corrects;
  return announcements.find((one) => one.n === corrects);
}
