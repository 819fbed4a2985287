// What was spoilt in a project that is set up is put right by `sitrep init`; what is the project's own stays.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '../../src/sandbox/gitlab.ts';
import { clientFor } from '../sandbox/client.ts';
import { at, COMPONENTS, type Hook, type InitWorld, type Schedule, worldWithBot } from './init-world.ts';

const SET_UP = ['--component', COMPONENTS];
const UNPROVED = [...SET_UP, '--no-proof'];
const FILES = { '.gitlab/issue_templates/Incident.md': 'Ours.\n', '.gitlab/sitrep.yml': 'enabled: true\n' };

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

let ours: InitWorld;
let env: Readonly<Record<string, string>>;
let proved: Snapshot;
beforeAll(async () => {
  ours = await worldWithBot({ files: FILES });
  env = { SITREP_TOKEN: ours.bot.token };
  await ours.init(SET_UP, env);
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
  [
    'the heartbeat reads nothing whole',
    async (w) =>
      clientFor(w.gitlab, w.bot.token).put(`${at(w)}/pipeline_schedules/1`, {
        inputs: [{ name: 'full', value: false }],
      }),
    /not told to read everything/,
  ],
  [
    'the heartbeat has no inputs',
    async (w) =>
      clientFor(w.gitlab, w.bot.token).put(`${at(w)}/pipeline_schedules/1`, {
        inputs: [{ name: 'full', destroy: true }],
      }),
    /not told to read everything/,
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
  await ours.gitlab.restore(proved);
  await spoil(ours);
  const healed = await ours.init(UNPROVED, env);
  expect(healed.output).toMatch(said);
  expect(healed.output).toMatch(/to do, (one change|[23] changes|5 changes):/);
  expect(healed.code).toBe(0);
  expect((await ours.init(UNPROVED, env)).writes).toEqual([]);
});

it('templates, settings, the time of a schedule, the colour of a label and other webhooks stay', async () => {
  await ours.gitlab.restore(proved);
  await ours.api.post(`${at(ours)}/hooks`, { url: 'https://chat.example.com/hook', note_events: true });
  const [heartbeat] = await ours.list<Schedule>('/pipeline_schedules');
  await ours.api.put(`${at(ours)}/pipeline_schedules/${heartbeat?.id}`, { cron: '5 5 * * *' });
  await ours.api.put(`${at(ours)}/labels/drill`, { color: '#ff0000' });
  expect((await ours.init(SET_UP, env)).writes).toEqual([]);
  for (const [path, text] of Object.entries(FILES)) expect(await ours.text(path)).toBe(text);
  const theirs = { url: 'https://chat.example.com/hook', note_events: true };
  expect(await ours.list<Hook>('/hooks')).toContainEqual(expect.objectContaining(theirs));
});
