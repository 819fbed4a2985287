// Confidential incidents: followed where only their readers can read the record, otherwise nothing is kept of them.

import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { commentsOn, eventsOf, green, labelsOf, listed, REPORT, saidOn } from './story.ts';

const CANARY = 'CANARY-4711';

/** Everything that any branch of the repository ever held, names included. */
function repository({ gitlab, project }: Stage): string {
  const dir = gitlab.git.repositories.dir(project);
  return execFileSync('git', ['--git-dir', dir, 'log', '--all', '-p', '--stat', '--format=%H %an %s%n%b'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

describe('in a private project', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ visibility: 'private' });
  });
  afterAll(() => stage.close());

  it('a confidential incident is followed like any other', async () => {
    const iid = await stage.person('ana').open(CANARY, REPORT, { confidential: true });
    await stage.person('ana').say(iid, '/ack\n/respond');
    await green(stage, 'sweep');
    expect(await labelsOf(stage, iid)).toContain('incident::responding');
    expect((await eventsOf(stage, iid)).length).toBeGreaterThan(0);
  });

  it('is not named in another incident’s first reply', async () => {
    const iid = await stage.person('uli').open('Nexus again', REPORT);
    await green(stage, 'sweep');
    expect((await saidOn(stage, iid))[0]).not.toMatch(/#1|CANARY/);
  });

  it('an internal comment is answered internally, and its words stay out of the live state', async () => {
    const iid = await stage.person('uli').open('Jira is down', REPORT.replace('Nexus', 'Jira'));
    await stage.person('ana').say(iid, '/ack');
    await stage.person('ana').say(iid, `/sitrep ${CANARY}\n/found ${CANARY}\n/extend 10`, { internal: true });
    await green(stage, 'sweep');
    const said = (await commentsOn(stage, iid)).filter((one) => one.author === 'sitrep-bot' && !one.system);
    expect(said.map((one) => one.internal)).toEqual([false, true]);
    const { body } = await stage.person('uli').api('GET', `/issues/${iid}`);
    expect(JSON.stringify(body)).not.toContain(CANARY);
  });
});

describe('in a project that more can read', () => {
  let stage: Stage;
  let iid: number;
  let output: string[];
  beforeAll(async () => {
    stage = await openStage({ visibility: 'public' });
    iid = await stage.person('ana').open(CANARY, `${REPORT}\n${CANARY}`, { confidential: true });
    await stage.person('ana').say(iid, `/ack\n/sitrep ${CANARY}`);
    output = [];
    for (let run = 0; run < 3; run += 1) {
      output.push(...(await green(stage, 'sweep')), ...(await green(stage, 'react', '--iid', String(iid))));
      await stage.gitlab.advance(40);
    }
  });
  afterAll(() => stage.close());

  it('nothing is kept of it: not in the journal, not in a log, not on another issue', async () => {
    expect(repository(stage)).not.toContain(CANARY);
    expect(repository(stage)).not.toMatch(new RegExp(`open/${iid}\\.jsonl`));
    expect(output.join('\n')).not.toContain(CANARY);
    expect(await listed(stage, '/merge_requests?state=all')).toEqual([]);
  });

  it('its readers are told once, in an internal comment, and what to do', async () => {
    const said = (await commentsOn(stage, iid)).filter((one) => one.author === 'sitrep-bot');
    expect(said).toHaveLength(1);
    expect(said[0]).toMatchObject({ internal: true });
    expect(said[0]?.body).toContain('does not follow this incident');
  });

  it('made confidential later it is not followed from then on', async () => {
    const other = await stage.person('ana').open('Jira is down', REPORT);
    await stage.person('ana').say(other, '/ack');
    await green(stage, 'sweep');
    await stage.person('ana').change(other, { confidential: true });
    await stage.person('ana').say(other, `/found ${CANARY}`);
    await green(stage, 'sweep');
    await stage.gitlab.advance(40);
    await green(stage, 'sweep');
    await green(stage, 'sweep');
    expect(repository(stage)).not.toContain(CANARY);
    const said = await saidOn(stage, other);
    expect(said.filter((text) => text.includes('does not follow'))).toHaveLength(1);
    expect(said.at(-1)).toContain('does not follow');
  });

  it('made confidential later it is not named on others any more', async () => {
    const report = REPORT.replace('Nexus', 'Printer');
    const named = await stage.person('ana').open('Printers are down', report);
    await stage.person('ana').say(named, '/ack\n/respond');
    await green(stage, 'sweep');
    await stage.person('ana').change(named, { confidential: true });
    for (const _ of ['in the same run', 'later']) {
      const next = await stage.person('uli').open('No printer', report);
      await green(stage, 'sweep');
      expect((await saidOn(stage, next))[0]).not.toContain(`#${named}`);
      await stage.person('uli').say(next, '/withdraw');
      await stage.gitlab.advance(5);
      await green(stage, 'sweep');
    }
    expect(fold(await eventsOf(stage, named)).confidential).toBe(true);
  });

  it('visible again, what was said meanwhile is heard', async () => {
    const other = await stage.person('ana').open('Mail is down', REPORT);
    await stage.person('ana').say(other, '/ack');
    await green(stage, 'sweep');
    await stage.person('ana').change(other, { confidential: true });
    await stage.gitlab.advance(1);
    await stage.person('ana').say(other, '/found the queue is full');
    await green(stage, 'sweep');
    for (const title of ['Disk', 'Fan']) {
      await stage.gitlab.advance(10);
      await stage.person('uli').open(title, REPORT);
      await green(stage, 'sweep');
    }
    await stage.gitlab.advance(10);
    await stage.person('ana').change(other, { confidential: false });
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, other)).discoveries).toMatchObject([{ text: 'the queue is full' }]);
  });

  it('an internal comment on an open incident is not read: its writer is told once, and nothing of it is kept', async () => {
    const open = await stage.person('uli').open('Wiki is slow', REPORT.replace('Nexus', 'Wiki'));
    const ana = stage.person('ana');
    for (const text of [`/ack\n/found ${CANARY}`, `/respond ${CANARY}`]) {
      await ana.say(open, text, { internal: true });
      await green(stage, 'react', '--iid', String(open));
      await stage.gitlab.advance(1);
    }
    const internal = (await commentsOn(stage, open)).filter((one) => one.author === 'sitrep-bot' && one.internal);
    expect(internal).toHaveLength(1);
    expect(internal[0]?.body).toContain('not read here');
    expect(await labelsOf(stage, open)).toContain('incident::reported');
    expect(repository(stage)).not.toContain(CANARY);
  });
});
