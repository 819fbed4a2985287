// What happens to a channel, whoever does it. Each leaves its line in the channel, as in Slack.

import { type Core, newId, seconds } from './core.ts';
import { note } from './messages.ts';
import type { Channel, User } from './store.ts';
import { storedRemark } from './text.ts';

export function createChannel(core: Core, creator: User, name: string, isPrivate: boolean): Channel {
  const unset = { value: '', creator: '', last_set: 0 };
  const channel: Channel = {
    id: newId(core, 'C'),
    name,
    previousNames: [],
    private: isPrivate,
    general: core.store.channels.size === 0,
    creator: creator.id,
    created: seconds(core),
    archived: false,
    topic: unset,
    purpose: unset,
    members: [],
    putOut: [],
    messages: [],
    pins: [],
    bookmarks: [],
  };
  core.store.channels.set(channel.id, channel);
  join(core, channel, creator);
  return channel;
}

/** Makes somebody a member, brought by somebody else or on their own. */
export function join(core: Core, channel: Channel, user: User, inviter?: User): void {
  channel.members.push(user.id);
  note(core, channel, user, 'channel_join', 'has joined the channel', inviter ? { inviter: inviter.id } : {});
}

export function leave(core: Core, channel: Channel, user: User): void {
  note(core, channel, user, 'channel_leave', 'has left the channel');
  channel.members = channel.members.filter((id) => id !== user.id);
}

/** Takes somebody out, which only people do here. */
export function kick(core: Core, channel: Channel, user: User, by: User): void {
  note(core, channel, user, 'channel_leave', `was removed from the channel by <@${by.id}>`);
  channel.members = channel.members.filter((id) => id !== user.id);
}

export function rename(core: Core, channel: Channel, user: User, name: string): void {
  const old = channel.name;
  channel.previousNames = [old, ...channel.previousNames];
  channel.name = name;
  note(core, channel, user, 'channel_name', `has renamed the channel from "${old}" to "${name}"`, {
    old_name: old,
    name,
  });
}

export function setTopic(core: Core, channel: Channel, user: User, text: string): void {
  const value = storedRemark(text);
  channel.topic = { value, creator: user.id, last_set: seconds(core) };
  const words = value === '' ? 'cleared the channel topic' : `set the channel topic: ${value}`;
  note(core, channel, user, 'channel_topic', words, { topic: value });
}

export function setPurpose(core: Core, channel: Channel, user: User, text: string): void {
  const value = storedRemark(text);
  channel.purpose = { value, creator: user.id, last_set: seconds(core) };
  const words = value === '' ? 'cleared the channel description' : `set the channel description: ${value}`;
  note(core, channel, user, 'channel_purpose', words, { purpose: value });
}

/** Ends a channel. Its bots are put out and do not come back (github.com/elastic/connectors/issues/1972). */
export function archive(core: Core, channel: Channel, user: User): void {
  note(core, channel, user, 'channel_archive', 'archived the channel');
  channel.archived = true;
  channel.putOut = channel.members.filter((id) => core.store.users.get(id)?.bot !== undefined);
  channel.members = channel.members.filter((id) => !channel.putOut.includes(id));
}

export function unarchive(core: Core, channel: Channel, user: User): void {
  channel.archived = false;
  note(core, channel, user, 'channel_unarchive', 'un-archived the channel');
}
