// A full response makes each thing once, whatever becomes of the runs that make it.

import { expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import type { FaultAct } from '../../../src/sandbox/faults.ts';
import { reusedStages } from '../stages.ts';
import { labelsOf, REPORT, saidOn } from '../story.ts';
import { conversation, room, ticket, withMirrors } from './mirrored.ts';

const open = reusedStages();

/** The first of each of these is lost; not of all at once, as a mirror is left alone for growing pauses. */
const STRUCK: readonly (readonly [system: 'slack' | 'jira' | 'gitlab', method: string, path: RegExp])[][] = [
  [
    ['slack', 'POST', /conversations\.create/],
    ['slack', 'POST', /chat\.postMessage/],
    ['slack', 'POST', /pins\.add/],
    ['slack', 'POST', /bookmarks\.add/],
    ['jira', 'POST', /\/issue$/],
    ['jira', 'POST', /\/comment$/],
    ['gitlab', 'POST', /\/notes$/],
    ['gitlab', 'POST', /\/award_emoji$/],
  ],
  [
    ['slack', 'POST', /conversations\.setPurpose/],
    ['slack', 'POST', /conversations\.setTopic/],
    ['slack', 'POST', /conversations\.invite/],
    ['slack', 'POST', /chat\.scheduleMessage/],
    ['jira', 'POST', /\/remotelink$/],
    ['jira', 'POST', /\/transitions$/],
    ['gitlab', 'PUT', /\/issues\/\d+$/],
    ['gitlab', 'POST', /git-receive-pack$/],
  ],
];

it('R50 (partly), R64 (partly), R69 (partly): writes of every kind to every system are lost, or done and not answered: in the end all is there, once', async () => {
  const undisturbed = await play([], { do: 'cut-before' });
  const [first = [], second = []] = STRUCK;
  expect(await play(first, { do: 'cut-after' })).toEqual(undisturbed);
  expect(await play(second, { do: 'cut-before' })).toEqual(undisturbed);
}, 90_000);

/** The response begins, and runs go on; what is lost in one, later ones make up for. */
async function play(struck: (typeof STRUCK)[number], act: FaultAct): Promise<unknown> {
  const stage = await open(withMirrors());
  const ana = stage.person('ana');
  const iid = await ana.open('Nexus answers 502', REPORT);
  await ana.say(iid, '/ack\n/respond\n/commander\n/ops-lead @ben\n/sitrep The disk is full next 3h');
  const systems = { slack: stage.mirrors.slack, jira: stage.mirrors.jira, gitlab: stage.gitlab };
  for (const [system, method, path] of struck) systems[system].faults.add({ method, path, act });
  for (let run = 0; run < 7; run += 1) {
    await stage.sitrep(['sweep']);
    await stage.gitlab.advance(6);
  }
  return endOf(stage, iid);
}

/** What people find in the end, without times. */
async function endOf(stage: Stage, iid: number): Promise<unknown> {
  const { name, members, topic, bookmarks, pins, scheduled } = room(stage);
  const { status, labels, remoteLinks, comments } = ticket(stage);
  const said = (await saidOn(stage, iid))
    .map(firstLine)
    .filter((line) => !line.includes('has caught up'))
    .sort();
  return {
    room: { name, members, topic, bookmarks, pins: pins.length, scheduled: scheduled.length },
    said: conversation(room(stage)).map(firstLine).sort(),
    ticket: { status, labels, remoteLinks, comments: comments.map(({ text }) => firstLine(text)) },
    issue: { labels: await labelsOf(stage, iid), said },
  };
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
