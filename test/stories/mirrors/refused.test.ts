// What other systems refuse, lose or take away while an incident goes on: nothing is forgotten, nothing is doubled, and what
// cannot be done is said on the issue, once.

import { expect, it } from 'vitest';
import { connectConfluence } from '../../../src/confluence/confluence.ts';
import { at, type Stage } from '../../../src/demo/stage.ts';
import { parse } from '../../../src/text/parse.ts';
import { reusedStages } from '../stages.ts';
import { eventsOf, fileOn, green, JOURNAL, listed, saidOn } from '../story.ts';
import { botIn, card, later, responding, room, rooms, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();
const opened = () => open(withMirrors());

const ALWAYS = { times: Number.POSITIVE_INFINITY };

/** It is resolved, and the review can be written. */
async function inReview(stage: Stage, iid: number): Promise<void> {
  await stage.person('ana').say(iid, '/mitigated the spare answers\n/evidence none it was the disk');
  await green(stage, 'react');
  await stage.person('ana').say(iid, '/announce All clear: Nexus is back\n/resolved it was the disk');
}

async function mergeReview(stage: Stage, iid: number): Promise<void> {
  const [request = null] = await listed(stage, `/merge_requests?state=opened&source_branch=pir/${iid}`);
  const { status } = await stage.person('root').api('PUT', `/merge_requests/${at(request, 'iid')}/merge`);
  expect(status).toBe(200);
}

const saying = async (stage: Stage, iid: number, words: string): Promise<readonly string[]> =>
  (await saidOn(stage, iid)).filter((text) => text.includes(words));

const pages = (stage: Stage) => stage.mirrors.confluence.read().filter(({ createdBy }) => createdBy === 'sitrep');

function kickBot(stage: Stage): void {
  const { slack } = stage.mirrors;
  const bot = [...slack.snapshot().store.users.values()].find(({ name }) => name === 'sitrep');
  if (bot) stage.mirrors.inSlack('ana').kick(room(stage).id, bot);
}

it('the issue is deleted while Slack and Jira are away: the channel is archived and the ticket closed when they are back', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { slack, jira } = stage.mirrors;
  slack.faults.add({ path: /conversations\.archive/, ...ALWAYS, act: { do: 'answer', status: 503 } });
  jira.faults.add({ method: 'POST', path: /\/transitions/, ...ALWAYS, act: { do: 'answer', status: 503 } });
  await stage.person('root').api('DELETE', `/issues/${iid}`);
  for (const minutes of [5, 5, 10]) await later(stage, minutes);
  expect([room(stage).archived, ticket(stage).done]).toEqual([false, false]);
  for (const { faults } of [slack, jira]) faults.clear();
  // The clock alone asks for it: nobody does anything.
  await later(stage, 31);
  expect([room(stage).archived, ticket(stage).done]).toEqual([true, true]);
  expect(await fileOn(stage, JOURNAL, `open/${iid}.jsonl`)).toBeUndefined();
  expect(await later(stage, 31)).toEqual(['nothing to do']);
});

it('the issue is deleted and Jira stays away: after a day the log says what is to be done by hand, and it is over', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { faults } = stage.mirrors.jira;
  faults.add({ method: 'POST', path: /\/transitions/, ...ALWAYS, act: { do: 'answer', status: 503 } });
  await stage.person('root').api('DELETE', `/issues/${iid}`);
  for (const minutes of [1, 23 * 60]) await later(stage, minutes);
  await stage.gitlab.advance(90);
  const { code, lines } = await stage.sitrep(['sweep']);
  expect(code).not.toBe(0);
  expect(lines.join('\n')).toContain(`By hand: close the ticket ${ticket(stage).key}`);
  expect(await fileOn(stage, JOURNAL, `open/${iid}.jsonl`)).toBeUndefined();
  await later(stage, 31);
});

it('Slack fails in the moment of the ✅: it is there when Slack is back, also of what was typed meanwhile', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { id } = room(stage);
  const { faults } = stage.mirrors.slack;
  const ana = stage.mirrors.inSlack('ana');
  const first = ana.say(id, '!found the log is 40 GB');
  faults.add({ path: /reactions\.add/, ...ALWAYS, act: { do: 'answer', status: 503 } });
  await later(stage);
  const second = ana.say(id, '!found the spare is up');
  await stage.person('ana').say(iid, '/found it is the disk');
  await later(stage);
  const reactions = (ts: string) =>
    room(stage)
      .messages.find((one) => one.ts === ts)
      ?.reactions.map(({ name }) => name);
  expect([reactions(first), reactions(second)]).toEqual([[], []]);
  faults.clear();
  await later(stage, 5);
  await later(stage, 5);
  expect([reactions(first), reactions(second)]).toEqual([['white_check_mark'], ['white_check_mark']]);
});

it('the bot is taken out of the channel: it goes in again, and what was owed is said', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  kickBot(stage);
  await stage.person('ana').say(iid, '/sitrep The disk is full');
  await later(stage);
  expect(rooms(stage)).toHaveLength(1);
  expect(botIn(room(stage)).at(-1)).toContain('The disk is full');
  expect(card(room(stage))).toContain('The disk is full');
});

it('the bot is taken out of the channel and may not go in again: there is another', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  kickBot(stage);
  stage.mirrors.slack.settings.restricted.push('conversations.join');
  await stage.person('ana').say(iid, '/sitrep The disk is full');
  await later(stage);
  await later(stage, 5);
  await later(stage, 5);
  const [, next, ...others] = rooms(stage);
  expect(others).toEqual([]);
  expect(next && botIn(next).join('\n')).toContain('The disk is full');
});

it('R73 (partly): the workspace does not let the card be edited any more: there is another, pinned, and only that', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  stage.mirrors.slack.settings.editWindowMinutes = 30;
  await stage.person('ana').say(iid, '/sitrep The disk is full next 60m');
  await later(stage, 40);
  await stage.person('ana').say(iid, '/sitrep The spare is up next 60m');
  await later(stage);
  await later(stage);
  expect(card(room(stage))).toContain('The spare is up');
  const keys = room(stage).messages.map(({ metadata }) => metadata?.event_payload['key']);
  expect(keys.filter((key) => String(key).startsWith('card:'))).toEqual(['card:1.2']);
});

it('R73 (partly): what Slack does not let the bot do around the room is said once, and done when something changes and it may', async () => {
  const stage = await opened();
  const { settings, requests } = stage.mirrors.slack;
  settings.restricted.push('pins.add', 'conversations.setTopic', 'conversations.invite');
  const full = { ok: false, error: 'too_many_bookmarks' };
  const away = stage.mirrors.slack.faults.add({
    path: /bookmarks\.add/,
    ...ALWAYS,
    act: { do: 'answer', status: 200, body: full },
  });
  const iid = await responding(stage);
  await later(stage);
  const tried = (): number => requests.all.filter(({ url }) => /pins|setTopic|bookmarks\.|invite/.test(url)).length;
  const before = tried();
  for (const _minute of [1, 2]) await later(stage);
  expect(tried()).toBe(before);
  const said = async (): Promise<readonly string[]> =>
    (await saidOn(stage, iid)).join('\n').match(/.*It is tried again when something changes here.*/g) ?? [];
  const once = await said();
  expect([...once].sort()).toEqual([
    expect.stringMatching(/^\*\*Slack did not let the bot invite people.*Add them there by hand/),
    expect.stringMatching(/^\*\*The card of the channel is not pinned.*Pin it there by hand/),
    expect.stringMatching(/^\*\*The links at the top of the channel .*there is no room for more links/),
    expect.stringMatching(/^\*\*The topic of the channel .*An admin of the workspace can/),
  ]);
  const ana = stage.person('ana');
  await ana.say(iid, '/severity S2');
  await later(stage);
  await later(stage);
  expect(await said()).toEqual(once);
  settings.restricted.length = 0;
  away();
  await ana.say(iid, '/sitrep The disk is full');
  await later(stage);
  expect(card(room(stage))).toContain('The disk is full');
  expect(room(stage)).toMatchObject({ topic: expect.stringContaining('S2'), members: ['sitrep', 'ana'] });
  expect(room(stage).bookmarks.map(({ title }) => title)).toContain(`Issue #${iid}`);
  expect(await said()).toEqual(once);
});

it.each([
  ['Slack does not answer', { do: 'answer', status: 503 } as const, 0],
  ['Slack refuses it', { do: 'answer', status: 200, body: { ok: false, error: 'msg_too_long' } } as const, 1],
])(
  'R65 (partly), R73 (partly): %s as the card is edited: it is up to date when that is over',
  async (_case, act, said) => {
    const stage = await opened();
    const iid = await responding(stage);
    const away = stage.mirrors.slack.faults.add({ path: /chat\.update/, ...ALWAYS, act });
    const ana = stage.person('ana');
    await ana.say(iid, '/sitrep The disk is full next 60m');
    for (const minutes of [1, 4]) await later(stage, minutes);
    expect(card(room(stage))).not.toContain('The disk is full');
    expect(await saying(stage, iid, 'The card of the channel is not up to date')).toHaveLength(said);
    away();
    if (said > 0) await ana.say(iid, '/severity S2');
    for (const minutes of [5, 10]) await later(stage, minutes);
    expect(card(room(stage))).toContain('The disk is full');
  },
);

it('the incident is renamed before the channel and the page that were made for it are known: there is one of each', async () => {
  const stage = await opened();
  stage.mirrors.slack.faults.add({ path: /conversations\.create/, act: { do: 'cut-after' } });
  stage.mirrors.confluence.faults.add({ method: 'POST', path: /\/pages/, act: { do: 'cut-after' } });
  const iid = await responding(stage);
  const ana = stage.person('ana');
  await ana.change(iid, { title: 'The disk is full' });
  await later(stage, 5);
  expect(rooms(stage)).toHaveLength(1);
  expect(card(room(stage))).toContain('The disk is full');
  await inReview(stage, iid);
  await later(stage, 61);
  await ana.change(iid, { title: 'The disk was full' });
  await later(stage, 5);
  await later(stage, 10);
  expect(pages(stage)).toMatchObject([{ title: `PIR #${iid}: Nexus answers 502` }]);
  expect((await eventsOf(stage, iid)).filter(({ type }) => type === 'page-published')).toHaveLength(1);
});

it('R67 (partly), R68 (partly): Jira does not let the ticket be closed: the issue says so once; closed by hand it is done', async () => {
  const stage = await opened();
  const iid = await responding(stage);
  const { key } = ticket(stage);
  const no = { errorMessages: ['A field is required'], errors: {} };
  stage.mirrors.jira.faults.add({
    method: 'POST',
    path: /\/transitions/,
    ...ALWAYS,
    act: { do: 'answer', status: 400, body: no },
  });
  await inReview(stage, iid);
  await later(stage, 61);
  await mergeReview(stage, iid);
  await later(stage);
  await later(stage);
  await later(stage, 1, 'sweep', '--full');
  expect(ticket(stage).done).toBe(false);
  const record = () => fileOn(stage, JOURNAL, `open/${iid}.jsonl`);
  expect(await record()).not.toContain('ticket-ended');
  expect(await saying(stage, iid, `${key} could not be closed in Jira`)).toEqual([
    expect.stringContaining('A field is required'),
  ]);
  stage.mirrors.inJira('ben').close(key);
  await later(stage);
  await later(stage, 1, 'sweep', '--full');
  // It is settled, so its record is put away.
  expect(await record()).toBeUndefined();
  expect(await saying(stage, iid, 'could not be closed')).toHaveLength(1);
});

it.each([
  ['text', 'PUT', /\/issue\/[^/]+(\?|$)/],
  ['links', 'POST', /\/remotelink/],
] as const)(
  'Jira refuses the %s of the ticket: the issue says so once, and it is tried again',
  async (part, method, path) => {
    const stage = await opened();
    const iid = await responding(stage);
    await later(stage);
    const { faults } = stage.mirrors.jira;
    const body = { errorMessages: ['Not on this screen'], errors: {} };
    faults.add({ method, path, ...ALWAYS, act: { do: 'answer', status: 400, body } });
    const ana = stage.person('ana');
    await ana.say(iid, '/sitrep The disk is full\n/bridge https://meet.example.org/nexus');
    await later(stage);
    await ana.say(iid, '/found it is the disk');
    await later(stage);
    const { key } = ticket(stage);
    expect(await saying(stage, iid, `The ${part} of ${key}`)).toEqual([expect.stringContaining('Not on this screen')]);
    faults.clear();
    await ana.say(iid, '/found the spare is up');
    await later(stage);
    const { fields, remoteLinks } = ticket(stage);
    expect(fields['description']).toContain('The disk is full');
    expect(remoteLinks.map(({ title }) => title)).toContain('Conference');
  },
);

it('Confluence refuses the page for good: it is tried once, and the issue says so once', async () => {
  const stage = await opened();
  const { confluence } = stage.mirrors;
  let tries = 0;
  const body = { errors: [{ status: 403, code: 'FORBIDDEN', title: 'Not here' }] };
  confluence.faults.add({ method: 'POST', path: /\/pages/, ...ALWAYS, act: { do: 'answer', status: 403, body } });
  confluence.requests.subscribe(({ method, url }) => {
    if (method === 'POST' && /\/pages(\?|$)/.test(url)) tries += 1;
  });
  const iid = await responding(stage);
  await inReview(stage, iid);
  await later(stage, 61);
  await stage.person('ana').say(iid, '/found it was the disk');
  await later(stage);
  await stage.person('ana').say(iid, '/found it was the third disk');
  await later(stage);
  expect(tries).toBe(1);
  expect(await saying(stage, iid, 'The review is not in Confluence')).toHaveLength(1);
});

it('a page of that title is of another project’s incident: that is left alone, ours is called otherwise', async () => {
  const stage = await opened();
  const { url } = stage.mirrors.confluence;
  const token = stage.mirrors.env['SITREP_CONFLUENCE_TOKEN'] ?? '';
  const other = connectConfluence({ url, email: 'sitrep@example.org', token });
  const title = 'PIR #1: Nexus answers 502';
  const theirs = {
    title,
    body: parse('Theirs'),
    url: 'https://gitlab.example.org/other',
    hash: 'draft:sitrep-issue-0:x',
  };
  expect(await other.create('OPS', undefined, theirs)).toMatchObject({ outcome: 'done' });
  const iid = await responding(stage);
  await inReview(stage, iid);
  await later(stage, 61);
  await later(stage);
  expect(pages(stage)).toMatchObject([
    { title, version: 1, text: expect.stringContaining('Theirs') },
    { title: `${title} (2)` },
  ]);
});

it.each([
  ['show', 'GET', /\/repository\/files\/pir/, 403, '403 Forbidden'],
  ['take', 'POST', /\/repository\/commits/, 400, 'You are not allowed to push into this branch'],
] as const)(
  'GitLab does not %s the review’s file: the issue says so once, all else goes on, and it is written when it may be',
  async (_what, method, path, status, message) => {
    const stage = await opened();
    const iid = await responding(stage);
    const { faults } = stage.gitlab;
    await inReview(stage, iid);
    faults.add({ method, path, ...ALWAYS, act: { do: 'answer', status, body: { message } } });
    await later(stage);
    await later(stage);
    expect(await later(stage, 10)).toEqual(['nothing to do']);
    expect(botIn(room(stage)).join('\n')).toContain('it was the disk');
    expect(ticket(stage).comments.at(-1)?.text).toContain('it was the disk');
    expect((await saidOn(stage, iid)).join('\n')).toContain('**Resolved.**');
    expect(await saying(stage, iid, 'behind')).toEqual([]);
    expect(await saying(stage, iid, 'The review could not be written')).toEqual([
      expect.stringContaining(`Let the bot push to \`pir/${iid}\``),
    ]);
    faults.clear();
    await stage.person('ana').say(iid, '/found it was the third disk');
    await later(stage);
    expect(await listed(stage, `/merge_requests?state=opened&source_branch=pir/${iid}`)).toHaveLength(1);
    expect(await saying(stage, iid, 'The review could not be written')).toHaveLength(1);
  },
);
