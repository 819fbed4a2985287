// Comments: ours with their key on both kinds, those of people as plain text, and nobody who copies a mark is taken for us.

import { afterEach, describe, expect, it } from 'vitest';
import { parse } from '../../src/text/parse.ts';
import { done, GITLAB, KINDS, makeWorld, ticket, type World } from './world.ts';

let world: World;
afterEach(() => world.sandbox.close());

async function made(kind: (typeof KINDS)[number]): Promise<World> {
  world = await makeWorld({ kind });
  done(await world.jira.create(ticket()));
  return world;
}

const sitrep = (key: string, markdown = '**Now**: array 3 is dark') => ({
  key,
  text: parse(markdown),
  url: `${GITLAB}#note_123`,
});

describe.each(KINDS)('%s: comments', (kind) => {
  it('one of ours is told by its key, whatever is in the key, and links to GitLab', async () => {
    const { jira, sandbox } = await made(kind);
    const keys = ['cadence:2026-03-11T04:30:00.000Z', 'a_b-c/d|e]f&g=h%20', 'ß🙂'];
    for (const key of keys) done(await jira.comment('INC-1', sitrep(key)));
    const all = await world.connect().comments('INC-1', undefined);
    expect(all.map(({ key, ours }) => [key, ours])).toEqual(keys.map((key) => [key, true]));
    expect(all[0]?.text).toContain('Now: array 3 is dark');
    expect(all[0]?.text).toContain(`${GITLAB}?sitrep=cadence%3A2026`);
    expect(sandbox.received()).toContain('#note_123');
  });

  it('those of people are theirs, though they hold our mark', async () => {
    const { jira, sandbox, ana } = await made(kind);
    done(await jira.comment('INC-1', sitrep('one')));
    const [ours] = await jira.comments('INC-1', undefined);
    sandbox.as(ana).comment('INC-1', ours?.text ?? '');
    sandbox.as(ana).comment('INC-1', 'Is the vendor on it?');
    expect((await jira.comments('INC-1', undefined)).map(({ by, ours: own, key }) => [by, own, key])).toEqual([
      ['Sitrep', true, 'one'],
      ['Ana', false, undefined],
      ['Ana', false, undefined],
    ]);
  });

  it('one for a role or a group says so', async () => {
    const { jira, sandbox, ana } = await made(kind);
    sandbox.as(ana).comment('INC-1', 'For all');
    sandbox.as(ana).comment('INC-1', 'For some', { visibility: { type: 'role', value: 'Administrators' } });
    sandbox.as(ana).comment('INC-1', 'For agents', { internal: true });
    const all = await jira.comments('INC-1', undefined);
    expect(all.map(({ restricted }) => restricted)).toEqual([false, true, true]);
  });

  it('what changed since is told with its later edit, the oldest first', async () => {
    const { jira, sandbox, ana } = await made(kind);
    const first = sandbox.as(ana).comment('INC-1', 'One');
    sandbox.as(ana).comment('INC-1', 'Two');
    sandbox.clock.advance(30);
    const since = new Date(sandbox.clock.now()).toISOString();
    sandbox.clock.advance(1);
    sandbox.as(ana).editComment('INC-1', first, 'One, mended');
    sandbox.as(ana).comment('INC-1', 'Three');
    const later = await jira.comments('INC-1', since);
    expect(later.map(({ text }) => text)).toEqual(['One, mended', 'Three']);
    expect(later[0]?.at).not.toBe(later[0]?.updatedAt);
    expect(await jira.comments('INC-1', undefined)).toHaveLength(3);
  });

  it('one of ours is told though the clock of the run is ahead of Jira’s', async () => {
    const { jira, sandbox } = await made(kind);
    const ahead = new Date(sandbox.clock.now() + 5 * 60_000).toISOString();
    done(await jira.comment('INC-1', sitrep('one')));
    expect((await jira.comments('INC-1', ahead)).map(({ key }) => key)).toEqual(['one']);
  });

  it('all pages are read where all are asked for, and only what is needed else', async () => {
    const { jira, sandbox, ana } = await made(kind);
    for (let count = 1; count <= 230; count += 1) sandbox.as(ana).comment('INC-1', `No. ${count}`);
    sandbox.clock.advance(30);
    const since = new Date(sandbox.clock.now()).toISOString();
    sandbox.as(ana).comment('INC-1', 'the last');
    const before = jira.requests.count;
    expect((await jira.comments('INC-1', since)).map(({ text }) => text)).toEqual(['the last']);
    expect(jira.requests.count - before).toBeLessThanOrEqual(3);
    const all = await jira.comments('INC-1', undefined);
    expect(all).toHaveLength(231);
    expect([all[0]?.text, all.at(-1)?.text]).toEqual(['No. 1', 'the last']);
  });

  it('one of ours is taken away, and it is no matter that it is gone already', async () => {
    const { jira, sandbox } = await made(kind);
    const { id } = done(await jira.comment('INC-1', sitrep('one')));
    expect(await jira.removeComment('INC-1', id)).toEqual({ outcome: 'done', value: undefined });
    expect(await jira.removeComment('INC-1', id)).toEqual({ outcome: 'done', value: undefined });
    expect(sandbox.read('INC')[0]?.comments).toEqual([]);
    expect(await jira.removeComment('INC-9', id), 'a ticket that cannot be seen').toMatchObject({ status: 404 });
  });

  it('a long one is cut, and keeps its key', async () => {
    const { jira } = await made(kind);
    const long = Array.from({ length: 3_000 }, (_, n) => `Line ${n} of a very long report.\n`).join('\n');
    done(await jira.comment('INC-1', sitrep('long', long)));
    const [comment] = await jira.comments('INC-1', undefined);
    expect(comment?.key).toBe('long');
    expect(comment?.text).toContain('continued in GitLab');
  });

  it('hostile text calls nobody and starts nothing', async () => {
    const { jira, sandbox } = await made(kind);
    const text =
      'Hello [~ana] and [~accountid:5b10] {code} <adf>{"type":"mention"}</adf> !http://x.example/i.png! @ana';
    done(await jira.comment('INC-1', sitrep('hostile', text)));
    const sent = sandbox.received().split('\n').at(-1) ?? '';
    const live = /(?<!\\\\)\[~|(?<!\\\\)\{code|(?<!\\\\)!http|"type":"mention"/;
    expect(kind === 'cloud' ? sent.replaceAll(/"text":"(?:[^"\\]|\\.)*"/g, '') : sent).not.toMatch(live);
    expect((await jira.comments('INC-1', undefined))[0]?.text.replace(/\s/g, '')).toContain('[~ana]');
  });
});

it.each(KINDS)('%s: the key of a comment whose text was edited away is told by its property', async (kind) => {
  const { jira, sandbox, ana } = await made(kind);
  const { id } = done(await jira.comment('INC-1', sitrep('one')));
  sandbox.as(ana).editComment('INC-1', id, 'tidied up');
  expect((await jira.comments('INC-1', undefined)).map(({ key, ours }) => [key, ours])).toEqual([['one', true]]);
});
