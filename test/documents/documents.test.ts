// What the documents promise: the same bytes again, small enough to read, and nothing that people wrote is lost.

import { describe, expect, it } from 'vitest';
import { messageText } from '../../src/documents/messages.ts';
import { pirPath, pirText } from '../../src/documents/pir.ts';
import { stateText } from '../../src/documents/state.ts';
import { timeline } from '../../src/documents/timeline.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { ROLES } from '../../src/incident/events.ts';
import { fold } from '../../src/incident/fold.ts';
import { inState, STATES } from '../commands/said.ts';
import { NAMES, policyOf, type Story, story } from '../given.ts';
import { around, eventful, PLACE } from './given.ts';

const lines = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .filter((line) => line.trim() !== '');

describe('replay', () => {
  it('R71: the journal alone gives the same bytes, under another configuration too', () => {
    const told = eventful('the disk is full');
    const written = JSON.parse(JSON.stringify(told.events)) as readonly IncidentEvent[];
    const again = fold(written);
    const other = policyOf('{severities: {S2: {sitrep_mitigated_minutes: 5}}, rules: {timebox: {minutes: 5}}}');
    expect(stateText(again, PLACE)).toBe(stateText(told.incident, PLACE));
    expect(pirText(again, written, other, PLACE)).toBe(pirText(told.incident, told.events, told.policy, PLACE));
  });

  it('the live state does not change with the time, only with what happened', () => {
    const told = inState('responding');
    const before = stateText(told.incident, PLACE);
    told.say(20, 'eve', 'just a word');
    expect(stateText(told.incident, PLACE)).toBe(before);
  });
});

describe('the next look of sitrep in the live state', () => {
  const looks = (told: Story): string | undefined =>
    /looks again\W+by ([\d-]+ [\d:]+) UTC/.exec(stateText(told.incident, { ...PLACE, policy: told.policy }))?.[1];

  it('is when something is due, and as much later as the schedules may be, on the next half hour', () => {
    const told = inState('triage'); // acknowledged at 10:01: asked 5 minutes before the end of 30
    expect(looks(told)).toBe('2026-03-11 12:00'); // on a free plan the schedule of the full hour may be the only one
  });

  it('stands until it was, whatever the time is and whatever people talk about', () => {
    const told = inState('triage');
    const before = looks(told);
    told.say(20, 'eve', 'just a word');
    told.look(21);
    expect(looks(told)).toBe(before);
    expect(told.look(26).messages).toHaveLength(1);
    expect(looks(told), 'a nudge alone seldom moves it').toBe(before);
    told.look(31); // the full response begins: users are to be told in 15 minutes
    told.look(46);
    expect(looks(told)).toBe('2026-03-11 12:30');
  });

  it.each(['review', 'closed'] as const)('is not told while %s: nobody waits at night', (state) => {
    expect(looks(inState(state))).toBeUndefined();
  });
});

describe('the live state', () => {
  it.each(STATES)('while %s says where it stands, who leads and what is due', (state) => {
    const told = inState(state);
    const text = stateText(told.incident, PLACE);
    expect(text).toContain(`**${told.incident.status}**`);
    expect(lines(text).length).toBeLessThan(45);
    for (const due of ['sitrep', 'impact'] as const) {
      const at = told.incident.due[due];
      if (at) expect(text).toContain(at.slice(11, 16));
    }
  });

  it('R89 (partly): times are in UTC and in the zone of the project, also in summer', () => {
    const told = inState('triage', { start: '2026-07-01T10:00:00.000Z' });
    expect(stateText(told.incident, PLACE)).toContain('2026-07-01 10:01 UTC (11:01 Europe/London)');
  });

  it('shows the latest sitrep, not one that was only suggested', () => {
    const told = inState('responding');
    told.say(5, 'ana', '/sitrep first word');
    told.say(6, 'ben', '/sitrep second word');
    const text = stateText(told.incident, PLACE);
    expect(text).toContain('first word');
    expect(text).not.toContain('second word');
    expect(text).toContain('`/adopt #1`');
  });

  it('internal comments never enter it, nor the review', () => {
    const told = inState('responding');
    for (const line of ['/sitrep', '/impact', '/decide', '/found', '/evidence', '/announce', '/change'])
      told.say(5, line === '/change' ? 'ben' : 'ana', `${line} secret words`, { internal: true });
    expect(stateText(told.incident, PLACE)).not.toContain('secret');
    expect(pirText(told.incident, told.events, told.policy, PLACE)).not.toContain('secret');
  });
});

describe('what is said is short enough to read', () => {
  it.each(ROLES)('R90: the role card of %s has at most ten lines, and says that it comes first', (role) => {
    const told = inState('review');
    const message = told.around(20);
    const card = messageText(
      {
        key: 'k',
        because: 'b',
        internal: false,
        body: {
          document: 'role-card',
          event: {
            type: 'role-taken',
            id: 'x',
            at: told.incident.reportedAt,
            role,
            person: { id: 5, name: 'eve' },
            sheds: [],
          },
        },
      },
      told.incident,
      message,
    );
    expect(lines(card).length).toBeLessThanOrEqual(10);
    expect(card).toContain('highest priority');
    expect(card.match(/^- `\//gm)?.length ?? 0).toBeLessThanOrEqual(6);
  });

  it('R90: who is on another live incident is told so, with its number', () => {
    const told = inState('triage');
    told.say(5, 'ben', '/ops-lead');
    const other = { ...inState('responding').incident, iid: 7 };
    const planned = told.look(6);
    const card = planned.messages.find((message) => 'document' in message.body);
    expect(card && messageText(card, told.incident, { ...told.around(6), others: [other] })).toContain(
      'You are also on #7',
    );
  });

  it.each`
    services     | more
    ${['nexus']} | ${true}
    ${[]}        | ${false}
  `('R7: the first reply has at most eight lines (services: $services)', ({ services, more }) => {
    const policy = policyOf(
      'services: {nexus: {contacts: [ana], run_book: "https://e.test/r", recovery_plan: "https://e.test/p", evidence: heap dump}}',
    );
    const told = story({ policy, services });
    const others = more ? [{ ...story({ services: ['nexus'] }).incident, iid: 9 }] : [];
    const [first] = sayings(told, 0, others);
    expect(lines(first ?? '').length).toBeLessThanOrEqual(8);
    expect(first).toContain('`/ack`');
    expect(first).toContain('`/withdraw');
  });

  it('R7: the answer to /ack asks both questions', () => {
    const told = story();
    told.look(0);
    told.say(1, 'ana', '/ack');
    const [answer] = sayings(told, 1);
    expect(answer).toMatch(/Longer than 30 minutes, \*\*or\*\* more than a few users\? `\/respond`/);
  });

  it.each(STATES.flatMap((state) => NAMES.map((name) => [state, name] as const)))(
    '/help while %s to %s: what they can do, at most six commands',
    (state, name) => {
      const told = inState(state);
      told.look(14);
      told.say(20, name, '/help');
      const [answer = ''] = sayings(told, 20).filter((text) => text.includes('You can'));
      const offered = [...answer.matchAll(/^- `(\/[a-z-]+)/gm)].map((match) => match[1]);
      expect(offered.length).toBeGreaterThan(0);
      expect(offered.length).toBeLessThanOrEqual(6);
    },
  );
});

function sayings(told: Story, at: number, others: Story['incident'][] = []): string[] {
  const { messages } = told.look(at);
  return messages.map((message) => messageText(message, told.incident, { ...around(told, at), others }));
}

describe('the review', () => {
  it('R84: has everything that is known filled in, and leaves judgement to people', () => {
    const told = eventful('the disk is full');
    const pir = pirText(told.incident, told.events, told.policy, PLACE);
    for (const heading of [
      'What happened',
      'Timeline',
      'Changes',
      'Evidence',
      'How we responded',
      'Corrective actions',
    ])
      expect(pir).toMatch(new RegExp(`^##+ .*${heading}`, 'm'));
    expect(pir).toContain('evidence lifted');
    expect(pir.match(/^→/gm)?.length).toBeGreaterThanOrEqual(6);
  });

  it('R71: every line of the timeline has its UTC time, its author and a link to the comment', () => {
    const told = eventful('the disk is full');
    const rows =
      /sitrep:begin timeline[\s\S]*?sitrep:end timeline/.exec(
        pirText(told.incident, told.events, told.policy, PLACE),
      )?.[0] ?? '';
    const cells = rows.split('\n').filter((line) => /^\| \[?\d{4}/.test(line));
    expect(cells.length).toBeGreaterThan(20);
    for (const row of cells) expect(row).toMatch(/^\| \[?\d{4}-\d\d-\d\d \d\d:\d\d UTC.* \| `@\w+` \||\| sitrep \|$/);
    expect(cells.filter((row) => row.includes('#note_')).length).toBeGreaterThan(20);
  });

  it('R107: changes are listed in their order, each with its way back and what became of it', () => {
    const told = eventful('the disk is full');
    const pir = pirText(told.incident, told.events, told.policy, PLACE);
    const rows = pir.split('\n').filter((line) => /^\| C\d+ \|/.test(line));
    expect(rows.map((row) => /C(\d+)/.exec(row)?.[1])).toEqual(['1', '2']);
    expect(rows[0]).toContain('undone');
    expect(rows[1]).toContain('kept');
    expect(rows[1]).toContain('(unassigned)');
  });

  it('is drawn by GitLab unasked: the chart has fewer than 2,000 characters, however long the incident was', () => {
    const told = inState('responding');
    const long = 'x'.repeat(255);
    for (let at = 20; at < 2000; at += 20) {
      told.record(at, { type: 'status-changed', from: 'responding', to: 'mitigated', cause: 'command' });
      told.record(at + 5, { type: 'status-changed', from: 'mitigated', to: 'responding', cause: 'command' });
      told.record(at + 6, { type: 'role-taken', role: 'commander', person: { id: at, name: long }, sheds: [] });
      told.record(at + 7, { type: 'role-taken', role: 'ops-lead', person: { id: at + 1, name: long }, sheds: [] });
    }
    const pir = pirText(told.incident, told.events, told.policy, PLACE);
    const chart = /```mermaid\n([\s\S]*?)```/.exec(pir)?.[1] ?? '';
    expect(chart.length).toBeGreaterThan(500);
    expect(chart.length).toBeLessThan(2000);
  });

  it.each`
    title                               | path
    ${'Nexus is down'}                  | ${'pir/2026/2026-03-11-1-nexus-is-down.md'}
    ${'../../etc/passwd'}               | ${'pir/2026/2026-03-11-1-etc-passwd.md'}
    ${'Ärger mit dem Größenverhältnis'} | ${'pir/2026/2026-03-11-1-arger-mit-dem-gro-enverhaltnis.md'}
    ${'停止'}                           | ${'pir/2026/2026-03-11-1-incident.md'}
  `('is kept at $path where the title is $title', ({ title, path }) => {
    const told = story({ title });
    expect(pirPath(told.incident, told.events)).toBe(path);
    told.read(5, { issue: { ...ISSUE_FIELDS, title: 'Another title' } });
    expect(told.incident.title).toBe('Another title');
    expect(pirPath(told.incident, told.events)).toBe(path);
  });
});

it('R71: the timeline is in the order in which things happened, what was told late included', () => {
  const told = inState('responding');
  told.say(20, 'ben', '/found a spike at 10:05');
  const order = timeline(told.events).map((line) => line.at);
  expect(order).toEqual([...order].sort());
  expect(told.events.at(-1)?.at).toBe('2026-03-11T10:05:00.000Z');
});

const ISSUE_FIELDS = {
  id: 1,
  iid: 1,
  description: '',
  state: 'opened' as const,
  labels: [],
  author: { id: 6, name: 'uli' },
  assignees: [],
  type: 'incident',
  severity: 'unknown' as const,
  confidential: false,
  url: '',
  createdAt: '2026-03-11T10:00:00.000Z',
  updatedAt: '2026-03-11T10:05:00.000Z',
  closedBy: undefined,
  comments: 0,
};

describe('what is not known', () => {
  const told = inState('review');
  told.say(21, 'ben', '/evidence a heap dump');
  const text = (own = told): string => pirText(own.incident, own.events, own.policy, PLACE);

  it('is unknown in the review: its severity, since when, and where the evidence is', () => {
    expect(text()).toMatch(/^severity: unknown$/m);
    expect(text()).toContain('| from reported to | after |');
    expect(text()).toMatch(/^- a heap dump: place unknown /m);
    expect(text()).not.toMatch(/^\| resolved \|[^|]*\| *\|/m);
  });

  it('and known once somebody says it', () => {
    const known = inState('responding');
    known.say(20, 'ana', '/began 09:30\n/impact S2 all builds');
    expect(text(known)).toContain('| from begun to | after |');
    expect(text(known)).toMatch(/^severity: S2$/m);
    expect(text(known)).toMatch(/^\| reported \| 30 min \|$/m);
  });
});
