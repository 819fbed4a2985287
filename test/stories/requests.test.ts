// What a run costs, where that is promised: requests and pushes, not times.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStage, type Stage } from '../../src/demo/stage.ts';
import { fold } from '../../src/incident/fold.ts';
import { commentsOn, eventsOf, green, REPORT } from './story.ts';

let stage: Stage;
let iid: number;
beforeAll(async () => {
  stage = await openStage();
  for (const title of ['One', 'Two', 'Three']) {
    iid = await stage.person('uli').open(title, REPORT);
    await stage.person('ana').say(iid, '/ack\n/commander');
  }
  await stage.person('ben').say(iid, '/ops-lead');
  await green(stage, 'sweep');
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.gitlab.advance(2);
});

interface Cost {
  readonly api: readonly string[];
  readonly pushes: number;
  readonly fetches: number;
}

async function costOf(...argv: readonly string[]): Promise<Cost> {
  return costWith({}, ...argv);
}

async function costWith(env: Record<string, string>, ...argv: readonly string[]): Promise<Cost> {
  const before = stage.gitlab.requests.all.length;
  const { code, lines } = await stage.sitrep(argv, env);
  expect(code, lines.join('\n')).toBe(0);
  // What GitLab's webhooks send is not the run's.
  const made = stage.gitlab.requests.all.slice(before).filter(({ url }) => !url.includes('/trigger/pipeline'));
  const git = (service: string) =>
    made.filter(({ kind, method, detail }) => kind === 'git' && method === 'POST' && detail === service).length;
  return {
    api: made.filter(({ kind }) => kind !== 'git').map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`),
    pushes: git('git-receive-pack'),
    fetches: git('git-upload-pack'),
  };
}

describe('a run', () => {
  it('with nothing to do makes at most 3 API requests and pushes nothing', async () => {
    await green(stage, 'sweep');
    const { api, pushes } = await costOf('sweep');
    expect(api.length).toBeLessThanOrEqual(3);
    expect(pushes).toBe(0);
  });

  it('on the bot’s own echo makes at most 2 API requests', async () => {
    await stage.person('ana').say(iid, '/sitrep still looking');
    await green(stage, 'react', '--iid', String(iid));
    const { api, pushes } = await costWith({ SITREP_IID: String(iid), SITREP_ACTOR: 'sitrep-bot' }, 'react');
    expect(api.length).toBeLessThanOrEqual(2);
    expect(pushes).toBe(0);
  });

  it('pushes twice, writes the issue once and says one thing, however much there is to do', async () => {
    await stage.person('ana').say(iid, '/sitrep the disk\n/comms @dee\n/found x\n/chnge y\n/decide wait');
    await stage.person('ben').say(iid, '/change a\n/change b\n/planner');
    await stage.person('uli').say(iid, '/commander');
    await stage.person('ana').change(iid, { add_labels: 'severity::S3,role: planner' });
    const { api, pushes } = await costOf('react', '--iid', String(iid));
    expect(pushes).toBe(2);
    expect(api.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
    expect(api.filter((request) => /^POST .*\/notes$/.test(request))).toHaveLength(1);
  });

  it('on one command of one person asks for nothing twice', async () => {
    await stage.person('ana').say(iid, '/sitrep the disk is being replaced');
    const { api } = await costOf('react', '--iid', String(iid));
    const reads = api.filter((request) => request.startsWith('GET') && !request.endsWith(`/issues/${iid}`));
    expect(new Set(reads).size).toBe(reads.length);
    expect(api.length).toBeLessThanOrEqual(12);
  });

  it('on a comment without a command writes nothing to the issue', async () => {
    await stage.person('eve').say(iid, 'Good luck!');
    const { api } = await costOf('react', '--iid', String(iid));
    expect(api.filter((request) => !request.startsWith('GET'))).toEqual([]);
  });

  it('R93 (partly): hears a 👍 on a suggestion, which no list tells of, for one request a suggestion', async () => {
    await stage.person('ben').say(iid, '/sitrep it is the disk');
    await green(stage, 'sweep');
    await stage.gitlab.advance(2);
    await green(stage, 'sweep');
    const quiet = await costOf('sweep');
    expect(quiet.api.length).toBeLessThanOrEqual(4);
    const offer = (await commentsOn(stage, iid)).findLast((one) => one.body.includes('/adopt'));
    await stage.person('ana').api('POST', `/issues/${iid}/notes/${offer?.id}/award_emoji`, { name: 'thumbsup' });
    await green(stage, 'sweep');
    expect(fold(await eventsOf(stage, iid)).sitreps.at(-1)).toMatchObject({ text: 'it is the disk' });
  });
});
