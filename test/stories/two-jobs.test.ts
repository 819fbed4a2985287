// Two jobs at once: the journal's push decides, and whoever loses starts over.

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { at, openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { eventsOf, green, JOURNAL, listed, REPORT, reactionsTo, saidOn } from './story.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Runs `meanwhile` while a job is about to make its first push. */
async function whileAnotherPushes(meanwhile: () => Promise<void>): Promise<readonly string[]> {
  const remove = stage.gitlab.faults.add({
    method: 'POST',
    path: /git-receive-pack$/,
    act: {
      do: 'call',
      when: 'before',
      callback: async () => {
        remove();
        await meanwhile();
      },
    },
  });
  return green(stage, 'sweep');
}

describe('a job that was overtaken', () => {
  it('throws its work away, looks again, and finds everything done', async () => {
    const iid = await stage.person('uli').open('Nexus is down', REPORT);
    const note = await stage.person('ana').say(iid, '/ack\n/extend 99');
    const lines = await whileAnotherPushes(async () => {
      await green(stage, 'sweep');
    });
    expect(lines).toContain('another run was faster: starting over');
    expect(await saidOn(stage, iid)).toHaveLength(1);
    expect(await reactionsTo(stage, iid, note)).toHaveLength(2);
    expect(await green(stage, 'sweep')).toEqual(['nothing to do']);
  });

  it('still does what the other has not seen', async () => {
    const iid = await stage.person('uli').open('Jira is down', REPORT);
    await green(stage, 'sweep');
    await stage.person('ana').say(iid, '/ack');
    await whileAnotherPushes(async () => {
      await stage.person('ben').say(iid, '/found the disk is full');
      await green(stage, 'react', '--iid', String(iid));
    });
    const incident = fold(await eventsOf(stage, iid));
    expect([incident.status, incident.discoveries.length]).toEqual(['triage', 1]);
    expect((await saidOn(stage, iid)).filter((text) => text.includes('has it and leads'))).toHaveLength(1);
  });

  it('overtaken between its two pushes, notes what it said all the same, and nothing is said twice', async () => {
    const iid = await stage.person('uli').open('Confluence is down', REPORT);
    const remove = stage.gitlab.faults.add({
      method: 'PUT',
      path: new RegExp(`/issues/${iid}$`),
      actor: 'sitrep-bot',
      act: {
        do: 'call',
        when: 'after',
        callback: async () => {
          remove();
          await stage.person('ana').say(iid, '/ack');
          await stage.sitrep(['react', '--iid', String(iid)]);
        },
      },
    });
    await stage.sitrep(['sweep']);
    await stage.gitlab.advance(4);
    await green(stage, 'sweep');
    await green(stage, 'sweep');
    const said = await saidOn(stage, iid);
    expect(said.filter((text) => text.includes('Nobody has this yet'))).toHaveLength(1);
    expect(said.filter((text) => text.includes('has it and leads'))).toHaveLength(1);
    expect(fold(await eventsOf(stage, iid)).claims.size).toBe(0);
  });
});

/** The minutes that pass while a job waits for an answer, to it and to everybody else. */
async function pass(minutes: number): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 });
  await stage.gitlab.advance(minutes);
}

/** Runs `meanwhile` at one request of the bot to an issue's comments, before or after GitLab does it. */
function atComment(iid: number, when: 'before' | 'after', meanwhile: () => Promise<void>): void {
  const callback = async (): Promise<void> => {
    remove();
    await meanwhile();
  };
  const path = new RegExp(`/issues/${iid}/notes$`);
  const remove = stage.gitlab.faults.add({ method: 'POST', path, act: { do: 'call', when, callback } });
}

describe('what one job left unsaid', () => {
  afterEach(() => {
    vi.useRealTimers();
    stage.gitlab.faults.clear();
  });

  it('is said by one of two that find it', async () => {
    const iid = await stage.person('uli').open('Nexus is slow', REPORT);
    stage.gitlab.faults.add({ method: 'POST', path: /\/notes$/, act: { do: 'cut-before' } });
    await stage.sitrep(['sweep']);
    expect(await saidOn(stage, iid)).toEqual([]);
    await stage.gitlab.advance(5);
    let ran = false;
    atComment(iid, 'before', async () => {
      await stage.sitrep(['sweep']);
      ran = true;
    });
    await stage.sitrep(['sweep']);
    expect(ran).toBe(true);
    expect((await saidOn(stage, iid)).filter((text) => text.includes('Nobody has this yet'))).toHaveLength(1);
    await stage.gitlab.advance(5);
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).claims.size).toBe(0);
  });

  it('is not said by a job whose time for it ran out', async () => {
    const iid = await stage.person('uli').open('Nexus is slower', REPORT);
    await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
    await green(stage, 'sweep');
    await stage.person('eve').say(iid, '/sitrep it may be the disk');
    await stage.person('ben').say(iid, '/sitrep it may be the line', { internal: true });
    atComment(iid, 'after', async () => {
      await pass(4);
      await stage.sitrep(['sweep']);
    });
    await stage.sitrep(['sweep']);
    await stage.gitlab.advance(5);
    await green(stage, 'sweep');
    const said = await saidOn(stage, iid);
    for (const words of ['it may be the disk', 'it may be the line'])
      expect(said.filter((text) => text.includes(words))).toHaveLength(1);
  });
});

it('an incident that was opened again while a job was about to file it away stays among those that are open', async () => {
  const iid = await stage.person('uli').open('Nexus was down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander\n/evidence none nothing was left');
  await green(stage, 'sweep');
  await stage.person('ana').say(iid, '/resolved it works\n/announce All clear: it works');
  await green(stage, 'sweep');
  const [request] = await listed(stage, `/merge_requests?state=opened&source_branch=pir%2F${iid}`);
  await stage.person('mia').api('PUT', `/merge_requests/${at(request ?? null, 'iid')}/merge`);
  await stage.gitlab.advance(1);
  const remove = stage.gitlab.faults.add({
    method: 'POST',
    path: /git-receive-pack$/,
    nth: 2,
    act: {
      do: 'call',
      when: 'before',
      callback: async () => {
        remove();
        await stage.person('ben').say(iid, '/reopen-incident the disk is full again');
        await stage.sitrep(['react', '--iid', String(iid)]);
      },
    },
  });
  await stage.sitrep(['sweep']);
  const paths = (await listed(stage, `/repository/tree?ref=${JOURNAL}&recursive=true`)).map((file) => at(file, 'path'));
  expect(fold(await eventsOf(stage, iid)).status).toBe('responding');
  expect(paths).toContain(`open/${iid}.jsonl`);
});
