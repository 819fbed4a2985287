// Channels of the Slack adapter: made once, found again, never taken from others.

import { describe, expect, it } from 'vitest';
import { channelName, numbered } from '../../src/slack/names.ts';
import { given, value } from './given.ts';

const now = given();
const WANTED = { name: 'inc-12 Nexus fails', stem: 'inc-12', private: false, purpose: 'ops/incidents#12: Nexus fails' };

describe('the name of a channel', () => {
  it.each([
    ['inc-12 Nexus fails', 'inc-12-nexus-fails'],
    ['inc-7: „Größe" überschritten!', 'inc-7-grosse-uberschritten'],
    ['inc-12 <!channel> @here #general', 'inc-12-channel-here-general'],
    ['INC_9 -- ok --', 'inc_9-ok'],
    ['事故', 'incident'],
    ['---', 'incident'],
    ['', 'incident'],
    [`inc-1-${'x'.repeat(200)}`, `inc-1-${'x'.repeat(74)}`],
  ])('%j is %j', (text, name) => {
    expect(channelName(text)).toBe(name);
  });

  it('keeps a number within the 80 characters', () => {
    expect(numbered(`a${'-'.repeat(1)}${'x'.repeat(78)}`, 12)).toBe(`a-${'x'.repeat(75)}-12`);
    expect(numbered('inc-1', 1)).toBe('inc-1');
  });
});

describe('a channel', () => {
  it('is opened with its purpose, and found again by a run that knows nothing of it', async () => {
    const opened = value(await now.slack.openChannel(WANTED));
    expect(opened).toEqual({
      id: now.world.channel('inc-12-nexus-fails').id,
      name: 'inc-12-nexus-fails',
      private: false,
      archived: false,
      member: true,
      creator: now.app.bot.id,
      topic: '',
      purpose: WANTED.purpose,
    });
    expect(value(await now.again().openChannel(WANTED))).toEqual(opened);
    expect(now.world.channels()).toHaveLength(2);
  });

  it('is one, wherever the run that opens it is killed', async () => {
    for (const method of ['conversations.create', 'conversations.info', 'conversations.setPurpose'])
      for (const act of ['cut-before', 'cut-after'] as const) {
        const name = `inc ${method} ${act}`;
        const wanted = { ...WANTED, name, stem: name, purpose: name };
        now.fault(method, { do: act });
        const first = await now.again().openChannel(wanted);
        // A read is tried again.
        expect(first.outcome, `${method} ${act}`).toBe(method === 'conversations.info' ? 'done' : 'unknown');
        const second = value(await now.again().openChannel(wanted));
        const named = now.world.channels().filter((one) => one.name.startsWith(channelName(name)));
        expect(named.map(({ id, purpose }) => [id, purpose])).toEqual([[second.id, name]]);
      }
  });

  it.each(['conversations.create', 'conversations.setPurpose'])(
    'is found again where the run that made it was killed at %s, and what it is for was renamed',
    async (method) => {
      now.fault(method, { do: 'cut-after' });
      await now.again().openChannel(WANTED);
      const found = value(await now.again().openChannel({ ...WANTED, name: 'inc-12 Disk is full' }));
      expect(now.world.channels().filter(({ name }) => name.startsWith('inc-'))).toMatchObject([
        { id: found.id, name: 'inc-12-nexus-fails', purpose: WANTED.purpose },
      ]);
    },
  );

  it('is not the one of an incident whose number begins alike', async () => {
    now.fault('conversations.create', { do: 'cut-after' });
    await now.again().openChannel({ ...WANTED, name: 'inc-123 Wiki fails', stem: 'inc-123', purpose: '#123' });
    expect(value(await now.again().openChannel(WANTED)).name).toBe('inc-12-nexus-fails');
  });

  it.each<[string, () => void]>([
    ['a person', () => void now.world.as(now.ana).createChannel('inc-12-nexus-fails')],
    ['a person, and private', () => void now.world.as(now.ana).createChannel('inc-12-nexus-fails', { private: true })],
  ])('gets a number where its name belongs to %s', async (_whose, take) => {
    take();
    expect(value(await now.slack.openChannel(WANTED)).name).toBe('inc-12-nexus-fails-2');
    expect(value(await now.again().openChannel(WANTED)).name).toBe('inc-12-nexus-fails-2');
    expect(now.world.channels()).toHaveLength(3);
  });

  it('gets a number where its name is that of our own for another purpose, or of one that is archived', async () => {
    value(await now.slack.openChannel({ ...WANTED, purpose: 'of another project' }));
    const archived = value(await now.slack.openChannel(WANTED));
    expect(archived.name).toBe('inc-12-nexus-fails-2');
    value(await now.slack.archive(archived.id));
    expect(value(await now.slack.openChannel(WANTED)).name).toBe('inc-12-nexus-fails-3');
  });

  it('that must be private is never one that is public', async () => {
    value(await now.slack.openChannel(WANTED));
    const hidden = value(await now.slack.openChannel({ ...WANTED, private: true }));
    expect([hidden.name, hidden.private]).toEqual(['inc-12-nexus-fails-2', true]);
    expect(value(await now.again().openChannel({ ...WANTED, private: true })).id).toBe(hidden.id);
  });

  it('may not be opened where the workspace forbids it, which is said with what to do', async () => {
    now.world.settings.restricted.push('conversations.create');
    expect(await now.slack.openChannel(WANTED)).toEqual({
      outcome: 'refused',
      status: 403,
      reason: expect.stringMatching(/^restricted_action: .*admin/),
    });
  });

  it('is told by its id after people renamed it; what is not there or not for us is undefined', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    now.world.as(now.ana).join(id);
    now.world.as(now.ana).rename(id, 'the-nexus-mess');
    const hidden = now.world.as(now.ana).createChannel('secret', { private: true });
    expect((await now.slack.channel(id))?.name).toBe('the-nexus-mess');
    expect([await now.slack.channel('C0000000000'), await now.slack.channel(hidden)]).toEqual([undefined, undefined]);
  });
});

describe('joining a channel', () => {
  it.each<[string, (id: string) => string]>([
    ['name', () => '#payments'],
    ['name without a sign', () => 'payments'],
    ['id', (id) => id],
  ])('goes by %s', async (_how, named) => {
    const id = now.world.as(now.ana).createChannel('payments');
    const joined = value(await now.slack.joinChannel(named(id)));
    expect([joined.id, joined.member]).toEqual([id, true]);
    expect(now.world.channel(id).members).toEqual(['ana', 'sitrep']);
    value(await now.slack.joinChannel(named(id)));
    expect(now.asked('conversations.join')).toBe(1);
  });

  it('finds a name on a later page', async () => {
    for (let index = 0; index < 1100; index += 1) now.world.as(now.ana).createChannel(`room-${index}`);
    const id = now.world.as(now.ana).createChannel('zeta');
    expect(value(await now.slack.joinChannel('#zeta')).id).toBe(id);
    expect(now.asked('conversations.list')).toBe(2);
  });

  it.each<[string, () => string, number]>([
    ['there is none', () => '#nowhere', 404],
    ['an id is of none', () => 'C0000000000', 404],
    ['it is private and not for us', () => now.world.as(now.ana).createChannel('secret', { private: true }), 404],
    [
      'it is archived',
      () => {
        const id = now.world.as(now.ana).createChannel('old');
        now.world.as(now.ana).archive(id);
        return id;
      },
      410,
    ],
  ])('is refused where %s', async (_why, named, status) => {
    expect(await now.slack.joinChannel(named())).toMatchObject({ outcome: 'refused', status });
  });
});

describe('topic, purpose and name', () => {
  it('are written where they differ, so that nothing is said twice', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    const topic = 'responding · S2 · @ana & <b> https://status.example.com/x';
    for (const run of [now.slack, now.again()]) {
      value(await run.setTopic(id, topic));
      value(await run.setPurpose(id, 'About Nexus'));
      value(await run.renameChannel(id, 'inc-12 Artifacts cannot be pulled'));
    }
    expect((await now.slack.channel(id))?.topic).toBe(topic);
    expect(now.world.channel(id)).toMatchObject({ purpose: 'About Nexus', name: 'inc-12-artifacts-cannot-be-pulled' });
    expect([
      now.asked('conversations.setTopic'),
      now.asked('conversations.setPurpose'),
      now.asked('conversations.rename'),
    ]).toEqual([1, 2, 1]);
  });

  it('are cut to what Slack takes, and wake nobody', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    const long = `<!channel> <@${now.ana.id}> ${'&'.repeat(300)}\nmore`;
    for (const run of [now.slack, now.again()]) value(await run.setTopic(id, long));
    const { topic, messages } = now.world.channel(id);
    expect(topic.length).toBeLessThanOrEqual(250);
    expect(topic).toMatch(/^&lt;!channel&gt; .*…$/);
    expect(messages.flatMap(({ rings }) => rings)).not.toContain(`<@${now.ana.id}>`);
    expect(now.asked('conversations.setTopic')).toBe(1);
  });

  it('get a number where the new name is taken, which is kept', async () => {
    now.world.as(now.ana).createChannel('inc-12-storage');
    const { id } = value(await now.slack.openChannel(WANTED));
    for (const run of [now.slack, now.again()]) value(await run.renameChannel(id, 'inc-12 storage'));
    expect(now.world.channel(id).name).toBe('inc-12-storage-2');
    expect(now.asked('conversations.rename')).toBe(2);
  });

  it('are refused with 410 of an archived channel, and with 404 of none', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    value(await now.slack.archive(id));
    expect(await now.slack.setTopic(id, 'x')).toMatchObject({ outcome: 'refused', status: 410 });
    expect(await now.slack.renameChannel('C0000000000', 'x')).toMatchObject({ outcome: 'refused', status: 404 });
    expect(await now.slack.setTopic('C0000000000', 'x')).toMatchObject({ outcome: 'refused', status: 404 });
  });
});

describe('inviting', () => {
  it('brings in whoever can be, and tells of the others why not', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    const gone = now.world.addUser({ name: 'gone', deleted: true });
    const wanted = [now.ana.id, 'U0NOBODY00', now.app.bot.id, now.ben.id, gone.id];
    expect(value(await now.slack.invite(id, wanted))).toEqual([
      { user: 'U0NOBODY00', why: 'user_not_found' },
      { user: gone.id, why: expect.stringMatching(/^[a-z_]+$/) },
    ]);
    expect(now.world.channel(id).members).toEqual(['sitrep', 'ana', 'ben']);
  });

  it('does no harm when it is repeated, also after the line was cut', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    now.fault('conversations.invite', { do: 'cut-after' });
    expect(await now.slack.invite(id, [now.ana.id])).toMatchObject({ outcome: 'unknown' });
    expect(value(await now.again().invite(id, [now.ana.id, now.ben.id]))).toEqual([]);
    expect(now.world.channel(id).members).toEqual(['sitrep', 'ana', 'ben']);
  });

  it.each([
    ['all at once', 250, 3],
    ['nobody, without a request', 0, 0],
  ])('%s', async (_what, people, requests) => {
    const { id } = value(await now.slack.openChannel(WANTED));
    const users = Array.from({ length: people }, (_, index) => now.world.addUser({ name: `p${index}` }).id);
    expect(value(await now.slack.invite(id, users))).toEqual([]);
    expect(now.world.channel(id).members).toHaveLength(people + 1);
    expect(now.asked('conversations.invite')).toBe(requests);
  });

  it('is refused of a channel as such', async () => {
    const foreign = now.world.as(now.ana).createChannel('foreign');
    expect(await now.slack.invite(foreign, [now.ben.id])).toMatchObject({
      outcome: 'refused',
      status: 403,
      reason: expect.stringContaining('/invite @sitrep'),
    });
  });
});

describe('archiving', () => {
  it('is done once it is done', async () => {
    const { id } = value(await now.slack.openChannel(WANTED));
    now.fault('conversations.archive', { do: 'cut-after' });
    expect((await now.slack.archive(id)).outcome).toBe('unknown');
    expect((await now.again().archive(id)).outcome).toBe('done');
    expect(now.world.channel(id).archived).toBe(true);
  });
});

describe('channels by name', () => {
  it('are found by name or id, archived or not, and none is joined', async () => {
    const { world, ana, slack } = now;
    const open = world.as(ana).createChannel('builders');
    world.as(ana).createChannel('former');
    world.as(ana).archive('former');
    world.as(ana).createChannel('secret', { private: true });
    const found = await slack.channelsNamed(['#builders', open, '#Former', '#secret', '#nowhere', 'C0NOSUCH0']);
    expect([...found].map(([name, { archived, member }]) => [name, archived, member])).toEqual([
      ['#builders', false, false],
      [open, false, false],
      ['#Former', true, false],
    ]);
    expect([now.asked('conversations.list'), now.asked('conversations.join')]).toEqual([1, 0]);
  });

  it('known by id alone are not looked for in a list', async () => {
    const id = await now.channel();
    expect((await now.slack.channelsNamed([id])).get(id)?.member).toBe(true);
    expect(now.asked('conversations.list')).toBe(0);
  });
});
