// Plays a story on a stage: moves the clock to each scene, lets the person act, waits until GitLab and
// the jobs are done, and has it told.

import type { Narrator } from './narrator.ts';
import type { Scene } from './nexus.ts';
import { at, items, type Stage } from './stage.ts';

export interface Played {
  readonly iid: number;
}

export async function play(
  stage: Stage,
  scenes: readonly Scene[],
  date: string,
  narrator: Narrator,
  began: (iid: number) => void,
): Promise<Played> {
  let iid = 0;
  for (const scene of scenes) {
    await until(stage, `${date}T${scene.at}:00Z`, async () => {
      if (iid > 0) await narrator.since();
    });
    if ('wait' in scene.act) continue;
    narrator.scene(scene.at, scene.who, scene.told, typed(scene));
    if ('report' in scene.act) {
      iid = await stage.person(scene.who).open(scene.act.report.title, scene.act.report.description);
      began(iid);
    } else await act(stage, scene, iid);
    await stage.gitlab.idle();
    await narrator.since();
  }
  return { iid };
}

/** Minute by minute, so that what schedules and clocks do is told at its time. */
async function until(stage: Stage, instant: string, each: () => Promise<void>): Promise<void> {
  for (let left = minutesTo(stage, instant); left > 0; left = minutesTo(stage, instant)) {
    await stage.gitlab.advance(Math.min(left, 5 - (new Date(stage.gitlab.clock.now()).getUTCMinutes() % 5)));
    await each();
  }
}

function minutesTo(stage: Stage, instant: string): number {
  return Math.floor((Date.parse(instant) - stage.gitlab.clock.now()) / 60_000 + 0.999);
}

function typed({ act }: Scene): readonly string[] {
  if ('say' in act) return act.say.split('\n').filter((line) => line !== '');
  if ('label' in act) return [`label ${act.label}`];
  if ('close' in act) return ['Close issue'];
  if ('merge' in act) return ['Merge'];
  if ('report' in act) return [act.report.title];
  return [];
}

async function act(stage: Stage, { who, act: what }: Scene, iid: number): Promise<void> {
  const person = stage.person(who);
  if ('say' in what) await person.say(iid, what.say);
  if ('label' in what) await person.change(iid, { add_labels: what.label });
  if ('close' in what) await person.change(iid, { state_event: 'close' });
  if ('write' in what) await writeReview(stage, who, iid, what.write);
  if ('merge' in what) await mergeReview(stage, who, iid);
}

/** Edits the review on its branch, as with GitLab's editor: each arrow is replaced by an answer. */
async function writeReview(
  stage: Stage,
  who: string,
  iid: number,
  answers: readonly (readonly [string, string])[],
): Promise<void> {
  const person = stage.person(who);
  const branch = `pir/${iid}`;
  const tree = items(
    (await person.api('GET', `/repository/tree?ref=${encodeURIComponent(branch)}&recursive=true&path=pir&per_page=100`))
      .body,
  );
  const path = String(tree.map((entry) => at(entry, 'path')).find((one) => String(one).endsWith('.md')));
  const file = encodeURIComponent(path);
  let content = Buffer.from(
    String(
      at((await person.api('GET', `/repository/files/${file}?ref=${encodeURIComponent(branch)}`)).body, 'content'),
    ),
    'base64',
  ).toString('utf8');
  for (const [arrow, text] of answers) {
    content = content.replace(new RegExp(`^→ ${arrow.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*$`, 'm'), () => text);
  }
  const { status, body } = await person.api('PUT', `/repository/files/${file}`, {
    branch,
    content,
    commit_message: 'Write the review',
  });
  if (status >= 300) throw new Error(`the review could not be written: ${JSON.stringify(body)}`);
}

async function mergeReview(stage: Stage, who: string, iid: number): Promise<void> {
  const person = stage.person(who);
  const request = at(
    (await person.api('GET', `/merge_requests?source_branch=${encodeURIComponent(`pir/${iid}`)}`)).body,
    0,
    'iid',
  );
  const { status, body } = await person.api('PUT', `/merge_requests/${request}/merge`, {
    should_remove_source_branch: true,
  });
  if (status >= 300) throw new Error(`the review could not be merged: ${JSON.stringify(body)}`);
}
