// Who is heard and who is not: switches, other bots, people who change their names, and the day of installation.

import { describe, expect, it } from 'vitest';
import { at, items, PEOPLE, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { Level } from '../../src/sandbox/gitlab.ts';
import { reusedStages } from './stages.ts';
import { commentsOn, descriptionOf, eventsOf, green, issueOf, labelsOf, REPORT, saidOn } from './story.ts';

let stage: Stage;
const opened = reusedStages();

async function open(options: StageOptions = {}): Promise<void> {
  stage = await opened(options);
}

async function commit(path: string, content: string): Promise<void> {
  const actions = [{ action: 'update', file_path: path, content }];
  const { status } = await stage
    .person('root')
    .api('POST', '/repository/commits', { branch: 'main', commit_message: 'Configure', actions });
  expect(status).toBe(201);
}

describe('switches', () => {
  it('the label "sitrep: paused" stops sitrep on one incident, and off again nothing is lost', async () => {
    await open();
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').change(iid, { add_labels: 'sitrep: paused' });
    await stage.person('ana').say(iid, '/ack');
    const other = await stage.person('uli').open('Jira is down', REPORT);
    await green(stage, 'sweep');
    expect(await saidOn(stage, iid)).toEqual([]);
    expect(await green(stage, 'plan', String(iid))).toEqual([
      expect.stringMatching(/"sitrep: paused": nothing would be/),
    ]);
    expect(await labelsOf(stage, iid)).toEqual(['sitrep: paused']);
    expect(await labelsOf(stage, other)).toEqual(['incident::reported']);
    await stage.gitlab.advance(30);
    await stage.person('ana').change(iid, { remove_labels: 'sitrep: paused' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::triage']);
  });

  it('what was said while it was paused is heard at the first look after, however long that lasted', async () => {
    await open();
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack');
    await green(stage, 'sweep');
    await stage.person('ana').change(iid, { add_labels: 'sitrep: paused' });
    await stage.gitlab.advance(1);
    await stage.person('ana').say(iid, '/found the disk is full');
    await green(stage, 'sweep');
    for (const title of ['Jira is down', 'The wiki is down']) {
      await stage.gitlab.advance(20);
      const other = await stage.person('uli').open(title, REPORT);
      await green(stage, 'sweep');
      expect(await labelsOf(stage, other)).toEqual(['incident::reported']);
    }
    expect(fold(await eventsOf(stage, iid)).discoveries).toEqual([]);
    await stage.gitlab.advance(20);
    await stage.person('ana').change(iid, { remove_labels: 'sitrep: paused' });
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).discoveries).toMatchObject([{ text: 'the disk is full' }]);
    expect(await green(stage, 'sweep')).toContain('nothing to do');
  });

  it('`sitrep review` of one incident leaves to the next run what was said on the others', async () => {
    await open();
    const [one, two] = [
      await stage.person('uli').open('Nexus is down', REPORT),
      await stage.person('uli').open('Jira is down', REPORT),
    ];
    await green(stage, 'sweep');
    await stage.gitlab.advance(10);
    await stage.person('ana').say(two, '/ack');
    await stage.gitlab.advance(10);
    await stage.person('ana').say(one, '/ack');
    await green(stage, 'review', String(one));
    expect(await labelsOf(stage, two)).toEqual(['incident::reported']);
    await stage.gitlab.advance(10);
    await green(stage, 'sweep');
    expect(await labelsOf(stage, two)).toEqual(['incident::triage']);
  });

  it('enabled: false stops it in the project; enabled again it hears what was said meanwhile', async () => {
    await open({ files: { '.gitlab/sitrep.yml': 'enabled: false\n' } });
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack');
    expect(await green(stage, 'sweep')).toContain('.gitlab/sitrep.yml says enabled: false');
    expect(await saidOn(stage, iid)).toEqual([]);
    expect(await green(stage, 'plan', String(iid))).toEqual([
      expect.stringMatching(/enabled: false: nothing would be/),
    ]);
    await commit('.gitlab/sitrep.yml', 'enabled: true\n');
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::triage']);
  });

  it('switched off in the middle of an incident no clock speaks any more', async () => {
    await open({ files: { '.gitlab/sitrep.yml': 'zone: UTC\n' } });
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await green(stage, 'sweep');
    const before = await saidOn(stage, iid);
    await commit('.gitlab/sitrep.yml', 'enabled: false\n');
    await stage.gitlab.advance(90);
    await green(stage, 'sweep');
    expect(await saidOn(stage, iid)).toEqual(before);
  });
});

describe('the day of installation', () => {
  it('nothing that was written before is executed, and old incidents are left alone until somebody acts', async () => {
    await open();
    const { project } = stage;
    const old = await stage.person('uli').open('From last year', `${REPORT}\n\n/ack`);
    const mixed = await stage.person('uli').open('Still going on', REPORT);
    await stage.person('ana').say(old, '/ack\n/respond');
    await stage.person('ana').say(mixed, '/ack\n/resolved long ago');
    await stage.gitlab.advance(5);
    await stage.person('root').api('DELETE', '/repository/branches/incident-journal');
    expect(project.pathWithNamespace).toBe('acme/incidents');
    await green(stage, 'init', '--only', 'labels,journal');
    await stage.gitlab.advance(5);
    await green(stage, 'sweep', '--full');
    for (const iid of [old, mixed]) {
      expect(await saidOn(stage, iid)).toEqual([]);
      expect(await labelsOf(stage, iid)).toEqual([]);
      expect(await descriptionOf(stage, iid)).not.toContain('sitrep:state');
    }
    await stage.person('ben').say(mixed, '/ack');
    await green(stage, 'sweep');
    expect(await labelsOf(stage, mixed)).toEqual(['incident::triage']);
    expect(fold(await eventsOf(stage, mixed)).acknowledged?.by?.name).toBe('ben');
    expect(await labelsOf(stage, old)).toEqual([]);
    await stage.gitlab.advance(120);
    await green(stage, 'sweep');
    expect(await saidOn(stage, old)).toEqual([]);
  });
});

describe('who is who', () => {
  it('a renamed user keeps their role and is called by the new name', async () => {
    await open();
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await green(stage, 'sweep');
    const user = [...stage.gitlab.store.users.values()].find((one) => one.username === 'ana');
    if (user) user.username = 'anastasia';
    await stage.person('ana').say(iid, '/sitrep still me');
    await green(stage, 'sweep');
    const incident = fold(await eventsOf(stage, iid));
    expect(incident.sitreps).toMatchObject([{ text: 'still me', by: { name: 'anastasia' } }]);
    await stage.person('eve').say(iid, '/planner @dee');
    await green(stage, 'sweep');
    expect((await saidOn(stage, iid)).at(-1)).toMatch(/^@anastasia: /);
  });

  it('sitrep under a former token does not answer itself', async () => {
    await open();
    const former = stage.gitlab.addUser({ username: 'old-sitrep', bot: true });
    await stage.person('root').api('POST', '/members', { user_id: former.user.id, access_level: Level.maintainer });
    await commit('.gitlab/sitrep.yml', `former_bots: [${former.user.id}]\n`);
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    const speaker = stage.speaker(former);
    await speaker.say(iid, 'What works:\n/ack');
    await speaker.change(iid, { add_labels: 'role: commander' });
    await green(stage, 'sweep');
    const incident = fold(await eventsOf(stage, iid));
    expect([incident.status, incident.roles.commander]).toEqual(['reported', []]);
    expect((await saidOn(stage, iid)).length).toBe(1);
  });

  it('another bot of the project is not obeyed and not answered', async () => {
    await open();
    const bot = stage.gitlab.addUser({ username: `project_${stage.project.id}_bot_0123456789abcdef`, bot: true });
    await stage.person('root').api('POST', '/members', { user_id: bot.user.id, access_level: Level.maintainer });
    const iid = await stage.speaker(bot).open('The disk is full', REPORT);
    await stage.speaker(bot).say(iid, '/ack\n/nonsens');
    await stage.speaker(bot).change(iid, { add_labels: 'incident::responding' });
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toEqual(['incident::reported']);
    const said = await saidOn(stage, iid);
    expect(said).toHaveLength(1);
    expect(said[0]).not.toContain('Thank you');
  });

  it('somebody who has left the project has no say any more, and the incident goes on', async () => {
    await open();
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await green(stage, 'sweep');
    await stage.person('ana').say(iid, '/ops-lead @ben');
    await stage.person('root').api('DELETE', `/members/${stage.person('ben').id}`);
    await stage.gitlab.advance(3);
    await stage.person('ana').say(iid, '/sitrep without ben');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });
});

describe('tiers', () => {
  it('Free: one assignee, the commander, and it is not asked for again at every run', async () => {
    await open({ profile: 'gitlab.com-free' });
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await stage.person('ben').say(iid, '/ops-lead');
    await green(stage, 'sweep');
    expect(items(at(await issueOf(stage, iid), 'assignees')).map((one) => at(one, 'username'))).toEqual(['ana']);
    const before = stage.gitlab.requests.all.length;
    await stage.person('ana').say(iid, 'hello');
    await green(stage, 'react', '--iid', String(iid));
    expect(stage.gitlab.requests.all.slice(before).some(({ method }) => method === 'PUT')).toBe(false);
  });

  it('Premium: all role holders are assigned beside whom people assigned, and scoped labels do no harm', async () => {
    await open({ profile: 'gitlab.com-premium', people: { ...PEOPLE, fay: Level.developer } });
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('root').change(iid, { assignee_ids: [stage.person('fay').id] });
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander\n/comms');
    await stage.person('ben').say(iid, '/ops-lead');
    await green(stage, 'sweep');
    const assigned = items(at(await issueOf(stage, iid), 'assignees')).map((one) => String(at(one, 'username')));
    expect(assigned.toSorted()).toEqual(['ana', 'ben', 'fay']);
    expect(await labelsOf(stage, iid)).toEqual([
      'incident::responding',
      'needs: planner',
      'role: commander',
      'role: comms',
      'role: ops-lead',
    ]);
    await stage.person('ana').change(iid, { add_labels: 'incident::mitigated' });
    await green(stage, 'sweep');
    expect((await labelsOf(stage, iid)).filter((label) => label.startsWith('incident::'))).toEqual([
      'incident::mitigated',
    ]);
    await stage.person('ben').say(iid, '/stand-down');
    await green(stage, 'sweep');
    const left = items(at(await issueOf(stage, iid), 'assignees')).map((one) => String(at(one, 'username')));
    expect(left.toSorted()).toEqual(['ana', 'fay']);
  });

  it('a comment of nothing but a quick action of GitLab’s gets no answer and no reaction', async () => {
    await open();
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack');
    await green(stage, 'sweep');
    const before = await commentsOn(stage, iid);
    await stage.person('ana').api('POST', `/issues/${iid}/notes`, { body: '/title Nexus is slow' });
    await stage.person('ana').api('POST', `/issues/${iid}/notes`, { body: '/due tomorrow\n/estimate 2h' });
    await green(stage, 'sweep');
    const said = (await commentsOn(stage, iid)).slice(before.length).filter((one) => one.author === 'sitrep-bot');
    expect(said.filter((one) => !one.system)).toEqual([]);
    expect(fold(await eventsOf(stage, iid)).title).toBe('Nexus is slow');
  });
});
