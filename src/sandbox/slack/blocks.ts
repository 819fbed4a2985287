// The checks of Block Kit: which blocks a message may hold, and how much of what (facts 4, "Block Kit limits").
//
// Slack answers `invalid_blocks` and says in `response_metadata.messages` what is wrong and where; a message whose blocks
// are too long in all gets `msg_blocks_too_long`, a limit that is documented nowhere.

import { isObject } from './arguments.ts';
import { Refusal, said } from './refusal.ts';
import type { Json } from './store.ts';

const MAX_BLOCKS = 50;
/** Characters of all blocks as JSON. */
const MAX_TOTAL = 13_000;
const MAX_MARKDOWN = 12_000;

/**
 * The blocks of a message, each with an id. Throws `invalid_blocks_format` on what is no list, `invalid_blocks`,
 * `msg_blocks_too_long`.
 */
export function checkedBlocks(value: unknown): Json[] {
  if (!Array.isArray(value)) throw new Refusal('invalid_blocks_format');
  const problems = [
    ...(value.length > MAX_BLOCKS ? [`no more than ${MAX_BLOCKS} items allowed [json-pointer:/blocks]`] : []),
    ...value.flatMap((block, index) => problemsOf(block, `/blocks/${index}`)),
    ...repeatedIds(value),
    ...(markdownLength(value) > MAX_MARKDOWN
      ? [`markdown blocks must be less than ${MAX_MARKDOWN + 1} characters in all [json-pointer:/blocks]`]
      : []),
  ];
  if (problems.length > 0) throw new Refusal('invalid_blocks', said(problems));
  if (JSON.stringify(value).length > MAX_TOTAL) throw new Refusal('msg_blocks_too_long');
  return value.filter(isObject).map((block, index) => ({ block_id: `b${index + 1}`, ...block }));
}

function markdownLength(blocks: readonly unknown[]): number {
  return blocks.reduce(
    (sum: number, block) => sum + (isObject(block) && block['type'] === 'markdown' ? String(block['text']).length : 0),
    0,
  );
}

function repeatedIds(blocks: readonly unknown[]): string[] {
  const ids = blocks.flatMap((block) =>
    isObject(block) && typeof block['block_id'] === 'string' ? block['block_id'] : [],
  );
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `\`block_id\` already exists: ${id} [json-pointer:/blocks]`);
}

type Check = (block: Json, at: string) => string[];

const CHECKS: Readonly<Record<string, Check>> = {
  section: (block, at) => [
    ...(block['text'] === undefined && block['fields'] === undefined ? [missing('text', at)] : []),
    ...optional(block['text'], (text) => textObject(text, `${at}/text`, 3000)),
    ...optional(block['fields'], (fields) =>
      list(fields, `${at}/fields`, 10, (one, where) => textObject(one, where, 2000)),
    ),
    ...optional(block['accessory'], (accessory) => element(accessory, `${at}/accessory`)),
  ],
  header: (block, at) => textObject(block['text'], `${at}/text`, 150, ['plain_text']),
  context: (block, at) =>
    list(block['elements'], `${at}/elements`, 10, (one, where) =>
      isObject(one) && one['type'] === 'image' ? image(one, where) : textObject(one, where, 3000),
    ),
  actions: (block, at) => list(block['elements'], `${at}/elements`, 25, element),
  divider: () => [],
  image: (block, at) => [
    ...image(block, at),
    ...optional(block['title'], (title) => textObject(title, `${at}/title`, 2000, ['plain_text'])),
  ],
  markdown: (block, at) => [
    ...required(block['text'], `${at}/text`),
    ...longer(block['text'], `${at}/text`, MAX_MARKDOWN),
  ],
  rich_text: (block, at) => list(block['elements'], `${at}/elements`, Number.POSITIVE_INFINITY, () => []),
  table: (block, at) => list(block['rows'], `${at}/rows`, 100, (row, where) => list(row, where, 20, () => [])),
};

function problemsOf(block: unknown, at: string): string[] {
  if (!isObject(block)) return [`must be an object [json-pointer:${at}]`];
  const { type, block_id: id } = block;
  const check = typeof type === 'string' ? CHECKS[type] : undefined;
  if (!check) return [`unsupported type: ${String(type)} [json-pointer:${at}/type]`];
  return [...(id === undefined ? [] : longer(id, `${at}/block_id`, 255)), ...check(block, at)];
}

function textObject(value: unknown, at: string, max: number, types = ['plain_text', 'mrkdwn']): string[] {
  if (!isObject(value)) return [missing('text', at)];
  if (!types.includes(String(value['type'])))
    return [`unsupported type: ${String(value['type'])} [json-pointer:${at}/type]`];
  return [...required(value['text'], `${at}/text`), ...longer(value['text'], `${at}/text`, max)];
}

function element(value: unknown, at: string): string[] {
  if (!isObject(value)) return [`must be an object [json-pointer:${at}]`];
  if (value['type'] === 'image') return image(value, at);
  const { action_id: id, url, value: carried } = value;
  return [
    ...longer(id, `${at}/action_id`, 255),
    ...longer(url, `${at}/url`, 3000),
    ...longer(carried, `${at}/value`, 2000),
    ...(value['type'] === 'button' ? textObject(value['text'], `${at}/text`, 75, ['plain_text']) : []),
  ];
}

const image = (value: Json, at: string): string[] => [
  ...(value['slack_file'] === undefined ? required(value['image_url'], `${at}/image_url`) : []),
  ...longer(value['image_url'], `${at}/image_url`, 3000),
  ...required(value['alt_text'], `${at}/alt_text`),
  ...longer(value['alt_text'], `${at}/alt_text`, 2000),
];

function list(value: unknown, at: string, max: number, each: (item: unknown, at: string) => string[]): string[] {
  if (!Array.isArray(value) || value.length === 0) return [`must have at least 1 item [json-pointer:${at}]`];
  if (value.length > max) return [`no more than ${max} items allowed [json-pointer:${at}]`];
  return value.flatMap((item, index) => each(item, `${at}/${index}`));
}

const optional = (value: unknown, check: (value: unknown) => string[]): string[] =>
  value === undefined ? [] : check(value);

const required = (value: unknown, at: string): string[] =>
  typeof value === 'string' && value !== '' ? [] : [`must be more than 0 characters [json-pointer:${at}]`];

const longer = (value: unknown, at: string, max: number): string[] =>
  typeof value === 'string' && value.length > max
    ? [`must be less than ${max + 1} characters [json-pointer:${at}]`]
    : [];

const missing = (field: string, at: string): string => `missing required field: ${field} [json-pointer:${at}]`;
