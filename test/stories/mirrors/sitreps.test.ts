// Sitreps from the full response to the resolution: asked for where there is none, numbered, wherever they are given, and all
// of them in the review.

import { expect, it } from 'vitest';
import { at, type Stage } from '../../../src/demo/stage.ts';
import { fold } from '../../../src/incident/fold.ts';
import { reusedStages } from '../stages.ts';
import { descriptionOf, eventsOf, fileOn, green, listed, saidOn } from '../story.ts';
import { botIn, card, later, responding, room, ticket, withMirrors, wordsOf } from './mirrored.ts';

const open = reusedStages();

/** Each of them, with what it says. */
const WORDS = [
  'The disk is full, ben makes room',
  'Half of the logs are gone',
  'Found: the log is 40 GB',
  'Pulls work again on one node',
  'Service is restored.',
  'All nodes answer',
  'Resolved, service is restored: it was the disk',
] as const;

it('R66: the first sitrep is there by T+30 or asked for; all are numbered on issue, ticket and in the room; the last says restored; the review prints every one', async () => {
  const stage = await open(withMirrors());
  const iid = await responding(stage);
  for (const [name, role] of [
    ['ben', 'ops-lead'],
    ['dee', 'planner'],
    ['eve', 'comms'],
  ] as const)
    await stage.person(name).say(iid, `/${role}`);
  await stage.person('ana').say(iid, '/impact all builds\n/announce Nexus is down, next 4h');
  await later(stage);
  const planned = await green(stage, 'plan', String(iid));
  expect(planned[0]).toMatch(/^#\d+ responding/);
  expect(planned.filter((line) => /^(say|owed) /.test(line))).toEqual([]);
  await silence(stage, iid);
  await update(stage, iid);
  await restore(stage, iid);

  const { sitreps } = fold(await eventsOf(stage, iid));
  const numbers = WORDS.map((_words, index) => index + 1);
  expect(sitreps.map(({ n }) => n)).toEqual(numbers);
  for (const [index, words] of WORDS.entries()) expect(sitreps[index]?.text).toContain(words);

  expect(numbersIn(ticket(stage).comments.map(({ text }) => text))).toEqual(numbers);
  // The second was typed in the room: the card beside it has its number.
  expect(numbersIn(botIn(room(stage)))).toEqual(numbers.filter((n) => n !== 2));
  for (const text of [await descriptionOf(stage, iid), card(room(stage)), ticket(stage).comments.at(-1)?.text])
    expect(text).toMatch(/Sitrep 7[\s\S]*Resolved, service is restored: it was the disk/);

  const review = await reviewOf(stage, iid);
  // A comment is linked, a message in the channel has no address here.
  const rows = [...review.matchAll(/^\| \[?(\d{4}-\d\d-\d\d \d\d:\d\d)[^|]* \| Sitrep (\d+): (.*?) \| `@ana` \|$/gm)];
  expect(rows.map(([, when, n]) => `${n} ${when}`)).toEqual(
    sitreps.map((one) => `${one.n} ${one.at.slice(0, 16).replace('T', ' ')}`),
  );
  for (const [index, words] of WORDS.entries()) expect(rows[index]?.[3]).toContain(words);
}, 60_000);

/** Nobody says anything for half an hour: there is a draft, and then a question. */
async function silence(stage: Stage, iid: number): Promise<void> {
  const asked = async (): Promise<boolean> => (await saidOn(stage, iid)).join('\n').includes('the sitrep is due');
  await later(stage, 25);
  expect(botIn(room(stage)).join('\n')).toContain('a sitrep is due in');
  expect(await asked()).toBe(false);
  await later(stage, 4);
  expect(await asked()).toBe(true);
}

/** On the issue, in the channel, by 👍 of a draft, by taking over what somebody else said. */
async function update(stage: Stage, iid: number): Promise<void> {
  const ana = stage.person('ana');
  const inSlack = stage.mirrors.inSlack('ana');
  const { id } = room(stage);
  await ana.say(iid, `/sitrep ${WORDS[0]}`);
  await later(stage);
  inSlack.say(id, `!sitrep ${WORDS[1]}`);
  await later(stage);
  expect(card(room(stage))).toContain('Sitrep 2');
  await stage.person('ben').say(iid, '/found the log is 40 GB');
  await later(stage, 27);
  const draft = room(stage).messages.findLast((one) => wordsOf(one).includes(WORDS[2]) && wordsOf(one).includes('👍'));
  inSlack.react(id, draft?.ts ?? '', '+1');
  await later(stage);
  await stage.person('eve').say(iid, `/sitrep ${WORDS[3]}`);
  await later(stage);
  await ana.say(iid, '/adopt');
  await later(stage);
}

/** Restored, watched, over. */
async function restore(stage: Stage, iid: number): Promise<void> {
  const ana = stage.person('ana');
  await ana.say(iid, '/mitigated');
  await later(stage);
  expect(await descriptionOf(stage, iid)).toMatch(/Sitrep 5[\s\S]*Service is restored\./);
  await ana.say(iid, `/sitrep ${WORDS[5]}\n/evidence none it was the disk\n/announce All clear: Nexus is back`);
  await later(stage);
  await ana.say(iid, '/resolved it was the disk');
  await later(stage);
  await later(stage);
}

/** In the order in which they were said. */
function numbersIn(texts: readonly string[]): readonly number[] {
  return texts.flatMap((text) => /Sitrep\*{0,2} ?(\d+)/.exec(text)?.[1] ?? []).map(Number);
}

async function reviewOf(stage: Stage, iid: number): Promise<string> {
  const branch = `pir/${iid}`;
  const files = await listed(stage, `/repository/tree?ref=${encodeURIComponent(branch)}&path=pir&recursive=true`);
  const path = files.map((file) => String(at(file, 'path'))).find((one) => one.endsWith('.md'));
  return (await fileOn(stage, branch, path ?? '')) ?? '';
}
