// What people do with GitLab's own means, and what sitrep makes of it.

import { describe, expect, it } from 'vitest';
import type { Note } from '../../src/process/observation.ts';
import { inState, type State } from '../commands/said.ts';
import { BOT, ISSUE, minute, type Name, person, type Story } from '../given.ts';

const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);

/** What GitLab does for `/duplicate #7`: a system note, and the issue is closed. */
function duplicate(told: Story, by: Name) {
  const at = { createdAt: minute(20), updatedAt: minute(20) };
  const body = 'marked this incident as a duplicate of #7';
  const note: Note = { id: 900, body, author: person(by), ...at, system: true, internal: false };
  const closed = { id: 901, by: person(by), state: 'closed', at: minute(20) } as const;
  return told.read(20, { notes: [note], stateEvents: [closed] });
}

describe('/duplicate', () => {
  it.each<[State, Name, boolean]>([
    ['reported', 'eve', true],
    ['triage', 'ana', true],
    ['triage', 'eve', false],
    ['responding', 'ana', false],
    ['mitigated', 'ana', false],
    ['review', 'ana', false],
  ])('while %s by %s: ends the incident is %s', (state, by, ends) => {
    const told = inState(state);
    told.look(15);
    expect(types(duplicate(told, by))).toEqual([ends ? 'status-changed' : 'closed-early']);
    const { messages, desired } = told.look(20);
    expect(desired.closed).toBe(ends);
    expect(messages.map(({ body }) => ('text' in body ? body.text : '')).join('\n')).toContain(
      ends ? 'A duplicate of #7:' : 'was closed before everything was done',
    );
  });
});

describe('👍 on a suggestion', () => {
  it.each<[what: string, by: Name, level: number, adopted: string[]]>([
    ['the commander', 'ana', 30, ['10:08 x']],
    ['a commander who is no member any more', 'ana', 0, []],
    ['somebody else', 'ben', 30, []],
  ])('by %s counts at its own time, once', (_what, by, level, adopted) => {
    const told = inState('responding');
    told.say(5, 'ben', '/sitrep x');
    told.record(6, { type: 'delivered', key: 'suggestion:1', ref: 500 });
    const approvals = [{ note: 500, by: person(by), at: minute(8) }];
    const people = { bot: BOT, levels: new Map([[person(by).id, level]]), members: new Map() };
    told.read(30, { approvals, people });
    told.read(31, { approvals, people });
    expect(told.incident.sitreps.map(({ at, text }) => `${at.slice(11, 16)} ${text}`)).toEqual(adopted);
  });
});

describe('a severity that the issue shows, and of which no note tells yet', () => {
  const shown = { issue: { ...ISSUE, severity: 'S2' as const, updatedAt: minute(20) } };

  it('is taken over, once, with what it asks for; the note that comes later adds nothing', () => {
    const told = inState('triage');
    expect(types(told.read(20, shown))).toEqual(['severity-changed', 'status-changed']);
    expect(told.look(20).desired.severity).toBe('S2');
    const body = 'changed the severity to **High - S2**';
    const at = { createdAt: minute(20), updatedAt: minute(20) };
    const note: Note = { id: 900, body, author: person('ana'), ...at, system: true, internal: false };
    expect(types(told.read(21, { ...shown, notes: [note] }))).toEqual([]);
  });

  it('is nothing where people have given one: that may be newer than what the issue shows', () => {
    const told = inState('triage');
    told.label(16, 'ana', 'add', 'severity::S4');
    expect(types(told.read(20, shown))).toEqual([]);
  });
});

it('an edit of the sitrep in the live state is kept without its quotation signs', () => {
  const told = inState('responding');
  told.read(5, { edit: { text: '> a full disk\n>\n> and more', hash: 'a' } });
  expect(told.incident.suggestions.map(({ text }) => text)).toEqual(['a full disk\n\nand more']);
});
