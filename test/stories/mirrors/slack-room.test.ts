// The incident's own channel in Slack: made in time, named, shown, found again, lost, and archived at the end.

import { expect, it } from 'vitest';
import { at } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { descriptionOf, fileOn, green, JOURNAL, listed, REPORT } from '../story.ts';
import { botIn, card, conversation, later, responding, room, rooms, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

it('R69: it is made when the full response begins, not at the report and not in triage, and once', async () => {
  const stage = await opened();
  const ana = stage.person('ana');
  const iid = await stage.person('uli').open('Nexus answers 502', REPORT);
  await ana.say(iid, '/ack');
  await green(stage, 'react');
  expect([rooms(stage), stage.mirrors.jira.read()]).toEqual([[], []]);
  await ana.say(iid, '/respond');
  await green(stage, 'react');
  expect(room(stage)).toMatchObject({
    name: `inc-${iid}-nexus-answers-502`,
    private: false,
    members: ['sitrep', 'ana'],
  });
  await ana.say(iid, '/commander');
  await later(stage);
  await later(stage, 1, 'sweep', '--full');
  expect(rooms(stage)).toHaveLength(1);
});

it('R69 (partly): its name carries the number and keeps Slack’s rules, whatever the incident is called', async () => {
  const stage = await opened();
  const titles = ['Ärger mit <!channel> & "Größe"', '服务器', 'x'.repeat(200), '--- ###'];
  for (const title of titles) {
    const iid = await stage.person('ana').open(title, REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond');
  }
  await green(stage, 'sweep');
  const names = rooms(stage).map(({ name }) => name);
  expect(names).toHaveLength(titles.length);
  expect(names.sort().map((name) => name.slice(0, 30))).toEqual([
    'inc-1-arger-mit-channel-grosse',
    'inc-2',
    `inc-3-${'x'.repeat(24)}`,
    'inc-4',
  ]);
  for (const name of names) expect(name).toMatch(/^[a-z0-9_-]{1,80}$/);
});

it('R69 (partly): issue and channel are renamed, the bot is told nothing: it is the same channel still', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  stage.mirrors.inSlack('ana').rename(id, 'war-room');
  await stage.person('ana').change(iid, { title: 'Nexus and the wiki are down' });
  await stage.person('ana').say(iid, '/sitrep We look at the disk');
  await later(stage);
  expect(room(stage)).toMatchObject({ id, name: 'war-room' });
  expect(botIn(room(stage)).at(-1)).toContain('We look at the disk');
  expect(card(room(stage))).toContain('Nexus and the wiki are down');
});

it('R69 (partly): a channel of that name that people made is theirs: ours is called otherwise', async () => {
  const stage = await opened();
  const theirs = stage.mirrors.inSlack('ben').createChannel('inc-1-nexus-answers-502');
  await responding(stage);
  expect(room(stage).name).toBe('inc-1-nexus-answers-502-2');
  expect(conversation(stage.mirrors.slack.channel(theirs))).toEqual([]);
});

it.each([
  ['the line is cut when the channel is there', /conversations\.create/, 'cut-after'],
  ['the card is there, and the line is cut', /chat\.postMessage/, 'cut-after'],
] as const)('R69 (partly), R73 (partly): %s: one channel and one card, pinned', async (_case, path, act) => {
  const stage = await opened();
  stage.mirrors.slack.faults.add({ path, act: { do: act } });
  await responding(stage);
  await later(stage, 5);
  await later(stage, 5);
  const { messages, pins } = room(stage);
  expect(pins).toHaveLength(1);
  expect(messages.filter(({ metadata }) => metadata?.event_payload['key'] === 'card:1')).toHaveLength(1);
});

it('R73, R43, R70 (partly), R72 (partly): one card, edited in place; topic, bookmarks and ticket link to one another', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const [{ ts } = { ts: '' }] = room(stage).pins;
  expect(card(room(stage))).toMatch(/responding[\s\S]*@ana[\s\S]*due 2026-03-11/);
  const ben = stage.person('ben');
  await ben.say(iid, '/ops-lead\n/found the log is 40 GB');
  await stage
    .person('ana')
    .say(iid, '/severity S1\n/sitrep The disk is full, we make room next 20m\n/bridge https://meet.example.org/nexus');
  await later(stage);
  await later(stage);
  const now = room(stage);
  expect(now.pins.map((pin) => pin.ts)).toEqual([ts]);
  for (const word of ['S1', '@ben', 'The disk is full', 'meet.example.org', ticket(stage).key, 'looks again by'])
    expect(card(now)).toContain(word);
  expect(now.messages.filter(({ note }) => note === 'pinned_item').length).toBeLessThanOrEqual(1);
  expect(now.topic).toContain(`/-/issues/${iid}`);
  expect(now.topic).toContain(`/browse/${ticket(stage).key}`);
  expect(now.topic).toContain('S1 · responding · Commander ana');
  expect(now.topic.length).toBeLessThanOrEqual(250);
  expect(now.bookmarks.map(({ title }) => title)).toEqual([`Issue #${iid}`, `Jira ${ticket(stage).key}`, 'Conference']);
  expect(
    ticket(stage)
      .remoteLinks.map(({ title }) => title)
      .sort(),
  ).toEqual(['Conference', `Issue #${iid}`, `Slack #${now.name}`]);
  const description = await descriptionOf(stage, iid);
  for (const link of [ticket(stage).key, `#${now.name}`, 'https://meet.example.org/nexus'])
    expect(description).toContain(link);
});

it('whoever has a role is invited, by the configured map and by e-mail; who left is not called back', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ben').say(iid, '/ops-lead');
  await stage.person('ana').say(iid, '/comms @dee');
  await later(stage);
  expect([...room(stage).members].sort()).toEqual(['ana', 'ben', 'dee', 'sitrep']);
  stage.mirrors.inSlack('ben').leave(room(stage).id);
  await stage.person('cai').say(iid, '/planner');
  await later(stage);
  expect([...room(stage).members].sort()).toEqual(['ana', 'cai', 'dee', 'sitrep']);
});

it.each([
  ['archived', (stage: Awaited<ReturnType<typeof opened>>) => stage.mirrors.inSlack('ana').archive(room(stage).id)],
  [
    'deleted',
    (stage: Awaited<ReturnType<typeof opened>>) => stage.mirrors.inSlack('ana').deleteChannel(room(stage).id),
  ],
] as const)(
  'somebody %s the channel: there is another with its card, and what was said meanwhile is in it',
  async (_how, end) => {
    const stage = await opened();
    const iid = await responding(stage);
    const before = room(stage).id;
    end(stage);
    await stage.person('ana').say(iid, '/sitrep The spare is on its way');
    await later(stage);
    await later(stage, 5);
    const living = rooms(stage).filter(({ archived, id }) => !archived && id !== before);
    expect(living.map(({ name }) => name.replace(/-\d$/, ''))).toEqual([`inc-${iid}-nexus-answers-502`]);
    const [next] = living;
    expect(next && card(next)).toContain('The spare is on its way');
    expect(next && botIn(next).join('\n')).toContain('The spare is on its way');
  },
);

it('R71, R83 (partly): it is archived last, after threads and edits were saved in the journal', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const ana = stage.person('ana');
  const inSlack = stage.mirrors.inSlack('ana');
  const { id } = room(stage);
  const said = inSlack.say(id, 'It began with teh update');
  inSlack.edit(id, said, 'It began with the update');
  inSlack.reply(id, said, 'Which one?');
  inSlack.react(id, inSlack.say(id, 'Spare is up at 14:07'), 'pushpin');
  await ana.say(iid, '/mitigated the spare answers\n/evidence none it was the disk');
  await later(stage);
  await ana.say(iid, '/announce All clear: Nexus is back\n/resolved it was the disk');
  await later(stage, 61);
  const [request] = await listed(stage, `/merge_requests?state=opened&source_branch=pir/${iid}`);
  expect(room(stage).archived).toBe(false);
  await stage.person('root').api('PUT', `/merge_requests/${at(request ?? null, 'iid')}/merge`);
  inSlack.reply(id, said, 'That of Monday');
  await later(stage);
  await later(stage, 5);
  expect(room(stage).archived).toBe(true);
  const files = await listed(stage, `/repository/tree?ref=${JOURNAL}&recursive=true`);
  const saved = files.map((file) => String(at(file, 'path'))).filter((path) => path.startsWith('records/'));
  const record = (await fileOn(stage, JOURNAL, saved.at(-1) ?? '')) ?? '';
  for (const words of ['It began with the update', 'Which one?', 'That of Monday', '"edited":"2026'])
    expect(record).toContain(words);
  const review = await fileOn(stage, 'main', `pir/2026/2026-03-11-${iid}-nexus-answers-502.md`);
  expect(review).toContain('Spare is up at 14:07');
  expect(review).not.toContain('Which one?');
});
