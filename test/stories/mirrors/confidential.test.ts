// A confidential incident, and one that becomes so: nothing of it is where more people read than the issue.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stage } from '../../../src/demo/stage.ts';
import { reusedStages } from '../stages.ts';
import { commentsOn, REPORT, saidOn } from '../story.ts';
import { botIn, CONFIG, card, later, rooms, withMirrors } from './mirrored.ts';

const CANARY = 'CANARY-4711';
const open = reusedStages();

let logs: string[];
let received: { slack: number; jira: number; confluence: number; pager: number };
let stage: Stage;

async function opened(options: Parameters<typeof withMirrors>[0] = {}): Promise<void> {
  stage = await open(withMirrors({ visibility: 'private', ...options }));
  const { slack, jira, confluence, pager } = stage.mirrors;
  received = {
    slack: slack.received().length,
    jira: jira.received().length,
    confluence: confluence.received().length,
    pager: pager.received().length,
  };
}

/** What a system received since the stage was opened. */
function since(system: keyof typeof received): string {
  return stage.mirrors[system].received().slice(received[system]);
}

async function run(minutes = 1, ...argv: readonly string[]): Promise<void> {
  logs.push(...(await later(stage, minutes, ...argv)));
}

/** As others of the workspace see it: what is public, and the names of everything. */
function inPublic(): string {
  const all = stage.mirrors.slack.channels();
  return JSON.stringify(all.filter((channel) => !channel.private));
}

async function play(iid: number): Promise<void> {
  const ana = stage.person('ana');
  await ana.say(iid, `/ack\n/respond ${CANARY}\n/commander`);
  await run();
  const said = [
    `/sitrep ${CANARY} next 1h`,
    `/found ${CANARY}`,
    `/change ${CANARY}`,
    `/bug ${CANARY}\n${CANARY}`,
    `/impact ${CANARY}`,
  ];
  await ana.say(iid, said.join('\n'));
  await run();
  await ana.say(iid, `${CANARY} https://docs.google.com/document/d/${CANARY}/edit`);
  await run(1, 'sweep', '--full');
}

beforeEach(() => {
  logs = [];
});
afterEach(() => {
  expect(logs.join('\n')).not.toContain(CANARY);
});

describe('from the start', () => {
  async function begun(): Promise<number> {
    const iid = await stage.person('ana').open(CANARY, `${REPORT}\n${CANARY}`, { confidential: true });
    await play(iid);
    return iid;
  }

  it('R70 (partly): its channel is private, with its members only, and its name says nothing; all else hears nothing', async () => {
    await opened();
    const iid = await begun();
    expect(rooms(stage)).toMatchObject([{ name: `inc-${iid}-private`, private: true, members: ['sitrep', 'ana'] }]);
    expect(rooms(stage).map(card)[0]).toContain(CANARY);
    expect(inPublic()).not.toContain(CANARY);
    for (const system of ['jira', 'confluence', 'pager'] as const) expect(since(system)).not.toContain(CANARY);
    const { id = '' } = rooms(stage)[0] ?? {};
    for (const request of since('slack')
      .split('\n\n')
      .filter((one) => one.includes(CANARY)))
      expect(request).toContain(id);
    expect(stage.mirrors.jira.read('INC')).toEqual([]);
  });

  it('nor do other issues: not the first reply to the next report, not a suggestion, not a bug', async () => {
    await opened();
    await begun();
    const next = await stage.person('uli').open('Nexus again', REPORT);
    await run();
    await run(20);
    for (const text of await saidOn(stage, next)) expect(text).not.toContain(CANARY);
    const { body } = await stage.person('uli').api('GET', '/issues?scope=all');
    expect(JSON.stringify(body)).not.toContain(CANARY);
  });

  it('R70 (partly): what users hear takes two: `/announce` waits for the 👍 of somebody else, and only its words go out, without a link', async () => {
    await opened();
    const iid = await begun();
    await stage.person('ana').say(iid, '/announce Nexus is down, next 30m');
    await run();
    expect(botIn(stage.mirrors.slack.channel('#builders'))).toEqual([]);
    const [{ id = 0 } = {}] = (await commentsOn(stage, iid)).filter(
      ({ body }) => body.includes('Nexus is down, next 30m') && body.includes('/adopt'),
    );
    await stage.person('ana').api('POST', `/issues/${iid}/notes/${id}/award_emoji`, { name: 'thumbsup' });
    await run();
    expect(botIn(stage.mirrors.slack.channel('#builders'))).toEqual([]);
    await stage.person('ben').api('POST', `/issues/${iid}/notes/${id}/award_emoji`, { name: 'thumbsup' });
    await run();
    await run();
    const told = botIn(stage.mirrors.slack.channel('#builders'));
    expect(told).toEqual([expect.stringContaining('Nexus is down, next 30m')]);
    expect(told[0]).toContain(`Incident #${iid}`);
    expect(told[0]).not.toMatch(/https?:|inc-\d/);
    expect(inPublic()).not.toContain(CANARY);
    expect(since('jira')).not.toContain(CANARY);
  });

  it('where the configuration says that Jira is private, the ticket is there', async () => {
    await opened({ private: true });
    await begun();
    expect(stage.mirrors.jira.read('INC').map(({ fields }) => fields['summary'])).toEqual([
      expect.stringContaining(CANARY),
    ]);
    expect(inPublic()).not.toContain(CANARY);
    for (const system of ['confluence', 'pager'] as const) expect(since(system)).not.toContain(CANARY);
  });

  it('an answer that repeats its title is in no job log: that has the number of the answer', async () => {
    await opened({ private: true });
    const errorMessages = [`A ticket with this title already exists: ${CANARY}`];
    const answering = (status: number): (() => void) => {
      const act = { do: 'answer', status, body: { errorMessages } } as const;
      return stage.mirrors.jira.faults.add({ method: 'POST', path: /\/issue$/, times: 100, act });
    };
    const back = answering(503);
    await begun();
    back();
    answering(400);
    for (const minutes of [10, 30]) await run(minutes);
    expect(logs.join('\n')).toMatch(/jira is behind$/m);
    expect(logs.join('\n')).toContain('was refused (answer 400)');
  });

  it('nobody takes it: the pager calls, and says no more than its number', async () => {
    await opened({ config: 'services:\n  nexus:\n    title: Nexus\n    heavy: true\n    contacts: [cai]\n' });
    const iid = await stage.person('ana').open(CANARY, REPORT, { confidential: true });
    await run();
    await run(6);
    expect(stage.mirrors.pager.events()).toMatchObject([
      { action: 'trigger', summary: expect.stringContaining(`#${iid}`) },
    ]);
    expect(since('pager')).not.toContain(CANARY);
  });
});

describe('later', () => {
  it('its public copies are closed as far as they can be, it goes on in private, and what remains is said', async () => {
    await opened();
    const iid = await stage.person('ana').open(CANARY, REPORT);
    await play(iid);
    const [before] = rooms(stage);
    stage.mirrors.inSlack('ana').say(before?.id ?? '', 'What I wrote stays');
    expect(inPublic()).toContain(CANARY);
    await stage.person('ana').change(iid, { confidential: true });
    await run();
    await run(5);
    const secret = 'CANARY-0815';
    await stage.person('ana').say(iid, `/sitrep ${secret} next 1h`);
    await run(5);
    const [hidden, ...others] = rooms(stage);
    expect(hidden).toMatchObject({ id: before?.id, archived: true, private: false, bookmarks: [], scheduled: [] });
    expect(others).toMatchObject([{ name: `inc-${iid}-private`, private: true, archived: false }]);
    const visible = hidden && {
      ...hidden,
      previousNames: [],
      messages: hidden.messages.filter(({ note }) => note === undefined),
    };
    expect(JSON.stringify(visible)).not.toContain(CANARY);
    expect(JSON.stringify(visible)).toContain('What I wrote stays');
    expect(inPublic()).not.toContain(secret);
    const tickets = stage.mirrors.jira.read('INC');
    expect(tickets).toMatchObject([{ done: true, remoteLinks: [], comments: [] }]);
    expect(JSON.stringify(tickets.map(({ fields }) => fields))).not.toContain(CANARY);
    expect(since('jira')).not.toContain(secret);
    const words = (await saidOn(stage, iid)).filter((text) => text.includes('is confidential now'));
    expect(words).toEqual([expect.stringMatching(/Slack[\s\S]*What remains[\s\S]*Jira[\s\S]*What remains/)]);
    expect(logs.join('\n')).not.toContain(secret);
  });

  it('what waited meanwhile does not go out when Jira and the pager are back: no ticket, and the rest without a word of it', async () => {
    await opened({ config: CONFIG.replace('title: Nexus', 'title: Nexus\n    heavy: true') });
    const { jira, pager } = stage.mirrors;
    const away = [jira, pager].map(({ faults }) => faults.add({ act: { do: 'answer', status: 503 }, times: 1000 }));
    const ana = stage.person('ana');
    const iid = await ana.open(CANARY, REPORT);
    await run();
    await run(6);
    await ana.say(iid, `/ack\n/respond ${CANARY}\n/commander\n/bug ${CANARY}\n${CANARY}`);
    await run();
    await ana.change(iid, { confidential: true });
    const before = { jira: since('jira').length, pager: since('pager').length };
    for (const back of away) back();
    for (const minutes of [1, 5, 10, 20]) await run(minutes);
    expect(jira.read('INC')).toEqual([]);
    expect(jira.read('TEAM').map(({ fields }) => fields['summary'])).toEqual([
      `B1 of the confidential incident #${iid}`,
    ]);
    const called = pager.events().filter(({ action }) => action === 'trigger');
    expect(new Set(called.map(({ summary }) => summary))).toEqual(
      new Set([`Confidential incident #${iid} needs somebody`]),
    );
    expect(since('jira').slice(before.jira)).not.toContain(CANARY);
    expect(since('pager').slice(before.pager)).not.toContain(CANARY);
  });

  it('what was filed, told and called before is named, so that somebody can see to it', async () => {
    await opened();
    const iid = await stage.person('ana').open(CANARY, REPORT);
    await stage.person('ana').say(iid, `/ack\n/bug ${CANARY}`);
    await run();
    const [{ key = '' } = {}] = stage.mirrors.jira.read('TEAM');
    await stage.person('ana').change(iid, { confidential: true });
    await run();
    const words = (await saidOn(stage, iid)).filter((text) => text.includes('is confidential now'));
    expect(words).toEqual([expect.stringMatching(new RegExp(`${key}[\\s\\S]*What remains`))]);
  });
});
