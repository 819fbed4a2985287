// How comments become events: edits, repetitions, reading twice, late arrivals.

import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { did, type Verdict } from '../../src/commands/command.ts';
import { commandNamed, commands } from '../../src/commands/index.ts';
import { inState } from '../commands/said.ts';
import { BOT, minute, NAMES, type Name, person, story } from '../given.ts';

const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);

describe('an edited comment', () => {
  it.each`
    first         | at    | edited                  | made
    ${'/sitrep'}  | ${6}  | ${'/sitrep still down'} | ${['comment-edited', 'sitrep-given']}
    ${'/sitrp x'} | ${6}  | ${'/sitrep x'}          | ${['comment-edited', 'sitrep-given']}
    ${'/sitrep'}  | ${20} | ${'/sitrep still down'} | ${['comment-edited', 'sitrep-given']}
    ${'/sitrep'}  | ${21} | ${'/sitrep still down'} | ${['comment-edited', 'refused']}
    ${'/sitrep'}  | ${6}  | ${'/mitigated'}         | ${['comment-edited', 'refused']}
    ${'/found a'} | ${6}  | ${'/found b'}           | ${['comment-edited', 'refused']}
    ${'Hello'}    | ${6}  | ${'/resolved'}          | ${['comment-edited', 'refused']}
    ${'/found a'} | ${6}  | ${'Hi\n\n/found a'}     | ${['comment-edited']}
    ${'/found a'} | ${6}  | ${'never mind'}         | ${['comment-edited']}
  `('$first of minute 5, in minute $at $edited: $made', ({ first, at, edited, made }) => {
    const told = inState('responding');
    told.say(5, 'ana', first);
    expect(types(told.edit(at, 'ana', edited))).toEqual(made);
  });

  it('what was first said stays, and the edit is on the record', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/found a');
    told.edit(6, 'ben', 'never mind');
    expect(told.incident.discoveries.map(({ text }) => text)).toEqual(['a']);
  });

  it('a changed time without a changed text is nothing: our own reaction moves it', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/found a');
    expect(told.edit(6, 'ben', '/found a')).toEqual([]);
  });

  it('a deleted one is noticed by a full read, once', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/found a');
    expect(types(told.read(30, { complete: true, notes: [] }))).toContain('comment-deleted');
    expect(told.read(31, { complete: true, notes: [] })).toEqual([]);
    expect(told.incident.discoveries).toHaveLength(1);
  });
});

describe('the same line typed again', () => {
  it.each`
    by       | at      | counts
    ${'ben'} | ${9.9}  | ${1}
    ${'ben'} | ${10.1} | ${2}
    ${'cai'} | ${5.5}  | ${2}
  `('/found a of minute 5 by ben, in minute $at by $by: counts $counts', ({ by, at, counts }) => {
    const told = inState('responding');
    told.say(5, 'ben', '/found a');
    told.say(at, by, 'Once more:\n/found  a');
    expect(told.incident.discoveries).toHaveLength(counts);
  });

  it('counts once too where it stands twice in one comment', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/found a\n/found a\n/found b');
    expect(told.incident.discoveries.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('but a line that was refused may be tried again at once', () => {
    const told = inState('responding');
    expect(types(told.say(5, 'eve', '/commander'))).toContain('refused');
    told.say(6, 'ana', '/stand-down');
    expect(types(told.say(7, 'eve', '/commander'))).toContain('role-taken');
  });
});

describe('who is heard', () => {
  it('not the bot, not another bot of the project, not what was written before the installation', () => {
    const told = inState('responding');
    const note = { body: '/found a', createdAt: minute(6), updatedAt: minute(6), system: false, internal: false };
    const bots = [BOT, { id: 500, name: 'project_7_bot_abc123' }, { id: 501, name: 'group_7_bot1' }];
    const notes = bots.map((author, index) => ({ ...note, id: 900 + index, author }));
    expect(told.read(6, { notes })).toEqual([]);
    const old = { ...note, id: 910, author: person('ben'), createdAt: minute(-5), updatedAt: minute(-5) };
    expect(told.read(7, { notes: [old] })).toEqual([]);
  });

  it('several commands in one comment, in their order, each judged by what the one before made', () => {
    const told = story();
    told.say(1, 'ana', 'I have it.\n\n/ack\n\n/respond all builds\n/commander\n/ops-lead @ben\n/impact S2 all builds');
    expect([told.incident.status, told.incident.severity]).toEqual(['responding', 'S2']);
    expect(told.incident.offers.map(({ person: { name } }) => name)).toEqual(['ben']);
  });

  it('commands in the description with which an incident is opened', () => {
    const told = story({ reporter: 'ana', description: '## Which service?\nNexus\n\n/ack\n/impact S1 everybody\n' });
    expect([told.incident.status, told.incident.acting?.name]).toEqual(['responding', 'ana']);
  });

  it('an internal comment makes internal events', () => {
    const told = inState('responding');
    told.say(5, 'ben', '/found a', { internal: true });
    expect(told.incident.discoveries[0]?.internal).toBe(true);
  });
});

describe('a comment never jams its incident', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each<[what: string, understand: () => Verdict]>([
    [
      'fails',
      () => {
        throw new RangeError('Invalid time value');
      },
    ],
    ['gives what the journal cannot keep', () => did({ type: 'began', began: '-001800' })],
  ])('a command that %s is answered once, without its words, and all else is heard', (_what, understand) => {
    const told = inState('responding');
    for (const name of ['began', 'mitigated'])
      vi.spyOn(commandNamed(name) ?? expect.fail(), 'understand').mockImplementation(understand);
    const made = told.say(5, 'ben', '/began secret\n/found a');
    expect(types(made)).toEqual(['commented', 'refused', 'found']);
    expect(made[1]).toMatchObject({ said: '/began', why: expect.stringMatching(/^This could not be read/) });
    expect(types(told.label(6, 'ana', 'add', 'incident::mitigated'))).toEqual(['refused']);
    expect(told.read(7)).toEqual([]);
  });

  it.each`
    what                      | body                                                   | refused | made
    ${'as many as are heard'} | ${Array.from({ length: 50 }, (_, n) => `/found ${n}`)} | ${0}    | ${50}
    ${'more'}                 | ${Array.from({ length: 90 }, (_, n) => `/found ${n}`)} | ${1}    | ${50}
    ${'unknown words'}        | ${Array.from({ length: 40 }, (_, n) => `/foudn ${n}`)} | ${1}    | ${0}
  `('$what: $made are carried out, $refused answers', ({ body, refused, made }) => {
    const told = inState('responding');
    const events = told.say(5, 'ben', body.join('\n'));
    expect(events.filter(({ type }) => type === 'found')).toHaveLength(made);
    expect(events.filter(({ type }) => type === 'refused')).toHaveLength(refused);
    expect(told.read(6)).toEqual([]);
  });
});

describe('reading', () => {
  const line = fc.oneof(
    fc.constantFrom(
      ...commands.flatMap(({ name }) => [`/${name}`, `/${name} S1 C1 comms 10 because it is so @eve next 45m`]),
    ),
    fc.constantFrom('hello', '/sitrp x', '/ack\n/respond'),
  );
  const talk = fc.array(fc.record({ by: fc.constantFrom<Name>(...NAMES), gap: fc.nat(20), line }), { maxLength: 25 });

  it('the same twice adds nothing, and one look at everything gives what many looks gave', () => {
    fc.assert(
      fc.property(talk, (said) => {
        const told = story();
        let at = 1;
        const notes = said.map(({ by, gap, line: body }, index) => {
          at += gap;
          const createdAt = minute(at);
          return {
            id: 100 + index,
            body,
            author: person(by),
            createdAt,
            updatedAt: createdAt,
            system: false,
            internal: false,
          };
        });
        for (const [index, note] of notes.entries())
          told.say((Date.parse(note.createdAt) - Date.parse(minute(0))) / 60_000, said[index]?.by ?? 'ana', note.body);
        expect(told.read(at)).toEqual([]);
        expect(told.read(at, { complete: true })).toEqual([]);
        const once = story();
        once.read(at, { notes });
        expect(once.events).toEqual(told.events);
      }),
      { numRuns: 60 },
    );
  });
});
