// What stories ask of the stage: the issue as a person sees it, what sitrep said, and what the journal holds.

import { listed } from '../../src/demo/reading.ts';
import { at, items, type Json, type Stage } from '../../src/demo/stage.ts';

export { eventsOf, fileOn, JOURNAL, listed, reactionsTo } from '../../src/demo/reading.ts';

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

/** Runs a job and throws with its log where it does not end green. */
export async function green(stage: Stage, ...argv: readonly string[]): Promise<readonly string[]> {
  const { code, lines } = await stage.sitrep(argv);
  if (code !== 0) throw new Error(`sitrep ${argv.join(' ')} ended with ${code}:\n${lines.join('\n')}`);
  return lines;
}
