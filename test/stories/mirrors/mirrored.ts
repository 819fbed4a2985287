// What stories of mirrors start from: an organisation with two services and their communities, and what people there see in
// Slack and in Jira.

import type { Stage, StageOptions } from '../../../src/demo/stage.ts';
import type { MirrorOptions } from '../../../src/sandbox/mirrors.ts';
import type { ChannelRecord, MessageRecord } from '../../../src/sandbox/slack/reader.ts';
import { green, REPORT } from '../story.ts';

/** Two services with a community each; `#nobody` does not exist. */
export const CONFIG = `
services:
  nexus:
    title: Nexus
    contacts: [cai]
    communities: [builders]
    backlog: {jira: TEAM}
    bugs: {jira: TEAM}
  wiki:
    title: Wiki
    communities: [writers]
communities:
  builders: {title: People who build, slack: ["#builders"]}
  writers: {title: People who write, slack: ["#writers"]}
  ghosts: {title: People who left, slack: ["#nobody"]}
backlog:
  cross-team: {jira: CROSS}
review:
  representatives: [uli]
`;

export type Opening = MirrorOptions & Pick<StageOptions, 'visibility' | 'files'> & { readonly config?: string };

/** The options of a stage with everything beside it. */
export function withMirrors({ visibility, files, config = CONFIG, ...mirrors }: Opening = {}): StageOptions {
  return {
    init: ['--yes', '--no-proof'],
    ...(visibility ? { visibility } : {}),
    ...(files ? { files } : {}),
    mirrors: { channels: ['#builders', '#writers'], projects: ['TEAM', 'CROSS'], ...mirrors, config },
  };
}

/** An incident in full response that ana commands. */
export async function responding(stage: Stage, title = 'Nexus answers 502', more: object = {}): Promise<number> {
  const iid = await stage.person('ana').open(title, REPORT, more);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
  await green(stage, 'react');
  return iid;
}

/** Something happens, a minute passes, and sitrep looks. */
export async function later(stage: Stage, minutes = 1, ...argv: readonly string[]): Promise<readonly string[]> {
  await stage.gitlab.advance(minutes);
  return green(stage, ...(argv.length > 0 ? argv : ['sweep']));
}

/** Channels of incidents, in the order in which they were made. */
export function rooms(stage: Stage): readonly ChannelRecord[] {
  return stage.mirrors.slack.channels().filter(({ creator }) => creator === 'sitrep');
}

/** The one channel of the one incident; throws where there are more or none. */
export function room(stage: Stage): ChannelRecord {
  const [first, ...others] = rooms(stage);
  if (!first || others.length > 0)
    throw new Error(`there are ${others.length + (first ? 1 : 0)} channels of incidents`);
  return first;
}

/** What people read in a message: its text, and what an app shows in blocks. */
export function wordsOf({ text, blocks }: Pick<MessageRecord, 'text' | 'blocks'>): string {
  return blocks.length === 0 ? text : textsIn(blocks).join('\n');
}

/** What was said in a channel, by whom, without Slack's own lines and the pinned card; threads below what they answer. */
export function conversation({ messages }: ChannelRecord): readonly string[] {
  return messages
    .filter(({ note, pinned, bot }) => note === undefined && !(bot && pinned))
    .flatMap((message) => [
      `${message.by}: ${wordsOf(message)}`,
      ...message.replies.map((reply) => `  ${reply.by}: ${wordsOf(reply)}`),
    ]);
}

/** What sitrep said there. */
export function botIn(channel: ChannelRecord): readonly string[] {
  return conversation(channel).filter((line) => line.trimStart().startsWith('sitrep: '));
}

/** The pinned card; throws where there is not exactly one. */
export function card({ pins }: ChannelRecord): string {
  const [first, ...others] = pins;
  if (!first || others.length > 0) throw new Error(`${pins.length} messages are pinned`);
  return wordsOf(first);
}

/** The live ticket. */
export function ticket(stage: Stage): ReturnType<Stage['mirrors']['jira']['read']>[number] {
  const [first, ...others] = stage.mirrors.jira.read('INC');
  if (!first || others.length > 0) throw new Error(`there are ${others.length + (first ? 1 : 0)} live tickets`);
  return first;
}

function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'text' && typeof one === 'string' ? [one] : textsIn(one),
  );
}
