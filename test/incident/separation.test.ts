// R87: the Ops Lead holds no other response role, whatever the way in; and one person each commands and leads Ops.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../src/incident/events.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { fits, holds } from '../../src/incident/people.ts';
import { NAMES, type Name, person, type Story, story } from '../given.ts';

const RESPONSE = ROLES.filter((role) => role !== 'review-team');

/** What is wrong with who holds what; empty where all is well. */
function wrongs(incident: Incident): string[] {
  const leads = incident.roles['ops-lead'].map((holder) => holder.person);
  const double = leads.flatMap((lead) =>
    RESPONSE.filter((role) => role !== 'ops-lead' && holds(incident, role, lead)).map(
      (role) => `${lead.name} is Ops Lead and ${role}`,
    ),
  );
  const crowded = (['commander', 'ops-lead'] as const).filter((role) => incident.roles[role].length > 1);
  const acting = leads
    .filter((lead) => incident.acting?.id === lead.id)
    .map(({ name }) => `${name} is Ops Lead in acting command`);
  return [...double, ...crowded.map((role) => `several are ${role}`), ...acting];
}

/** In triage under cai; eve holds `held`, and both know it. */
function holding(held: Role): Story {
  const told = story();
  told.say(1, 'cai', '/ack');
  told.say(2, 'eve', `/${held}`);
  expect(holds(told.incident, held, person('eve'))).toBe(true);
  return told;
}

const WAYS: Readonly<Record<string, (told: Story, wanted: Role) => void>> = {
  'by her own command': (told, wanted) => told.say(10, 'eve', `/${wanted}`),
  'offered by who leads, and accepted': (told, wanted) => {
    told.say(10, 'cai', `/${wanted} @eve`);
    told.say(11, 'eve', '/accept');
  },
  'offered, and accepted by going to work': (told, wanted) => {
    told.say(10, 'cai', `/${wanted} @eve`);
    told.say(11, 'eve', '/found the disk is full');
  },
  'by a label': (told, wanted) => told.label(10, 'eve', 'add', `role: ${wanted}`),
  'by /take': (told, wanted) => told.say(10, 'eve', `/take ${wanted} nobody has it`),
  'proposed by somebody, adopted and accepted': (told, wanted) => {
    told.say(10, 'ben', `/${wanted} @eve`);
    told.say(11, 'cai', '/adopt');
    told.say(12, 'eve', '/accept');
  },
  'because who had acting command is relieved': (told, wanted) => {
    told.say(10, 'cai', `/commander @ben`);
    told.say(11, 'eve', `/${wanted}`);
    told.say(12, 'ben', '/accept');
  },
};

describe.each(Object.keys(WAYS))('R87: %s', (way) => {
  it.each(
    RESPONSE.flatMap((held) => RESPONSE.filter((wanted) => wanted !== held).map((wanted) => [held, wanted] as const)),
  )('who is %s and wants to be %s', (held, wanted) => {
    const told = holding(held);
    const fit = fits(told.incident, wanted, person('eve'), true);
    WAYS[way]?.(told, wanted);
    expect(wrongs(told.incident)).toEqual([]);
    const both = holds(told.incident, held, person('eve')) && holds(told.incident, wanted, person('eve'));
    if (held === 'ops-lead' || wanted === 'ops-lead') expect(both).toBe(false);
    else if (fit.ok && held !== 'commander' && !/relieved/.test(way)) expect(both).toBe(true);
  });
});

describe('R87: at creation', () => {
  it.each(RESPONSE.filter((role) => role !== 'ops-lead'))(
    'an author who lists /ops-lead and /%s gets one of them',
    (role) => {
      for (const lines of [`/ops-lead\n/${role}`, `/${role}\n/ops-lead`]) {
        const told = story({ reporter: 'ana', description: `## Which service?\nNexus\n\n${lines}\n` });
        expect(wrongs(told.incident)).toEqual([]);
        expect(told.incident.roles['ops-lead'].length + told.incident.roles[role].length).toBe(1);
      }
    },
  );
});

it('R87: becoming Ops Lead sheds ops and sme; every other role is refused, with both names and a way out that works', () => {
  for (const held of RESPONSE.filter((role) => role !== 'ops-lead')) {
    const told = holding(held);
    const made = told.say(10, 'eve', '/ops-lead').filter((event) => event.type !== 'commented');
    if (held === 'ops' || held === 'sme') {
      expect(made).toMatchObject([{ type: 'role-taken', sheds: [held] }]);
      continue;
    }
    expect(made).toMatchObject([{ type: 'refused', instead: `/stand-down @eve ${held}` }]);
    told.say(11, 'eve', `/stand-down @eve ${held}`);
    if (held === 'commander') told.say(12, 'cai', '/stand-down');
    expect(told.say(17, 'eve', '/ops-lead')).toContainEqual(expect.objectContaining({ type: 'role-taken' }));
  }
});

it('R87: the PIR Team is open to the Ops Lead', () => {
  const told = holding('ops-lead');
  told.say(10, 'eve', '/review-team');
  expect([wrongs(told.incident), holds(told.incident, 'review-team', person('eve'))]).toEqual([[], true]);
});

it('R87: a label put on by hand that does not fit is taken off again', () => {
  const told = holding('ops-lead');
  told.label(10, 'eve', 'add', 'role: comms');
  expect(told.look(11).desired.labels).not.toContain('role: comms');
});

it('R87: not overridable', () => {
  const told = holding('comms');
  told.say(10, 'cai', '/commander');
  for (const rule of ['roles', 'ops-lead', 'separation']) told.say(11, 'cai', `/override ${rule} because I say so`);
  told.say(12, 'eve', '/ops-lead');
  expect(wrongs(told.incident)).toEqual([]);
});

describe('R85, R87: after anything that anybody does', () => {
  const who = fc.constantFrom<Name>(...NAMES);
  const role = fc.constantFrom<Role>(...ROLES);
  const line = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(role, who).map(([one, name]) => `/${one} @${name}`) },
    { weight: 4, arbitrary: role.map((one) => `/${one}`) },
    {
      weight: 3,
      arbitrary: fc.constantFrom('/accept', '/decline', '/adopt', '/ack', '/respond', '/stand-down', '/found x'),
    },
    { weight: 1, arbitrary: role.map((one) => `/take ${one} silent`) },
    { weight: 1, arbitrary: fc.tuple(who, role).map(([name, one]) => `/stand-down @${name} ${one}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('/mitigated', '/resolved', '/reopen-incident it is back again', '/withdraw x'),
    },
  );
  const step = fc.record({ by: who, line, label: fc.option(role, { freq: 6 }), gap: fc.nat(12) });

  it('nobody leads Ops beside another role, and single roles have one holder', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, looks) => {
        const told = story();
        let at = 1;
        for (const { by, line: body, label, gap } of steps) {
          at += gap;
          if (label) told.label(at, by, 'add', `role: ${label}`);
          else told.say(at, by, body);
          if (looks) told.look(at);
          expect(wrongs(told.incident)).toEqual([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
