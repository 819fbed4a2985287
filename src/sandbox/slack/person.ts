// What people do with their Slack client.

import { channelNamed, messageAt } from './access.ts';
import * as actions from './channel-actions.ts';
import { checkName } from './channel-names.ts';
import type { Core } from './core.ts';
import { edit, isNote, plainContent, remove, say } from './messages.ts';
import { pin, unpin } from './pins.ts';
import { emoji, react, unreact } from './reactions.ts';
import { Refusal } from './refusal.ts';
import { richText } from './rich-text.ts';
import { postWhatIsDue } from './scheduled.ts';
import type { Channel, Content, Json, Message, User } from './store.ts';
import { typedText } from './text.ts';

/** Channels are named by id or name, messages by their ts. What Slack refuses is thrown, with Slack's code. */
export interface Person {
  /** The id of the new channel. */
  createChannel(name: string, options?: { readonly private?: boolean }): string;
  join(channel: string): void;
  leave(channel: string): void;
  invite(channel: string, user: User): void;
  /** Takes somebody out. */
  kick(channel: string, user: User): void;
  /** Says something as it is typed (`@name`, `#channel`, addresses); the ts of the message. */
  say(channel: string, text: string): string;
  reply(channel: string, ts: string, text: string, options?: { readonly broadcast?: boolean }): string;
  edit(channel: string, ts: string, text: string): void;
  remove(channel: string, ts: string): void;
  react(channel: string, ts: string, name: string): void;
  unreact(channel: string, ts: string, name: string): void;
  pin(channel: string, ts: string): void;
  unpin(channel: string, ts: string): void;
  rename(channel: string, name: string): void;
  setTopic(channel: string, topic: string): void;
  setPurpose(channel: string, purpose: string): void;
  archive(channel: string): void;
  /** A channel keeps its id when it becomes private. */
  makePrivate(channel: string): void;
  /** As an owner of the workspace can. */
  deleteChannel(channel: string): void;
  /** People can, where a bot cannot. */
  unarchive(channel: string): void;
}

export function personOf(core: Core, user: User): Person {
  return { ...inChannels(core, user), ...inMessages(core, user) };
}

type InMessages = Pick<Person, 'say' | 'reply' | 'edit' | 'remove' | 'react' | 'unreact' | 'pin' | 'unpin'>;

/** The channels that a person finds. */
function finder(core: Core, user: User): { known: (name: string) => Channel; mine: (name: string) => Channel } {
  const known = (name: string): Channel => {
    postWhatIsDue(core);
    const channel = core.store.channels.get(name) ?? channelNamed(core.store, name.replace(/^#/, ''));
    if (!channel || (channel.private && !channel.members.includes(user.id))) throw new Refusal('channel_not_found');
    return channel;
  };
  /** A channel that lives, with this person in it. */
  const mine = (name: string): Channel => {
    const channel = known(name);
    if (channel.archived) throw new Refusal('is_archived');
    if (!channel.members.includes(user.id)) throw new Refusal('not_in_channel');
    return channel;
  };
  return { known, mine };
}

function inChannels(core: Core, user: User): Omit<Person, keyof InMessages> {
  const { known, mine } = finder(core, user);
  return {
    createChannel(name, { private: isPrivate = false } = {}) {
      postWhatIsDue(core);
      return actions.createChannel(core, user, checkName(core.store, name), isPrivate).id;
    },
    join(name) {
      const channel = known(name);
      if (channel.archived) throw new Refusal('is_archived');
      if (!channel.members.includes(user.id)) actions.join(core, channel, user);
    },
    leave: (name) => actions.leave(core, mine(name), user),
    invite(name, guest) {
      const channel = mine(name);
      if (channel.members.includes(guest.id)) throw new Refusal('already_in_channel');
      actions.join(core, channel, guest, user);
    },
    kick(name, other) {
      const channel = mine(name);
      if (!channel.members.includes(other.id)) throw new Refusal('not_in_channel');
      actions.kick(core, channel, other, user);
    },
    rename: (name, to) => actions.rename(core, mine(name), user, checkName(core.store, to)),
    setTopic: (name, topic) => actions.setTopic(core, mine(name), user, topic),
    setPurpose: (name, purpose) => actions.setPurpose(core, mine(name), user, purpose),
    archive: (name) => actions.archive(core, mine(name), user),
    makePrivate(name) {
      mine(name).private = true;
    },
    deleteChannel: (name) => void core.store.channels.delete(known(name).id),
    unarchive: (name) => actions.unarchive(core, known(name), user),
  };
}

function inMessages(core: Core, user: User): InMessages {
  const { mine } = finder(core, user);
  const found = (channel: Channel, ts: string): Message => {
    const message = messageAt(channel, ts);
    if (!message) throw new Refusal('message_not_found');
    return message;
  };
  const own = (channel: Channel, ts: string): Message => {
    const message = found(channel, ts);
    if (message.user !== user.id || isNote(message)) throw new Refusal('cant_update_message');
    return message;
  };
  return {
    say: (name, text) => say(core, mine(name), user, typed(core, text), sentBy(core)).ts,
    reply(name, ts, text, { broadcast = false } = {}) {
      const channel = mine(name);
      const { threadTs } = found(channel, ts);
      const content = { ...typed(core, text), threadTs: threadTs ?? ts, broadcast };
      return say(core, channel, user, content, sentBy(core)).ts;
    },
    edit(name, ts, text) {
      const channel = mine(name);
      const { text: stored, blocks } = typed(core, text);
      edit(core, channel, own(channel, ts), { text: stored, blocks }, { marked: true, user });
    },
    remove(name, ts) {
      const channel = mine(name);
      remove(core, channel, own(channel, ts));
    },
    react(name, ts, picture) {
      const channel = mine(name);
      react(core, channel, found(channel, ts), user, emoji(picture));
    },
    unreact(name, ts, picture) {
      const channel = mine(name);
      unreact(core, channel, found(channel, ts), user, emoji(picture));
    },
    pin(name, ts) {
      const channel = mine(name);
      pin(core, channel, found(channel, ts), user);
    },
    unpin(name, ts) {
      const channel = mine(name);
      unpin(channel, found(channel, ts));
    },
  };
}

/** What a client sends for what somebody typed. */
function typed(core: Core, text: string): Content {
  const stored = typedText(core, text);
  return { ...plainContent(stored), blocks: richText(stored) };
}

/** Clients name what they send themselves. */
function sentBy(core: Core): { readonly extra: Json } {
  core.store.lastNumber += 1;
  return { extra: { client_msg_id: `00000000-0000-4000-8000-${String(core.store.lastNumber).padStart(12, '0')}` } };
}
