// What people type and click in the incident's channel: it works as in the issue, with the rights that they have in GitLab.

import { expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import { fold } from '../../../src/incident/fold.ts';
import type { MessageRecord } from '../../../src/sandbox/slack/reader.ts';
import { reusedStages } from '../stages.ts';
import { eventsOf, green, labelsOf, saidOn } from '../story.ts';
import { botIn, conversation, later, responding, room, withMirrors, wordsOf } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

/** A message of the channel, thread or not. */
function message(stage: Stage, ts: string): MessageRecord {
  const all = room(stage).messages.flatMap((one) => [one, ...one.replies]);
  const found = all.find((one) => one.ts === ts);
  if (!found) throw new Error(`there is no message ${ts}`);
  return found;
}

const receipts = (stage: Stage, ts: string): readonly string[] => message(stage, ts).reactions.map(({ name }) => name);

async function recordOf(stage: Stage, iid: number): Promise<ReturnType<typeof fold>> {
  return fold(await eventsOf(stage, iid));
}

it('R50 (partly), R65 (partly): the response is led from the channel: `!`, a mention, a thread; each with its ✅', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const ana = stage.mirrors.inSlack('ana');
  const ben = stage.mirrors.inSlack('ben');
  ben.join(id);
  const lead = ben.say(id, '!ops-lead');
  const found = ana.say(id, '@sitrep found the log is 40 GB');
  const change = ben.reply(id, lead, '!change moved the logs undo: move them back');
  const state = ana.say(id, 'Right.\n!sitrep The disk is full, ben makes room next 20m');
  const chat = ana.say(id, 'What about the backup? /found nothing');
  await later(stage);
  for (const ts of [lead, found, change, state]) expect(receipts(stage, ts)).toEqual(['white_check_mark']);
  expect(receipts(stage, chat)).toEqual([]);
  expect(await recordOf(stage, iid)).toMatchObject({
    roles: { 'ops-lead': [{ person: { name: 'ben' } }] },
    discoveries: [{ text: 'the log is 40 GB', by: { name: 'ana' } }],
    changes: [{ text: 'moved the logs', undo: 'move them back', by: { name: 'ben' } }],
    sitreps: [{ text: 'The disk is full, ben makes room', by: { name: 'ana' } }],
  });
  const before = conversation(room(stage));
  await later(stage);
  expect(conversation(room(stage))).toEqual(before);
});

it('what somebody may not do there is refused in a thread below it, once, with what works', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const eve = stage.mirrors.inSlack('eve');
  eve.join(id);
  const said = eve.say(id, '!resolved all is well');
  const onIssue = await saidOn(stage, iid);
  await later(stage);
  await later(stage, 1, 'sweep', '--full');
  expect(receipts(stage, said)).toEqual(['x']);
  expect(message(stage, said).replies.map(wordsOf)).toEqual([expect.stringMatching(/resolved[\s\S]*was not done/)]);
  expect(await saidOn(stage, iid)).toEqual(onIssue);
  expect(await labelsOf(stage, iid)).toContain('incident::responding');
});

it('of somebody whom GitLab does not know it becomes a suggestion; `/adopt` and 👍 carry it out, once', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const { slack } = stage.mirrors;
  const vendor = slack.as(slack.addUser({ name: 'vendor', email: 'help@vendor.example' }));
  vendor.join(id);
  vendor.say(id, '!found the licence ran out');
  vendor.say(id, '!decide we call the vendor');
  await later(stage);
  expect((await recordOf(stage, iid)).suggestions).toMatchObject([
    { n: 1, kind: 'command', text: '/found the licence ran out', from: expect.stringContaining('vendor') },
    { n: 2, kind: 'command' },
  ]);
  await stage.person('ana').say(iid, '/adopt #1');
  const second = room(stage).messages.find((one) => one.bot && wordsOf(one).includes('we call the vendor'));
  stage.mirrors.inSlack('ana').react(id, second?.ts ?? '', '+1');
  await later(stage);
  await later(stage);
  const record = await recordOf(stage, iid);
  expect(record.discoveries.map(({ text }) => text)).toEqual(['the licence ran out']);
  expect(record.decisions.map(({ text }) => text)).toEqual(['we call the vendor']);
  expect(record.suggestions).toEqual([]);
});

it('R65 (partly): a draft is there before the sitrep is due; 👍 publishes it, by who leads and by nobody else', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  await stage.person('ben').say(iid, '/ops-lead\n/found the log is 40 GB');
  await later(stage, 26);
  const [draft, ...others] = room(stage).messages.filter((one) => wordsOf(one).includes('sitrep is due in'));
  expect(others).toEqual([]);
  expect(draft && wordsOf(draft)).toContain('40 GB');
  expect((await saidOn(stage, iid)).join('\n')).not.toContain('sitrep is due in');
  stage.mirrors.inSlack('ben').react(id, draft?.ts ?? '', '+1');
  await later(stage);
  expect((await recordOf(stage, iid)).sitreps).toEqual([]);
  stage.mirrors.inSlack('ana').react(id, draft?.ts ?? '', '+1');
  await later(stage);
  await later(stage);
  const { sitreps } = await recordOf(stage, iid);
  expect(sitreps).toMatchObject([{ n: 1, by: { name: 'ana' }, text: expect.stringContaining('40 GB') }]);
  expect(botIn(room(stage)).filter((line) => line.includes('Sitrep 1'))).toHaveLength(1);
});

it('R71 (partly): 📌 by who has a role puts a message on the record, by others it does not', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const eve = stage.mirrors.inSlack('eve');
  eve.join(id);
  const first = eve.say(id, 'Since the update of 3:40');
  const second = eve.say(id, 'I like trains');
  stage.mirrors.inSlack('ana').react(id, first, 'pushpin');
  eve.react(id, second, 'pushpin');
  await later(stage);
  await later(stage);
  const pinned = (await eventsOf(stage, iid)).filter(({ type }) => type === 'pinned');
  expect(pinned).toMatchObject([{ text: 'Since the update of 3:40', by: { name: 'ana' }, said: 'eve' }]);
});

it('an edit is not carried out again, nor is what the bot says or quotes', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const ana = stage.mirrors.inSlack('ana');
  const said = ana.say(id, '!found the disk');
  await stage.person('ana').say(iid, '/found look:\n!severity S1 was asked\n/sitrep All see\n!mitigated soon');
  await later(stage);
  ana.edit(id, said, '!found the fan\n!mitigated now');
  await later(stage);
  await later(stage, 1, 'sweep', '--full');
  const record = await recordOf(stage, iid);
  expect(record.discoveries.map(({ text }) => text.split('\n')[0])).toEqual(['the disk', 'look:']);
  expect([record.status, record.severity]).toEqual(['responding', 'unknown']);
});

it('hostile words wake nobody and change nothing, in the channel, on the ticket and on the issue', async () => {
  const stage = await opened();
  const iid = await responding(stage, 'Nexus <!channel> <@U0000000003> {code} [~ana] @all');
  const { id } = room(stage);
  const ana = stage.mirrors.inSlack('ana');
  ana.say(id, '!found <!here> <!channel> [~ben] {noformat} /close @all');
  ana.say(id, '!sitrep ```\n<!channel>\n``` <https://evil.example|https://gitlab.com> *bold* {color:red}');
  await stage.person('ana').say(iid, '/decide <!everyone> @channel <@U0000000004> [~ana]');
  await later(stage);
  const bot = room(stage).messages.filter((one) => one.bot && one.note === undefined);
  expect(bot.flatMap(({ rings }) => rings).filter((ring) => ring.startsWith('<!'))).toEqual([]);
  expect(await labelsOf(stage, iid)).toContain('incident::responding');
  expect((await recordOf(stage, iid)).discoveries).toHaveLength(1);
  await green(stage, 'sweep');
});
