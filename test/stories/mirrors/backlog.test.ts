// What is no incident, and what an incident brought to light: one ticket where it is mended, and everybody knows where.

import { describe, expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import { at, items } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { commentsOn, descriptionOf, green, issueOf, labelsOf, REPORT, saidOn } from '../story.ts';
import { botIn, CONFIG, later, responding, rooms, withMirrors } from './mirrored.ts';

const open = reusedStages();

it.each([
  ['cross-team', 'CROSS', 'all goes well', undefined],
  ['cross-team', 'CROSS', 'the line is cut when the ticket is there', 'cut-after'],
  ['team', 'TEAM', 'the line is cut before', 'cut-before'],
] as const)(
  'R23, R24, R25: /backlog %s goes to %s, %s: one ticket, linked both ways; reporter and community know where',
  async (destination, project, _case, act) => {
    const stage = await open(withMirrors());
    const iid = await stage.person('uli').open('Nexus shows the wrong logo', REPORT);
    await green(stage, 'react');
    if (act) stage.mirrors.jira.faults.add({ method: 'POST', path: /\/issue$/, act: { do: act } });
    await stage.person('ben').say(iid, `/backlog ${destination} it hurts nobody`);
    await later(stage);
    await later(stage, 5);
    await later(stage, 5, 'sweep', '--full');
    await later(stage, 10);
    const tickets = stage.mirrors.jira.read();
    expect(tickets.map(({ key, fields }) => [key.replace(/\d+$/, ''), fields['summary']])).toEqual([
      [`${project}-`, `Nexus shows the wrong logo (#${iid})`],
    ]);
    const [ticket] = tickets;
    const key = ticket?.key ?? '?';
    expect(ticket?.fields['description']).toContain('it hurts nobody');
    expect(ticket?.remoteLinks.map(({ url }) => url)).toEqual([expect.stringContaining(`/-/issues/${iid}`)]);
    expect(await labelsOf(stage, iid)).toContain('incident::backlog');
    expect(at(await issueOf(stage, iid), 'state')).toBe('closed');
    const told = (await saidOn(stage, iid)).filter((text) => text.includes(`Jira ${project}`));
    expect(told).toEqual([expect.stringContaining('@uli')]);
    expect(await descriptionOf(stage, iid)).toContain(`/browse/${key}`);
    expect(botIn(stage.mirrors.slack.channel('#builders'))).toEqual([
      expect.stringMatching(new RegExp(`browse/${key}`)),
    ]);
    expect(rooms(stage)).toEqual([]);
  },
);

describe('to a project of this GitLab', () => {
  const config = CONFIG.replaceAll('{jira: TEAM}', '{gitlab: acme/nexus}');
  async function opened(): Promise<{ stage: Stage; nexus: { readonly id: number } }> {
    const stage = await open(withMirrors({ config }));
    const nexus = await stage.gitlab.addProject('acme/nexus', { members: [[stage.bot, 30]] });
    return { stage, nexus };
  }

  it('R25, R24: /backlog team makes one issue there, linked both ways, also when it is tried again', async () => {
    const { stage, nexus } = await opened();
    const iid = await stage.person('uli').open('Nexus shows the wrong logo', REPORT);
    stage.gitlab.faults.add({ method: 'POST', path: /\/projects\/[^/]*nexus\/issues/, act: { do: 'cut-after' } });
    await stage.person('ben').say(iid, '/backlog it hurts nobody');
    await later(stage);
    await later(stage, 5);
    await later(stage, 5, 'sweep', '--full');
    const found = await issuesIn(stage, nexus.id);
    expect(found.map((one) => at(one, 'title'))).toEqual([`Nexus shows the wrong logo (#${iid})`]);
    expect(String(at(found[0] ?? null, 'description'))).toContain(`/-/issues/${iid}`);
    const { body } = await stage.person('ben').api('GET', `/issues/${iid}/links`);
    expect(items(body).map((one) => at(one, 'references', 'full'))).toEqual(['acme/nexus#1']);
    expect(await descriptionOf(stage, iid)).toContain('/acme/nexus/-/issues/1');
    expect(botIn(stage.mirrors.slack.channel('#builders'))).toEqual([
      expect.stringContaining('/acme/nexus/-/issues/1'),
    ]);
  });

  it('R77: /bug files it where the service is mended, linked both ways, once', async () => {
    const { stage, nexus } = await opened();
    const iid = await responding(stage);
    await stage.person('ana').say(iid, '/bug No alarm at 90 %\nThe disk filled for a week.');
    await later(stage);
    await later(stage, 5, 'sweep', '--full');
    const found = await issuesIn(stage, nexus.id);
    expect(found.map((one) => at(one, 'title'))).toEqual(['No alarm at 90 %']);
    expect(String(at(found[0] ?? null, 'description'))).toMatch(/The disk filled for a week/);
    expect(await descriptionOf(stage, iid)).toContain('/acme/nexus/-/issues/1');
  });
});

it('R77: /bug in Jira, typed in the channel: one ticket, named everywhere', async () => {
  const stage = await open(withMirrors());
  const iid = await responding(stage);
  const [room] = rooms(stage);
  stage.mirrors.inSlack('ana').say(room?.id ?? '', '!bug No alarm at 90 %');
  await later(stage);
  await later(stage);
  const [bug, ...others] = stage.mirrors.jira.read('TEAM');
  expect(others).toEqual([]);
  expect(bug?.fields['summary']).toBe('No alarm at 90 %');
  expect(await descriptionOf(stage, iid)).toContain(`/browse/${bug?.key}`);
});

it('a project that is not there: the issue says so once, with what to do, and nothing else stops', async () => {
  const stage = await open(withMirrors({ config: CONFIG.replaceAll('{jira: TEAM}', '{jira: NOPE}') }));
  const iid = await responding(stage);
  await stage.person('ana').say(iid, '/bug No alarm at 90 %\n/sitrep We go on');
  await later(stage);
  await later(stage, 5);
  await later(stage, 15);
  const said = (await commentsOn(stage, iid)).filter(({ body }) => body.includes('could not be made'));
  expect(said.map(({ body }) => body)).toEqual([expect.stringMatching(/bug:1[\s\S]*by hand/)]);
  expect(botIn(rooms(stage)[0] ?? stage.mirrors.slack.channel('')).join('\n')).toContain('We go on');
});

async function issuesIn(stage: Stage, project: number): Promise<ReturnType<typeof items>> {
  const { token } = stage.gitlab.root;
  const response = await fetch(`${stage.gitlab.url}/api/v4/projects/${project}/issues`, {
    headers: { 'PRIVATE-TOKEN': token },
  });
  return items(JSON.parse(await response.text()));
}
