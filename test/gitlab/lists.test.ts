// Lists: every page, none twice, and no more than needed.

import { afterEach, describe, expect, it } from 'vitest';
import { connectGitLab } from '../../src/gitlab/gitlab.ts';
import type { GitLab } from '../../src/gitlab/port.ts';
import { issue, note, TOKEN, user } from './given.ts';
import { json, playing, type ScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
afterEach(() => server.close());

interface Listing {
  readonly pages: readonly (readonly object[])[];
  /** Left out by GitLab above 10,000 entries (behaviours B4). */
  readonly totals?: boolean;
}

/** Serves the pages with GitLab's headers (behaviours B2, B5). */
async function given({ pages, totals = true }: Listing): Promise<GitLab> {
  server = await playing((response, request) => {
    const page = Number(new URL(request.url ?? '', 'http://gitlab').searchParams.get('page'));
    json(200, pages[page - 1] ?? [], {
      'x-page': String(page),
      'x-next-page': page < pages.length ? String(page + 1) : '',
      ...(totals ? { 'x-total': '999', 'x-total-pages': String(pages.length) } : {}),
    })(response, request);
  });
  return connectGitLab({ url: server.url, token: TOKEN, project: 'ops/incidents' });
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const at = (minute: number): string => new Date(Date.parse('2026-03-11T04:00:00Z') + minute * 60_000).toISOString();

describe('the notes of an issue', () => {
  /** Newest change first, as asked for; note 5 was edited last. */
  const changed = [
    note(5, at(60)),
    ...numbers(6, 250)
      .reverse()
      .map((id) => note(id, at(id / 10))),
    ...numbers(1, 4).map((id) => note(id, at(0))),
  ];
  const pages = [changed.slice(0, 100), changed.slice(100, 200), changed.slice(200)];

  it('are all there, oldest first by id', async () => {
    const gitlab = await given({ pages });
    expect((await gitlab.notes(12, undefined)).map(({ id }) => id)).toEqual(numbers(1, 250));
    expect(server.seen[0]).toBe(
      'GET /api/v4/projects/ops%2Fincidents/issues/12/notes?order_by=updated_at&sort=desc&page=1&per_page=100',
    );
    expect(server.seen).toHaveLength(3);
  });

  it('are read only as far back as they changed', async () => {
    const gitlab = await given({ pages });
    expect((await gitlab.notes(12, at(20))).map(({ id }) => id)).toEqual([5, ...numbers(200, 250)]);
    expect(server.seen).toHaveLength(1);
  });

  it('changed at `since` itself belong to it', async () => {
    const gitlab = await given({ pages: [[note(2, at(20)), note(1, at(19))]] });
    expect((await gitlab.notes(12, at(20))).map(({ id }) => id)).toEqual([2]);
  });

  it.each([undefined, at(0)])('go on behind a short or an empty page (B7; since %s)', async (since) => {
    const gitlab = await given({ pages: [[note(9, at(9))], [], [note(8, at(8)), note(7, at(7))]] });
    expect((await gitlab.notes(12, since)).map(({ id }) => id)).toEqual([7, 8, 9]);
  });

  it('that change while they are read are there once', async () => {
    const gitlab = await given({
      pages: [
        [note(3), note(2)],
        [note(2), note(1)],
      ],
    });
    expect((await gitlab.notes(12, undefined)).map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});

describe('issues', () => {
  const three = [1, 2, 3].map((iid) => ({ ...issue, iid }));

  it('changed since then, in any state', async () => {
    const gitlab = await given({ pages: [three] });
    expect(await gitlab.changedIssues(at(0))).toHaveLength(3);
    expect(server.seen).toEqual([
      `GET /api/v4/projects/ops%2Fincidents/issues?scope=all&order_by=updated_at&sort=desc&updated_after=${encodeURIComponent(at(0))}&page=1&per_page=100`,
    ]);
  });

  it('all open ones without a `since`', async () => {
    const gitlab = await given({ pages: [three] });
    await gitlab.changedIssues(undefined);
    expect(server.seen[0]).toContain('state=opened');
  });

  it.each([true, false])('on every page (totals known: %s), each once', async (totals) => {
    const gitlab = await given({
      pages: [
        three,
        [
          { ...issue, iid: 3 },
          { ...issue, iid: 4 },
        ],
        [{ ...issue, iid: 5 }],
      ],
      totals,
    });
    expect((await gitlab.changedIssues(at(0))).map(({ iid }) => iid)).toEqual([1, 2, 3, 4, 5]);
    expect(server.seen).toHaveLength(3);
  });
});

describe('events', () => {
  const event = { id: 2, user, created_at: at(1), resource_type: 'Issue', resource_id: 4101 };

  it('of labels: in the order of ids; those of a deleted label left out (G1)', async () => {
    const gitlab = await given({
      pages: [
        [
          { ...event, id: 3, action: 'remove', label: { id: 1, name: 'status::triage' } },
          { ...event, id: 2, action: 'add', label: null },
          { ...event, id: 1, action: 'add', label: { id: 1, name: 'status::triage' }, user: null },
        ],
      ],
    });
    expect(await gitlab.labelEvents(12)).toEqual([
      { id: 1, by: undefined, action: 'add', label: 'status::triage', at: at(1) },
      { id: 3, by: { id: 7, name: 'ben' }, action: 'remove', label: 'status::triage', at: at(1) },
    ]);
  });

  it('of states: closing and reopening only (G2)', async () => {
    const gitlab = await given({
      pages: [
        [
          { ...event, state: 'opened' },
          { ...event, id: 4, state: 'closed' },
          { ...event, id: 5, state: 'reopened' },
        ],
      ],
    });
    expect((await gitlab.stateEvents(12)).map(({ state }) => state)).toEqual(['closed', 'reopened']);
  });
});

describe('members', () => {
  const member = (id: number, username: string): object => ({ ...user, id, username, access_level: 30 });

  it('are found by the whole name in any case, on any page, and asked for once', async () => {
    const gitlab = await given({ pages: [[member(1, 'ben.a'), member(2, 'bent')], [member(3, 'Ben')]] });
    expect(await Promise.all([gitlab.memberNamed('ben'), gitlab.memberNamed('BEN')])).toEqual([
      { id: 3, name: 'Ben' },
      { id: 3, name: 'Ben' },
    ]);
    expect(await gitlab.memberNamed('ben')).toEqual({ id: 3, name: 'Ben' });
    expect(server.seen).toHaveLength(2);
    expect(server.seen[0]).toContain('/members/all?query=ben&');
  });

  it('are not found by a part of the name', async () => {
    const gitlab = await given({ pages: [[member(1, 'ben.a')]] });
    expect(await gitlab.memberNamed('ben')).toBeUndefined();
  });
});

it('an answer that names itself as the next page is not asked for without end', async () => {
  server = await playing(json(200, [{ ...issue }], { 'x-page': '1', 'x-next-page': '1' }));
  const gitlab = connectGitLab({ url: server.url, token: TOKEN, project: 1 });
  expect(await gitlab.changedIssues(undefined)).toHaveLength(1);
  expect(server.seen).toHaveLength(1);
});
