// Setting up once more, and with the wrong token: nobody's record is begun anew, and nobody is spoken for.

import { beforeEach, expect, it } from 'vitest';
import type { Stage } from '../../src/demo/stage.ts';
import { reusedStages } from './stages.ts';
import { descriptionOf, eventsOf, fileOn, green, JOURNAL, REPORT, saidOn } from './story.ts';

const JOURNAL_ONLY = ['--only', 'labels,journal'];

let stage: Stage;
const opened = reusedStages();
let iid: number;
beforeEach(async () => {
  stage = await opened();
  iid = await stage.person('uli').open('Nexus is down', REPORT);
  await stage.person('ana').say(iid, '/ack');
  await green(stage, 'sweep');
});

it('without its journal branch nothing is begun anew while incidents of it are open, unless by force', async () => {
  await green(stage, 'init', ...JOURNAL_ONLY);
  await stage.person('root').api('DELETE', `/repository/branches/${JOURNAL}`);
  const { code, lines } = await stage.sitrep(['init', ...JOURNAL_ONLY]);
  expect(code).toBe(2);
  expect(lines.join('\n')).toMatch(new RegExp(`#${iid} was followed by sitrep\\. Restore the branch`));
  expect((await stage.person('root').api('GET', `/repository/branches/${JOURNAL}`)).status).toBe(404);
  await green(stage, 'init', ...JOURNAL_ONLY, '--force');
  expect((await stage.person('root').api('GET', `/repository/branches/${JOURNAL}`)).status).toBe(200);
});

it('with somebody else’s token nothing is done or said in their name; a new account of the bot is made known', async () => {
  const { user, token } = stage.gitlab.addUser({ username: 'mallory' });
  await stage.person('root').api('POST', '/members', { user_id: user.id, access_level: 40 });
  await stage.gitlab.advance(2);
  await stage.person('ana').say(iid, '/found the disk is full');
  const before = [await saidOn(stage, iid), await descriptionOf(stage, iid), await eventsOf(stage, iid)];
  const { code, lines } = await stage.sitrep(['sweep'], { SITREP_TOKEN: token });
  expect(code).toBe(3);
  expect(lines.join('\n')).toContain(`\`former_bots: [${stage.bot.user.id}]\``);
  expect([await saidOn(stage, iid), await descriptionOf(stage, iid), await eventsOf(stage, iid)]).toEqual(before);

  const action = (await fileOn(stage, 'main', '.gitlab/sitrep.yml')) === undefined ? 'create' : 'update';
  const actions = [{ action, file_path: '.gitlab/sitrep.yml', content: `former_bots: [${stage.bot.user.id}]\n` }];
  await stage
    .person('root')
    .api('POST', '/repository/commits', { branch: 'main', commit_message: 'Configure', actions });
  expect((await stage.sitrep(['sweep'], { SITREP_TOKEN: token })).code).toBe(0);
  expect((await eventsOf(stage, iid)).some((event) => event.type === 'found')).toBe(true);
});
