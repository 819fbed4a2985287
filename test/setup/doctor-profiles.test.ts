// doctor on every GitLab that sitrep knows: a project that is set up is good there, and what an old one lacks is told.

import { afterEach, describe, expect, it } from 'vitest';
import { profileNames } from '../../src/sandbox/profiles.ts';
import { type SetUp, setUp } from './set-up.ts';

let set: SetUp | undefined;
afterEach(() => set?.stage.close());

describe.each(profileNames)('%s', (profile) => {
  it.each(['bot', 'maintainer'] as const)('what init sets up is good, seen with the token of the %s', async (as) => {
    set = await setUp({ profile });
    expect((await set.doctor(as)).filter(({ state }) => state !== 'good')).toEqual([]);
  });
});

describe('an older GitLab', () => {
  it.each([
    ['18.7', 'good', /^GitLab 18\.7\.0-ee\.$/],
    ['18.5', 'good', /A component cannot tell its own version before 18\.7/],
    ['18.0', 'warning', /no pipeline inputs: the bot's own comments start jobs too/],
  ])('%s is %s: what is missing there is told, and nothing else is wrong', async (version, state, says) => {
    set = await setUp({ version });
    const verdicts = await set.doctor();
    expect(verdicts.find(({ id }) => id === 'version')).toMatchObject({ state, reason: expect.stringMatching(says) });
    expect(verdicts.filter(({ id, state: is }) => id !== 'version' && is !== 'good')).toEqual([]);
  });

  it('18.0 has a variable for the daily schedule: that it is gone is told, and init brings it back', async () => {
    set = await setUp({ version: '18.0' });
    const [daily] = await set.ask<{ id: number }[]>('root', 'GET', `${set.api}/pipeline_schedules`);
    await set.ask('bot', 'DELETE', `${set.api}/pipeline_schedules/${daily?.id}/variables/SITREP_FULL`);
    const found = (await set.doctor()).find(({ id }) => id === 'heartbeat');
    expect(found).toMatchObject({ state: 'bad', reason: expect.stringMatching(/not set the variable SITREP_FULL/) });
    await set.follow(found?.state === 'bad' ? found.remedy : '');
    expect((await set.doctor()).find(({ id }) => id === 'heartbeat')).toMatchObject({ state: 'good' });
  });

  it('18.3, where nobody may set pipeline variables, refuses every webhook; an owner can change that', async () => {
    set = await setUp({ version: '18.3', payloadIsUserVariable: true });
    await set.ask('root', 'PUT', set.api, { ci_pipeline_variables_minimum_override_role: 'no_one_allowed' });
    await set.stage.person('cai').open('A question', 'How does this work?');
    await set.stage.gitlab.idle();
    const verdicts = await set.doctor();
    const found = verdicts.find(({ id }) => id === 'pipeline-variables');
    expect(found).toMatchObject({ state: 'bad', reason: expect.stringMatching(/set by nobody, and GitLab 18\.3/) });
    const delivery = verdicts.find(({ id, about }) => id === 'webhook-deliveries' && about === 'sitrep: issues');
    expect(delivery).toMatchObject({ state: 'bad', reason: expect.stringMatching(/400, .*set pipeline variables/) });
    await set.follow(delivery?.state === 'bad' ? delivery.remedy : '');
    expect((await set.doctor()).filter(({ state }) => state === 'bad')).toEqual([]);
  });
});

it('on a paid tier people may be named who push to the journal: they are told', async () => {
  set = await setUp({ profile: 'gitlab.com-premium' });
  await set.ask('root', 'DELETE', `${set.api}/protected_branches/incident-journal`);
  const allowed_to_push = [{ access_level: 40 }, { user_id: set.stage.person('ana').id }];
  await set.ask('root', 'POST', `${set.api}/protected_branches`, { name: 'incident-journal', allowed_to_push });
  const found = (await set.doctor()).filter(({ id, state }) => id === 'journal-writers' && state === 'warning');
  expect(found).toEqual([
    expect.objectContaining({ reason: expect.stringMatching(/these may push to the journal: Ana\./) }),
  ]);
});

it('where projects have access tokens, a second bot is told with its id, and revoking it heals that', async () => {
  set = await setUp({ profile: 'self-managed' });
  const expires_at = new Date(set.stage.gitlab.clock.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const spare = { name: 'sitrep', scopes: ['api'], expires_at };
  const { id } = await set.ask<{ id: number }>('root', 'POST', `${set.api}/access_tokens`, {
    ...spare,
    access_level: 40,
  });
  await set.ask('root', 'POST', `${set.api}/access_tokens`, { ...spare, access_level: 30 });
  const found = (await set.doctor()).filter(({ state }) => state !== 'good');
  expect(found).toMatchObject([{ id: 'spare-bots', state: 'warning', about: `access token ${id}` }]);
  await set.follow(found[0]?.state === 'warning' ? found[0].remedy : '');
  expect((await set.doctor()).filter(({ state }) => state !== 'good')).toEqual([]);
});

it('more than a thousand open incidents are told', async () => {
  set = await setUp();
  const iids = Array.from({ length: 1001 }, (_, index) => index + 1);
  const files = iids.map((iid) => [`open/${iid}.jsonl`, `{"sitrep":1,"iid":${iid}}\n`] as const);
  const actions = files.map(([file_path, content]) => ({ action: 'create', file_path, content }));
  const commit = { branch: 'incident-journal', commit_message: 'By hand', actions };
  await set.ask('root', 'POST', `${set.api}/repository/commits`, commit);
  const found = (await set.doctor()).find(({ id }) => id === 'journal-size');
  expect(found).toMatchObject({ state: 'warning', reason: '1001 incidents are open: each job reads them all.' });
});
