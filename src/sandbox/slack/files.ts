// Uploads in three steps: an address, the bytes, and the word that makes them seen (facts 3.8).

import { isMember, mayKnow } from './access.ts';
import { isObject } from './arguments.ts';
import { threadFor } from './content.ts';
import { type Core, newId, seconds } from './core.ts';
import { plainContent, say } from './messages.ts';
import { type Call, type Method, scopes } from './method.ts';
import { invalidArguments, Refusal } from './refusal.ts';
import type { Channel, Json, StoredFile } from './store.ts';
import { parsingFor, storedText } from './text.ts';

/** The longest snippet, in bytes; other files may have 1 GB. */
const MAX_SNIPPET = 1024 * 1024;

const write = scopes('files:write');

export const fileMethods: readonly Method[] = [
  { name: 'files.getUploadURLExternal', tier: 4, scopes: write, answer: getUploadUrl },
  { name: 'files.completeUploadExternal', tier: 4, scopes: write, answer: complete },
];

function getUploadUrl({ core, args, bot }: Call): Json {
  const name = args.need('filename');
  args.need('length');
  const length = args.whole('length', 0, 'invalid_arguments');
  if (args.has('snippet_type') && length > MAX_SNIPPET) throw new Refusal('snippet_too_large');
  const id = newId(core, 'F');
  const created = seconds(core);
  core.store.files.set(id, { id, name, length, user: bot.id, title: name, text: undefined, complete: false, created });
  return { upload_url: `${core.url}/upload/v1/${id}`, file_id: id };
}

/** Takes the bytes of the file; undefined where no such upload was begun or their number is wrong. */
export function takeUpload(core: Core, id: string, bytes: Buffer): string | undefined {
  const file = core.store.files.get(id);
  if (!file || file.complete || bytes.length !== file.length) return undefined;
  file.text = bytes.toString();
  return `OK - ${bytes.length}`;
}

function complete(call: Call): Json {
  const { core, args, bot } = call;
  const files = uploaded(call, args.structure('files', 'invalid_arguments'));
  const id = args.text('channel_id');
  const channel = id === undefined ? undefined : sharedIn(call, id);
  const threadTs = channel && threadFor(channel, args.text('thread_ts'));
  for (const { file, title } of files) Object.assign(file, { complete: true, title: title ?? file.title });
  if (channel) {
    const text = storedText(core, args.text('initial_comment') ?? '', parsingFor(undefined, false));
    const said = { subtype: 'file_share', files: files.map(({ file }) => file.id) };
    say(core, channel, bot, plainContent(text, threadTs), said);
  }
  return { files: files.map(({ file }) => ({ id: file.id, title: file.title })) };
}

function uploaded({ core, bot }: Call, value: unknown): { file: StoredFile; title: string | undefined }[] {
  if (!Array.isArray(value) || value.length === 0) throw invalidArguments('missing required field: files');
  return value.map((entry) => {
    const file = isObject(entry) ? core.store.files.get(String(entry['id'])) : undefined;
    if (!file || file.user !== bot.id || file.text === undefined || file.complete) throw new Refusal('file_not_found');
    return { file, title: isObject(entry) && typeof entry['title'] === 'string' ? entry['title'] : undefined };
  });
}

function sharedIn(call: Call, id: string): Channel {
  const channel = call.core.store.channels.get(id);
  if (!channel || !mayKnow(call, channel)) throw new Refusal('channel_not_found');
  if (channel.archived) throw new Refusal('posting_to_channel_denied');
  if (!isMember(call, channel)) throw new Refusal('not_in_channel');
  return channel;
}
