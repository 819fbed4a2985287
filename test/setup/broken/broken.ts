// Things that go wrong with a project, each as somebody would do it, and what doctor has to say of it: one file a family.

import { expect } from 'vitest';
import type { SetUp } from '../set-up.ts';

export interface Broken {
  readonly name: string;
  /** The check that names it. */
  readonly id: string;
  /** Default bad. */
  readonly state?: 'warning' | 'bad';
  readonly says: RegExp;
  /** Whose token examines it; default the bot's. */
  readonly as?: 'maintainer';
  readonly break: (set: SetUp) => Promise<unknown>;
  /** What the remedy says, where that is more than what stands in backticks in it; the default is to follow that. */
  readonly heal?: (set: SetUp, remedy: string) => Promise<unknown>;
}

/** Breaks it, looks whether doctor names it, follows the remedy, and looks whether that healed it. */
export async function healed(set: SetUp, { id, state = 'bad', says, as, break: broken, heal }: Broken): Promise<void> {
  await broken(set);
  const [found] = (await set.doctor(as)).filter((verdict) => verdict.id === id && verdict.state !== 'good');
  expect(found).toMatchObject({ id, state, reason: expect.stringMatching(says) });
  const remedy = found?.state === 'bad' || found?.state === 'warning' ? found.remedy : '';
  if (heal) await heal(set, remedy);
  else await set.follow(remedy);
  await set.stage.gitlab.idle();
  const after = (await set.doctor(as)).filter((verdict) => verdict.id === id);
  expect(after.filter((verdict) => verdict.state !== 'good')).toEqual([]);
  expect(after).not.toEqual([]);
}

export const CI = '.gitlab-ci.yml';

export function expectWords(remedy: string, words: RegExp): void {
  if (!words.test(remedy)) throw new Error(`the remedy does not say ${words}: ${remedy}`);
}

export function quotedIn(remedy: string): string {
  return /`([^`]+)`/.exec(remedy)?.[1] ?? '';
}

export async function edit(set: SetUp, path: string, change: (text: string) => string): Promise<void> {
  const text = await set.text(path);
  const changed = change(text);
  if (changed === text) throw new Error(`nothing in ${path} was changed:\n${text}`);
  await set.commit({ [path]: changed });
}

export async function openIssue(set: SetUp): Promise<number> {
  const iid = await set.stage.person('cai').open('A question', 'How does this work?');
  await set.stage.gitlab.idle();
  return iid;
}

export async function openIncident(set: SetUp): Promise<number> {
  const iid = await set.stage.person('cai').open('Nexus is down', '', { issue_type: 'incident' });
  await set.stage.gitlab.idle();
  await set.sitrep('sweep');
  return iid;
}

export async function protect({ ask, api }: SetUp, name: string, push: number, merge: number): Promise<void> {
  await ask('root', 'DELETE', `${api}/protected_branches/${name}`);
  await ask('root', 'POST', `${api}/protected_branches`, { name, push_access_level: push, merge_access_level: merge });
}

export interface Named {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}
