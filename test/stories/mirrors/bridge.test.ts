// The call and the other links: everywhere once somebody said them, gathered in one place; and a call is backed by notes.

import { expect, it } from 'vitest';
import { at } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { descriptionOf, issueOf, saidOn } from '../story.ts';
import { botIn, card, later, responding, room, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

it.each([
  ['/bridge in the issue', 'issue', '/bridge https://meet.example.org/nexus', 'https://meet.example.org/nexus'],
  ['!bridge in the channel', 'room', '!bridge https://meet.example.org/nexus', 'https://meet.example.org/nexus'],
  ['GitLab’s own /zoom', 'issue', 'Join us\n/zoom https://zoom.us/j/123456789', 'https://zoom.us/j/123456789'],
] as const)(
  'R74: %s: the call is in the live state, on the card, in the bookmarks and on the ticket',
  async (_how, where, line, url) => {
    const stage = await opened();
    const iid = await responding(stage);
    if (where === 'issue') await stage.person('ana').say(iid, line);
    else stage.mirrors.inSlack('ana').say(room(stage).id, line);
    await later(stage);
    await later(stage);
    expect(await descriptionOf(stage, iid)).toContain(url);
    expect(card(room(stage))).toContain(url);
    expect(room(stage).bookmarks.map(({ link }) => link)).toContain(url);
    expect(ticket(stage).remoteLinks.map((link) => link.url)).toContain(url);
  },
);

it('R75: a call without a written word for 20 min: who plans is asked, once; a decision ends it', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ben').say(iid, '/ops-lead');
  await stage.person('ana').say(iid, '/planner @dee\n/bridge https://meet.example.org/nexus');
  await stage.person('dee').say(iid, '/accept');
  await later(stage);
  const asked = async (): Promise<readonly string[]> =>
    (await saidOn(stage, iid)).filter((text) => text.includes('nothing was written down'));
  await later(stage, 15);
  expect(await asked()).toEqual([]);
  await later(stage, 7);
  await later(stage, 2);
  expect(await asked()).toEqual([expect.stringMatching(/@dee[\s\S]*\/found/)]);
  stage.mirrors.inSlack('ana').say(room(stage).id, '!decide we fail over');
  await later(stage);
  await later(stage, 17);
  expect(await asked()).toHaveLength(1);
  expect(await descriptionOf(stage, iid)).toContain('we fail over');
});

it('R42: a link that somebody pastes in the channel or the issue is a row within one sweep, once', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  stage.mirrors
    .inSlack('ana')
    .say(room(stage).id, 'Notes: https://docs.google.com/document/d/1abc/edit and https://evil.example/x');
  await stage.person('ben').say(iid, 'We talk at https://zoom.us/j/987654321');
  await stage.person('uli').say(iid, 'See https://docs.google.com/document/d/9xyz/edit');
  await later(stage);
  await later(stage);
  const description = await descriptionOf(stage, iid);
  for (const link of ['https://docs.google.com/document/d/1abc/edit', 'https://zoom.us/j/987654321'])
    expect(description.split(link)).toHaveLength(2);
  expect(description).not.toMatch(/evil\.example|9xyz/);
  expect(card(room(stage))).toContain('https://zoom.us/j/987654321');
});

it('R69 (partly): a channel that people made by hand is taken by `/room`: none is made beside it', async () => {
  const stage = await opened();
  const ben = stage.mirrors.inSlack('ben');
  const id = ben.createChannel('nexus-trouble');
  const ana = stage.person('ana');
  const iid = await ana.open('Nexus answers 502', '<!-- sitrep:incident -->\n## Which service?\nNexus\n');
  await ana.say(iid, `/ack\n/room ${stage.mirrors.slack.url}/archives/${id}`);
  await later(stage);
  await ana.say(iid, '/respond\n/commander');
  await later(stage);
  await later(stage);
  const all = stage.mirrors.slack.channels();
  expect(all.map(({ name }) => name)).toEqual(['builders', 'writers', 'nexus-trouble']);
  const adopted = stage.mirrors.slack.channel(id);
  expect(card(adopted)).toContain('responding');
  expect(botIn(adopted).join('\n')).toContain('Full response');
  expect(await descriptionOf(stage, iid)).toContain('nexus-trouble');
  expect(at(await issueOf(stage, iid), 'state')).toBe('opened');
});

it('R70 (partly): users are shown where to follow, and not the call, which has its password in its address', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/bridge https://zoom.us/j/123456789?pwd=s3cr3t');
  await later(stage);
  await stage.person('ana').say(iid, '/announce Nexus is down, next 30m');
  await later(stage);
  await later(stage);
  const [told = '', ...others] = botIn(stage.mirrors.slack.channel('#builders'));
  expect(others).toEqual([]);
  expect(told).toContain(`/-/issues/${iid}`);
  expect(told).toContain(room(stage).name);
  expect(told).not.toContain('zoom.us');
});

it('`/room` names another channel: in the one before nothing says later that sitrep is silent, and its topic where it goes on', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const before = room(stage).id;
  const id = stage.mirrors.inSlack('ben').createChannel('nexus-trouble');
  await stage.person('ana').say(iid, `/room ${stage.mirrors.slack.url}/archives/${id}`);
  await later(stage);
  const left = stage.mirrors.slack.channel(before);
  expect(left.scheduled).toEqual([]);
  expect(left.topic).toContain('#nexus-trouble');
  expect(stage.mirrors.slack.channel(id).scheduled).toHaveLength(1);
});
