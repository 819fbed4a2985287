// Channels: made once, found again, named, described, filled with people, archived.
//
// Slack has no key for "make this once", but a name is taken for good, also by an archived channel: that keeps two runs from
// making a channel twice; creator and purpose tell whose it is, whatever it is called by then (facts 3.2).

import { remembered } from '../http/memo.ts';
import type { Outcome } from '../http/outcome.ts';
import { visible } from '../text/visible.ts';
import { looking, outcomeOf, pages, write } from './calls.ts';
import type { Client } from './client.ts';
import { codeOf } from './errors.ts';
import { channelName, isNamed, numbered } from './names.ts';
import type { Channel, Slack } from './port.ts';
import { escaped, shortened } from './sending.ts';
import { parsed, WireChannelAnswer, WireChannels } from './wire.ts';

type Channels = Pick<
  Slack,
  'openChannel' | 'channel' | 'channelsNamed' | 'joinChannel' | 'setTopic' | 'setPurpose' | 'renameChannel' | 'archive'
>;

/** Of topic and purpose, in characters as they are sent. */
const LONGEST_WORDS = 250;
/** Channels of one name that belong to others. */
const MOST_TAKEN = 20;
const BOTH_TYPES = 'public_channel,private_channel';

export function makeChannels(client: Client, me: Slack['me']): Channels {
  async function channel(id: string): Promise<Channel | undefined> {
    try {
      return parsed('conversations.info', WireChannelAnswer, await client.read('conversations.info', { channel: id }))
        .channel;
    } catch (error) {
      if (codeOf(error) === 'channel_not_found') return undefined;
      throw error;
    }
  }

  /** Slack says of each change in the channel that there was one: what is so already is left. */
  function setWords(id: string, kind: 'topic' | 'purpose', text: string): Promise<Outcome<undefined>> {
    return looking(async () => {
      const wanted = wordsFor(text);
      const present = await channel(id);
      if (present?.[kind] === wanted) return { outcome: 'done', value: undefined };
      return kind === 'topic'
        ? write(client, 'conversations.setTopic', { channel: id, topic: escaped(wanted) })
        : write(client, 'conversations.setPurpose', { channel: id, purpose: escaped(wanted) });
    });
  }

  const channelNamed = remembered(async (name: string): Promise<Channel | undefined> => {
    const all = pages(client, 'conversations.list', { types: BOTH_TYPES, exclude_archived: true });
    for await (const page of all) {
      const found = parsed('conversations.list', WireChannels, page).channels.find((one) => one.name === name);
      if (found) return found;
    }
    return undefined;
  });

  const joined = new Set<string>();

  return {
    openChannel: (wanted) => looking(() => open(client, me, wanted, setWords)),
    channel,
    async channelsNamed(names) {
      const ids = names.filter((name) => isId(bare(name)));
      const byName = names.some((name) => !isId(bare(name))) ? await everyChannel(client) : new Map<string, Channel>();
      const byId = new Map(await Promise.all(ids.map(async (id) => [id, await channel(bare(id))] as const)));
      return new Map(
        names.flatMap((name) => {
          const found = byId.get(name) ?? byName.get(bare(name).toLowerCase());
          return found ? [[name, found] as const] : [];
        }),
      );
    },
    joinChannel: (given) =>
      looking(async () => {
        const name = bare(given);
        const found = isId(name) ? await channel(name) : await channelNamed(name.toLowerCase());
        if (!found) return missing(given);
        if (found.archived) return { outcome: 'refused', status: 410, reason: `${found.name} is archived` };
        const member = { ...found, member: true };
        if (found.member || (!isId(name) && joined.has(found.id))) return { outcome: 'done', value: member };
        const end = await client.write('conversations.join', { channel: found.id });
        if (end.done) joined.add(found.id);
        return outcomeOf(end, () => member);
      }),
    setTopic: (id, topic) => setWords(id, 'topic', topic),
    setPurpose: (id, purpose) => setWords(id, 'purpose', purpose),
    renameChannel: (id, text) => looking(() => rename(client, id, channelName(text), channel)),
    archive: (id) => write(client, 'conversations.archive', { channel: id }, ['already_archived']),
  };
}

async function open(
  client: Client,
  me: Slack['me'],
  wanted: Parameters<Slack['openChannel']>[0],
  setWords: (id: string, kind: 'purpose', text: string) => Promise<Outcome<undefined>>,
): Promise<Outcome<Channel>> {
  const purpose = wordsFor(wanted.purpose);
  const described = async (found: Channel): Promise<Outcome<Channel>> => {
    const set = found.purpose === purpose ? undefined : await setWords(found.id, 'purpose', wanted.purpose);
    return set && set.outcome !== 'done' ? set : { outcome: 'done', value: { ...found, member: true, purpose } };
  };
  const own = (await ownChannels(client, (await me()).user)).filter((one) => one.private === wanted.private);
  const stem = channelName(wanted.stem);
  const begun = ({ name, purpose: words }: Channel): boolean =>
    words === '' && (name === stem || name.startsWith(`${stem}-`));
  const found = own.find((one) => one.purpose === purpose) ?? own.find(begun);
  if (found) return described(found);
  for (let number = 1; number <= MOST_TAKEN; number += 1) {
    const name = numbered(channelName(wanted.name), number);
    const end = await client.write('conversations.create', { name, is_private: wanted.private });
    const made = outcomeOf(end, (answer) => parsed('conversations.create', WireChannelAnswer, answer).channel);
    if (made.outcome === 'done') return described(made.value);
    if (end.done || end.code !== 'name_taken') return made;
  }
  return { outcome: 'refused', status: 400, reason: `name_taken: ${MOST_TAKEN} channels have this name` };
}

/** By name; a channel that lives goes before an archived one. */
async function everyChannel(client: Client): Promise<ReadonlyMap<string, Channel>> {
  const all = new Map<string, Channel>();
  for await (const page of pages(client, 'conversations.list', { types: BOTH_TYPES }))
    for (const one of parsed('conversations.list', WireChannels, page).channels)
      if (!one.archived || !all.has(one.name)) all.set(one.name, one);
  return all;
}

/** As it is configured, without the `#`. */
const bare = (given: string): string => given.trim().replace(/^#/, '');
const isId = (name: string): boolean => /^[CG][A-Z0-9]{7,}$/.test(name);

async function ownChannels(client: Client, user: string): Promise<readonly Channel[]> {
  const own: Channel[] = [];
  for await (const page of pages(client, 'users.conversations', { types: BOTH_TYPES, exclude_archived: true })) {
    const { channels } = parsed('users.conversations', WireChannels, page);
    own.push(...channels.filter(({ creator }) => creator === user));
  }
  return own;
}

async function rename(
  client: Client,
  id: string,
  name: string,
  channel: Slack['channel'],
): Promise<Outcome<undefined>> {
  const present = await channel(id);
  if (!present) return missing(id);
  if (isNamed(present.name, name)) return { outcome: 'done', value: undefined };
  for (let number = 1; number <= MOST_TAKEN; number += 1) {
    const end = await client.write('conversations.rename', { channel: id, name: numbered(name, number) });
    if (end.done) return { outcome: 'done', value: undefined };
    if (end.code !== 'name_taken') return end.failure;
  }
  return { outcome: 'refused', status: 400, reason: `name_taken: ${MOST_TAKEN} channels have this name` };
}

function missing(name: string): Outcome<never> {
  return {
    outcome: 'refused',
    status: 404,
    reason: `there is no channel ${name}, or it is private and the bot was not invited`,
  };
}

/** As they are stored, entities undone: one line, cut where they are too long. */
function wordsFor(text: string): string {
  return shortened(visible(text).replace(/\s+/g, ' ').trim(), LONGEST_WORDS);
}
