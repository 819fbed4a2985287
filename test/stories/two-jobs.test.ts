// Two jobs at once: the journal's push decides, and whoever loses starts over.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { eventsOf, green, REPORT, reactionsTo, saidOn } from './story.ts';

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
