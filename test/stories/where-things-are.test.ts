// Where people talk and what they link stands in the live state, whichever way it was said.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { commentsOn, descriptionOf, green, REPORT } from './story.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function responding(): Promise<number> {
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander');
  await green(stage, 'sweep');
  return iid;
}

describe('R42, R74: what people say of a place is a row of the live state within one run', () => {
  it.each<[who: string, line: string, row: string]>([
    ['ana', '/bridge https://meet.jit.si/Incident', '| Call | [meet.jit.si](https://meet.jit.si/Incident) |'],
    ['ben', 'join us\n/zoom https://acme.zoom.us/j/91234', '| Call | [acme.zoom.us](https://acme.zoom.us/j/91234) |'],
    ['ben', 'join https://zoom.us/j/91234 please', '| Call | [zoom.us](https://zoom.us/j/91234) |'],
    [
      'ben',
      'notes: https://docs.google.com/document/d/7',
      '| Document | [Google document](https://docs.google.com/document/d/7) |',
    ],
  ])('%s: %s', async (who, line, row) => {
    const iid = await responding();
    await stage.person(who).say(iid, line);
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).toContain(`${row}\n`);
  });

  // GitLab's own notes do not move when an issue was changed: a bare `/zoom` is found when the issue is next looked at.
  it('a call that GitLab added in silence is found with the next word that anybody says', async () => {
    const iid = await responding();
    await stage.person('ben').say(iid, '/zoom https://acme.zoom.us/j/1');
    await expect(stage.person('ben').say(iid, '/zoom https://acme.zoom.us/j/2')).rejects.toThrow('Failed to apply');
    await stage.person('cai').say(iid, 'joining');
    await green(stage, 'sweep');
    expect(await descriptionOf(stage, iid)).toContain('| Call | [acme.zoom.us](https://acme.zoom.us/j/1) |\n');
    const notes = (await commentsOn(stage, iid)).filter(({ body }) => body.includes('Zoom'));
    expect(notes.map(({ system, body }) => [system, body])).toEqual([[true, 'added a Zoom call to this issue']]);
  });
});
