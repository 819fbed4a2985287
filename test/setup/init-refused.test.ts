// Where `sitrep init` cannot begin, or has to wait for a person, it says why and what to do.

import { afterEach, describe, expect, it } from 'vitest';
import { Level } from '../../src/sandbox/gitlab.ts';
import { addMember, at, COMPONENTS, type InitWorld, initWorld, type WorldOptions } from './init-world.ts';

let world: InitWorld;
afterEach(() => world?.gitlab.close());

describe('a project with jobs of its own', () => {
  it('is refused where a comment would start them, with the rule to give them', async () => {
    const ci = 'build:\n  script: make\ndeploy:\n  script: ship\n  only: [main]\n';
    world = await initWorld({ files: { '.gitlab-ci.yml': ci } });
    const { code, output, writes } = await world.init();
    expect(code).toBe(2);
    expect(output).toContain('every comment on an incident would start build and deploy');
    expect(output).toMatch(/build: give it\n\n {2}rules:\n {4}- if: .*merge_request_event.*\n {6}when: never/);
    expect(output).toMatch(/deploy: add these to its `except`.*\n\n {2}except: \[triggers, schedules, api\]/);
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
    expect(output).toContain('set GITLAB_TOKEN to another');
    expect(output).not.toContain('CI variable GITLAB_TOKEN');
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
    await addMember(world, world.bot, Level.developer);
    const { code, output } = await world.init(undefined, {
      GITLAB_TOKEN: world.olga.token,
      SITREP_TOKEN: world.bot.token,
    });
    expect(code).toBe(2);
    expect(output).toContain('@sitrep-bot has the level 30, and needs to be Maintainer');
  });
});

it('a token that may only read is refused first, and its scope named', async () => {
  world = await initWorld();
  const body = { name: 'reader', scopes: ['read_api'], access_level: Level.maintainer, expires_at: '2026-12-31' };
  const made = await world.api.post<{ token: string }>(`${at(world)}/access_tokens`, body);
  const { code, output, writes } = await world.init(undefined, { GITLAB_TOKEN: made.body.token });
  expect(output).toMatch(/GITLAB_TOKEN has the scope read_api, and setting up needs api/);
  expect({ code, writes }).toEqual({ code: 2, writes: [] });
});
