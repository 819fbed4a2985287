// The ways into a project besides a webhook and a schedule (those are in end-to-end.test.ts): timers, by hand, the merge request
// of a review. And the components one by one, instead of all in one.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, at, items } from '../../src/demo/stage.ts';
import { pirText } from '../../src/documents/pir.ts';
import { hasRsync } from '../../src/sandbox/ci/pipeline-runner.ts';
import { story } from '../given.ts';
import { openProject, type Project } from './project.ts';

/** A second or two a pipeline, many times that on a machine that is busy. */
const SLOW = { timeout: 120_000 };

let project: Project;
const ana = (): Actor => project.stage.person('ana');
const quiet = (): Promise<void> => project.stage.gitlab.idle();
const newest = async (status: string): Promise<string> => {
  const [job] = await project.jobs(status);
  return job === undefined ? 'none' : `${job.name} (${job.pipeline.source})`;
};

describe.skipIf(!hasRsync())('timers', () => {
  beforeAll(async () => {
    project = await openProject({ standing: true });
  });
  afterAll(() => project?.stage.close());

  it('a run arms one, and when it fires the bot speaks: nobody else had to come by', SLOW, async () => {
    const iid = await ana().open('Nexus does not answer', 'Downloads hang.', { issue_type: 'incident' });
    await quiet();
    const said = await project.answers(iid);
    expect(await newest('scheduled')).toBe('sitrep-react (api)');

    await project.removeWebhooks();
    await project.stage.gitlab.advance(16);
    expect(await project.failures()).toEqual([]);
    const fired = (await project.jobs('success')).find(({ pipeline }) => pipeline.source === 'api');
    expect(await project.log(fired)).toMatch(new RegExp(`#${iid} .*comment`));
    expect((await project.answers(iid)).length).toBeGreaterThan(said.length);
  });

  it.each([
    ['an input', { inputs: { 'wake-in': '12 minutes' } }, 12],
    ['an input, when Slack rings', { inputs: { 'wake-in': '1 second' } }, 1],
    ['a variable, where there are no inputs', { variables: [{ key: 'SITREP_WAKE_IN', value: '10 minutes' }] }, 10],
  ])('one that is told its time by %s waits that long and no longer', async (_how, given, minutes) => {
    expect(await project.start(given)).toBe(201);
    const [armed] = await project.jobs('scheduled');
    const state = async (): Promise<string | undefined> =>
      (await Promise.all(['scheduled', 'success', 'failed'].map((status) => project.jobs(status))))
        .flat()
        .find(({ id }) => id === armed?.id)?.status;
    await project.stage.gitlab.advance(minutes - 1);
    expect(await state()).toBe('scheduled');
    await project.stage.gitlab.advance(1);
    expect(await state()).toBe('success');
  });

  it.each([
    ['somebody’s pipeline over the API that is no timer', {}],
    [
      'a variable with a time that there is no rule for',
      { variables: [{ key: 'SITREP_WAKE_IN', value: '4 minutes' }] },
    ],
    ['a time that is none', { inputs: { 'wake-in': 'never' } }],
  ])('%s starts no job', async (_what, given) => {
    expect(await project.start(given)).toBe(400);
  });
});

describe.skipIf(!hasRsync())('by hand, and in merge requests', () => {
  const handStarted = async (inputs: Readonly<Record<string, string>>): Promise<string> => {
    const { gitlab, project: its, person } = project.stage;
    const mia = gitlab.store.users.get(person('mia').id);
    if (!mia) throw new Error('nobody is called mia');
    await gitlab.ci.startByHand(its, 'main', inputs, mia);
    await quiet();
    return newest('success');
  };
  /** A merge request of a branch with these files; answers the status of its check, and what it printed. */
  const checked = async (
    branch: string,
    files: Readonly<Record<string, string>>,
  ): Promise<[string, string] | 'no check'> => {
    const actions = Object.entries(files).map(([path, content]) => ({ action: 'create', file_path: path, content }));
    await ana().api('POST', '/repository/commits', { branch, start_branch: 'main', commit_message: branch, actions });
    const request = { source_branch: branch, target_branch: 'main', title: branch };
    const opened = await ana().api('POST', '/merge_requests', request);
    await quiet();
    const ref = `refs/merge-requests/${at(opened.body, 'iid')}/head`;
    for (const status of ['success', 'failed']) {
      const job = (await project.jobs(status)).find((one) => one.name === 'sitrep-review-check' && one.ref === ref);
      if (job) return [status, await project.log(job)];
    }
    return 'no check';
  };

  beforeAll(async () => {
    project = await openProject();
  });
  afterAll(() => project?.stage.close());

  it(
    'a pipeline that somebody starts sweeps; with the number of an incident it brings that review up to date',
    SLOW,
    async () => {
      const iid = await ana().open('Nexus does not answer', 'Downloads hang.', { issue_type: 'incident' });
      await quiet();
      expect(await handStarted({})).toBe('sitrep-sweep (web)');
      expect(await handStarted({ iid: `#${iid}` })).toBe('sitrep-review (web)');
      expect(await project.failures()).toEqual([]);
    },
  );

  it('the webhook of a merge request starts the job that records that the review was merged', SLOW, async () => {
    const iid = await ana().open('Jira does not answer', 'Nothing loads.', { issue_type: 'incident' });
    const done = [
      '/ack\n/respond\n/commander\n/evidence none nothing was left',
      '/resolved a restart\n/announce All clear',
    ];
    for (const words of done) {
      await ana().say(iid, words);
      await quiet();
    }
    const { body } = await ana().api('GET', `/merge_requests?state=opened&source_branch=pir%2F${iid}`);
    const [review] = items(body);
    const earlier = (await project.jobs('success')).map(({ id }) => id);
    const merged = await project.stage.person('mia').api('PUT', `/merge_requests/${at(review ?? null, 'iid')}/merge`);
    expect(merged.status).toBe(200);
    await quiet();

    // The check of a review that nobody has filled in is red, as it should be.
    const red = (await project.jobs('failed')).map(({ name }) => name);
    expect(red.filter((name) => name !== 'sitrep-review-check')).toEqual([]);
    const started = (await project.jobs('success')).filter(({ id }) => !earlier.includes(id));
    expect(started.map(({ name, pipeline }) => `${name} (${pipeline.source})`)).toEqual(['sitrep-react (trigger)']);
    expect(await project.log(started[0])).toContain('hint: issue none, comment none');
    const closed = await ana().api('GET', `/issues/${iid}`);
    expect(at(closed.body, 'state')).toBe('closed');
  });

  it('R120 (partly): the merge request of a review is red while something is lacking, and says what, line by line', async () => {
    const told = story();
    const place = { projectUrl: 'https://gitlab.test/acme/incidents', zone: 'UTC' };
    const text = pirText(told.incident, told.events, told.policy, place);
    const [status, log] = await checked('review', { 'pir/2026/2026-03-11-1-nexus.md': text, 'README-2.md': 'x' });
    expect(status).toBe('failed');
    expect(log).toMatch(/pir\/2026\/2026-03-11-1-nexus\.md:\d+: /);
    expect(log).not.toContain(project.stage.bot.token);
  });

  it('other merge requests have no check', async () => {
    expect(await checked('elsewhere', { 'pir/README.md': 'about reviews' })).toBe('no check');
  });
});

describe.skipIf(!hasRsync())('the components one by one', () => {
  beforeAll(async () => {
    const include = (name: string, inputs: string): string =>
      `  - component: $CI_SERVER_FQDN/sitrep/sitrep/${name}@0.1.0\n    inputs: { from: bundle, ${inputs} }\n`;
    const iid = 'iid: "$[[ inputs.iid ]]"';
    const hook = `bot: sitrep-bot, ${iid}, actor: "$[[ inputs.actor ]]", wake-in: "$[[ inputs.wake-in ]]"`;
    const config = [
      include('react', hook),
      include('sweep', `${iid}, full: "$[[ inputs.full ]]"`),
      include('review', iid),
    ];
    project = await openProject({ config: `include:\n${config.join('')}` });
  });
  afterAll(() => project?.stage.close());

  it('do what all in one do', SLOW, async () => {
    const iid = await ana().open('Nexus does not answer', 'Downloads hang.', { issue_type: 'incident' });
    await quiet();
    expect(await project.answers(iid)).toHaveLength(1);
    expect(await newest('scheduled')).toBe('sitrep-react (api)');
    await project.play('daily');
    expect(await newest('success')).toBe('sitrep-sweep (schedule)');
    expect(await project.failures()).toEqual([]);
  });
});
