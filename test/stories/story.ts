// What stories ask of the stage: the issue as a person sees it, what sitrep said, and what the journal holds.

import { at, items, type Json, type Stage } from '../../src/demo/stage.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { decode } from '../../src/journal/line.ts';

export interface Comment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly system: boolean;
  readonly internal: boolean;
}

/** A report as the template makes it: a Guest can set neither type nor label. */
export const REPORT = [
  '<!-- sitrep:incident -->',
  '## Which service?',
  'Nexus',
  '',
  '## What do you see?',
  '502 since breakfast',
  '',
  '## Who is affected?',
  'all builds',
].join('\n');

/** Every comment and system note of an issue, oldest first, as an administrator sees them. */
export async function commentsOn(stage: Stage, iid: number): Promise<readonly Comment[]> {
  return (await listed(stage, `/issues/${iid}/notes?sort=asc&order_by=created_at`)).map((note) => ({
    id: Number(at(note, 'id')),
    author: String(at(note, 'author', 'username')),
    body: String(at(note, 'body')),
    system: at(note, 'system') === true,
    internal: at(note, 'internal') === true,
  }));
}

/** What sitrep said on an issue, oldest first. */
export async function saidOn(stage: Stage, iid: number): Promise<readonly string[]> {
  const comments = await commentsOn(stage, iid);
  return comments.filter((one) => !one.system && one.author === stage.bot.user.username).map((one) => one.body);
}

/** The emoji on a comment, as `name by user`, in the order they were given. */
export async function reactionsTo(stage: Stage, iid: number, note: number): Promise<readonly string[]> {
  const all = await listed(stage, `/issues/${iid}/notes/${note}/award_emoji`);
  return all.map((one) => `${String(at(one, 'name'))} by ${String(at(one, 'user', 'username'))}`);
}

export async function issueOf(stage: Stage, iid: number): Promise<Json> {
  return (await stage.person('root').api('GET', `/issues/${iid}`)).body;
}

export async function labelsOf(stage: Stage, iid: number): Promise<readonly string[]> {
  return items(at(await issueOf(stage, iid), 'labels'))
    .map(String)
    .sort();
}

/** Without what GitLab itself says of it. */
export async function descriptionOf(stage: Stage, iid: number): Promise<string> {
  return String(at(await issueOf(stage, iid), 'description') ?? '');
}

/** A file of the repository as it is on a branch; undefined where there is none. */
export async function fileOn(stage: Stage, branch: string, path: string): Promise<string | undefined> {
  const where = `/repository/files/${encodeURIComponent(path)}?ref=${encodeURIComponent(branch)}`;
  const { status, body } = await stage.person('root').api('GET', where);
  return status === 200 ? Buffer.from(String(at(body, 'content')), 'base64').toString('utf8') : undefined;
}

export const JOURNAL = 'incident-journal';

/** The events of an incident that is still open in the journal; none where it is not there. */
export async function eventsOf(stage: Stage, iid: number): Promise<readonly IncidentEvent[]> {
  const path = `open/${iid}.jsonl`;
  const text = await fileOn(stage, JOURNAL, path);
  return text === undefined ? [] : decode(text, path).events;
}

/** Every page of a list of the project, as an administrator sees it. */
export async function listed(stage: Stage, path: string): Promise<readonly Json[]> {
  const all: Json[] = [];
  for (let page = 1; ; page += 1) {
    const found = items(
      (await stage.person('root').api('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=100&page=${page}`)).body,
    );
    all.push(...found);
    if (found.length < 100) return all;
  }
}

/** Runs a job and throws with its log where it does not end green. */
export async function green(stage: Stage, ...argv: readonly string[]): Promise<readonly string[]> {
  const { code, lines } = await stage.sitrep(argv);
  if (code !== 0) throw new Error(`sitrep ${argv.join(' ')} ended with ${code}:\n${lines.join('\n')}`);
  return lines;
}
