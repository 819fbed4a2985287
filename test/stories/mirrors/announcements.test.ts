// What users are told: in the channels of those who are affected, once, in the words of the issue.

import { expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { green, labelsOf, REPORT, saidOn } from '../story.ts';
import { botIn, CONFIG, later, responding, room, withMirrors, wordsOf } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

const told = (stage: Stage, channel: string): readonly string[] => botIn(stage.mirrors.slack.channel(channel));

it('R29, R32, R70 (partly): the affected community reads the words of the issue in its channel, once, and where to follow', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/announce Pulls fail since four, we make room on the disk, next 30m');
  await later(stage);
  await later(stage);
  const [message, ...others] = told(stage, '#builders');
  expect(others).toEqual([]);
  expect(stage.mirrors.slack.channel('#builders').members).toContain('sitrep');
  expect(told(stage, '#writers')).toEqual([]);
  const onIssue = (await saidOn(stage, iid)).find((text) => text.startsWith('**Announcement 1**')) ?? '';
  const facts = [
    'Pulls fail since four, we make room on the disk, next 30m',
    'being worked on',
    'unknown',
    '04:31 UTC',
  ];
  for (const fact of facts) {
    expect(onIssue).toContain(fact);
    expect(message).toContain(fact);
  }
  expect(onIssue).toContain('`#builders`');
  for (const place of [`/-/issues/${iid}`, room(stage).name]) expect(message).toContain(place);
  // The ticket is for those who work on it.
  expect(message).not.toContain('/browse/');
});

it('R40, R32 (partly): S1 of several services reaches the union of their communities; `to` narrows it', async () => {
  const stage = await opened();
  const ana = stage.person('ana');
  const iid = await ana.open('All is down', REPORT.replace('Nexus', 'Nexus, Wiki'));
  await ana.say(iid, '/ack\n/respond\n/commander');
  await green(stage, 'react');
  await ana.say(iid, '/severity S1\n/announce Nothing answers');
  await later(stage);
  await ana.say(iid, '/announce to writers The wiki is back, next 20m');
  await later(stage);
  expect(told(stage, '#builders').map((text) => /Announcement \d/.exec(text)?.[0])).toEqual(['Announcement 1']);
  expect(told(stage, '#writers').map((text) => /Announcement \d/.exec(text)?.[0])).toEqual([
    'Announcement 1',
    'Announcement 2',
  ]);
});

it('R40, R32: what reaches every community of an S1 is shown with its audience, and sent by one 👍, once', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const ana = stage.person('ana');
  await ana.say(iid, '/severity S1\n/announce to builders, writers and ghosts: Nothing answers');
  await later(stage);
  const { id, messages } = room(stage);
  const inRoom = messages.find((one) => wordsOf(one).includes('Nothing answers'));
  for (const shown of [(await saidOn(stage, iid)).at(-1), inRoom && wordsOf(inRoom)])
    for (const part of ['Nothing answers', 'People who build', '#builders', 'People who write', '#writers', '👍'])
      expect(shown).toContain(part);
  expect((await saidOn(stage, iid)).at(-1)).toContain('`/adopt #1`');
  expect(told(stage, '#builders')).toEqual([]);
  stage.mirrors.inSlack('ana').react(id, inRoom?.ts ?? '', '+1');
  await later(stage);
  await later(stage);
  for (const channel of ['#builders', '#writers'])
    expect(told(stage, channel)).toEqual([expect.stringContaining('Nothing answers')]);
});

it.each([
  ['does not exist', () => undefined],
  [
    'lets only some people write',
    (stage: Stage) => {
      const body = { ok: false, error: 'restricted_action_read_only_channel' };
      const path = /conversations\.join/;
      stage.mirrors.slack.faults.add({
        path,
        nth: 2,
        times: Number.POSITIVE_INFINITY,
        act: { do: 'answer', status: 200, body },
      });
    },
  ],
] as const)(
  'R21 (partly): a channel that %s is told of once, with what to do; everybody else hears',
  async (_why, arrange) => {
    const stage = await opened();
    const iid = await responding(stage);
    arrange(stage);
    const to = arrange.length === 0 ? 'ghosts' : 'writers';
    await stage.person('ana').say(iid, `/announce to builders, ${to} Pulls fail since four`);
    await later(stage);
    await stage.person('ana').say(iid, '/sitrep We make room');
    await later(stage);
    await later(stage, 5);
    await later(stage, 30);
    expect(told(stage, '#builders')).toHaveLength(1);
    expect(botIn(room(stage)).join('\n')).toContain('We make room');
    const words = (await saidOn(stage, iid)).filter((text) => text.includes('did not reach'));
    expect(words).toEqual([expect.stringMatching(/Announcement 1 did not reach `#(nobody|writers)`[\s\S]*by hand/)]);
    expect((await saidOn(stage, iid)).join('\n')).not.toContain('is behind');
  },
);

it('automation alone never speaks to users: a response without `/announce` is silent in their channels', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/sitrep We look\n/mitigated it is back');
  await later(stage, 65);
  await later(stage, 65);
  expect([told(stage, '#builders'), told(stage, '#writers')]).toEqual([[], []]);
});

it('`/correct A1` is said where A1 was, and A1 is marked there and on the issue: each once, and again by a second one', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const ana = stage.person('ana');
  await ana.say(iid, '/announce to builders All of it is down since four');
  await later(stage);
  await ana.say(iid, '/correct A1 Only pulls fail since four');
  await later(stage);
  await later(stage);
  const marked =
    /^(sitrep: )?\*{1,2}Announcement 1 was corrected at 2026-03-11 04:0\d UTC\*{1,2}: see announcement 2\.[\s\S]*All of it is down/;
  const [first, second, ...others] = told(stage, '#builders');
  expect(others).toEqual([]);
  expect(first).toMatch(marked);
  expect(second).toMatch(/Announcement 2, corrects announcement 1 of 2026-03-11 04:0\d UTC[\s\S]*Only pulls fail/);
  expect(told(stage, '#writers')).toEqual([]);
  const onIssue = (await saidOn(stage, iid)).filter((text) => text.includes('Announcement'));
  expect(onIssue).toEqual([
    expect.stringMatching(marked),
    expect.stringMatching(/Announcement 2, corrects announcement 1[\s\S]*Goes to `#builders`, as announcement 1 did\./),
  ]);
  await ana.say(iid, '/correct A1 Only pulls of images fail');
  await later(stage);
  await later(stage);
  expect(told(stage, '#builders').map((text) => text.match(/see announcement \d/g))).toEqual([
    ['see announcement 2', 'see announcement 3'],
    null,
    null,
  ]);
});

it('`/correct A1` in the comment that announces it marks it in the channel and on the issue', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const ana = stage.person('ana');
  await ana.say(iid, '/announce to builders All of it is down\n/correct A1 Only pulls fail');
  await later(stage);
  await later(stage);
  const marked =
    /Announcement 1 was corrected at 2026-03-11 04:0\d UTC\*{1,2}: see announcement 2\.[\s\S]*All of it is down/;
  expect(told(stage, '#builders')).toEqual([
    expect.stringMatching(marked),
    expect.stringMatching(/Announcement 2, corrects announcement 1[\s\S]*Only pulls fail/),
  ]);
  const onIssue = (await saidOn(stage, iid)).filter((text) => text.includes('Announcement'));
  expect(onIssue).toEqual([expect.stringMatching(marked)]);
  expect(onIssue[0]?.match(/was corrected/g)).toHaveLength(1);
  expect(onIssue[0]).toMatch(/Announcement 2, corrects announcement 1[\s\S]*Only pulls fail/);
});

it('R39: while an incident has the label of a condition, the community that asks for it hears too, once; not before, not after', async () => {
  const config = CONFIG.replace(
    'writers: {title: People who write,',
    'writers: {title: People who write, when: [blocks-integration],',
  );
  const stage = await open(withMirrors({ config }));
  const iid = await responding(stage);
  const ana = stage.person('ana');
  const announced = () => told(stage, '#writers').map((text) => /Announcement \d/.exec(text)?.[0]);
  await ana.say(iid, '/announce Pulls fail since four');
  await later(stage);
  expect(announced()).toEqual([]);
  await ana.api('POST', '/labels', { name: 'blocks-integration', color: '#0b5cad' });
  await ana.say(iid, '/label ~"blocks-integration"');
  await later(stage);
  await ana.say(iid, '/announce Nothing can be integrated');
  await later(stage);
  await later(stage);
  expect(announced()).toEqual(['Announcement 2']);
  expect(await labelsOf(stage, iid)).toContain('blocks-integration');
  await ana.say(iid, '/unlabel ~"blocks-integration"');
  await later(stage);
  await ana.say(iid, '/announce Integration goes on');
  await later(stage);
  expect(announced()).toEqual(['Announcement 2']);
  expect(told(stage, '#builders')).toHaveLength(3);
  // Whoever may set no label says it by a box of the report; from there on it is a label like any other.
  const box = '\n\n## Does one of these apply?\n\n- [x] blocks-integration\n';
  const reported = await stage.person('uli').open('Pulls fail', `${REPORT}${box}`);
  await ana.say(reported, '/ack\n/respond\n/commander\n/announce Pulls fail again');
  await later(stage);
  expect(announced()).toEqual(['Announcement 2', 'Announcement 1']);
  expect(await labelsOf(stage, reported)).toContain('blocks-integration');
  await ana.say(reported, '/unlabel ~"blocks-integration"');
  await later(stage);
  await later(stage);
  expect(await labelsOf(stage, reported)).not.toContain('blocks-integration');
  await ana.say(reported, '/announce Only pushes fail');
  await later(stage);
  expect(announced()).toEqual(['Announcement 2', 'Announcement 1']);
});
