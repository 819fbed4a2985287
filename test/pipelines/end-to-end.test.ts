// The whole way, with nothing left out: a person writes, GitLab calls the webhook, the trigger endpoint makes a pipeline of the
// project's real .gitlab-ci.yml, the component's job runs the bundle, and the bot answers over the API.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../../src/demo/stage.ts';
import { hasRsync } from '../../src/sandbox/ci/pipeline-runner.ts';
import { openProject, type Project } from './project.ts';

const available = hasRsync();
if (!available) {
  if (process.env['CI']) throw new Error('rsync is missing (apt-get install rsync): no pipeline can run end to end');
  console.warn('\n!!! rsync is missing (apt-get install rsync): pipelines are NOT run end to end !!!\n');
}

describe.skipIf(!available)('webhooks and schedules start the jobs that keep an incident', () => {
  let project: Project;
  let iid: number;
  const ana = (): Actor => project.stage.person('ana');
  const quiet = (): Promise<void> => project.stage.gitlab.idle();

  beforeAll(async () => {
    project = await openProject();
  });
  afterAll(() => project?.stage.close());

  it('an issue that a person opens is answered by the pipeline that its webhook started', async () => {
    iid = await ana().open('Nexus does not answer', 'Downloads hang since 04:00.', { issue_type: 'incident' });
    await quiet();

    expect(await project.failures()).toEqual([]);
    expect(await project.answers(iid)).toEqual([expect.stringContaining('`/ack`')]);
    const ran = await project.jobs('success');
    expect(ran).toMatchObject([{ name: 'sitrep-react', stage: 'test' }]);
    expect(await project.log(ran[0])).toContain(`hint: issue #${iid}, comment none`);
  });

  it('R47 (partly): a comment starts a job, and the command in it is carried out', async () => {
    const earlier = await project.jobs('success');
    const note = await ana().say(iid, '/ack');
    await quiet();

    expect(await project.failures()).toEqual([]);
    expect(await project.labels(iid)).toContain('incident::triage');
    const ran = (await project.jobs('success')).slice(0, -earlier.length);
    expect(ran).toHaveLength(1);
    expect(await project.log(ran[0])).toContain(`hint: issue #${iid}, comment #${note}`);
  });

  it('what the bot wrote itself makes pipelines too, and runs nothing', async () => {
    const echoes = await project.jobs('manual');
    expect(echoes.length).toBeGreaterThan(1);
    for (const echo of echoes) {
      expect(echo).toMatchObject({ name: 'sitrep-react', allow_failure: true, started_at: null });
      expect(await project.log(echo)).toBe('');
    }
    expect(await project.failures()).toEqual([]);
  });

  it('every call of a webhook was answered 201: none comes nearer to being switched off', async () => {
    const deliveries = await project.deliveries();
    expect(deliveries.length).toBeGreaterThan(3);
    expect(new Set(deliveries)).toEqual(new Set(['201']));
    const states = (await project.webhooks()).map(({ alert_status: state }) => state);
    expect(states).toEqual(['executable', 'executable', 'executable']);
  });

  it.each([
    ['a user whose name is a number', { iid: '#', actor: '@2026' }],
    ['a comment on no issue', { iid: '#null', note: '#1', actor: '@null' }],
    ['an older GitLab that pastes nothing for what is missing', { iid: '#', note: '#', actor: '@' }],
    ['no inputs at all', {}],
  ])('%s is no reason to refuse a pipeline', async (_what, inputs) => {
    expect(await project.trigger(inputs)).toBe(201);
    await quiet();
    expect(await project.failures()).toEqual([]);
  });

  it('what a lost webhook did not tell, the next scheduled sweep finds', async () => {
    await project.removeWebhooks();
    await ana().say(iid, '/respond');
    await quiet();
    expect(await project.labels(iid)).toContain('incident::triage');

    await project.play('watch');
    expect(await project.labels(iid)).toContain('incident::responding');
    expect((await project.jobs('success'))[0]).toMatchObject({ name: 'sitrep-sweep' });
  });

  it('the daily schedule reads everything: a comment that was deleted is found', { timeout: 120_000 }, async () => {
    const note = await ana().say(iid, '/found the disk is full');
    await project.play('watch');
    await ana().api('DELETE', `/issues/${iid}/notes/${note}`);
    await project.play('watch');
    expect(await project.eventTypes(iid)).not.toContain('comment-deleted');
    await project.play('daily');
    expect(await project.eventTypes(iid)).toContain('comment-deleted');
  });

  it('no log of a job holds the bot’s token', async () => {
    const logs = await Promise.all((await project.jobs('success')).map((job) => project.log(job)));
    expect(logs.length).toBeGreaterThan(5);
    expect(logs.join('\n')).not.toContain(project.stage.bot.token);
  });
});
