// What stands on a stage's GitLab, as an administrator sees it: for stories, for tests and for the benchmark.

import type { IncidentEvent } from '../incident/events.ts';
import { decode } from '../journal/line.ts';
import { at, items, type Json, type Stage } from './stage.ts';

/** The emoji on a comment, as `name by user`, in the order they were given. */
export async function reactionsTo(stage: Stage, iid: number, note: number): Promise<readonly string[]> {
  const all = await listed(stage, `/issues/${iid}/notes/${note}/award_emoji`);
  return all.map((one) => `${String(at(one, 'name'))} by ${String(at(one, 'user', 'username'))}`);
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
