// The timer: each run sees to it that the next comes when something is due, and no pipeline is started for nothing.

import { beforeEach, describe, expect, it } from 'vitest';
import { counted, inProcess } from '../../src/demo/runners.ts';
import { at, type Stage, type StageOptions } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import type { Wake } from '../../src/journal/files.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import { reusedStages } from './stages.ts';
import { eventsOf, fileOn, green, JOURNAL, listed, REPORT, saidOn } from './story.ts';

let stage: Stage;
const opened = reusedStages();

/** A project with the CI file of a set-up one; only timers start jobs. */
async function given(options: StageOptions = {}): Promise<void> {
  stage = await opened({ init: ['--only', 'token,labels,files,journal', '--yes'], ...options });
}

const here = () => stage.gitlab;
const wake = async (): Promise<Wake> => JSON.parse((await fileOn(stage, JOURNAL, 'timer.json')) ?? '{}');
const now = (): string => new Date(stage.gitlab.clock.now()).toISOString();

/** What was armed and what became of it, oldest first. */
async function timers(): Promise<readonly string[]> {
  const all = await listed(stage, '/pipelines?source=api&sort=asc');
  return all.map((one) => String(at(one, 'status')));
}

const pushes = (): number =>
  here().requests.all.filter(
    ({ kind, method, detail }) => kind === 'git' && method === 'POST' && detail === 'git-receive-pack',
  ).length;

/** Requests since so many, by method and the end of their path. */
const made = (since: number, method: string, path: string): readonly string[] =>
  here()
    .requests.all.slice(since)
    .filter((request) => request.method === method && request.url.endsWith(path))
    .map(({ url }) => url);

async function acknowledged(): Promise<number> {
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack');
  await green(stage, 'react', '--iid', String(iid));
  return iid;
}

const ran: { source: string; at: string; code: number; log: readonly string[] }[] = [];
const runner = counted(
  inProcess(() => stage.gitlab.clock),
  (run, code) => ran.push({ source: run.pipeline.source, at: now(), code, log: run.job.trace.split('\n') }),
);
beforeEach(() => ran.splice(0));

describe('a run', () => {
  it('arms a timer for what is due next, notes it with what it recorded, and arms no other while it will do', async () => {
    await given({ runner });
    const before = pushes();
    const iid = await acknowledged();
    expect(pushes()).toBe(before + 2);
    expect((await wake()).timer?.at.slice(0, 16)).toBe('2026-03-11T04:27'); // 30 minutes of triage, asked 5 before
    await here().advance(2);
    await green(stage, 'sweep');
    const requests = here().requests.all.length;
    await green(stage, 'sweep');
    await stage.person('eve').say(iid, 'Good luck!');
    await green(stage, 'react', '--iid', String(iid));
    expect(made(requests, 'POST', '/pipeline')).toEqual([]);
    expect(await timers()).toEqual(['scheduled']);
  });

  it('is woken in the minute in which something is due, with neither webhook nor schedule', async () => {
    await given({ runner });
    const iid = await acknowledged();
    await here().advance(60);
    const asked = (await saidOn(stage, iid)).filter((text) => /time-box (ends|is over)/.test(text));
    expect(asked).toHaveLength(2); // before the end, and at the end
    expect(fold(await eventsOf(stage, iid)).status).toBe('responding');
    expect(ran.map((run) => run.source)).toEqual(ran.map(() => 'api'));
    const promoted = (await eventsOf(stage, iid)).find(
      (event) => event.type === 'status-changed' && event.to === 'responding',
    );
    expect(promoted?.at.slice(0, 16)).toBe('2026-03-11T04:37');
  });

  it('arms another when the moment moves, and cancels the one before', async () => {
    await given({ runner });
    const iid = await acknowledged();
    await stage.person('ana').say(iid, '/extend 15 the log is long');
    await green(stage, 'react', '--iid', String(iid));
    expect((await wake()).timer?.at.slice(0, 16)).toBe('2026-03-11T04:42');
    expect(await timers()).toEqual(['canceled', 'scheduled']);
  });

  it('forgets the timer when nothing is due any more', async () => {
    await given({ runner });
    const iid = await acknowledged();
    await stage.person('ana').say(iid, '/withdraw it was the cable');
    await green(stage, 'react', '--iid', String(iid));
    expect((await wake()).timer).toBeUndefined();
    expect(await timers()).toEqual(['canceled']);
  });

  it('whose push is overtaken uses what it has armed', async () => {
    await given({ runner });
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack');
    const other = await stage.person('uli').open('Another', REPORT);
    let raced = false;
    const remove = here().faults.add({
      method: 'POST',
      path: /git-receive-pack$/,
      act: {
        do: 'call',
        when: 'before',
        callback: async () => {
          remove();
          raced = true;
          await green(stage, 'review', String(other));
        },
      },
    });
    await green(stage, 'react', '--iid', String(iid));
    expect(raced).toBe(true);
    const { timer } = await wake();
    const all = await listed(stage, '/pipelines?source=api&sort=asc');
    expect(all.filter((one) => at(one, 'status') === 'scheduled').map((one) => at(one, 'id'))).toEqual([
      timer?.pipeline,
    ]);
  });

  it('with somebody else’s token arms nothing in their name', async () => {
    await given({ runner });
    here().faults.add({ method: 'POST', path: /\/pipeline$/, times: 2, act: { do: 'answer', status: 503 } });
    await acknowledged();
    await green(stage, 'sweep');
    const other = here().addUser({ username: 'other-bot', bot: true });
    await stage.person('root').api('POST', '/members', { user_id: other.user.id, access_level: 40 });
    await here().advance(2);
    const since = here().requests.all.length;
    const { lines } = await stage.sitrep(['sweep'], { SITREP_TOKEN: other.token });
    expect(lines.join('\n')).toContain('token of @other-bot');
    expect(made(since, 'POST', '/pipeline')).toEqual([]);
  });

  it('that finds nothing when its timer fires is over at once, and the next is armed', async () => {
    await given({ runner });
    const iid = await acknowledged();
    // As if a run had been killed between arming and its push.
    await stage.speaker(stage.bot).api('POST', '/pipeline', { ref: 'main', inputs: { 'wake-in': '3 minutes' } });
    await here().advance(4);
    expect(ran.map(({ code }) => code)).toEqual([0]);
    expect(await saidOn(stage, iid)).toHaveLength(1);
    expect(await timers()).toEqual(['scheduled', 'success']);
  });
});

describe('plan', () => {
  it('says when something is due next, and why; it arms nothing', async () => {
    await given({ runner });
    const iid = await acknowledged();
    const since = here().requests.all.length;
    const lines = await green(stage, 'plan', String(iid));
    expect(lines.at(-1)).toBe('next    2026-03-11 04:27 UTC: remind acting commander (timebox)');
    expect(made(since, 'POST', '/pipeline')).toEqual([]);
  });
});

describe('where GitLab sets no timer', () => {
  it('for want of inputs, a variable with a fixed delay does it, and is remembered', async () => {
    await given({ runner, version: '18.0.1-ee' });
    const iid = await acknowledged();
    expect(await wake()).toMatchObject({
      inputsRefusedAt: expect.any(String),
      timer: { at: expect.stringContaining('T04:16') },
    });
    const before = here().requests.all.length;
    await here().advance(55);
    expect(fold(await eventsOf(stage, iid)).status).toBe('responding');
    expect(made(before, 'POST', '/pipeline').length).toBe((await timers()).length - 1); // none was refused
  });

  it('for want of inputs that were there again within the hour, it comes to the minute again', async () => {
    await given({ runner });
    const body = { message: { base: ['Given unknown input arguments: wake-in'] } };
    here().faults.add({ method: 'POST', path: /\/pipeline$/, act: { do: 'answer', status: 400, body } });
    const iid = await acknowledged();
    expect(await wake()).toMatchObject({ inputsRefusedAt: expect.any(String), timer: { at: expect.any(String) } });
    await here().advance(3 * 60);
    expect(fold(await eventsOf(stage, iid)).status).toBe('responding');
    expect(await wake()).not.toHaveProperty('inputsRefusedAt');
    const [newest] = await listed(stage, '/pipelines?source=api&sort=desc');
    const variables = await listed(stage, `/pipelines/${at(newest ?? null, 'id')}/variables`);
    expect(variables).toEqual([]);
  });

  it('says so once, goes on without, and asks again after a quarter of an hour, a full sweep at once', async () => {
    await given({ runner, init: ['--only', 'token,labels,journal', '--yes'] }); // no CI file
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    await stage.person('ana').say(iid, '/ack');
    const lines = await green(stage, 'react', '--iid', String(iid));
    expect(lines.filter((line) => line.includes('timer'))).toEqual([expect.stringContaining('the schedules remain')]);
    const before = here().requests.all.length;
    await stage.person('ana').say(iid, '/respond');
    expect((await green(stage, 'react', '--iid', String(iid))).join('\n')).not.toContain('timer');
    expect(made(before, 'POST', '/pipeline')).toEqual([]);
    await here().advance(16);
    await green(stage, 'sweep');
    const asked = made(before, 'POST', '/pipeline').length;
    expect(asked).toBeGreaterThan(0);
    await green(stage, 'sweep');
    expect(made(before, 'POST', '/pipeline').length).toBe(asked);
    await green(stage, 'sweep', '--full');
    expect(made(before, 'POST', '/pipeline').length).toBeGreaterThan(asked);
  });

  it('for a pipeline file that was broken for a few minutes, it is set soon after', async () => {
    await given({ runner });
    const whole = await fileOn(stage, 'main', '.gitlab-ci.yml');
    const write = (content: string) =>
      stage.person('root').api('POST', '/repository/commits', {
        branch: 'main',
        commit_message: 'By hand',
        actions: [{ action: 'update', file_path: '.gitlab-ci.yml', content }],
      });
    await write('include: [');
    await acknowledged();
    expect((await wake()).timer).toBeUndefined();
    await write(whole ?? '');
    await here().advance(16);
    await green(stage, 'sweep');
    expect((await wake()).timer?.at).toContain('T04:27');
  });

  it.each([
    [
      '25 pipelines in this minute',
      {
        do: 'answer',
        status: 400,
        body: { message: { base: ['Too many pipelines created in the last minute. Try again later.'] } },
      },
    ],
    ['an answer that never came', { do: 'cut-after' }],
    ['a server that is down', { do: 'answer', status: 503 }],
  ] satisfies [string, FaultAct][])('for %s, that run notes none and the next arms one', async (_what, act) => {
    await given({ runner });
    here().faults.add({ method: 'POST', path: /\/pipeline$/, act });
    const iid = await acknowledged();
    expect((await wake()).timer).toBeUndefined();
    await stage.person('eve').say(iid, 'Hello?');
    await green(stage, 'react', '--iid', String(iid));
    expect((await wake()).timer?.at).toContain('T04:27');
  });
});
