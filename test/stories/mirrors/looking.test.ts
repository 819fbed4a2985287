// What looking at rooms and tickets costs, and that nothing said there is missed: after a pause, in threads, behind what fails.

import { expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import { fold } from '../../../src/incident/fold.ts';
import { reusedStages } from '../stages.ts';
import { eventsOf, REPORT } from '../story.ts';
import { later, responding, room, withMirrors } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

const found = async (stage: Stage, iid: number): Promise<readonly string[]> =>
  fold(await eventsOf(stage, iid)).discoveries.map(({ text }) => text);

/** What the run asks Slack, by method. */
async function asking(stage: Stage, run: () => Promise<unknown>): Promise<Readonly<Record<string, number>>> {
  const { all } = stage.mirrors.slack.requests;
  const before = all.length;
  await run();
  const asked: Record<string, number> = {};
  for (const { url } of all.slice(before)) {
    const method = url.replace(/^.*\/api\/|\?.*$/g, '');
    asked[method] = (asked[method] ?? 0) + 1;
  }
  return asked;
}

it('a quiet room of 40 threads costs one request; a thread that moves is read, and no other', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const ana = stage.mirrors.inSlack('ana');
  const threads = Array.from({ length: 40 }, (_, index) => ana.say(id, `Question ${index}`));
  for (const ts of threads.slice(0, 20)) ana.reply(id, ts, 'An answer');
  await later(stage);
  for (const ts of threads.slice(20)) ana.reply(id, ts, 'An answer');
  await later(stage);
  await later(stage);
  const { 'auth.test': _me, ...quiet } = await asking(stage, () => later(stage));
  expect(quiet).toEqual({ 'conversations.history': 1 });
  ana.reply(id, threads[7] ?? '', '!found the log is 40 GB');
  expect(await asking(stage, () => later(stage))).toMatchObject({ 'conversations.replies': 1 });
  expect(await found(stage, iid)).toEqual(['the log is 40 GB']);
});

it('R65 (partly): an answer to what was said long before is heard within the hour, once, with its receipt; the room costs one request', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const ana = stage.mirrors.inSlack('ana');
  const [old, other, alone] = ['What is it?', 'Where is it?', 'Is it the disk?'].map((text) => ana.say(id, text));
  for (const ts of [old, other]) ana.reply(id, ts ?? '', 'Who knows');
  await later(stage);
  await stage.gitlab.advance(7 * 60);
  const recent = ana.say(id, 'We are at it');
  for (const _minute of [1, 2]) await later(stage);
  // A later answer elsewhere does not hide it.
  const said = [
    ana.reply(id, old ?? '', '!found the log is 40 GB'),
    ana.reply(id, alone ?? '', '!found it is the disk'),
  ];
  ana.reply(id, recent, 'see https://status.example.org/1');
  await later(stage);
  const asked = await asking(stage, () => later(stage, 61));
  expect(asked).toMatchObject({ 'conversations.history': 1, 'conversations.replies': 2 });
  expect((await found(stage, iid)).toSorted()).toEqual(['it is the disk', 'the log is 40 GB']);
  const answers = room(stage).messages.flatMap(({ replies }) => replies);
  const receipts = said.map((ts) => answers.find((one) => one.ts === ts)?.reactions.map(({ name }) => name));
  expect(receipts).toEqual([['white_check_mark'], ['white_check_mark']]);
  await later(stage);
  for (const minutes of [2, 62, 2]) {
    const { 'auth.test': _me, ...quiet } = await asking(stage, () => later(stage, minutes));
    expect([quiet['conversations.history'], quiet['conversations.replies']]).toEqual([1, undefined]);
  }
  expect(await found(stage, iid)).toHaveLength(2);
});

it('what was typed while no run looked for hours is heard, in the room and in its threads', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const ana = stage.mirrors.inSlack('ana');
  const question = ana.say(id, 'What is it?');
  await later(stage);
  await stage.gitlab.advance(60);
  ana.say(id, '!found the disk is full');
  ana.reply(id, question, '!found the fan is broken');
  await stage.gitlab.advance(8 * 60);
  ana.say(id, 'Is anybody there?');
  await later(stage);
  expect(await found(stage, iid)).toEqual(['the disk is full', 'the fan is broken']);
  await later(stage);
  expect(await later(stage)).toContain('nothing to do');
});

it('who is here from another organisation has no rights by the address that their Slack shows', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { slack } = stage.mirrors;
  const mallory = slack.as(slack.addUser({ name: 'mallory', email: 'ana@example.org', team: 'T0VENDOR' }));
  mallory.join(room(stage).id);
  mallory.say(room(stage).id, '!found it was nobody');
  await later(stage);
  const record = fold(await eventsOf(stage, iid));
  expect(record.discoveries).toEqual([]);
  expect(record.suggestions).toMatchObject([{ kind: 'command', from: expect.stringContaining('mallory') }]);
});

it('who had no Slack when they were to be invited is invited once they have', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const nobody = { ok: false, error: 'users_not_found' };
  const end = stage.mirrors.slack.faults.add({
    path: /users\.lookupByEmail/,
    times: Infinity,
    act: { do: 'answer', status: 200, body: nobody },
  });
  await stage.person('ana').say(iid, '/comms @dee');
  await later(stage);
  expect(room(stage).members).not.toContain('dee');
  end();
  await stage.person('ben').say(iid, '/ops-lead');
  await later(stage);
  expect(room(stage).members).toEqual(expect.arrayContaining(['ben', 'dee']));
});

it('a ticket that somebody deleted is noticed by the full look, and those behind it are looked at', async () => {
  const stage = await opened();
  const first = await responding(stage, 'Nexus is down');
  const second = await responding(stage, 'Nexus is slow');
  const [gone = '', kept = ''] = await Promise.all(
    [first, second].map(async (iid) => fold(await eventsOf(stage, iid)).ticket?.key ?? ''),
  );
  await later(stage);
  const ben = stage.mirrors.inJira('ben');
  ben.remove(gone);
  ben.comment(kept, 'Our side sees it since 3:40');
  await later(stage, 5, 'sweep', '--full');
  await later(stage);
  expect(fold(await eventsOf(stage, second)).suggestions).toMatchObject([{ text: expect.stringContaining('3:40') }]);
  const { ticket } = fold(await eventsOf(stage, first));
  expect(ticket?.key).toMatch(/^INC-\d+$/);
  expect(ticket?.key).not.toBe(gone);
});

it('one issue that always fails does not make runs read the tickets of all the others again', async () => {
  const stage = await opened();
  const iids = [];
  for (const title of ['One', 'Two']) iids.push(await responding(stage, title));
  const failing = await stage.person('ana').open('Three', REPORT);
  const path = new RegExp(`/issues/${failing}(/|$|\\?)`);
  stage.gitlab.faults.add({ path, times: Infinity, act: { do: 'answer', status: 500 } });
  for (const { key } of stage.mirrors.jira.read()) stage.mirrors.inJira('ben').comment(key, 'Seen since 3:40');
  const run = async (minutes: number): Promise<readonly string[]> => {
    await stage.gitlab.advance(minutes);
    const { all } = stage.mirrors.jira.requests;
    const before = all.length;
    await stage.sitrep(['sweep']);
    return all.slice(before).map(({ method, url }) => `${method} ${url.replace(/^.*\/api\/\d\//, '')}`);
  };
  for (const minutes of [2, 90, 2, 2]) await run(minutes);
  expect(await run(2)).toEqual(['POST search/jql']);
  for (const iid of iids) expect(fold(await eventsOf(stage, iid)).suggestions).toHaveLength(1);
});
