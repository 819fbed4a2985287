// What doctor prints, what it does where something cannot be read, and that it gives nothing away.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { checks } from '../../src/setup/checks/index.ts';
import { type SetUp, setUp } from './set-up.ts';

/** Those of mirrors speak only where there are any: doctor-mirrors. */
const spoken = checks.filter(({ group }) => !['Slack', 'Jira', 'Confluence', 'pager'].includes(group));

let set: SetUp;
beforeAll(async () => {
  set = await setUp();
}, 60_000);
afterEach(() => set.stage.gitlab.faults.clear());
afterAll(() => set.stage.close());

it('where all is good it says so in a line, with exit code 0; --all shows what was looked at', async () => {
  const few = await set.stage.sitrep(['doctor']);
  expect(few).toEqual({ code: 0, lines: [expect.stringMatching(/^\d+ good \(--all shows them\); \d+ requests\.$/)] });
  const all = await set.stage.sitrep(['doctor', '--all']);
  expect(all.lines.filter((line) => line.startsWith('✓ ')).length).toBeGreaterThanOrEqual(spoken.length);
});

it('what is bad comes first, each with its remedy beneath, and the exit code is 1', async () => {
  await set.ask('root', 'PUT', `${set.api}/variables/SITREP_TOKEN`, { masked: false });
  await set.commit({ '.gitlab/sitrep.yml': '{}\n' });
  const { code, lines } = await set.stage.sitrep(['doctor']);
  expect(code).toBe(1);
  expect(lines).toEqual([
    '✗ token: SITREP_TOKEN is not masked: a job could print it.',
    expect.stringMatching(/^ {4}→ http.*Visibility, Masked: `PUT \/projects\/1\/variables\/SITREP_TOKEN/),
    expect.stringMatching(/^! configuration: No service is configured/),
    expect.stringMatching(/^ {4}→ Add your services/),
    expect.stringMatching(/^\d+ good \(--all shows them\), 1 bad, 1 warning; \d+ requests\.$/),
  ]);
});

it('--json is every verdict as data: of every check at least one, and no secret in any', async () => {
  const { lines } = await set.stage.sitrep(['doctor', '--json']);
  const verdicts: readonly { id: string; state: string; remedy?: string }[] = JSON.parse(lines.join('\n'));
  expect(new Set(verdicts.map(({ id }) => id))).toEqual(new Set(spoken.map(({ id }) => id)));
  expect(verdicts.filter(({ state, remedy }) => /bad|warning/.test(state) && !remedy)).toEqual([]);
  expect(lines.join('\n')).not.toContain(set.stage.bot.token);
  expect(lines.join('\n')).not.toMatch(/glptt-/);
});

it.each([
  ['the webhooks', /\/hooks\b/, ['webhooks', 'webhook-alert', 'webhook-deliveries']],
  ['the members', /\/members\/all/, ['journal-writers', 'contacts', 'representatives']],
  ['the schedules', /\/pipeline_schedules/, ['heartbeat', 'watch-schedules']],
  ['the variables', /\/variables/, ['variable']],
  ['the files', /\/repository\/files/, ['ci-file', 'config']],
  ['the jobs', /\/jobs/, ['failed-jobs', 'compute']],
  ['the project', /\/projects\/1$/, ['access', 'archived', 'journal-privacy']],
])('where %s cannot be read, that is unknown and says why; the rest is told', async (_what, path, ids) => {
  set.stage.gitlab.faults.add({
    path,
    method: 'GET',
    times: Number.POSITIVE_INFINITY,
    act: { do: 'answer', status: 403, body: { message: '403 Forbidden' } },
  });
  const verdicts = await set.doctor();
  for (const id of ids)
    expect(verdicts.filter((verdict) => verdict.id === id)).toEqual([
      expect.objectContaining({ state: 'unknown', reason: expect.stringMatching(/403/) }),
    ]);
  expect(verdicts.find(({ id }) => id === 'token-valid')).toMatchObject({ state: 'good' });
});

it('with a token that GitLab refuses it names the token, and nothing is good that was not seen', async () => {
  const { code, lines } = await set.stage.sitrep(['doctor', '--json'], { SITREP_TOKEN: 'glpat-forgotten0000' });
  expect(code).toBe(1);
  const verdicts: readonly { id: string; state: string }[] = JSON.parse(lines.join('\n'));
  expect(verdicts.filter(({ state }) => state !== 'unknown').map(({ id }) => id)).toEqual(['token-valid']);
  expect(lines.join('\n')).not.toContain('glpat-forgotten0000');
});

it('a project that is not there is bad, and everything in it is one line', async () => {
  const nowhere = { CI_PROJECT_ID: '', CI_PROJECT_PATH: 'acme/nowhere' };
  const { code, lines } = await set.stage.sitrep(['doctor'], nowhere);
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^✗ GitLab: There is no such project on http.*, or @sitrep-bot is no member of it\.$/),
    expect.stringMatching(/→ Check its path \(--project, else CI_PROJECT_PATH\), and invite @sitrep-bot as Maintainer/),
    expect.stringMatching(
      /^\? could not be told: token-owner, .*\. the project does not exist, or this token does not see it$/,
    ),
    expect.stringMatching(/^\d good \(--all shows them\), 1 bad, \d+ unknown; \d requests\.$/),
  ]);
});

it('names and answers from elsewhere move no cursor and end no line', async () => {
  const name = 'evil\u001b[2J\nhook';
  const url = `${set.stage.gitlab.url}/api/v4${set.api}/ref/main/trigger/pipeline?token=glptt-secret`;
  await set.ask('root', 'POST', `${set.api}/hooks`, { name, url, push_events: true });
  const { lines } = await set.stage.sitrep(['doctor']);
  expect(lines.join('\n')).toContain('The webhook "evil [2J hook" also tells of push_events');
  expect(lines.join('\n')).not.toContain('\u001b');
});

it('it writes nothing: but for questions that GitLab and git want as a POST, all is GET', async () => {
  const { all } = set.stage.gitlab.requests;
  const before = all.length;
  await set.doctor();
  const made = all.slice(before).filter(({ actorId }) => actorId !== null);
  expect(made.length).toBeGreaterThan(10);
  const others = made.filter(({ method, url }) => method !== 'GET' && !/\/ci\/lint$|\/git-upload-pack$/.test(url));
  expect(others.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
});
