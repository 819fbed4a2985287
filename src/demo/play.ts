// Plays a story on a stage: moves the clock to each scene, lets the person act, waits until GitLab and
// the jobs are done, and has it told.

import type { Narrator } from './narrator.ts';
import type { Scene } from './nexus.ts';
import { at, items, type Stage } from './stage.ts';

export interface Played {
  readonly iid: number;
}

/** @param step the narrator looks after so many minutes at the latest */
export async function play(
  stage: Stage,
  scenes: readonly Scene[],
  date: string,
  narrator: Narrator,
  began: (iid: number) => void,
  step = 5,
): Promise<Played> {
  let iid = 0;
  for (const scene of scenes) {
    await until(stage, `${date}T${scene.at}:00Z`, step, async () => {
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

/** A few minutes at a time, so that what schedules and clocks do is told at its time. */
async function until(stage: Stage, instant: string, step: number, each: () => Promise<void>): Promise<void> {
  for (let left = minutesTo(stage, instant); left > 0; left = minutesTo(stage, instant)) {
    await stage.gitlab.advance(Math.min(left, step - (new Date(stage.gitlab.clock.now()).getUTCMinutes() % step)));
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
  if ('chat' in act) return [`in Slack: ${act.chat}`, ...(act.pinnedBy ? [`📌 by ${act.pinnedBy}`] : [])];
  if ('thumbsUp' in act) return ['in Slack: 👍'];
  if ('comment' in act) return [`in Jira: ${act.comment}`];
  return [];
}

async function act(stage: Stage, { who, act: what }: Scene, iid: number): Promise<void> {
  const person = stage.person(who);
  if ('say' in what) await person.say(iid, what.say);
  if ('label' in what) await person.change(iid, { add_labels: what.label });
  if ('close' in what) await person.change(iid, { state_event: 'close' });
  if ('write' in what) await writeReview(stage, who, iid, what.write);
  if ('merge' in what) await mergeReview(stage, who, iid);
  if ('comment' in what) stage.mirrors.inJira(who).comment(ticketOf(stage), what.comment);
  if ('chat' in what) chat(stage, who, what);
  if ('thumbsUp' in what) thumbsUp(stage, who);
  if ('chat' in what || 'thumbsUp' in what) await ring(stage);
}

function chat(
  stage: Stage,
  who: string,
  { chat: text, pinnedBy }: { readonly chat: string; readonly pinnedBy?: string },
): void {
  const room = roomOf(stage);
  // Anybody in the workspace can join it.
  stage.mirrors.inSlack(who).join(room.id);
  const ts = stage.mirrors.inSlack(who).say(room.id, text);
  if (pinnedBy) stage.mirrors.inSlack(pinnedBy).react(room.id, ts, 'pushpin');
}

/** On the latest sitrep that was drafted. */
function thumbsUp(stage: Stage, who: string): void {
  const room = roomOf(stage);
  const draft = room.messages.findLast(({ metadata }) => String(metadata?.event_payload?.['key']).startsWith('draft:'));
  if (draft) stage.mirrors.inSlack(who).react(room.id, draft.ts, '+1');
}

function roomOf(stage: Stage) {
  const room = stage.mirrors.slack.channels().find(({ name }) => name.startsWith('inc-'));
  if (!room) throw new Error('there is no channel for the incident yet');
  return room;
}

function ticketOf(stage: Stage): string {
  const ticket = stage.mirrors.jira.read('INC')[0];
  if (!ticket) throw new Error('there is no ticket for the incident yet');
  return ticket.key;
}

/** What the component `listen` does when something is said in Slack: a pipeline is started at once. */
async function ring(stage: Stage): Promise<void> {
  const { status, body } = await stage
    .speaker(stage.bot)
    .api('POST', '/pipeline', { ref: 'main', inputs: { 'wake-in': '1 second' } });
  if (status >= 300) throw new Error(`no pipeline was started: ${JSON.stringify(body)}`);
  await stage.gitlab.advance(1);
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
