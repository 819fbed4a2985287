// The live ticket in Jira: one, at the incident's state, commented with each sitrep, healed, and closed behind the gate. On
// Cloud and on a Data Center.

import { describe, expect, it } from 'vitest';
import { at, type Stage } from '../../../src/demo/stage.ts';
import { fold } from '../../../src/incident/fold.ts';
import { reusedStages } from '../stages.ts';
import { eventsOf, fileOn, green, listed, REPORT, saidOn } from '../story.ts';
import { later, responding, room, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();

describe.each(['cloud', 'data-center'] as const)('on %s', (jira) => {
  const opened = () => open(withMirrors({ jira }));

  it('R64, R65 (partly), R66 (partly): one ticket with the live state, priority and links; sitreps are its comments, numbered', async () => {
    const stage = await opened();
    const iid = await responding(stage);
    const ana = stage.person('ana');
    await ana.say(iid, '/severity S1\n/sitrep The disk is full: `df` says **100 %** next 20m');
    await later(stage);
    await ana.say(iid, '/sitrep The spare is up\n- one\n- two');
    await later(stage, 10);
    await later(stage);
    const { fields, status, comments, labels, remoteLinks } = ticket(stage);
    expect(fields).toMatchObject({
      issuetype: 'Incident',
      summary: `Nexus answers 502 (#${iid})`,
      priority: 'Highest',
    });
    expect(status).toBe('In Progress');
    expect(labels).toContain('sitrep');
    for (const words of [`/-/issues/${iid}`, 'responding', '@ana', 'Sitrep 2', 'The spare is up'])
      expect(fields['description']).toContain(words);
    expect(fields['description']).not.toMatch(/\*\*|<sub>|\| ---/);
    expect(comments.map(({ by }) => by)).toEqual(['sitrep', 'sitrep']);
    expect(comments[0]?.text).toMatch(/Sitrep 1[\s\S]*The disk is full/);
    expect(comments[1]?.text).toMatch(/Sitrep 2[\s\S]*The spare is up/);
    expect(remoteLinks.map(({ title }) => title).sort()).toEqual([`Issue #${iid}`, `Slack #${room(stage).name}`]);
  });

  it('R68, R67 (partly): closed behind the gate, with the link of the review at its merge commit', async () => {
    const stage = await opened();
    const iid = await responding(stage);
    await stage.person('ana').say(iid, '/mitigated the spare answers\n/evidence none it was the disk');
    await green(stage, 'react');
    await stage.person('ana').say(iid, '/announce All clear: Nexus is back\n/resolved it was the disk');
    await later(stage, 61);
    expect(ticket(stage)).toMatchObject({ done: false });
    expect(await mergedReview(stage, iid)).toBe(200);
    await later(stage);
    await later(stage);
    const { done, remoteLinks, comments } = ticket(stage);
    expect(done).toBe(true);
    const { url = '' } = remoteLinks.find(({ title }) => title === 'Post Incident Review') ?? {};
    const [, sha = '', path = ''] = /\/-\/blob\/([0-9a-f]{40})\/(.*)$/.exec(url) ?? [];
    expect(await fileOn(stage, sha, path)).toContain('it was the disk');
    expect(comments.at(-1)?.text).toContain('it was the disk');
    expect(await later(stage, 5)).toContain('nothing to do');
  });
});

describe('what people do in Jira', () => {
  const opened = () => open(withMirrors());

  it('R67 (partly): what people change on it is put back: description, label, status', async () => {
    const stage = await opened();
    await responding(stage);
    const { key, fields, labels } = ticket(stage);
    const ben = stage.mirrors.inJira('ben');
    ben.edit(key, { description: 'All is well' });
    for (const label of labels) ben.unlabel(key, label);
    ben.transition(key, 'To Do');
    await later(stage);
    await later(stage, 1, 'sweep', '--full');
    const healed = ticket(stage);
    expect(healed.fields['description']).toBe(fields['description']);
    expect([healed.status, [...healed.labels].sort()]).toEqual(['In Progress', [...labels].sort()]);
  });

  it('R67: closed early in Jira it is reopened, with the whole list of what is missing on the issue, once', async () => {
    const stage = await opened();
    const iid = await responding(stage);
    const { key } = ticket(stage);
    stage.mirrors.inJira('ben').close(key);
    await later(stage);
    await later(stage);
    expect(ticket(stage)).toMatchObject({ done: false, status: 'In Progress' });
    const lists = (await saidOn(stage, iid)).filter((text) => text.includes('closed before everything was done'));
    expect(lists).toHaveLength(1);
    for (const part of ['still **responding**', 'evidence', 'all-clear', 'Post Incident Review'])
      expect(lists[0]).toContain(part);
    stage.mirrors.inJira('ben').close(key);
    await later(stage, 5);
    expect(ticket(stage).done).toBe(false);
    const again = (await saidOn(stage, iid)).filter((text) => text.includes('closed before everything was done'));
    expect(again).toEqual([expect.stringContaining('closed by hand 2 times')]);
  });

  it.each(['cloud', 'data-center'] as const)(
    '%s: what people write there is on the issue once, as a suggestion; `/adopt` makes the sitrep of it',
    async (jira) => {
      const stage = await open(withMirrors({ jira }));
      const iid = await responding(stage);
      const { key } = ticket(stage);
      stage.mirrors.inJira('ben').comment(key, 'Our side sees it since *3:40* [~ana]');
      stage.mirrors.inJira('ben').comment(key, 'Ours alone', { visibility: { type: 'role', value: 'Administrators' } });
      stage.mirrors.inJira('ben').comment(key, 'Ours alone, for agents', { internal: true });
      await later(stage);
      await later(stage, 1, 'sweep', '--full');
      const said = (await saidOn(stage, iid)).filter((text) => text.includes('3:40'));
      expect(said).toEqual([expect.stringMatching(/in Jira[\s\S]*\/adopt #1/)]);
      expect(JSON.stringify(await eventsOf(stage, iid)) + (await saidOn(stage, iid)).join()).not.toContain(
        'Ours alone',
      );
      await stage.person('ana').say(iid, '/adopt #1');
      await later(stage);
      await later(stage);
      expect(fold(await eventsOf(stage, iid)).sitreps).toMatchObject([{ n: 1, text: expect.stringContaining('3:40') }]);
      expect(ticket(stage).comments.map(({ by }) => by)).toEqual(['ben', 'ben', 'ben', 'sitrep']);
    },
  );

  it('somebody deletes it: there is another, once', async () => {
    const stage = await opened();
    const iid = await responding(stage);
    const { key } = ticket(stage);
    stage.mirrors.inJira('ben').remove(key);
    await stage.person('ana').say(iid, '/sitrep We go on');
    await later(stage);
    await later(stage, 5);
    await later(stage, 5);
    expect(ticket(stage).key).not.toBe(key);
    expect(ticket(stage).fields['description']).toContain('We go on');
    expect(ticket(stage).comments.map(({ text }) => text)).toEqual([expect.stringContaining('We go on')]);
    expect(room(stage).topic).toContain(`/browse/${ticket(stage).key}`);
  });
});

it.each([
  ['the line is cut when it is there', 'POST', /\/issue$/, 'cut-after'],
  ['the line is cut when a sitrep is there', 'POST', /\/comment/, 'cut-after'],
] as const)('R64 (partly), R65 (partly): %s: one ticket, one comment', async (_case, method, path, act) => {
  const stage = await open(withMirrors());
  stage.mirrors.jira.faults.add({ method, path, act: { do: act } });
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/sitrep We look at the disk');
  await later(stage, 5);
  await later(stage, 5);
  await later(stage, 10);
  expect(ticket(stage).comments.map(({ text }) => text)).toEqual([expect.stringContaining('We look at the disk')]);
});

it('statuses, labels and fields as the configuration says', async () => {
  const stage = await open(withMirrors());
  const { id } = stage.mirrors.jira.addField({ name: 'Service', kind: 'textfield' });
  const more = `  statuses: {mitigated: To Do}\n  labels: [ops]\n  fields: {${id}: "{service} {severity}"}\n`;
  const text = (await fileOn(stage, 'main', '.gitlab/sitrep.yml')) ?? '';
  const { status } = await stage.person('root').api('PUT', '/repository/files/.gitlab%2Fsitrep.yml', {
    branch: 'main',
    commit_message: 'Statuses',
    content: text.replace('  project: INC\n', `  project: INC\n${more}`),
  });
  expect(status).toBe(200);
  const ana = stage.person('ana');
  const iid = await ana.open('Nexus is slow', REPORT);
  await ana.say(iid, '/ack\n/respond\n/commander');
  await green(stage, 'react');
  expect(ticket(stage).status).toBe('In Progress');
  await ana.say(iid, '/severity S2\n/mitigated it is back');
  await later(stage);
  expect(ticket(stage)).toMatchObject({ status: 'To Do', fields: { [id]: 'Nexus S2' } });
  expect(ticket(stage).labels).toContain('ops');
});

async function mergedReview(stage: Stage, iid: number): Promise<number> {
  const [request = null] = await listed(stage, `/merge_requests?state=opened&source_branch=pir/${iid}`);
  return (await stage.person('root').api('PUT', `/merge_requests/${at(request, 'iid')}/merge`)).status;
}
