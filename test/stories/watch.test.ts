// The schedules that are on while people respond: the net under webhooks and timers.

import { describe, expect, it } from 'vitest';
import { at, type Stage } from '../../src/demo/stage.ts';
import { type Profile, schedules } from '../../src/setup/blueprint.ts';
import { reusedStages } from './stages.ts';
import { green, listed, REPORT } from './story.ts';

let stage: Stage;
const opened = reusedStages();

async function given(profile: Profile): Promise<void> {
  stage = await opened({ profile });
}

async function reported(): Promise<number> {
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await green(stage, 'react', '--iid', String(iid));
  return iid;
}

/** The minutes of the watching schedules that are on; those of `next` runs where asked. */
async function on(what: 'cron' | 'next_run_at' = 'cron'): Promise<readonly string[]> {
  const all = await listed(stage, '/pipeline_schedules');
  return all
    .filter((one) => at(one, 'active') === true && String(at(one, 'description')).includes('while an incident'))
    .map((one) =>
      what === 'cron' ? (String(at(one, 'cron')).split(' ')[0] ?? '') : String(at(one, what)).slice(14, 16),
    )
    .sort();
}

/** As a person would who follows a remedy, as the bot. */
async function switchAll(active: boolean): Promise<void> {
  for (const one of await listed(stage, '/pipeline_schedules'))
    if (String(at(one, 'description')).includes('while an incident'))
      await stage.speaker(stage.bot).api('PUT', `/pipeline_schedules/${at(one, 'id')}`, { active });
}

const asked = (since: number): number =>
  stage.gitlab.requests.all.slice(since).filter(({ url }) => url.includes('/pipeline_schedules')).length;

describe('while people respond', () => {
  it('the schedule is on, and off when it is over; in between nothing is asked', async () => {
    await given('self-managed');
    expect(await on()).toEqual([]);
    const iid = await reported();
    expect(await on()).toEqual(['*/10']);
    const since = stage.gitlab.requests.all.length;
    await stage.person('ana').say(iid, '/ack');
    await green(stage, 'react', '--iid', String(iid));
    await green(stage, 'sweep');
    expect(asked(since)).toBe(0);
    await stage.person('ana').say(iid, '/withdraw it was the cable');
    await green(stage, 'react', '--iid', String(iid));
    expect(await on()).toEqual([]);
    const after = stage.gitlab.requests.all.length;
    await green(stage, 'sweep');
    expect(asked(after)).toBe(0);
  });

  it('it stays on while another incident is live', async () => {
    await given('self-managed');
    const iid = await reported();
    await reported();
    await stage.person('ana').say(iid, '/withdraw it was the cable');
    await green(stage, 'react', '--iid', String(iid));
    expect(await on()).toEqual(['*/10']);
  });

  it('on GitLab.com’s Free tier each is switched on once its own minute has passed, and keeps that minute', async () => {
    await given('gitlab.com-free');
    await reported();
    expect(await on()).toEqual(['0']);
    await stage.gitlab.advance(19);
    await green(stage, 'sweep');
    expect(await on()).toEqual(['0', '15']);
    await stage.gitlab.advance(30);
    await green(stage, 'sweep');
    expect(await on()).toEqual(['0', '15', '30', '45']);
    expect(await on('next_run_at')).toEqual(['00', '15', '30', '45']);
  });

  it('somebody else’s schedule is left alone, and it is said once that there is none', async () => {
    stage = await opened({ profile: 'self-managed', init: ['--only', 'labels,journal', '--yes'] });
    for (const { inputs: _inputs, ...schedule } of schedules('self-managed', 'main'))
      expect((await stage.person('mia').api('POST', '/pipeline_schedules', schedule)).status).toBe(201);
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    const lines = await green(stage, 'react', '--iid', String(iid));
    expect(lines.filter((line) => line.includes('no schedule'))).toHaveLength(1);
    expect(await on()).toEqual([]);
    const since = stage.gitlab.requests.all.length;
    expect((await green(stage, 'sweep')).join('\n')).not.toContain('no schedule');
    expect(asked(since)).toBe(0);
  });

  it('those that are made meanwhile are found within the hour, and are off when it is over', async () => {
    stage = await opened({ profile: 'self-managed', init: ['--only', 'token,labels,files,journal', '--yes'] });
    const iid = await reported();
    for (const { inputs: _inputs, ...schedule } of schedules('self-managed', 'main'))
      expect((await stage.speaker(stage.bot).api('POST', '/pipeline_schedules', schedule)).status).toBe(201);
    await stage.gitlab.advance(61);
    await green(stage, 'sweep');
    expect(await on()).toEqual(['*/10']);
    await stage.person('ana').say(iid, '/withdraw it was the cable');
    await green(stage, 'react', '--iid', String(iid));
    expect(await on()).toEqual([]);
  });

  it('one that somebody switched on meanwhile is off when it is over', async () => {
    await given('gitlab.com-free');
    const iid = await reported();
    expect(await on()).toEqual(['0']);
    await switchAll(true);
    expect(await on()).toEqual(['0', '15', '30', '45']);
    await stage.person('ana').say(iid, '/withdraw it was the cable');
    await green(stage, 'react', '--iid', String(iid));
    expect(await on()).toEqual([]);
  });

  it('one that was switched off by hand is on again with the daily full sweep', async () => {
    await given('self-managed');
    await reported();
    await switchAll(false);
    await green(stage, 'sweep');
    expect(await on()).toEqual([]);
    await green(stage, 'sweep', '--full');
    expect(await on()).toEqual(['*/10']);
  });
});

it('while nobody responds, what is on is switched off by the daily full sweep', async () => {
  await given('gitlab.com-free');
  await switchAll(true);
  await green(stage, 'sweep');
  expect(await on()).toHaveLength(4);
  await green(stage, 'sweep', '--full');
  expect(await on()).toEqual([]);
});
