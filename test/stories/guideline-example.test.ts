// A night with the configuration of the guideline's organisation, as the example has it.

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { Level } from '../../src/sandbox/gitlab.ts';
import { eventsOf, green, issueOf, listed, saidOn } from './story.ts';

const CONFIG = readFileSync('examples/guideline/.gitlab/sitrep.yml', 'utf8');
const people = {
  ...Object.fromEntries(
    ['st-first', 'st-second', 'it-first', 'it-second', 'ana', 'ben'].map((name) => [name, Level.developer]),
  ),
  'user-rep': Level.reporter,
  uli: Level.guest,
};

let stage: Stage;
beforeAll(async () => {
  // Four in the morning in London, a Wednesday.
  stage = await openStage({ files: { '.gitlab/sitrep.yml': CONFIG }, people });
});
afterAll(() => stage.close());

async function report(service: string): Promise<number> {
  const text = `<!-- sitrep:incident -->\n## Which service?\n${service}\n\n## What do you see?\nnothing works\n`;
  const iid = await stage.person('uli').open(`${service} is down`, text);
  await green(stage, 'sweep');
  return iid;
}

async function after(minutes: number): Promise<void> {
  await stage.gitlab.advance(minutes);
  await green(stage, 'sweep');
}

it('R9: Nexus calls its first contact after five minutes at night, and is a full response at once', async () => {
  const iid = await report('Nexus');
  const [first] = await saidOn(stage, iid);
  for (const part of ['what df says', 'wiki.example.org/system-team/nexus', 'nexus-failover'])
    expect(first).toContain(part);
  await after(6);
  expect((await saidOn(stage, iid)).at(-1)).toMatch(/@st-first\b/);
  await stage.person('st-first').say(iid, '/ack');
  await after(1);
  const incident = fold(await eventsOf(stage, iid));
  expect([incident.status, incident.due.timebox]).toEqual(['responding', undefined]);
});

it('R19: Confluence calls another team; neither is told of the other’s', async () => {
  const iid = await report('Confluence');
  await after(6);
  const said = (await saidOn(stage, iid)).join('\n');
  expect(said).toMatch(/@it-first\b/);
  expect(said).not.toMatch(/@st-/);
});

it('R7 (partly), R49: the runners wake nobody, and half an hour of silence after /ack makes a full response', async () => {
  const iid = await report('GitLab Runners');
  await after(60);
  expect((await saidOn(stage, iid)).slice(1)).toEqual([]);
  await stage.person('st-second').say(iid, '/ack');
  await after(1);
  expect(fold(await eventsOf(stage, iid)).status).toBe('triage');
  await after(31);
  await after(5);
  expect(fold(await eventsOf(stage, iid)).status).toBe('responding');
});

it('R12, R108 (partly): the review asks for the users’ representative and names who is concerned outside', async () => {
  const iid = await report('Jira');
  await stage.person('it-first').say(iid, '/ack\n/commander');
  await stage.person('it-second').say(iid, '/ops-lead');
  await after(1);
  await stage.person('it-first').say(iid, '/resolved restarted, it answers');
  await after(1);
  const incident = fold(await eventsOf(stage, iid));
  expect(at(await issueOf(stage, iid), 'state')).toBe('opened');
  const [request] = (await listed(stage, '/merge_requests?state=opened')).filter(
    (one) => at(one, 'iid') === incident.review?.mr,
  );
  expect(JSON.stringify(at(request ?? null, 'reviewers'))).toContain('"username":"user-rep"');
  const files = await listed(
    stage,
    `/repository/tree?ref=${String(at(request ?? null, 'source_branch'))}&recursive=true&path=pir`,
  );
  const path = String(files.map((file) => at(file, 'path')).find((one) => String(one).endsWith('.md')));
  const where = `/repository/files/${encodeURIComponent(path)}/raw?ref=${String(at(request ?? null, 'source_branch'))}`;
  const { body } = await stage.person('root').api('GET', where);
  expect(String(body)).toContain('operators of the telescope sites');
});
