// Tells the audience what happens, as it happens: what a person does on the left, what sitrep makes of it
// below. Reads everything from GitLab, Slack and Jira, as anybody could.

import { type News, watchMirrors } from './mirror-news.ts';
import { at, items, type Json, type Stage } from './stage.ts';

const WIDTH = 104;
const MOST_LINES = 8;

export interface Narrator {
  scene(time: string, who: string, told: string, typed: readonly string[]): void;
  /** Prints what is new since the last call: comments of the bot, labels and reactions on the issue, what came to Slack and Jira. */
  since(): Promise<void>;
}

export function narrate(stage: Stage, print: (line: string) => void, iid: () => number): Narrator {
  const seen = { note: 0, labels: new Set<string>(), emoji: 0, state: 'opened', texts: new Map<number, string>() };
  const reader = stage.speaker(stage.bot);
  const botName = stage.bot.user.username;
  const mirrorNews = watchMirrors(stage.mirrors);

  async function comments(): Promise<void> {
    const notes = items(
      (await reader.api('GET', `/issues/${iid()}/notes?sort=asc&per_page=100&activity_filter=only_comments`)).body,
    );
    for (const note of notes) {
      const id = Number(at(note, 'id'));
      const body = String(at(note, 'body'));
      if (at(note, 'author', 'username') === botName && seen.texts.get(id) !== body) {
        say(print, clock(at(note, 'updated_at')), body, {
          aside: seen.texts.has(id) ? ' (edits its comment)' : '',
          file: 'issue.md',
        });
      }
      seen.texts.set(id, body);
    }
    await reactions(notes);
  }

  async function reactions(notes: readonly Json[]): Promise<void> {
    const mine = notes.filter(
      (note) => at(note, 'author', 'username') !== botName && Number(at(note, 'id')) > seen.note,
    );
    for (const note of mine) {
      const id = Number(at(note, 'id'));
      const names = items((await reader.api('GET', `/issues/${iid()}/notes/${id}/award_emoji`)).body).map((one) =>
        at(one, 'name'),
      );
      const marks = [...(names.includes('white_check_mark') ? ['✅'] : []), ...(names.includes('x') ? ['❌'] : [])];
      if (marks.length > 0) print(`        ${marks.join(' ')}`);
      seen.note = Math.max(seen.note, id);
    }
  }

  async function labels(): Promise<void> {
    const issue = (await reader.api('GET', `/issues/${iid()}`)).body;
    const now = new Set(items(at(issue, 'labels')).map(String));
    const changes = [
      ...[...now].filter((label) => !seen.labels.has(label)).map((label) => `+ ${label}`),
      ...[...seen.labels].filter((label) => !now.has(label)).map((label) => `- ${label}`),
    ];
    if (changes.length > 0) print(`        labels  ${changes.join('   ')}`);
    seen.labels = now;
    const state = String(at(issue, 'state'));
    if (state !== seen.state) print(`        the issue is ${state} now`);
    seen.state = state;
  }

  return {
    scene(time, who, told, typed) {
      print('');
      print(`${time}  ${who} ${told}`);
      for (const line of typed) print(`        > ${line}`);
    },
    async since() {
      await comments();
      await labels();
      for (const news of mirrorNews([...seen.texts.values()])) elsewhere(print, news);
    },
  };
}

/** A comment of the bot: without its mark, wrapped, and not to the last line. */
function say(
  print: (line: string) => void,
  time: string,
  body: string,
  { aside, file }: { readonly aside: string; readonly file: string },
): void {
  const text = body.replace(/\n*<!--[\s\S]*?-->\s*$/, '');
  const lines = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .flatMap((line) => wrapped(line));
  print(`        ${time} sitrep${aside}:`);
  for (const line of lines.slice(0, MOST_LINES)) print(`        │ ${line}`);
  const more = lines.length - MOST_LINES;
  if (more > 0) print(`        │ … ${more} more ${more === 1 ? 'line' : 'lines'}, in ${file}`);
}

/** A message in full where it is for acting on; else its beginning, on one line. */
function elsewhere(print: (line: string) => void, { time, where, text, whole }: News): void {
  if (whole) {
    say(print, time, text, { aside: ` in ${where}`, file: 'slack.md' });
    return;
  }
  const plain = text
    .replace(/^[>• ]+/gm, '')
    .replace(/[*`]/g, '')
    .replace(/\s+/g, ' ');
  const line = `→ ${where}: ${plain}`;
  print(`        ${line.length > WIDTH - 8 ? `${line.slice(0, WIDTH - 9)}…` : line}`);
}

function wrapped(line: string): string[] {
  const indent = line.startsWith('- ') ? '  ' : '';
  const rows: string[] = [];
  let row = '';
  for (const word of line.split(' ')) {
    if (row !== '' && row.length + word.length >= WIDTH - 10) {
      rows.push(row);
      row = `${indent}${word}`;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}

function clock(instant: Json): string {
  return String(instant).slice(11, 16);
}
