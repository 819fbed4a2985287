// GitLab is down, slow, or sick in one place: what is owed is said, nothing is lost, and the rest goes on.

import { beforeEach, describe, expect, it } from 'vitest';
import type { Ran, Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { reusedStages } from './stages.ts';
import { commentsOn, eventsOf, green, labelsOf, REPORT, saidOn } from './story.ts';

let stage: Stage;
const opened = reusedStages();
let iid: number;

beforeEach(async () => {
  stage = await opened();
  iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack');
  await green(stage, 'sweep');
});

async function run(argv: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const ran = await stage.sitrep(argv, env);
  expect(ran.lines.join('\n')).not.toContain(stage.bot.token);
  return ran;
}

describe('GitLab', () => {
  it('down: 3, and that the next run takes it up; up again nothing is lost', async () => {
    await stage.person('ana').say(iid, '/sitrep on it');
    stage.gitlab.faults.add({
      path: /^\/api\//,
      actor: 'sitrep-bot',
      times: Number.POSITIVE_INFINITY,
      act: { do: 'answer', status: 500 },
    });
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(3);
    expect(lines.join('\n')).toMatch(/500.*GitLab or the way to it is down: the next run takes this up again/);
    stage.gitlab.faults.clear();
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });

  it('at another address: 3, in a sentence', async () => {
    const { code, lines } = await run(['sweep'], {
      CI_SERVER_URL: 'http://127.0.0.1:9',
      CI_PROJECT_URL: 'http://127.0.0.1:9/a/b',
    });
    expect(code).toBe(3);
    expect(lines.join('\n')).toMatch(/127\.0\.0\.1:9/);
  }, 30_000);

  it('throttling a read: waited for, and green', async () => {
    await stage.person('ana').say(iid, '/sitrep on it');
    stage.gitlab.faults.add({ method: 'GET', path: /\/notes/, act: { do: 'throttle', seconds: 1 } });
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });

  it('without a comment that was deleted while it was dealt with: no reaction, and green', async () => {
    await stage.person('ana').say(iid, '/sitrep on it');
    stage.gitlab.faults.add({ method: 'POST', path: /award_emoji/, act: { do: 'answer', status: 404 } });
    await green(stage, 'sweep');
    await stage.gitlab.advance(2);
    expect(await green(stage, 'sweep')).toContain('nothing to do');
  });

  it('without the comment of a suggestion, which somebody deleted: green', async () => {
    await stage.person('ana').say(iid, '/respond\n/commander');
    await stage.person('ben').say(iid, '/sitrep it is the disk');
    await green(stage, 'sweep');
    const said = await commentsOn(stage, iid);
    const suggestion = said.findLast((one) => one.author === 'sitrep-bot' && one.body.includes('/adopt'));
    expect((await stage.person('root').api('DELETE', `/issues/${iid}/notes/${suggestion?.id}`)).status).toBe(204);
    await stage.gitlab.advance(2);
    await stage.person('ben').say(iid, '/found it is full');
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).discoveries).toHaveLength(1);
  });

  it('refusing a comment for too many: red, and said by a later run, once', async () => {
    await stage.person('ana').say(iid, '/began at the weekend');
    const before = await saidOn(stage, iid);
    stage.gitlab.faults.add({ method: 'POST', path: /\/notes$/, times: 9, act: { do: 'throttle', seconds: 60 } });
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(1);
    expect(lines.join('\n')).toMatch(/still owed: comment refused/);
    stage.gitlab.faults.clear();
    await stage.gitlab.advance(4);
    await run(['sweep']);
    await run(['sweep']);
    expect(await saidOn(stage, iid)).toHaveLength(before.length + 1);
  });

  it('failing for one incident of a sweep: the others are dealt with, it ends red, and nothing is lost', async () => {
    const other = await stage.person('uli').open('Jira is down', REPORT);
    await run(['sweep']);
    await stage.person('ana').say(iid, '/sitrep on it');
    await stage.person('ana').say(other, '/ack');
    stage.gitlab.faults.add({
      path: new RegExp(`/issues/${iid}/`),
      times: Number.POSITIVE_INFINITY,
      act: { do: 'answer', status: 500, body: { message: '500 Internal Server Error' } },
    });
    const { code, lines } = await run(['sweep']);
    expect(code).toBe(1);
    expect(lines.some((line) => line.startsWith(`✗ #${iid}:`))).toBe(true);
    expect(await labelsOf(stage, other)).toEqual(['incident::triage']);
    stage.gitlab.faults.clear();
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).sitreps).toHaveLength(1);
  });
});
