// `sitrep init`: from an empty project to a proven set-up, and again.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Level, type Snapshot } from '../../src/sandbox/gitlab.ts';
import { clientFor } from '../sandbox/client.ts';
import { COMPONENTS, type InitWorld, initWorld, PATH, type WorldOptions } from './init-world.ts';

let world: InitWorld;
afterEach(() => world?.gitlab.close());

/** A world whose bot is a Maintainer already. */
async function withBot(options: WorldOptions = {}): Promise<InitWorld> {
  world = await initWorld(options);
  await addMember(world, world.bot.user.id, Level.maintainer);
  return world;
}

const addMember = ({ api, project }: InitWorld, user: number, level: number): Promise<unknown> =>
  api.post(`/projects/${project.id}/members`, { user_id: user, access_level: level });

interface Hook {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly note_events: boolean;
  readonly custom_webhook_template: string | null;
}
interface Schedule {
  readonly id: number;
  readonly description: string;
  readonly active: boolean;
  readonly owner: { readonly id: number };
}

describe('an empty project', () => {
  it('with an owner’s token: the bot is made, everything set up and proved, and nothing of it is left behind', async () => {
    world = await initWorld();
    const { code, output } = await world.init();
    expect(output).toContain('webhook, pipeline, runner, token and journal work');
    expect(output).toContain('#1 is deleted');
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
    await withBot();
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
    await withBot();
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
    expect(writes.filter((write) => !write.endsWith('/ci/lint'))).toEqual([]);
  });

  it('--only deals with what it names', async () => {
    await withBot();
    await world.init(['--only', 'labels,journal'], { SITREP_TOKEN: world.bot.token });
    expect(await world.list('/hooks')).toEqual([]);
    expect(await world.text('journal.json', 'incident-journal')).toBeDefined();
    const { code, output } = await world.init(['--only', 'label']);
    expect(code).toBe(2);
    expect(output).toContain('there are token, labels, files');
    await world.init(['--only', 'webhooks'], { SITREP_TOKEN: world.bot.token });
    expect(await world.list('/hooks')).toHaveLength(3);
    expect(await world.list('/triggers')).toMatchObject([{ description: 'sitrep: webhooks' }]);
  });
});

describe('what is the project’s own', () => {
  it('stays: templates, settings, the time of a schedule, the colour of a label, other webhooks', async () => {
    await withBot({
      files: { '.gitlab/issue_templates/Incident.md': 'Ours.\n', '.gitlab/sitrep.yml': 'enabled: true\n' },
    });
    const at = `/projects/${world.project.id}`;
    await world.api.post(`${at}/hooks`, { url: 'https://chat.example.com/hook', note_events: true });
    await world.init(['--component', COMPONENTS], { SITREP_TOKEN: world.bot.token });
    const [heartbeat] = await world.list<Schedule>('/pipeline_schedules');
    await world.api.put(`${at}/pipeline_schedules/${heartbeat?.id}`, { cron: '5 5 * * *' });
    await world.api.put(`${at}/labels/drill`, { color: '#ff0000' });
    const again = await world.init(['--component', COMPONENTS], { SITREP_TOKEN: world.bot.token });
    expect(again.writes).toEqual([]);
    expect(await world.text('.gitlab/issue_templates/Incident.md')).toBe('Ours.\n');
    expect(await world.text('.gitlab/sitrep.yml')).toBe('enabled: true\n');
    expect((await world.list<Hook>('/hooks'))[0]).toMatchObject({
      url: 'https://chat.example.com/hook',
      note_events: true,
    });
  });
});

const SET_UP = ['--component', COMPONENTS];

const at = ({ project }: InitWorld): string => `/projects/${project.id}`;
const hook = async (w: InitWorld): Promise<number | undefined> => (await w.list<Hook>('/hooks'))[0]?.id;

async function fire(w: InitWorld): Promise<void> {
  await w.api.post(`${at(w)}/issues`, { title: 'Something happens' });
  await w.gitlab.idle();
}

async function withoutInput(w: InitWorld): Promise<void> {
  const text = (await w.text('.gitlab-ci.yml')) ?? '';
  const content = text.replace(/^ {4}note:\n(?: {6}.*\n)+/m, '');
  const actions = [{ action: 'update', file_path: '.gitlab-ci.yml', content }];
  await w.api.post(`${at(w)}/repository/commits`, { branch: 'main', commit_message: 'Spoil', actions });
}

describe('what was spoilt is put right, once', () => {
  let ours: InitWorld;
  let proved: Snapshot;
  beforeAll(async () => {
    ours = await initWorld();
    await addMember(ours, ours.bot.user.id, Level.maintainer);
    await ours.init(SET_UP, { SITREP_TOKEN: ours.bot.token });
    proved = await ours.gitlab.snapshot();
  });
  afterAll(() => ours.gitlab.close());

  const broken: readonly (readonly [string, (world: InitWorld) => Promise<unknown>, RegExp])[] = [
    [
      'a webhook with other events',
      async (w) => w.api.put(`${at(w)}/hooks/${await hook(w)}`, { note_events: true }),
      /issues`, corrected: it has other events/,
    ],
    [
      'a webhook with another template',
      async (w) => w.api.put(`${at(w)}/hooks/${await hook(w)}`, { custom_webhook_template: '{}' }),
      /it sends something else/,
    ],
    [
      'a webhook that is gone',
      async (w) => w.api.delete(`${at(w)}/hooks/${await hook(w)}`),
      /\+ the webhook `sitrep: issues`/,
    ],
    [
      'a webhook with another token',
      async (w) =>
        w.api
          .put(`${at(w)}/hooks/${await hook(w)}`, { url_variables: [{ key: 'token', value: 'glptt-wrong' }] })
          .then(() => fire(w)),
      /the token is another/,
    ],
    ['the trigger token is gone', async (w) => w.api.delete(`${at(w)}/triggers/1`), /it has another trigger token/],
    [
      'the variable can be read',
      async (w) => w.api.put(`${at(w)}/variables/SITREP_TOKEN`, { masked: false }),
      /SITREP_TOKEN, masked and protected/,
    ],
    [
      'the variable holds another token',
      async (w) => w.api.put(`${at(w)}/variables/SITREP_TOKEN`, { value: w.mia.token }),
      /it holds another token/,
    ],
    [
      'the journal may be forced',
      async (w) => w.api.patch(`${at(w)}/protected_branches/incident-journal`, { allow_force_push: true }),
      /rewritten by force/,
    ],
    [
      'the journal is not protected',
      async (w) => w.api.delete(`${at(w)}/protected_branches/incident-journal`),
      /maintainers push and merge/,
    ],
    [
      'a schedule is somebody else’s',
      async (w) => w.api.post(`${at(w)}/pipeline_schedules/1/take_ownership`),
      /it belongs to somebody else/,
    ],
    [
      'the heartbeat is switched off',
      async (w) => clientFor(w.gitlab, w.bot.token).put(`${at(w)}/pipeline_schedules/1`, { active: false }),
      /it is switched off/,
    ],
    ['a label is gone', async (w) => w.api.delete(`${at(w)}/labels/drill`), /\+ the label drill/],
    [
      'the resource group is in another mode',
      async (w) => w.api.put(`${at(w)}/resource_groups/sitrep`, { process_mode: 'unordered' }),
      /newest_ready_first: it is unordered/,
    ],
    ['an input was taken out of the header', async (w) => withoutInput(w), /the input note/],
  ];

  it.each(broken)('%s', async (_what, spoil, said) => {
    const env = { SITREP_TOKEN: ours.bot.token };
    await ours.gitlab.restore(proved);
    await spoil(ours);
    const healed = await ours.init(SET_UP, env);
    expect(healed.output).toMatch(said);
    expect(healed.output).toMatch(/to do, (one change|[23] changes|5 changes):/);
    expect(healed.code).toBe(0);
    expect((await ours.init(SET_UP, env)).writes).toEqual([]);
  });
});

describe('each kind of GitLab', () => {
  it.each([
    ['gitlab.com-free', 5],
    ['gitlab.com-premium', 2],
    ['self-managed', 2],
  ] as const)('%s has %i schedules', async (profile, count) => {
    await withBot({ profile });
    const { code, output } = await world.init(['--component', COMPONENTS, '--profile', profile], {
      SITREP_TOKEN: world.bot.token,
    });
    expect(output).toContain('webhook, pipeline, runner, token and journal work');
    expect(code).toBe(0);
    expect(await world.list('/pipeline_schedules')).toHaveLength(count);
  });

  it('GitLab.com’s Free plan cannot make the bot: the steps are named, and nothing is changed', async () => {
    world = await initWorld({ profile: 'gitlab.com-free' });
    const { code, output, writes } = await world.init();
    expect(code).toBe(2);
    expect(output).toContain('/groups/acme/service_accounts');
    expect(output).toContain('SITREP_TOKEN=<that token> sitrep init');
    expect(writes).toEqual([]);
  });

  it('GitLab 17.0, which knows no inputs: no header, no template, a variable for the daily schedule', async () => {
    await withBot({ version: '17.0.0-ee' });
    const env = { SITREP_TOKEN: world.bot.token };
    const { code, output } = await world.init(['--component', COMPONENTS], env);
    expect(output).toContain('GitLab 17.0.0');
    expect(code).toBe(0);
    const text = await world.text('.gitlab-ci.yml');
    expect(text).toContain('bot: sitrep-bot');
    expect(text).not.toContain('inputs.iid');
    expect((await world.list<Hook>('/hooks')).map((one) => one.custom_webhook_template)).toEqual([null, null, null]);
    const [heartbeat] = await world.list<Schedule>('/pipeline_schedules');
    expect(heartbeat).toMatchObject({ active: true });
    const one = await world.api.get<{ variables: unknown }>(`${at(world)}/pipeline_schedules/${heartbeat?.id}`);
    expect(one.body.variables).toMatchObject([{ key: 'SITREP_FULL', value: 'true' }]);
    expect((await world.init(['--component', COMPONENTS], env)).writes).toEqual([]);
  });
});

describe('a project with jobs of its own', () => {
  it('is refused where a comment would start them, with the rule to give them', async () => {
    world = await initWorld({ files: { '.gitlab-ci.yml': 'build:\n  script: make\ndeploy:\n  script: ship\n' } });
    const { code, output, writes } = await world.init();
    expect(code).toBe(2);
    expect(output).toContain('every comment on an incident would start build and deploy');
    expect(output).toContain('- if: $CI_PIPELINE_SOURCE =~ /^(trigger|schedule|api)$/\n      when: never');
    expect(writes.filter((write) => !write.endsWith('/ci/lint'))).toEqual([]);
  });

  it('is added to where they keep away; a job in a file that it includes counts too', async () => {
    const rules = "  rules:\n    - if: $CI_PIPELINE_SOURCE == 'push'\n";
    const files = {
      '.gitlab-ci.yml': `# ours\ninclude:\n  - local: ci/build.yml # theirs\nlint:\n  script: make lint\n${rules}`,
      'ci/build.yml': `build:\n  script: make\n${rules}`,
    };
    world = await initWorld({ files });
    expect((await world.init(['--component', COMPONENTS, '--no-proof'])).code).toBe(0);
    expect(await world.text('.gitlab-ci.yml')).toContain(
      '  - local: ci/build.yml # theirs\n  - component: $CI_SERVER_FQDN/',
    );
    await world.gitlab.close();

    world = await initWorld({ files: { ...files, 'ci/build.yml': 'build:\n  script: make\n' } });
    const { code, output } = await world.init();
    expect(output).toContain('would start build');
    expect(code).toBe(2);
  });
});

describe('a default branch that takes no push', () => {
  it('gets a merge request; after the merge init goes on', async () => {
    world = await initWorld();
    await world.api.delete(`${at(world)}/protected_branches/main`);
    await world.api.post(`${at(world)}/protected_branches`, {
      name: 'main',
      push_access_level: 0,
      merge_access_level: 40,
    });
    const first = await world.init();
    expect(first.code).toBe(1);
    expect(first.output).toMatch(/Merge http\S+merge_requests\/1 and run `sitrep init` again/);
    expect(await world.list('/hooks')).toEqual([]);
    const waiting = await world.init();
    expect(waiting.writes.filter((write) => !write.endsWith('/ci/lint'))).toEqual([]);
    expect(waiting.output).toContain('merge_requests/1');
    await world.api.put(`${at(world)}/merge_requests/1/merge`, { should_remove_source_branch: false });
    const last = await world.init();
    expect(last.output).toContain('webhook, pipeline, runner, token and journal work');
    expect(last.code).toBe(0);
  });
});

describe('where it cannot begin, it says why and what to do', () => {
  const cases: readonly (readonly [string, WorldOptions, (world: InitWorld) => Promise<unknown>, RegExp])[] = [
    [
      'the project is not there',
      {},
      (w) => w.api.delete(at(w)),
      /404\. There is no such project.*invite @olga as Maintainer/,
    ],
    ['it is archived', {}, (w) => w.api.post(`${at(w)}/archive`), /archived.*Unarchive it/],
    [
      'issues are off',
      {},
      (w) => w.api.put(at(w), { issues_access_level: 'disabled' }),
      /Issues are switched off.*Switch them on/,
    ],
    ['CI is off', {}, (w) => w.api.put(at(w), { builds_access_level: 'disabled' }), /CI\/CD is switched off/],
    [
      'the role is too low',
      {},
      (w) => w.api.put(`${at(w)}/members/${w.olga.user.id}`, { access_level: 30 }),
      /has the level 30.*need a Maintainer/,
    ],
    ['GitLab is too old', { version: '16.11.3' }, async () => undefined, /16\.11\.3-ee; sitrep needs 17\.0/],
    [
      'pipeline variables are for nobody, on a GitLab that needs them',
      { version: '17.0.0' },
      (w) => w.api.put(at(w), { ci_pipeline_variables_minimum_override_role: 'no_one_allowed' }),
      /Minimum role to use pipeline variables/,
    ],
  ];
  it.each(cases)('%s', async (_what, options, spoil, said) => {
    world = await initWorld(options);
    await spoil(world);
    const { code, output, writes } = await world.init();
    expect(output).toMatch(said);
    expect(code).toBe(2);
    expect(writes).toEqual([]);
  });

  it('the token is no good, and is not shown', async () => {
    world = await initWorld();
    const { code, output } = await world.init(undefined, { GITLAB_TOKEN: 'glpat-wrong-one' });
    expect(code).toBe(3);
    expect(output).toContain('401');
    expect(output).not.toContain('glpat-wrong-one');
  });

  it('there is no token, no project, no components', async () => {
    world = await initWorld();
    expect((await world.init(undefined, {})).output).toContain('Set GITLAB_TOKEN to one of a maintainer');
    expect((await world.init(undefined, { CI_PROJECT_PATH: '', GITLAB_TOKEN: 'x' })).output).toContain(
      'Which project?',
    );
    const { code, output } = await world.init([]);
    expect(code).toBe(2);
    expect(output).toContain('init --bundle');
  });

  it('the bot is no Maintainer', async () => {
    world = await initWorld();
    await addMember(world, world.bot.user.id, Level.developer);
    const { code, output } = await world.init(undefined, {
      GITLAB_TOKEN: world.olga.token,
      SITREP_TOKEN: world.bot.token,
    });
    expect(code).toBe(2);
    expect(output).toContain('@sitrep-bot has the level 30, and needs to be Maintainer');
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
