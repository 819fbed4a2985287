// `sitrep init`: from an empty project to a proven set-up, and again.

import { afterEach, describe, expect, it } from 'vitest';
import { COMPONENTS, type Hook, type InitWorld, initWorld, PATH, type Schedule, worldWithBot } from './init-world.ts';

let world: InitWorld;
afterEach(() => world?.gitlab.close());

describe('an empty project', () => {
  it('with an owner’s token: the bot is made, everything set up and proved, and nothing of it is left behind', async () => {
    world = await initWorld();
    const { code, output } = await world.init();
    expect(output).toContain('webhook, pipeline, runner, token and journal work');
    expect(output).toContain('#1 is withdrawn and deleted');
    expect(code).toBe(0);

    const [token] = await world.list<{ name: string; user_id: number; access_level: number }>('/access_tokens');
    expect(token).toMatchObject({ name: 'sitrep', access_level: 40 });
    const [variable] = await world.list<{ value: string }>('/variables');
    expect(variable).toMatchObject({ key: 'SITREP_TOKEN', masked: true, protected: true });
    expect(output).not.toContain(variable?.value);
    expect(await world.list('/triggers')).toMatchObject([
      { description: 'sitrep: webhooks', owner: { id: token?.user_id } },
    ]);
    expect((await world.list<Hook>('/hooks')).map(({ name }) => name)).toEqual([
      'sitrep: issues',
      'sitrep: comments',
      'sitrep: merge requests',
    ]);
    expect((await world.list<Schedule>('/pipeline_schedules')).map(({ owner }) => owner.id)).toEqual([
      token?.user_id,
      token?.user_id,
    ]);
    expect(await world.list('/protected_branches')).toContainEqual(
      expect.objectContaining({ name: 'incident-journal', allow_force_push: false }),
    );
    expect(await world.text('journal.json', 'incident-journal')).toContain(`"bot":${token?.user_id}`);
    expect(await world.list('/resource_groups')).toMatchObject([{ key: 'sitrep', process_mode: 'newest_ready_first' }]);
    expect(await world.text('.gitlab/issue_templates/Incident.md')).toContain('/promote_to_incident');
    expect(await world.text('.gitlab/sitrep.yml')).toContain('##');
    expect(await world.text('.gitlab-ci.yml')).toContain(`$CI_SERVER_FQDN/${COMPONENTS}/incident-response@1.0.0`);
    expect(await world.list('/issues?state=opened')).toEqual([]);
  });

  it('a second time nothing is changed, and one line says so', async () => {
    world = await initWorld();
    await world.init();
    const { code, output, writes, requests } = await world.init();
    expect(code).toBe(0);
    expect(output.split('\n').slice(1)).toEqual(['everything is there: nothing was changed']);
    expect(writes).toEqual([]);
    expect(requests).toBeLessThan(50);
  });

  it('with a maintainer’s token the scratch incident is withdrawn, since only owners delete', async () => {
    world = await worldWithBot();
    const { code, output } = await world.init(undefined, {
      GITLAB_TOKEN: world.mia.token,
      SITREP_TOKEN: world.bot.token,
    });
    expect(output).toContain('#1 is withdrawn and closed');
    expect(code).toBe(0);
    expect(await world.list('/issues')).toMatchObject([
      { state: 'closed', labels: expect.arrayContaining(['incident::withdrawn']) },
    ]);
  });

  it('with the bot’s token alone its own pipeline is started by hand', async () => {
    world = await worldWithBot();
    const { code, output } = await world.init(undefined, { SITREP_TOKEN: world.bot.token });
    expect(output).toContain('the job ran');
    expect(code).toBe(0);
    expect(await world.list('/issues?state=opened')).toEqual([]);
  });

  it('without any commit: init makes the first', async () => {
    world = await initWorld({ files: {} });
    const { code, output } = await world.init();
    expect(output).toContain('webhook, pipeline, runner, token and journal work');
    expect(code).toBe(0);
    expect(await world.text('.gitlab-ci.yml')).toContain('incident-response');
  });

  it('--plan says what would be done, and does nothing', async () => {
    world = await initWorld();
    const { code, output, writes } = await world.init(['--component', COMPONENTS, '--plan']);
    expect(code).toBe(0);
    expect(output).toContain('+ the webhook `sitrep: comments`');
    const labels = 'incident::…, role: …, needs: …, severity::…, sitrep: paused, drill';
    expect(output).toContain(`+ 29 labels: people steer by them, and see where an incident stands (${labels})`);
    expect(output).toContain('+ a commit to main: adds');
    expect(output.split('\n')).toContain('      .gitlab/sitrep.yml');
    expect(output.split('\n').filter((line) => line.length > 260)).toEqual([]);
    expect(writes.filter((write) => !write.endsWith('/ci/lint'))).toEqual([]);
  });

  it('--only deals with what it names', async () => {
    world = await worldWithBot();
    await world.init(['--only', 'labels,journal'], { SITREP_TOKEN: world.bot.token });
    expect(await world.list('/hooks')).toEqual([]);
    expect(JSON.parse((await world.text('journal.json', 'incident-journal')) ?? '')).toEqual({
      format: 1,
      installedAt: expect.stringMatching(/^2026-03-11T04:00:/),
      bot: world.bot.user.id,
    });
    const { code, output } = await world.init(['--only', 'label']);
    expect(code).toBe(2);
    expect(output).toContain('there are token, labels, files');
    await world.init(['--only', 'webhooks'], { SITREP_TOKEN: world.bot.token });
    expect(await world.list('/hooks')).toHaveLength(3);
    expect(await world.list('/triggers')).toMatchObject([{ description: 'sitrep: webhooks' }]);
  });
});

it('what GitLab refuses on the way is named with its request; the next run goes on from there', async () => {
  world = await initWorld();
  world.gitlab.faults.add({
    method: 'POST',
    path: /\/hooks$/,
    nth: 2,
    act: { do: 'answer', status: 422, body: { message: 'no more' } },
  });
  const { code, output } = await world.init();
  expect(code).toBe(1);
  expect(output).toMatch(/webhook `sitrep: comments`: POST \/projects\/1\/hooks: refused with 422: no more\./);
  world.gitlab.faults.clear();
  const again = await world.init();
  expect(again.code).toBe(0);
  expect((await world.list<Hook>('/hooks')).map(({ name }) => name).sort()).toHaveLength(3);
  expect(await world.list('/triggers')).toHaveLength(1);
});

it(`the project is ${PATH} wherever init was told so from`, async () => {
  world = await initWorld();
  const address = `${world.gitlab.url}/${PATH}/-/issues`;
  const said = { CI_SERVER_URL: '', CI_PROJECT_PATH: '', GITLAB_TOKEN: world.olga.token };
  const { output } = await world.init(['--project', address, '--plan', '--component', COMPONENTS], said);
  expect(output).toContain(`${PATH} on ${world.gitlab.url}`);
});
