// Eight hours of a commander who answers now and then, on an instance that loses one tick in five.

import { expect, it } from 'vitest';
import { openStage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { eventsOf, green, REPORT, saidOn } from './story.ts';

const HOURS = 8;
const TICK_MINUTES = 5;
const MINUTE = 60_000;

it('R65 (partly), R45: every window has a sitrep, one nudge or a recorded miss, and the impact is asked for hourly', async () => {
  const stage = await openStage({ files: { '.gitlab/sitrep.yml': 'services:\n  nexus:\n    contacts: [cai]\n' } });
  const iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack\n/respond\n/commander\n/comms\n/planner');
  await stage.person('ben').say(iid, '/ops-lead');
  await green(stage, 'sweep');
  const start = stage.gitlab.clock.now();

  for (let tick = 1; tick <= (HOURS * 60) / TICK_MINUTES; tick += 1) {
    await stage.gitlab.advance(TICK_MINUTES);
    if (tick % 13 === 0) await stage.person('ana').say(iid, '/sitrep still on it\n/impact same');
    if (tick % 31 === 0) await stage.gitlab.advance(95);
    if (tick % 5 !== 2) await green(stage, 'sweep');
  }

  const events = await eventsOf(stage, iid);
  const incident = fold(events);
  const nudges = events.flatMap((event) => (event.type === 'nudged' ? event.items.map((item) => item.item) : []));
  expect(new Set(nudges).size).toBe(nudges.length);
  for (const rule of ['sitrep', 'impact'] as const) {
    const period = rule === 'sitrep' ? 30 : 60;
    const given = (rule === 'sitrep' ? incident.sitreps : incident.impacts).map((one) => Date.parse(one.at));
    // A nudge's item names the window that it is about by its first instant.
    const told = nudges
      .filter((item) => item.startsWith(`${rule}:`))
      .map((item) => Date.parse(item.replace(/^\w+:(.*Z):.*$/, '$1')));
    const missed = incident.missed.filter((one) => one.rule === rule);
    const silent: string[] = [];
    const first = start + (rule === 'sitrep' ? period : 15) * MINUTE;
    for (let at = first; at < stage.gitlab.clock.now() - period * MINUTE; at += MINUTE) {
      const heard =
        given.some((one) => Math.abs(at - one) <= period * MINUTE) ||
        told.some((one) => one <= at + MINUTE && at < one + period * MINUTE);
      const recorded = missed.some((one) => Date.parse(one.from) <= at + MINUTE && at < Date.parse(one.to));
      if (!heard && !recorded) silent.push(new Date(at).toISOString());
    }
    expect(silent).toEqual([]);
    const asked = told.length + given.length + missed.reduce((sum, one) => sum + one.periods, 0);
    expect(asked).toBeGreaterThanOrEqual((HOURS * 60) / period);
  }
  expect(incident.missed.some((one) => one.periods > 0)).toBe(true);
  // R58 (partly): nobody asks the Ops Lead for paperwork.
  expect(
    (await saidOn(stage, iid)).filter((text) => /@ben(?!`)/.test(text) && !text.includes('you are **Ops Lead**')),
  ).toEqual([]);
  await stage.close();
}, 120_000);
