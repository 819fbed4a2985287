// A slow Slack holds nothing up: what was read counts, and the rest is read by the next look.

import { expect, it } from 'vitest';
import { lookElsewhere } from '../../src/jobs/elsewhere.ts';
import { makeLog } from '../../src/jobs/log.ts';
import type { SlackPeople } from '../../src/jobs/slack-people.ts';
import type { Looked } from '../../src/journal/files.ts';
import { given, NOW } from '../slack/given.ts';

const now = given();

/** Nobody is asked who anybody is, for nobody types a command. */
const PEOPLE: SlackPeople = {
  known: () => undefined,
  learn: () => undefined,
  find: async () => undefined,
  member: async (_slack, id) => ({ person: undefined, name: id }),
};

async function look(channel: string, looked: Looked, threads: AbortSignal, rooms: AbortSignal) {
  const said: string[] = [];
  const log = makeLog((line) => said.push(line));
  const room = { channel, invited: {} };
  const open = new Map([[12, { iid: 12, live: true, room, ticket: undefined }]]);
  const work = { now: () => NOW, full: false, log };
  const mirrors = { slack: now.again(), jira: undefined };
  const seen = (await lookElsewhere(work, mirrors, PEOPLE, open, looked, { threads, rooms })).get(12);
  return { seen, said };
}

it('threads that it had no time for are read by the next look, those that waited longest first', async () => {
  const channel = await now.channel();
  const ana = now.world.as(now.ana);
  ana.join(channel);
  for (const name of ['a', 'b', 'c', 'd']) ana.reply(channel, ana.say(channel, name), `see https://x.example/${name}`);
  const time = new AbortController();
  const end = now.world.faults.add({
    path: /conversations\.replies/,
    nth: 3,
    act: { do: 'call', when: 'before', callback: () => time.abort() },
  });
  const patient = new AbortController().signal;
  const first = await look(channel, { issues: {} }, time.signal, patient);
  end();
  expect(first.seen?.chat.map(({ text }) => text)).toEqual(['a', 'b'].map((name) => `see https://x.example/${name}`));
  const looked = { issues: {}, elsewhere: { 12: first.seen?.seen ?? {} } };
  const next = await look(channel, looked, patient, patient);
  expect(next.seen?.chat.map(({ text }) => text)).toEqual(['c', 'd'].map((name) => `see https://x.example/${name}`));
  const third = await look(channel, { issues: {}, elsewhere: { 12: next.seen?.seen ?? {} } }, patient, patient);
  expect(third.seen).toMatchObject({ chat: [], changed: false });
});

it('a room that does not answer in time is left as it was', async () => {
  const channel = await now.channel();
  const time = new AbortController();
  let answer = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const callback = (): Promise<void> => {
    time.abort();
    return held;
  };
  now.world.faults.add({ path: /conversations\.history/, act: { do: 'call', when: 'before', callback } });
  const { seen, said } = await look(channel, { issues: {} }, time.signal, time.signal);
  answer();
  expect(seen).toBeUndefined();
  expect(said).toEqual(['#12: its room could not be read: Slack is slow; the next run reads it']);
});
