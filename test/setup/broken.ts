// Things that go wrong with a project, each as somebody would do it, and what doctor has to say of it.

import { addRunner } from '../../src/sandbox/projects/runner-data.ts';
import { CONFIG, type SetUp } from './set-up.ts';

export interface Broken {
  readonly name: string;
  /** The check that names it. */
  readonly id: string;
  /** Default bad. */
  readonly state?: 'warning' | 'bad';
  readonly says: RegExp;
  /** Whose token examines it; default the bot's. */
  readonly as?: 'maintainer';
  readonly break: (set: SetUp) => Promise<unknown>;
  /** What the remedy says, where that is more than what stands in backticks in it; the default is to follow that. */
  readonly heal?: (set: SetUp, remedy: string) => Promise<unknown>;
}

const CI = '.gitlab-ci.yml';
const SETTINGS = '.gitlab/sitrep.yml';

/** The project's own settings. */
export const settings: readonly Broken[] = [
  feature('issues', 'issues are switched off', 'issues_access_level', /Issues are switched off/),
  feature('builds', 'CI/CD is switched off', 'builds_access_level', /CI\/CD is switched off/),
  feature('merge-requests', 'merge requests are switched off', 'merge_requests_access_level', /Merge requests are/),
  {
    name: 'the project is archived',
    id: 'archived',
    says: /archived: nothing can be written/,
    break: ({ ask, api }) => ask('root', 'POST', `${api}/archive`),
  },
  {
    name: 'the project is public, and with it the logs of its jobs',
    id: 'job-logs',
    state: 'warning',
    says: /public and so are the logs/,
    break: ({ ask, api }) => ask('root', 'PUT', api, { visibility: 'public' }),
  },
  {
    name: 'more people can read the journal than confidential incidents',
    id: 'journal-privacy',
    state: 'warning',
    says: /every user of this GitLab. So sitrep does not follow confidential incidents/,
    break: ({ ask, api }) => ask('root', 'PUT', api, { visibility: 'internal' }),
  },
  {
    name: 'nobody may push to the default branch or merge there',
    id: 'default-branch',
    says: /Nobody of the bot's role may push to main or merge there/,
    break: (set) => protect(set, 'main', 0, 0),
  },
  {
    name: 'Developers may push to the default branch and merge there',
    id: 'default-branch-writers',
    state: 'warning',
    says: /Developers may push to main and merge into main: they can change \.gitlab-ci\.yml there, and so read the bot's token/,
    break: (set) => protect(set, 'main', 30, 30),
  },
  {
    name: 'Developers may merge into the default branch',
    id: 'default-branch-writers',
    state: 'warning',
    says: /Developers may merge into main: /,
    break: (set) => protect(set, 'main', 40, 30),
  },
  {
    name: 'a label was deleted',
    id: 'labels',
    says: /Labels are missing: role: commander\./,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/labels/${encodeURIComponent('role: commander')}`),
  },
];

/** The bot, its rights and its token. */
export const tokens: readonly Broken[] = [
  {
    name: 'the bot is a Developer only',
    id: 'bot-level',
    says: /@sitrep-bot is Developer; only a Maintainer/,
    break: ({ ask, api, stage }) => ask('root', 'PUT', `${api}/members/${stage.bot.user.id}`, { access_level: 30 }),
  },
  {
    name: 'the bot was removed from the project',
    id: 'bot-level',
    as: 'maintainer',
    says: /no member of the project/,
    break: ({ ask, api, stage }) => ask('root', 'DELETE', `${api}/members/${stage.bot.user.id}`),
  },
  {
    name: 'the bot is blocked',
    id: 'bot-level',
    as: 'maintainer',
    says: /@sitrep-bot is blocked/,
    break: ({ ask, stage }) => ask('root', 'POST', `/users/${stage.bot.user.id}/block`),
  },
  {
    name: 'the token was revoked',
    id: 'token-valid',
    as: 'maintainer',
    says: /wrong, expired or revoked/,
    break: ({ ask }) => ask('bot', 'DELETE', '/personal_access_tokens/self'),
    heal: async (set, remedy) => {
      expectWords(remedy, /in the bot's own account: Preferences, Access tokens; scope api/);
      await set.follow(remedy, await newToken(set, ['api']));
    },
  },
  {
    name: 'the token can only read',
    id: 'token-scope',
    as: 'maintainer',
    says: /has the scope read_api, and needs `api`/,
    break: async (set) => store(set, await newToken(set, ['read_api'])),
    heal: async (set, remedy) => {
      expectWords(remedy, /Make a new one with the scope api/);
      await set.follow(remedy, await newToken(set, ['api']));
    },
  },
  {
    name: 'the token is somebody else’s',
    id: 'token-owner',
    as: 'maintainer',
    says: /The token is @mallory's, and the journal was begun by another user/,
    break: async (set) => {
      const { user, token } = set.stage.gitlab.addUser({ username: 'mallory' });
      await set.ask('root', 'POST', `${set.api}/members`, { user_id: user.id, access_level: 40 });
      await store(set, token);
    },
    heal: (set, remedy) => set.follow(remedy, set.stage.bot.token),
  },
  {
    name: 'the variable with the token is gone',
    id: 'variable',
    says: /no CI\/CD variable SITREP_TOKEN/,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/variables/SITREP_TOKEN`),
  },
  {
    name: 'the variable is not masked',
    id: 'variable',
    says: /not masked: a job could print it/,
    break: ({ ask, api }) => ask('root', 'PUT', `${api}/variables/SITREP_TOKEN`, { masked: false }),
  },
  {
    name: 'the variable is not protected',
    id: 'variable',
    says: /not protected: whoever can push a branch can read it/,
    break: ({ ask, api }) => ask('root', 'PUT', `${api}/variables/SITREP_TOKEN`, { protected: false }),
  },
  {
    name: 'the variable is protected and its branch is not',
    id: 'variable',
    says: /protected and the branch main is not, so its jobs do not get it/,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/protected_branches/main`),
  },
];

/** The pipeline file, and what its jobs did. */
export const pipelines: readonly Broken[] = [
  {
    name: 'an input was taken out of the header',
    id: 'ci-file',
    says: /does not declare the input note:/,
    break: (set) => edit(set, CI, (text) => text.replace(/ {4}note:\n(?: {6}.*\n)+/, '')),
  },
  {
    name: 'the include was taken out',
    id: 'ci-file',
    says: /does not include sitrep/,
    break: (set) =>
      edit(set, CI, (text) => text.replace(/include:\n(?:[ -].*\n)+/, 'other:\n  script: [make]\n  when: manual\n')),
  },
  {
    name: 'the pipeline file was deleted',
    id: 'ci-file',
    says: /There is no \.gitlab-ci\.yml/,
    break: (set) => set.commit({ [CI]: null }),
  },
  {
    name: 'the pipeline file is broken',
    id: 'ci-lint',
    says: /GitLab refuses \.gitlab-ci\.yml, so no pipeline starts/,
    break: (set) => edit(set, CI, (text) => `${text}\nmine: [make\n`),
    heal: async (set, remedy) => {
      expectWords(remedy, /Mend it where GitLab says/);
      await edit(set, CI, (text) => text.replace(/\nmine:[\s\S]*/, ''));
    },
  },
  {
    name: 'another job of the project would run at each comment',
    id: 'other-jobs',
    says: /Each comment also starts deploy: /,
    break: (set) => edit(set, CI, (text) => `${text}\ndeploy:\n  script: [make deploy]\n`),
    heal: (set, remedy) => edit(set, CI, (text) => `${text}  ${quotedIn(remedy)}\n`),
  },
  {
    name: 'the project’s workflow lets no webhook through',
    id: 'workflow',
    says: /workflow: rules of \.gitlab-ci\.yml make no pipeline for trigger, schedule, api, web/,
    break: (set) =>
      edit(set, CI, (text) =>
        text.replace('workflow:\n', `workflow:\n  rules:\n    - if: '$CI_PIPELINE_SOURCE == "push"'\n`),
      ),
    heal: (set, remedy) => edit(set, CI, (text) => text.replace('  rules:\n', `  rules:\n    - ${quotedIn(remedy)}\n`)),
  },
  {
    name: 'the include names another bot',
    id: 'echo',
    says: /The include says `bot: old-bot`, and the bot is @sitrep-bot/,
    break: (set) => edit(set, CI, (text) => text.replace('bot: sitrep-bot', 'bot: old-bot')),
    heal: (set, remedy) => edit(set, CI, (text) => text.replace('bot: old-bot', quotedIn(remedy))),
  },
  {
    name: 'the committed program is not there',
    id: 'bundle',
    says: /run \.gitlab\/sitrep\.cjs, and there is no such file/,
    break: (set) => edit(set, CI, (text) => text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      from: bundle')),
  },
  {
    name: 'the image of the jobs comes through a service under watch',
    id: 'job-image',
    says: /load nexus\.example\.com\/tools\/sitrep:1, which comes through nexus: when nexus is down, so is sitrep/,
    break: (set) =>
      edit(set, CI, (text) =>
        text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      image: nexus.example.com/tools/sitrep:1'),
      ),
    heal: async (set, remedy) => {
      expectWords(remedy, /Name another source in the include .*: an image that comes from elsewhere/);
      await edit(set, CI, (text) => text.replace('nexus.example.com', 'registry.gitlab.com'));
    },
  },
  {
    name: 'the last job failed',
    id: 'failed-jobs',
    says: /1 of 1 jobs failed, sitrep-react the last time it ran: ✗ the journal cannot be reached \[secret\]/,
    break: async (set) => {
      Object.assign(set.jobs, { code: 3, says: 'hint: none\n✗ the journal cannot be reached glpat-abcdefghijkl' });
      await openIssue(set);
    },
    heal: async (set, remedy) => {
      expectWords(remedy, /Read http.*mend what it says, then run the job again/);
      Object.assign(set.jobs, { code: 0, says: '' });
      await openIssue(set);
    },
  },
];

/** The journal. */
export const journals: readonly Broken[] = [
  {
    name: 'the journal was deleted',
    id: 'journal',
    says: /There is no branch incident-journal: nothing can be recorded/,
    break: async ({ ask, api }) => {
      await ask('root', 'DELETE', `${api}/protected_branches/incident-journal`);
      await ask('root', 'DELETE', `${api}/repository/branches/incident-journal`);
    },
  },
  {
    name: 'the include names another branch for the journal',
    id: 'journal-branch',
    says: /Jobs write the journal to records, as the include says, and doctor looks at incident-journal: /,
    break: (set) =>
      edit(set, CI, (text) => text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      journal-branch: records')),
    heal: (set, remedy) => edit(set, CI, (text) => text.replace('journal-branch: records', quotedIn(remedy))),
  },
  {
    name: 'the journal is not protected',
    id: 'journal-protected',
    says: /not protected: every Developer can rewrite what happened/,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/protected_branches/incident-journal`),
  },
  {
    name: 'force push is allowed on the journal',
    id: 'journal-protected',
    says: /Force push is allowed/,
    break: ({ ask, api }) =>
      ask('root', 'PATCH', `${api}/protected_branches/incident-journal`, { allow_force_push: true }),
  },
  {
    name: 'Developers can push to the journal',
    id: 'journal-protected',
    says: /Developers can push/,
    break: (set) => protect(set, 'incident-journal', 30, 30),
  },
  {
    name: 'nobody can push to the journal, the bot neither',
    id: 'journal-protected',
    says: /Nobody can push/,
    break: (set) => protect(set, 'incident-journal', 0, 0),
  },
  {
    name: 'a line of the journal was changed by hand',
    id: 'journal-intact',
    says: /The journal is broken: open\/1\.jsonl, line \d+: /,
    break: async (set) => {
      await openIncident(set);
      const text = await set.text('open/1.jsonl', 'incident-journal');
      await set.commit({ 'open/1.jsonl': text.replace('"seq":1,', '"seq":7,') }, 'incident-journal');
    },
    heal: async (set, remedy) => {
      expectWords(remedy, /Put the file back as it was in the last commit of the bot/);
      const text = await set.text('open/1.jsonl', 'incident-journal');
      await set.commit({ 'open/1.jsonl': text.replace('"seq":7,', '"seq":1,') }, 'incident-journal');
    },
  },
];

/** Webhooks and the trigger token. */
export const webhooks: readonly Broken[] = [
  {
    name: 'a webhook was deleted',
    id: 'webhooks',
    says: /"sitrep: comments" is not there/,
    break: async (set) => set.ask('root', 'DELETE', `${set.api}/hooks/${await hookId(set, 'sitrep: comments')}`),
  },
  {
    name: 'a webhook does not tell of confidential issues',
    id: 'webhooks',
    says: /does not tell of confidential_issues_events/,
    break: (set) => changeHook(set, 'sitrep: issues', { confidential_issues_events: false }),
  },
  {
    name: 'the template of a webhook was changed',
    id: 'webhooks',
    says: /its template is another/,
    break: (set) => changeHook(set, 'sitrep: issues', { custom_webhook_template: '{"inputs": {}}' }),
  },
  {
    name: 'a webhook starts pipelines of another branch',
    id: 'webhooks',
    says: /it points elsewhere/,
    break: (set) => changeHook(set, 'sitrep: issues', { url: 'https://example.com/hook' }),
  },
  {
    name: 'a webhook tells of reactions too',
    id: 'webhook-noise',
    says: /also tells of emoji_events/,
    break: (set) => changeHook(set, 'sitrep: comments', { emoji_events: true }),
  },
  {
    name: 'two webhooks tell of the same',
    id: 'webhook-duplicates',
    says: /tells of what another one tells already: two pipelines/,
    break: async (set) => {
      const url = `${set.stage.gitlab.url}/api/v4${set.api}/ref/main/trigger/pipeline?token=glptt-1234`;
      await set.ask('root', 'POST', `${set.api}/hooks`, { url, push_events: false, issues_events: true });
    },
  },
  {
    name: 'webhooks are refused because the trigger token is gone',
    id: 'webhook-deliveries',
    says: /most often: 404.*GitLab does not know the trigger token/,
    break: async (set) => {
      await set.ask('root', 'DELETE', `${set.api}/triggers/${await triggerId(set)}`);
      await openIssue(set);
    },
  },
  {
    name: 'webhooks are refused because the pipeline file lacks an input',
    id: 'webhook-deliveries',
    says: /most often: 400.*does not declare what the webhook sends/,
    break: async (set) => {
      await edit(set, CI, (text) => text.replace(/ {4}iid:\n(?: {6}.*\n)+/, ''));
      await openIssue(set);
    },
  },
  {
    name: 'GitLab switched a webhook off after four failures',
    id: 'webhook-alert',
    says: /GitLab switched the webhook "sitrep: issues" off until/,
    break: async (set) => {
      const file = await set.text(CI);
      await set.commit({ [CI]: null });
      for (let failure = 0; failure < 4; failure += 1) await openIssue(set);
      await set.commit({ [CI]: file });
    },
  },
  {
    name: 'the trigger token is gone',
    id: 'trigger',
    says: /no trigger token "sitrep: webhooks": webhooks are refused with 404/,
    break: async (set) => set.ask('root', 'DELETE', `${set.api}/triggers/${await triggerId(set)}`),
  },
  {
    name: 'the trigger token is a person’s',
    id: 'trigger',
    says: /is not the bot's: its pipelines run with the rights of who made it/,
    break: async (set) => {
      await set.ask('root', 'DELETE', `${set.api}/triggers/${await triggerId(set)}`);
      await set.ask('root', 'POST', `${set.api}/triggers`, { description: 'sitrep: webhooks' });
    },
  },
  {
    name: 'a person has a trigger token of the same name as the bot',
    id: 'spare-bots',
    state: 'warning',
    says: /The trigger token \d+ is called "sitrep: webhooks" and is not the bot's/,
    break: ({ ask, api }) => ask('root', 'POST', `${api}/triggers`, { description: 'sitrep: webhooks' }),
  },
];

const HEARTBEAT = 'sitrep: daily heartbeat';

/** Schedules, the resource group, runners. */
export const clocks: readonly Broken[] = [
  {
    name: 'the daily schedule was deleted',
    id: 'heartbeat',
    says: /"sitrep: daily heartbeat" is not there/,
    break: async (set) => set.ask('root', 'DELETE', await schedule(set, HEARTBEAT)),
  },
  {
    name: 'the daily schedule is switched off',
    id: 'heartbeat',
    says: /is switched off/,
    break: async (set) => set.ask('bot', 'PUT', await schedule(set, HEARTBEAT), { active: false }),
  },
  {
    name: 'the daily schedule belongs to a person',
    id: 'heartbeat',
    says: /belongs to @root: it runs with that person's rights/,
    break: async (set) => set.ask('root', 'POST', `${await schedule(set, HEARTBEAT)}/take_ownership`),
  },
  {
    name: 'the daily schedule runs once a month',
    id: 'heartbeat',
    says: /runs next at \d{4}-\d\d-\d\d .* only; it should run every day \(its cron is 0 0 1 \* \*\)/,
    break: async (set) => set.ask('bot', 'PUT', await schedule(set, HEARTBEAT), { cron: '0 0 1 * *' }),
  },
  {
    name: 'the daily schedule is not told to read everything',
    id: 'heartbeat',
    says: /"sitrep: daily heartbeat" does not set the input full: it reads only what changed lately/,
    break: async (set) =>
      set.ask('bot', 'PUT', await schedule(set, HEARTBEAT), { inputs: [{ name: 'full', destroy: true }] }),
  },
  {
    name: 'the other schedules were deleted',
    id: 'watch-schedules',
    says: /There is no schedule "sitrep: while an incident is open"/,
    break: async (set) => {
      for (const path of await watches(set)) await set.ask('root', 'DELETE', path);
    },
  },
  {
    name: 'a schedule is on although no incident is open',
    id: 'watch-schedules',
    says: /No incident is open and 1 of 4 schedules are on: jobs for nothing/,
    break: async (set) => set.ask('bot', 'PUT', (await watches(set))[0] ?? '', { active: true }),
  },
  {
    name: 'the schedules are off although an incident is open',
    id: 'watch-schedules',
    says: /An incident is open and none of the 4 schedules is on/,
    break: async (set) => {
      await openIncident(set);
      for (const path of await watches(set)) await set.ask('bot', 'PUT', path, { active: false });
    },
  },
  {
    name: 'no timer is armed although something comes due',
    id: 'timer',
    says: /Something comes due at 2026-03-11 \d\d:\d\d UTC, and no timer is armed/,
    break: async (set) => {
      await openIncident(set);
      await set.commit({ 'timer.json': '{}\n' }, 'incident-journal');
    },
  },
  {
    name: 'GitLab refused the last timer',
    id: 'timer',
    says: /GitLab refused a timer at 2026-03-11 \d\d:\d\d UTC: until it takes one, only schedules and webhooks are on time/,
    break: async (set) => {
      await openIncident(set);
      const refusedAt = new Date(set.stage.gitlab.clock.now()).toISOString();
      await set.commit({ 'timer.json': `${JSON.stringify({ refusedAt })}\n` }, 'incident-journal');
    },
  },
  {
    name: 'jobs that wait go in any order',
    id: 'resource-group',
    state: 'warning',
    says: /The resource group sitrep is unordered/,
    break: async (set) => {
      await openIssue(set);
      await set.ask('root', 'PUT', `${set.api}/resource_groups/sitrep`, { process_mode: 'unordered' });
    },
  },
  {
    name: 'the runner is paused',
    id: 'runner',
    says: /The runner shared-runner is paused/,
    break: async (set) => set.ask('root', 'PUT', `/runners/${await runnerId(set)}`, { paused: true }),
  },
  {
    name: 'instance runners are switched off and there is no other',
    id: 'runner',
    says: /no runner: its jobs wait for ever/,
    break: ({ ask, api }) => ask('root', 'PUT', api, { shared_runners_enabled: false }),
  },
  {
    name: 'no runner has the tags that the pipeline file asks for',
    id: 'runner',
    says: /No runner takes jobs with the tags docker-large/,
    break: (set) => edit(set, CI, (text) => `${text}\ndefault:\n  tags: [docker-large]\n`),
    heal: async (set, remedy) => {
      expectWords(remedy, /register one of your own/);
      addRunner(set.stage.gitlab.core, {
        description: 'ours',
        tags: ['docker-large'],
        projectId: set.stage.project.id,
      });
    },
  },
];

/** The configuration and the people in it. */
export const configurations: readonly Broken[] = [
  {
    name: 'the configuration has a key that nobody knows',
    id: 'config',
    says: /\.gitlab\/sitrep\.yml:1:1: servces: .*`services`/,
    break: (set) => set.commit({ [SETTINGS]: CONFIG.replace('services', 'servces') }),
    heal: mendSettings(/Mend that line/),
  },
  {
    name: 'no service is configured',
    id: 'service-contacts',
    state: 'warning',
    says: /No service is configured/,
    break: (set) => set.commit({ [SETTINGS]: '{}\n' }),
    heal: mendSettings(/Add your services and their contacts under `services:`/),
  },
  {
    name: 'a service has nobody to call',
    id: 'service-contacts',
    state: 'warning',
    says: /nexus: nobody to call/,
    break: (set) => set.commit({ [SETTINGS]: CONFIG.replace('[ana]', '[]') }),
    heal: mendSettings(/Add `contacts: \[user\.name\]` to it/),
  },
  {
    name: 'a service has no run book',
    id: 'run-books',
    state: 'warning',
    says: /nexus has no run book/,
    break: (set) => edit(set, SETTINGS, (text) => text.replace(/ {4}run_book: .*\n/, '')),
    heal: mendSettings(/add `run_book: <its address>` to nexus/),
  },
  {
    name: 'a run book is not where it was (R111)',
    id: 'run-books',
    state: 'warning',
    says: /The run book of nexus is gone: http.*\/api\/v4\/nowhere answers 404/,
    break: (set) =>
      edit(set, SETTINGS, (text) => text.replace(/docs\/nexus\.md/, `${set.stage.gitlab.url}/api/v4/nowhere`)),
    heal: mendSettings(/Write where it is now/),
  },
  {
    name: 'a contact has left the project',
    id: 'contacts',
    says: /@ana \(contact of nexus\) is no member of the project/,
    break: ({ ask, api, stage }) => ask('root', 'DELETE', `${api}/members/${stage.person('ana').id}`),
    heal: (set, remedy) => nameAnother(set, remedy, 'ana'),
  },
  {
    name: 'a contact is blocked',
    id: 'contacts',
    says: /@ana \(contact of nexus\) is blocked/,
    break: ({ ask, stage }) => ask('root', 'POST', `/users/${stage.person('ana').id}/block`),
    heal: (set, remedy) => nameAnother(set, remedy, 'ana'),
  },
  {
    name: 'a user representative is not known here',
    id: 'representatives',
    says: /@bne \(user representative\) is no member of the project/,
    break: (set) => set.commit({ [SETTINGS]: CONFIG.replace('[ben]', '[bne]') }),
    heal: (set, remedy) => nameAnother(set, remedy, 'bne'),
  },
];

function feature(id: string, name: string, field: string, says: RegExp): Broken {
  return { name, id, says, break: ({ ask, api }) => ask('root', 'PUT', api, { [field]: 'disabled' }) };
}

function expectWords(remedy: string, words: RegExp): void {
  if (!words.test(remedy)) throw new Error(`the remedy does not say ${words}: ${remedy}`);
}

function quotedIn(remedy: string): string {
  return /`([^`]+)`/.exec(remedy)?.[1] ?? '';
}

async function edit(set: SetUp, path: string, change: (text: string) => string): Promise<void> {
  const text = await set.text(path);
  const changed = change(text);
  if (changed === text) throw new Error(`nothing in ${path} was changed:\n${text}`);
  await set.commit({ [path]: changed });
}

function mendSettings(words: RegExp): NonNullable<Broken['heal']> {
  return async (set, remedy) => {
    expectWords(remedy, words);
    await set.commit({ [SETTINGS]: CONFIG });
  };
}

async function nameAnother(set: SetUp, remedy: string, who: string): Promise<void> {
  expectWords(remedy, new RegExp(`Name somebody else instead of \`${who}\``));
  await edit(set, SETTINGS, (text) => text.replace(`[${who}]`, '[cai]'));
}

async function openIssue(set: SetUp): Promise<number> {
  const iid = await set.stage.person('cai').open('A question', 'How does this work?');
  await set.stage.gitlab.idle();
  return iid;
}

async function openIncident(set: SetUp): Promise<number> {
  const iid = await set.stage.person('cai').open('Nexus is down', '', { issue_type: 'incident' });
  await set.stage.gitlab.idle();
  await set.sitrep('sweep');
  return iid;
}

async function newToken({ ask, stage }: SetUp, scopes: readonly string[]): Promise<string> {
  const expires = new Date(stage.gitlab.clock.now() + 300 * 86_400_000).toISOString().slice(0, 10);
  const path = `/users/${stage.bot.user.id}/personal_access_tokens`;
  return (await ask<{ token: string }>('root', 'POST', path, { name: 'sitrep', scopes, expires_at: expires })).token;
}

function store({ ask, api }: SetUp, value: string): Promise<unknown> {
  return ask('root', 'PUT', `${api}/variables/SITREP_TOKEN`, { value });
}

async function protect({ ask, api }: SetUp, name: string, push: number, merge: number): Promise<void> {
  await ask('root', 'DELETE', `${api}/protected_branches/${name}`);
  await ask('root', 'POST', `${api}/protected_branches`, { name, push_access_level: push, merge_access_level: merge });
}

interface Named {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

async function hookId(set: SetUp, name: string): Promise<number | undefined> {
  return (await set.ask<Named[]>('root', 'GET', `${set.api}/hooks`)).find((hook) => hook.name === name)?.id;
}

async function changeHook(set: SetUp, name: string, change: object): Promise<unknown> {
  return set.ask('root', 'PUT', `${set.api}/hooks/${await hookId(set, name)}`, change);
}

async function triggerId(set: SetUp): Promise<number | undefined> {
  return (await set.ask<Named[]>('root', 'GET', `${set.api}/triggers`))[0]?.id;
}

async function runnerId(set: SetUp): Promise<number | undefined> {
  return (await set.ask<Named[]>('root', 'GET', `${set.api}/runners`))[0]?.id;
}

/** Paths of the schedules whose description begins so. */
async function schedules(set: SetUp, description: string): Promise<readonly string[]> {
  const all = await set.ask<Named[]>('root', 'GET', `${set.api}/pipeline_schedules`);
  return all.flatMap((one) =>
    one.description.startsWith(description) ? [`${set.api}/pipeline_schedules/${one.id}`] : [],
  );
}

async function schedule(set: SetUp, description: string): Promise<string> {
  return (await schedules(set, description))[0] ?? '';
}

function watches(set: SetUp): Promise<readonly string[]> {
  return schedules(set, 'sitrep: while an incident is open');
}
