// Two jobs at once, where something is to be said elsewhere: one of them has it, and says it while it is its turn.

import { afterEach, expect, it, vi } from 'vitest';
import { reusedStages } from '../stages.ts';
import { eventsOf, green } from '../story.ts';
import { botIn, later, responding, room, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());
type Stage = Awaited<ReturnType<typeof opened>>;

afterEach(() => vi.useRealTimers());

const POST = /\/chat\.postMessage/;

/** Lets something happen at the next message that is posted in Slack, before or after Slack does it. */
function atPost({ mirrors }: Stage, when: 'before' | 'after', meanwhile: () => Promise<unknown>): void {
  const callback = async (): Promise<void> => {
    remove();
    await meanwhile();
  };
  const remove = mirrors.slack.faults.add({ path: POST, act: { do: 'call', when, callback } });
}

/** The minutes that pass while a job waits for an answer, to it and to everybody else. */
async function pass(stage: Stage, minutes: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
  await stage.gitlab.advance(minutes);
}

function saidIn(stage: Stage, words: string): readonly string[] {
  return botIn(room(stage)).filter((line) => line.includes(words));
}

it('what one job left unsaid is said by one of two that find it', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/found the log is 40 GB');
  stage.mirrors.slack.faults.add({ path: POST, act: { do: 'cut-before' } });
  await later(stage);
  expect(saidIn(stage, '40 GB')).toEqual([]);
  let other: number | undefined;
  atPost(stage, 'before', async () => {
    other = (await stage.sitrep(['sweep'])).code;
  });
  await later(stage, 5);
  await later(stage, 5);
  expect(other).toBe(0);
  expect(saidIn(stage, '40 GB')).toHaveLength(1);
});

it('what a job has no time left for is said by the next, once and in order', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/found one: the log\n/found two: the disk\n/found three: the cron job');
  atPost(stage, 'after', async () => {
    await pass(stage, 4);
    await green(stage, 'sweep');
  });
  await later(stage);
  await later(stage, 5);
  const said = botIn(room(stage)).flatMap((line) => /one: the log|two: the disk|three: the cron job/.exec(line) ?? []);
  expect(said).toEqual(['one: the log', 'two: the disk', 'three: the cron job']);
});

it('GitLab does not tell whether another job goes on: its words are waited for, and nothing else is', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const ana = stage.person('ana');
  await ana.say(iid, '/found the log is 40 GB');
  await stage.gitlab.advance(1);
  const forbidden = { do: 'answer', status: 403, body: { message: '403 Forbidden' } } as const;
  stage.gitlab.faults.add({ path: /\/jobs\/4711$/, times: Number.POSITIVE_INFINITY, act: forbidden });
  const noted: string[] = [];
  let asked = 0;
  let seen: readonly unknown[] = [];
  atPost(stage, 'before', async () => {
    await ana.say(iid, '/sitrep We make room');
    const before = stage.gitlab.requests.all.length;
    await stage.sitrep(['sweep']);
    asked = stage.gitlab.requests.all.slice(before).filter(({ url }) => url.endsWith('/jobs/4711')).length;
    for (const event of await eventsOf(stage, iid)) if (event.type === 'delivered') noted.push(event.key);
    seen = [ticket(stage).comments.at(-1)?.text, ...saidIn(stage, 'We make room')];
  });
  await stage.sitrep(['sweep'], { CI_JOB_ID: '4711' });
  expect(asked).toBe(1);
  expect(seen).toEqual([expect.stringContaining('We make room')]);
  expect(noted.filter((key) => key.startsWith('ticket:note:'))).toHaveLength(1);
  await later(stage, 4);
  const said = botIn(room(stage)).flatMap((line) => /40 GB|We make room/.exec(line) ?? []);
  expect(said).toEqual(['40 GB', 'We make room']);
});
