// Whoever is on call is called by the pager, once, and left alone when somebody has it; and the message that speaks when
// sitrep does not.

import { describe, expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { fileOn, green, REPORT, saidOn } from '../story.ts';
import { CONFIG, conversation, later, responding, room, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();
const HEAVY = CONFIG.replace('title: Nexus', 'title: Nexus\n    heavy: true');

const calls = (stage: Stage): readonly string[] => stage.mirrors.pager.events().map(({ action }) => action);

describe('the pager', () => {
  it('R59 (partly), R110 (partly): nobody takes a report on a heavy service: its contact is called, once; acknowledged, resolved', async () => {
    const stage = await open(withMirrors({ config: HEAVY }));
    const ana = stage.person('ana');
    const iid = await stage.person('uli').open('Nexus answers 502', REPORT);
    await green(stage, 'react');
    expect(calls(stage)).toEqual([]);
    for (const minutes of [6, 1, 1]) await later(stage, minutes);
    expect(stage.mirrors.pager.events()).toMatchObject([
      { action: 'trigger', contacts: ['cai'], summary: expect.stringContaining('Nexus answers 502') },
    ]);
    await ana.say(iid, '/ack\n/respond\n/commander');
    await later(stage);
    await stage.person('ben').say(iid, '/ops-lead');
    await ana.say(iid, '/mitigated the spare answers');
    await later(stage);
    await later(stage);
    expect(calls(stage)).toEqual(['trigger', 'acknowledge', 'resolve']);
    expect(stage.mirrors.pager.alarms()).toMatchObject([{ state: 'resolved', rang: 1 }]);
  });

  it.each(['cut-after', 'cut-before'] as const)(
    'the line is %s: the telephone rings once all the same',
    async (act) => {
      const stage = await open(withMirrors({ config: HEAVY }));
      stage.mirrors.pager.faults.add({ act: { do: act }, times: 3 });
      await stage.person('uli').open('Nexus answers 502', REPORT);
      await green(stage, 'react');
      for (const minutes of [6, 4, 5]) await later(stage, minutes);
      expect(stage.mirrors.pager.alarms()).toMatchObject([{ state: 'triggered', rang: 1 }]);
    },
  );

  it('somebody takes it while the pager is away: nobody is woken any more, and the issue says that it caught up', async () => {
    const stage = await open(withMirrors({ config: HEAVY }));
    const { pager } = stage.mirrors;
    const back = pager.faults.add({ act: { do: 'answer', status: 503 }, times: 1000 });
    const iid = await stage.person('uli').open('Nexus answers 502', REPORT);
    await green(stage, 'react');
    for (const minutes of [6, 3]) await later(stage, minutes);
    await stage.person('ana').say(iid, '/ack');
    await later(stage, 4);
    back();
    // It answers in the very run that says it is behind, before that is said.
    stage.gitlab.faults.add({ method: 'POST', path: /\/notes/, act: { do: 'delay', ms: 400 } });
    for (const minutes of [5, 1, 1]) await later(stage, minutes);
    expect(calls(stage)).toEqual(['acknowledge']);
    expect(pager.alarms()).toEqual([]);
    const words = (await saidOn(stage, iid)).filter((text) => /is behind|was behind|caught up/.test(text));
    expect(words).toEqual([expect.stringContaining('caught up')]);
  });

  it('the issue is deleted while the pager is away: its alarm is ended when it is back, once', async () => {
    const stage = await open(withMirrors({ config: HEAVY }));
    const { pager } = stage.mirrors;
    const iid = await stage.person('uli').open('Nexus answers 502', REPORT);
    await green(stage, 'react');
    await later(stage, 6);
    const back = pager.faults.add({ act: { do: 'answer', status: 503 }, times: 1000 });
    await stage.person('root').api('DELETE', `/issues/${iid}`);
    await later(stage, 1, 'sweep', '--full');
    await later(stage, 5);
    expect(calls(stage)).toEqual(['trigger']);
    back();
    for (const minutes of [31, 31]) await later(stage, minutes);
    expect(calls(stage)).toEqual(['trigger', 'resolve']);
    expect(pager.alarms()).toMatchObject([{ state: 'resolved', rang: 1 }]);
    expect(await fileOn(stage, 'incident-journal', `open/${iid}.jsonl`)).toBeUndefined();
  });

  it('at night nobody is called for what waits until morning', async () => {
    const stage = await open(withMirrors());
    await stage.person('uli').open('The logo is wrong', REPORT);
    await green(stage, 'react');
    for (const minutes of [20, 60, 120]) await later(stage, minutes);
    expect(calls(stage)).toEqual([]);
    await later(stage, 120);
    expect(calls(stage)).toEqual(['trigger']);
  });

  it('in PagerDuty’s format too', async () => {
    const stage = await open(withMirrors({ config: HEAVY }));
    const text = (await fileOn(stage, 'main', '.gitlab/sitrep.yml')) ?? '';
    const { pagerDutyUrl, routingKey } = stage.mirrors.pager;
    await stage.person('root').api('PUT', '/repository/files/.gitlab%2Fsitrep.yml', {
      branch: 'main',
      commit_message: 'PagerDuty',
      content: text.replace(/pager:\n\s+url: .*/, `pager:\n  format: pagerduty\n  url: ${pagerDutyUrl}`),
    });
    const run = async (minutes: number): Promise<void> => {
      await stage.gitlab.advance(minutes);
      const { code, lines } = await stage.sitrep(['sweep'], { SITREP_PAGER_SECRET: routingKey });
      expect([code, lines.join('\n')]).toEqual([0, expect.any(String)]);
    };
    const iid = await stage.person('uli').open('Nexus answers 502', REPORT);
    await run(1);
    await run(6);
    await stage.person('ana').say(iid, '/ack');
    await run(1);
    expect(stage.mirrors.pager.events()).toMatchObject([
      { format: 'pagerduty', action: 'trigger', summary: expect.stringContaining('Nexus') },
      { format: 'pagerduty', action: 'acknowledge' },
    ]);
  });
});

describe('the message that speaks when sitrep is silent', () => {
  const SILENT = 'Carry on by hand';
  const spoke = (stage: Stage): readonly string[] => conversation(room(stage)).filter((line) => line.includes(SILENT));

  it('one is always ahead; in eight hours of lost runs it is never said, and it is gone when all is over', async () => {
    const stage = await open(withMirrors());
    const iid = await responding(stage);
    await stage.person('ben').say(iid, '/ops-lead');
    for (let half = 1; half <= 16; half += 1) {
      // Every fourth run does not come.
      if (half % 4 === 0) await stage.gitlab.advance(30);
      else await later(stage, 30);
      stage.mirrors.slack.tick();
      expect(room(stage).scheduled).toHaveLength(1);
      if (half % 5 === 0) await stage.person('ana').say(iid, `/sitrep Half hour ${half}`);
    }
    expect(spoke(stage)).toEqual([]);
    await stage.person('ana').say(iid, '/mitigated it is back\n/evidence none a disk');
    await later(stage);
    expect(room(stage).scheduled.length).toBeLessThanOrEqual(1);
    await stage.person('ana').say(iid, '/announce All clear: it is back\n/resolved a disk\n/waive pir a disk, known');
    await later(stage);
    await later(stage, 5);
    expect(room(stage).scheduled).toEqual([]);
  });

  it('all runs stop: it says what was promised, once, and what to do', async () => {
    const stage = await open(withMirrors());
    await responding(stage);
    await stage.gitlab.advance(180);
    stage.mirrors.slack.tick();
    expect(spoke(stage)).toEqual([expect.stringMatching(/promised to look here again by 2026-03-11 05:30 UTC/)]);
    await stage.gitlab.advance(600);
    stage.mirrors.slack.tick();
    expect(spoke(stage)).toHaveLength(1);
  });

  it('it spoke though sitrep comes again: that it looks again is said in the room once, and one message is ahead', async () => {
    const stage = await open(withMirrors());
    await responding(stage);
    await stage.gitlab.advance(180);
    stage.mirrors.slack.tick();
    for (const minutes of [1, 4, 4]) await later(stage, minutes);
    const back = conversation(room(stage)).filter((line) => line.includes('looks here again*'));
    expect(back).toEqual([expect.stringMatching(/looks here again\S* at 2026-03-11 \d\d:\d\d UTC/)]);
    expect([spoke(stage).length, room(stage).scheduled.length]).toEqual([1, 1]);
  });

  it('the answer to its scheduling is lost: one message is ahead, and not two', async () => {
    const stage = await open(withMirrors());
    const iid = await responding(stage);
    const lost = stage.mirrors.slack.requests;
    lost.clear();
    for (let nth = 1; nth <= 8; nth += 1) {
      stage.mirrors.slack.faults.add({ path: /chat\.scheduleMessage/, act: { do: 'cut-after' } });
      await stage.person('ana').say(iid, `/sitrep word ${nth}`);
      for (const minutes of [1, 4, 4]) await later(stage, minutes);
      expect(room(stage).scheduled).toHaveLength(1);
      await later(stage, 17);
    }
    expect(lost.all.filter(({ url }) => url.includes('chat.scheduleMessage')).length).toBeGreaterThan(4);
  });

  it.each([
    [
      'the incident is paused',
      (stage: Stage, iid: number) => stage.person('ana').change(iid, { add_labels: 'sitrep: paused' }),
    ],
    ['the issue is deleted', (stage: Stage, iid: number) => stage.person('root').api('DELETE', `/issues/${iid}`)],
    [
      'sitrep is switched off',
      async (stage: Stage, iid: number) => {
        await stage.person('root').api('PUT', '/repository/files/.gitlab%2Fsitrep.yml', {
          branch: 'main',
          commit_message: 'Off',
          content: `enabled: false\n${(await fileOn(stage, 'main', '.gitlab/sitrep.yml')) ?? ''}`,
        });
        await stage.person('ana').say(iid, 'We go on by hand');
      },
    ],
    [
      'it becomes confidential where nothing may be kept of it',
      (stage: Stage, iid: number) => stage.person('ana').change(iid, { confidential: true }),
    ],
  ] as const)('%s: it is taken back, and never said', async (how, act) => {
    const stage = await open(withMirrors({ visibility: 'internal' }));
    const iid = await responding(stage);
    expect(room(stage).scheduled).toHaveLength(1);
    await act(stage, iid);
    await later(stage);
    await stage.gitlab.advance(600);
    stage.mirrors.slack.tick();
    expect(room(stage).scheduled).toEqual([]);
    expect(spoke(stage)).toEqual([]);
    const paused = how.includes('paused') || how.includes('off');
    expect([room(stage).archived, ticket(stage).done]).toEqual([!paused, !paused]);
  });
});
