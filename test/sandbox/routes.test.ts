// A walk through every door: each endpoint of the sandbox answers well once, and what it answers keeps GitLab's contract.
//
// The client holds every success against the published schemas and refuses one that stands in no contract table. So an
// endpoint that is added without its contract, or is never opened here, fails this. The walk is taken twice: with JSON and
// with forms, and by the project's encoded path.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directRunner } from '../../src/sandbox/ci/direct-runner.ts';
import { addRunner } from '../../src/sandbox/projects/runner-data.ts';
import { type Client, clientFor } from './client.ts';
import { startReceiver } from './receiver.ts';
import { makeWorld, type World } from './world.ts';

/** Other ways to a door that is opened, and doors that are not of the API. */
const NOT_WALKED: Readonly<Record<string, string>> = {
  'GET *': 'git over HTTP, which the tests of git speak with git itself',
  'POST *': 'git over HTTP, which the tests of git speak with git itself',
  'POST /api/graphql': 'answers by its schema, which graphql itself checks',
};

const TEMPLATE = { action: 'create', file_path: '.gitlab/issue_templates/Incident.md', content: 'What?' };
const CI_FILE = { action: 'create', file_path: '.gitlab-ci.yml', content: 'done: {script: [x]}' };

type Step = readonly [method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, params?: object];

/** Takes the steps in order; each must succeed. Answers the body of the last. */
async function walk<T = { id: number; iid: number }>(client: Client, steps: readonly Step[]): Promise<T> {
  let body: T | undefined;
  for (const [method, path, params] of steps) {
    const answer = await client[method]<T>(path, params);
    expect([method, path, answer.status < 300 ? 'ok' : answer.body]).toEqual([method, path, 'ok']);
    body = answer.body;
  }
  if (body === undefined) throw new Error('a walk has a step at least');
  return body;
}

const gets = (...paths: readonly string[]): Step[] => paths.map((path) => ['get', path]);

let w: World;
let api: Client;
let root: Client;
let at: string;

describe.each(['json', 'form'] as const)('with parameters as %s', (encoding) => {
  beforeAll(async () => {
    const runner = directRunner({
      jobs: () => [
        { name: 'done', execute: async () => 0 },
        { name: 'by-hand', manual: true, resourceGroup: 'one', execute: async () => 0 },
        { name: 'stuck', execute: (run) => new Promise((end) => run.signal.addEventListener('abort', () => end(1))) },
      ],
    });
    w = await makeWorld({ profile: 'gitlab.com-premium', runner });
    api = clientFor(w.gitlab, w.people.mia.token, encoding);
    root = clientFor(w.gitlab, w.people.root.token, encoding);
    at = '/projects/acme%2Fops';
  });

  afterAll(() => w.gitlab.close());

  it('people and their tokens', async () => {
    const person = { username: 'zoe', name: 'Zoe', email: 'zoe@example.com', force_random_password: true };
    const { id } = await walk(root, [...gets('/user', '/users', '/version', '/metadata'), ['post', '/users', person]]);
    await walk(root, [
      ['get', `/users/${id}`],
      ['put', `/users/${id}`, { name: 'Zoë' }],
      ['post', `/users/${id}/block`],
      ['post', `/users/${id}/unblock`],
    ]);
    const asked = { name: 'x', scopes: ['api'] };
    const token = await walk<{ id: number; token: string }>(root, [
      ['post', `/users/${id}/personal_access_tokens`, asked],
    ]);
    const young = await walk<{ id: number; token: string }>(clientFor(w.gitlab, token.token, encoding), [
      ['get', '/personal_access_tokens/self'],
      ['post', '/personal_access_tokens/self/rotate'],
    ]);
    const younger = await walk<{ id: number; token: string }>(root, [
      ['post', `/personal_access_tokens/${young.id}/rotate`],
    ]);
    await walk(clientFor(w.gitlab, younger.token, encoding), [['delete', '/personal_access_tokens/self']]);
    const last = await walk(root, [['post', `/users/${id}/personal_access_tokens`, asked]]);
    await walk(root, [
      ['delete', `/personal_access_tokens/${last.id}`],
      ['delete', `/users/${id}`],
    ]);
  });

  it('projects, namespaces, members, runners', async () => {
    const { id } = await walk(root, [
      ['post', '/projects', { name: 'Other' }],
      ...gets('/projects', at, '/namespaces', '/namespaces/acme', `${at}/users`),
    ]).then(() => walk(root, [['get', '/projects/root%2Fother']]));
    await walk(root, [
      ['put', `/projects/${id}`, { description: 'x' }],
      ['post', `/projects/${id}/archive`],
      ['post', `/projects/${id}/unarchive`],
      ['delete', `/projects/${id}`],
    ]);
    const { user } = w.people.out;
    const { id: guest } = w.people.gus.user;
    await walk(api, [
      ...gets(`${at}/members`, `${at}/members/all`, `${at}/members/all/${guest}`),
      ['post', `${at}/members`, { user_id: user.id, access_level: 20 }],
      ['get', `${at}/members/${user.id}`],
      ['put', `${at}/members/${user.id}`, { access_level: 30 }],
      ['delete', `${at}/members/${user.id}`],
    ]);
    const runner = addRunner(w.gitlab.core, { description: 'ours', projectId: w.project.id });
    await walk(api, [
      ...gets(`${at}/runners`, `/runners/${runner.id}`),
      ['put', `/runners/${runner.id}`, { paused: true }],
      ['delete', `/runners/${runner.id}`],
    ]);
    const tokens = `${at}/access_tokens`;
    const made = await walk<{ id: number; token: string }>(api, [['post', tokens, { name: 'x', scopes: ['api'] }]]);
    const young = await walk<{ id: number }>(clientFor(w.gitlab, made.token, encoding), [
      ['get', `${tokens}/self`],
      ['post', `${tokens}/self/rotate`],
    ]);
    const { id: last } = await walk(api, [
      ...gets(tokens, `${tokens}/${young.id}`),
      ['post', `${tokens}/${young.id}/rotate`],
    ]);
    await walk(api, [['delete', `${tokens}/${last}`]]);
  });

  it('labels, issues, notes, emoji, events, links', async () => {
    await walk(api, [
      ['post', `${at}/labels`, { name: 'one', color: '#fff' }],
      ...gets(`${at}/labels`, `${at}/labels/one`),
      ['put', `${at}/labels/one`, { description: 'x' }],
      ['put', `${at}/labels`, { name: 'one', description: 'y' }],
      ['post', `${at}/labels`, { name: 'two', color: '#fff' }],
      ['delete', `${at}/labels/two`],
      ['post', `${at}/labels`, { name: 'three', color: '#fff' }],
      ['delete', `${at}/labels`, { name: 'three' }],
    ]);
    await walk(root, [
      ['post', '/groups/acme/labels', { name: 'shared', color: '#000' }],
      ['get', '/groups/acme/labels'],
    ]);
    const { iid } = await walk(api, [['post', `${at}/issues`, { title: 'x', issue_type: 'incident', labels: 'one' }]]);
    const { iid: other } = await walk(api, [['post', `${at}/issues`, { title: 'y' }]]);
    const issue = `${at}/issues/${iid}`;
    await walk(api, [
      ['put', issue, { state_event: 'close' }],
      ...gets('/issues', `${at}/issues`, issue, `${issue}/participants`, `${issue}/discussions`),
      ...gets(`${issue}/related_merge_requests`, `${issue}/closed_by`),
      ['post', `${issue}/unsubscribe`],
      ['post', `${issue}/subscribe`],
    ]);
    for (const kind of ['resource_label_events', 'resource_state_events']) {
      const [event] = await walk<{ id: number }[]>(api, gets(`${issue}/${kind}`));
      await walk(api, gets(`${issue}/${kind}/${event?.id}`));
    }
    const { id: note } = await walk(api, [['post', `${issue}/notes`, { body: 'said' }]]);
    for (const on of [issue, `${issue}/notes/${note}`]) {
      const { id: award } = await walk(api, [['post', `${on}/award_emoji`, { name: 'eyes' }]]);
      await walk(api, [
        ...gets(`${on}/award_emoji`, `${on}/award_emoji/${award}`),
        ['delete', `${on}/award_emoji/${award}`],
      ]);
    }
    await walk(api, [
      ...gets(`${issue}/notes`, `${issue}/notes/${note}`),
      ['put', `${issue}/notes/${note}`, { body: 'said better' }],
      ['delete', `${issue}/notes/${note}`],
      ['post', `${issue}/links`, { target_project_id: w.project.id, target_issue_iid: other }],
    ]);
    const [link] = await walk<{ issue_link_id: number }[]>(api, gets(`${issue}/links`));
    await walk(api, [
      ['get', `${issue}/links/${link?.issue_link_id}`],
      ['delete', `${issue}/links/${link?.issue_link_id}`],
    ]);
    const elsewhere = await w.gitlab.addProject('acme/elsewhere', { members: [[w.people.mia, 40]] });
    await walk(api, [['post', `${at}/issues/${other}/move`, { to_project_id: elsewhere.id }]]);
    await walk(root, [['delete', issue]]);
  });

  it('webhooks', async () => {
    const receiver = await startReceiver();
    const { id } = await walk(api, [['post', `${at}/hooks`, { url: receiver.url, push_events: true }]]);
    const hook = `${at}/hooks/${id}`;
    await walk(api, [['put', hook, { issues_events: true }], ...gets(`${at}/hooks`, hook)]);
    await walk(api, [['post', `${hook}/test/push_events`]]);
    await w.gitlab.idle();
    const [delivery] = await walk<{ id: number }[]>(api, gets(`${hook}/events`));
    await walk(api, [
      ['post', `${hook}/events/${delivery?.id}/resend`],
      ['delete', hook],
    ]);
    receiver.close();
  });

  it('the repository', async () => {
    const repository = `${at}/repository`;
    const file = `${repository}/files/new.md`;
    const change = { branch: 'topic', commit_message: 'x' };
    await walk(api, [
      ['post', `${repository}/branches`, { branch: 'topic', ref: 'main' }],
      ...gets(`${repository}/branches`, `${repository}/branches/topic`),
      ['put', `${repository}/branches/topic/protect`],
      ['put', `${repository}/branches/topic/unprotect`],
      ['post', `${at}/protected_branches`, { name: 'stable' }],
      ...gets(`${at}/protected_branches`, `${at}/protected_branches/stable`),
      ['patch', `${at}/protected_branches/stable`, { allow_force_push: true }],
      ['delete', `${at}/protected_branches/stable`],
      ['post', file, { ...change, content: 'a' }],
      ['put', file, { ...change, content: 'b' }],
      ...gets(`${file}?ref=topic`, `${file}/raw?ref=topic`),
      ['delete', file, change],
      ['post', `${repository}/commits`, { ...change, actions: [TEMPLATE] }],
      ...gets(`${repository}/commits`, `${repository}/commits/topic`, `${repository}/commits/topic/diff`),
      ...gets(`${repository}/tree`, `${repository}/compare?from=main&to=topic`),
      ['post', `${repository}/commits`, { branch: 'main', commit_message: 'x', actions: [TEMPLATE, CI_FILE] }],
      ...gets(`${at}/templates/issues`, `${at}/templates/issues/Incident`),
      ['delete', `${repository}/branches/topic`],
    ]);
  });

  it('merge requests', async () => {
    const open = async (branch: string): Promise<string> => {
      const actions = [{ action: 'create', file_path: `${branch}.md`, content: branch }];
      const { iid } = await walk(api, [
        ['post', `${at}/repository/commits`, { branch, start_branch: 'main', commit_message: branch, actions }],
        ['post', `${at}/merge_requests`, { title: branch, source_branch: branch, target_branch: 'main' }],
      ]);
      await w.gitlab.idle();
      return `${at}/merge_requests/${iid}`;
    };
    const mr = await open('review');
    await walk(api, [
      ...gets(
        '/merge_requests',
        `${at}/merge_requests`,
        mr,
        `${mr}/approvals`,
        `${mr}/reviewers`,
        `${mr}/participants`,
      ),
      ...gets(`${mr}/commits`, `${mr}/diffs`, `${mr}/changes`, `${mr}/closes_issues`, `${mr}/pipelines`),
      ...gets(`${mr}/resource_state_events`, `${mr}/resource_label_events`),
      ['put', mr, { description: 'x' }],
      ['post', `${mr}/approve`],
      ['post', `${mr}/unapprove`],
      ['post', `${mr}/notes`, { body: 'said' }],
    ]);
    const [note] = await walk<{ id: number }[]>(api, gets(`${mr}/notes?activity_filter=only_comments`));
    await walk(api, [
      ['get', `${mr}/notes/${note?.id}`],
      ['put', `${mr}/notes/${note?.id}`, { body: 'said better' }],
    ]);
    const late = await open('late');
    const { iid: pipeline } = await walk(api, [['post', `${at}/pipeline`, { ref: 'late' }]]);
    expect(pipeline).toBeGreaterThan(0);
    for (const cancel of ['cancel_auto_merge', 'cancel_merge_when_pipeline_succeeds'])
      await walk(api, [
        ['put', `${late}/merge`, { auto_merge: true }],
        ['post', `${late}/${cancel}`],
      ]);
    await walk(api, [['put', `${mr}/merge`]]);
    await walk(root, [['delete', late]]);
  });

  it('pipelines, jobs, schedules, triggers and variables', async () => {
    const { id: trigger, token } = await walk<{ id: number; token: string }>(api, [
      ['post', `${at}/triggers`, { description: 'x' }],
    ]);
    await walk(api, [
      ...gets(`${at}/triggers`, `${at}/triggers/${trigger}`),
      ['put', `${at}/triggers/${trigger}`, { description: 'y' }],
      ['post', `${at}/trigger/pipeline`, { token, ref: 'main' }],
      ['post', `${at}/ref/main/trigger/pipeline`, { token }],
      ['delete', `${at}/triggers/${trigger}`],
    ]);
    await walk(api, [
      ['post', `${at}/ci/lint`, { content: CI_FILE.content }],
      ['get', `${at}/ci/lint`],
    ]);
    const { id: pipeline } = await walk(api, [['post', `${at}/pipeline`, { ref: 'main' }]]);
    const one = `${at}/pipelines/${pipeline}`;
    const found = await walk<{ id: number; name: string }[]>(api, [
      ...gets(`${at}/pipelines`, `${at}/pipelines/latest`, one, `${one}/variables`, `${at}/jobs`, `${one}/jobs`),
    ]);
    const job = (name: string): string => `${at}/jobs/${found.find((each) => each.name === name)?.id}`;
    await walk(api, [
      ...gets(job('done'), `${job('done')}/trace`),
      ['post', `${job('by-hand')}/play`],
      ['post', `${job('stuck')}/cancel`],
      ['post', `${job('stuck')}/retry`],
      ['post', `${one}/cancel`],
      ['post', `${one}/retry`],
      ...gets(`${at}/resource_groups`, `${at}/resource_groups/one`, `${at}/resource_groups/one/upcoming_jobs`),
      ['put', `${at}/resource_groups/one`, { process_mode: 'oldest_first' }],
      ['post', `${one}/cancel`],
    ]);
    await walk(root, [['delete', one]]);
    const schedules = `${at}/pipeline_schedules`;
    const { id } = await walk(api, [['post', schedules, { description: 'x', ref: 'main', cron: '0 4 * * *' }]]);
    const schedule = `${schedules}/${id}`;
    await walk(api, [
      ['put', schedule, { description: 'y' }],
      ['post', `${schedule}/variables`, { key: 'A', value: 'b' }],
      ['get', `${schedule}/variables/A`],
      ['put', `${schedule}/variables/A`, { value: 'c' }],
      ['delete', `${schedule}/variables/A`],
      ['post', `${schedule}/play`],
      ...gets(schedules, schedule, `${schedule}/pipelines`),
    ]);
    await walk(root, [
      ['post', `${schedule}/take_ownership`],
      ['delete', schedule],
    ]);
    await walk(api, [
      ['post', `${at}/variables`, { key: 'SECRET', value: '12345678', masked: true }],
      ...gets(`${at}/variables`, `${at}/variables/SECRET`),
      ['put', `${at}/variables/SECRET`, { value: '87654321' }],
      ['delete', `${at}/variables/SECRET`],
    ]);
  });

  it('that was every door there is', () => {
    const { core, requests } = w.gitlab;
    const doors = doorsIn(core.server.printRoutes({ commonPrefix: false })).filter((door) => !(door in NOT_WALKED));
    const walked = new Set(
      requests.all.filter(({ status }) => status < 300).map(({ method, route }) => `${method} ${plain(route)}`),
    );
    expect(doors.length).toBeGreaterThan(150);
    expect(doors.filter((door) => !walked.has(door))).toEqual([]);
  });
});

/** `GET /api/v4/projects/:` for every line of the server's own tree of routes. */
function doorsIn(tree: string): string[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const match = /^((?:│ {3}| {4})*)[├└]── (\S+) \(([A-Z, ]+)\)$/.exec(line);
    if (!match) return [];
    const [, indent = '', part = '', methods = ''] = match;
    const depth = indent.length / 4;
    above.splice(depth, above.length, (above[depth - 1] ?? '') + part);
    const verbs = methods.split(', ').filter((verb) => verb !== 'HEAD');
    return verbs.map((verb) => `${verb} ${plain(above[depth] ?? '')}`);
  });
}

/** The names of a path's parameters do not matter. */
const plain = (route: string): string => route.replace(/:[^/]+/g, ':');
