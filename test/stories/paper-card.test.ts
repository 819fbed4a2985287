// The paper card: what it tells people to enter afterwards is understood, at the time that was written down.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { eventsOf, green } from './story.ts';

const card = readFileSync('docs/paper-card.md', 'utf8');
const lines = (/^```text\n([\s\S]*?)^```$/m.exec(card)?.[1] ?? '').split('\n').filter((line) => line !== '');

describe('what was kept on paper is entered when GitLab is back', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ now: '2026-03-11T06:00:00Z' });
  });
  afterAll(() => stage.close());

  it('in one comment, each thing at its own time', async () => {
    expect(lines.length).toBeGreaterThan(3);
    const iid = await stage.person('ana').open('Nobody could log in', '<!-- sitrep:incident -->\n');
    await stage.person('ana').say(iid, lines.join('\n'));
    await green(stage, 'react', '--iid', String(iid));

    const events = await eventsOf(stage, iid);
    expect(events.filter(({ type }) => type === 'refused')).toEqual([]);
    const times = lines.map((line) => /(\d\d:\d\d)$/.exec(line)?.[1]);
    const kept = events
      .flatMap((event) => [event.at, 'began' in event ? event.began : ''])
      .map((at) => at.slice(11, 16));
    expect(times.filter((time) => time === undefined || !kept.includes(time))).toEqual([]);
  });
});
