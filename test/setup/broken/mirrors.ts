// What goes wrong with Slack, Jira, Confluence, the pager and the other trackers.

import type { Account } from '../../../src/sandbox/atlassian/accounts.ts';
import type { Confluence } from '../../../src/sandbox/confluence/confluence.ts';
import type { Right, Space } from '../../../src/sandbox/confluence/store.ts';
import type { Jira } from '../../../src/sandbox/jira/jira.ts';
import type { Slack } from '../../../src/sandbox/slack/slack.ts';
import { manifestScopes } from '../../slack/manifest.ts';
import type { SetUp } from '../set-up.ts';
import { type Broken, edit, expectWords } from './broken.ts';

const SETTINGS = '.gitlab/sitrep.yml';

/** What the configuration says beside that of a project without mirrors and that of the stage. */
export const COMMUNITIES = `communities:
  builders:
    slack: ["#team-system-support"]
backlog:
  cross-team: {jira: SKB}
  platform: {gitlab: acme/platform}
`;

export const slack: readonly Broken[] = [
  {
    name: 'the app was taken out of the workspace',
    id: 'slack-token',
    says: /Slack does not take SITREP_SLACK_TOKEN: .*token_revoked/,
    break: async ({ stage }) => stage.mirrors.slack.revoke(stage.mirrors.env['SITREP_SLACK_TOKEN'] ?? ''),
    heal: async (set, remedy) => {
      expectWords(remedy, /Install the app again \(https:\/\/api\.slack\.com\/apps, Install App\)/);
      await set.follow(remedy, install(set));
    },
  },
  {
    name: 'the app was made from an older manifest',
    id: 'slack-scopes',
    says: /The app lacks bookmarks:read, reactions:read: what needs them is refused/,
    break: async (set) => {
      const older = set.stage.mirrors.slack.addApp({
        name: 'older',
        scopes: manifestScopes().filter((scope) => !/^(bookmarks|reactions):read$/.test(scope)),
      });
      await store(set, 'SITREP_SLACK_TOKEN', older.botToken);
    },
    heal: async (set, remedy) => {
      expectWords(remedy, /Paste the manifest, `sitrep config slack-manifest`, .* install the app again/);
      await store(set, 'SITREP_SLACK_TOKEN', install(set));
    },
  },
  {
    name: 'R21: the channel of a community was deleted',
    id: 'slack-channels',
    says: /There is no channel #team-system-support, .* builders would hear nothing there/,
    break: async ({ stage }) => stage.mirrors.inSlack('ana').deleteChannel('team-system-support'),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /^Make it, /);
      stage.mirrors.inSlack('ana').createChannel('team-system-support');
    },
  },
  {
    name: 'the channel of a community was archived',
    id: 'slack-channels',
    says: /The channel #team-system-support is archived/,
    break: async ({ stage }) => stage.mirrors.inSlack('ana').archive('team-system-support'),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /^Unarchive it in Slack/);
      stage.mirrors.inSlack('ana').unarchive('team-system-support');
    },
  },
  {
    name: 'the channel of a community became private',
    id: 'slack-channels',
    says: /There is no channel #team-system-support, or it is private and the bot is not in it/,
    break: async ({ stage }) => stage.mirrors.inSlack('ana').makePrivate('team-system-support'),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /invite the bot to it \(`\/invite @sitrep`\)/);
      stage.mirrors.inSlack('ana').invite('team-system-support', inSlack(stage.mirrors.slack, 'sitrep'));
    },
  },
  {
    name: 'somebody has another address in Slack',
    id: 'slack-people',
    says: /@ana is named as ana@example\.org in Slack, and nobody there is that/,
    break: async ({ stage }) =>
      void Object.assign(inSlack(stage.mirrors.slack, 'ana'), { email: 'ana@elsewhere.example' }),
    heal: async (set, remedy) => {
      expectWords(remedy, /Write their member id .* after `slack\.people\.ana`/);
      await edit(set, SETTINGS, (text) => text.replace('ana@example.org', inSlack(set.stage.mirrors.slack, 'ana').id));
    },
  },
  {
    name: 'somebody’s account in Slack was deactivated',
    id: 'slack-people',
    says: /@ben .* that account is deactivated/,
    break: async (set) => {
      await edit(set, SETTINGS, (text) => text.replace('ben@example.org', inSlack(set.stage.mirrors.slack, 'ben').id));
      Object.assign(inSlack(set.stage.mirrors.slack, 'ben'), { deleted: true });
    },
    heal: async (set) => {
      Object.assign(inSlack(set.stage.mirrors.slack, 'ben'), { deleted: false });
    },
  },
  {
    name: 'R21: the users of a service have no channel',
    id: 'service-channels',
    state: 'warning',
    says: /^nexus: no community with a channel, so announcements stay in the issue/,
    break: (set) => edit(set, SETTINGS, (text) => text.replace('    communities: [builders]\n', '')),
    heal: async (set, remedy) => {
      expectWords(remedy, /Add `communities: \[<name>\]` to it/);
      await edit(set, SETTINGS, (text) => text.replace('  nexus:\n', '  nexus:\n    communities: [builders]\n'));
    },
  },
];

export const jira: readonly Broken[] = [
  {
    name: 'the token has ended',
    id: 'jira-token',
    says: /Jira does not take SITREP_JIRA_TOKEN: .*401/,
    break: (set) => store(set, 'SITREP_JIRA_TOKEN', 'ATATT-of-last-year'),
    heal: async (set, remedy) => {
      expectWords(remedy, /Make a new token \(Cloud: https:\/\/id\.atlassian\.com, Security, API tokens/);
      const { jira: site } = set.stage.mirrors;
      await set.follow(remedy, site.addToken(accountIn(site), {}).token);
    },
  },
  {
    name: 'the project is not for the bot',
    id: 'jira-projects',
    says: /jira names the Jira project INC: it does not exist, or sitrep may not see it/,
    break: async ({ stage }) => permit(stage.mirrors.jira, 'INC', []),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /Give sitrep the permission Browse projects in INC/);
      permit(stage.mirrors.jira, 'INC', 'all');
    },
  },
  {
    name: 'the bot may not move tickets',
    id: 'jira-projects',
    says: /sitrep lacks Transition issues, Link issues in the Jira project INC/,
    break: async ({ stage }) =>
      permit(stage.mirrors.jira, 'INC', ['BROWSE_PROJECTS', 'CREATE_ISSUES', 'EDIT_ISSUES', 'ADD_COMMENTS']),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /Give sitrep those permissions in INC/);
      permit(stage.mirrors.jira, 'INC', 'all');
    },
  },
  {
    name: 'the bot may not file in the project of a backlog',
    id: 'jira-projects',
    says: /sitrep lacks Create issues, .* in the Jira project SKB \(backlog\.cross-team\)/,
    break: async ({ stage }) => permit(stage.mirrors.jira, 'SKB', ['BROWSE_PROJECTS']),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /Give sitrep those permissions in SKB/);
      permit(stage.mirrors.jira, 'SKB', 'all');
    },
  },
  {
    name: 'the issue type is called otherwise',
    id: 'jira-projects',
    says: /The Jira project INC has no issue type Outage/,
    break: (set) =>
      edit(set, SETTINGS, (text) => text.replace('  project: INC\n', '  project: INC\n  issue_type: Outage\n')),
    heal: async (set, remedy) => {
      expectWords(remedy, /Write one of Incident, Task, Bug as `issue_type`/);
      await edit(set, SETTINGS, (text) => text.replace('Outage', 'Bug'));
    },
  },
  {
    name: 'a status is named that no ticket has',
    id: 'jira-names',
    says: /jira\.statuses\.responding names Doing, which Jira has not/,
    break: (set) =>
      edit(set, SETTINGS, (text) =>
        text.replace('  project: INC\n', '  project: INC\n  statuses: {responding: Doing}\n'),
      ),
    heal: async (set, remedy) => {
      expectWords(remedy, /Write one of .*In Progress/);
      await edit(set, SETTINGS, (text) => text.replace('Doing', 'In Progress'));
    },
  },
  {
    name: 'a priority is named that there is none of',
    id: 'jira-names',
    says: /jira\.priorities\.S1 names Blocker, which Jira has not/,
    break: (set) => edit(set, SETTINGS, (text) => text.replace('S1: Highest', 'S1: Blocker')),
    heal: async (set, remedy) => {
      expectWords(remedy, /Write one of Highest, High, Medium, Low, Lowest/);
      await edit(set, SETTINGS, (text) => text.replace('Blocker', 'Highest'));
    },
  },
  {
    name: 'a field is filled that the screen has not',
    id: 'jira-fields',
    state: 'warning',
    says: /The screen for new tickets of INC has no field customfield_99: it is left out/,
    break: (set) =>
      edit(set, SETTINGS, (text) =>
        text.replace('  project: INC\n', '  project: INC\n  fields: {customfield_99: "{service}"}\n'),
      ),
    heal: async (set, remedy) => {
      expectWords(remedy, /take it out of the configuration/);
      await edit(set, SETTINGS, (text) => text.replace('  fields: {customfield_99: "{service}"}\n', ''));
    },
  },
  {
    name: 'a field must be filled that nothing fills',
    id: 'jira-fields',
    says: /New tickets in INC must have Root cause \((customfield_\d+)\), which nothing fills: none can be made/,
    break: async ({ stage }) => {
      const { jira: site } = stage.mirrors;
      const field = site.addField({ name: 'Root cause', kind: 'textfield' });
      const store = site.snapshot();
      for (const project of store.projects.values())
        if (project.key === 'INC') Object.assign(project, { required: [field.id] });
      site.restore(store);
    },
    heal: async (set, remedy) => {
      const [, id = ''] = /Write a value after `jira\.fields\.(customfield_\d+)`/.exec(remedy) ?? [];
      await edit(set, SETTINGS, (text) =>
        text.replace('  project: INC\n', `  project: INC\n  fields: {${id}: "unknown yet"}\n`),
      );
    },
  },
];

export const others: readonly Broken[] = [
  {
    name: 'the token of Confluence has ended',
    id: 'confluence-token',
    says: /Confluence does not take the token: .*401/,
    break: (set) => store(set, 'SITREP_CONFLUENCE_TOKEN', 'ATATT-of-last-year'),
    heal: async (set, remedy) => {
      expectWords(remedy, /Make a new one \(https:\/\/id\.atlassian\.com, Security, API tokens/);
      const { confluence } = set.stage.mirrors;
      await set.follow(remedy, confluence.addToken(accountIn(confluence), {}).token);
    },
  },
  {
    name: 'there is no such space',
    id: 'confluence-space',
    says: /There is no space OSP, or the user of the token may not see it/,
    break: (set) => edit(set, SETTINGS, (text) => text.replace('space: OPS', 'space: OSP')),
    heal: async (set, remedy) => {
      expectWords(remedy, /write its right key after `confluence\.space`/);
      await edit(set, SETTINGS, (text) => text.replace('space: OSP', 'space: OPS'));
    },
  },
  {
    name: 'pages may be read and not added',
    id: 'confluence-space',
    says: /may not add pages to the space OPS/,
    break: async ({ stage }) => permitPages(stage.mirrors.confluence, ['view']),
    heal: async ({ stage }, remedy) => {
      expectWords(remedy, /Give that user the permission Add pages/);
      permitPages(stage.mirrors.confluence, ['view', 'add', 'edit', 'delete']);
    },
  },
  {
    name: 'the page below which reviews go is gone',
    id: 'confluence-space',
    says: /There is no page 4711 below which reviews could be put/,
    break: (set) => edit(set, SETTINGS, (text) => text.replace('space: OPS\n', 'space: OPS\n  parent: "4711"\n')),
    heal: async (set, remedy) => {
      expectWords(remedy, /after `confluence\.parent`, or leave that key out/);
      await edit(set, SETTINGS, (text) => text.replace('  parent: "4711"\n', ''));
    },
  },
  {
    name: 'the pager’s secret is too short',
    id: 'pager-secret',
    says: /SITREP_PAGER_SECRET must be at least 16 printable characters/,
    break: (set) => store(set, 'SITREP_PAGER_SECRET', 'swordfish'),
    heal: (set, remedy) => set.follow(remedy, 'a-much-longer-secret-than-before'),
  },
  {
    name: 'a project of a backlog is not for the bot',
    id: 'destinations',
    says: /backlog\.platform names acme\/platform: there is no such project, or the bot does not see it/,
    break: ({ ask, stage }) => ask('root', 'DELETE', `/projects/acme%2Fplatform/members/${stage.bot.user.id}`),
    heal: async ({ ask, stage }, remedy) => {
      expectWords(remedy, /Invite the bot there as Reporter/);
      await ask('root', 'POST', '/projects/acme%2Fplatform/members', { user_id: stage.bot.user.id, access_level: 20 });
    },
  },
  {
    name: 'a project of a backlog has no issues',
    id: 'destinations',
    says: /acme\/platform, which has no issues/,
    break: ({ ask }) => ask('root', 'PUT', '/projects/acme%2Fplatform', { issues_access_level: 'disabled' }),
    heal: async ({ ask }, remedy) => {
      expectWords(remedy, /Switch its issues on/);
      await ask('root', 'PUT', '/projects/acme%2Fplatform', { issues_access_level: 'enabled' });
    },
  },
  {
    name: 'a variable of a mirror is not masked',
    id: 'mirror-variables',
    says: /SITREP_JIRA_TOKEN is not masked: a job could print it/,
    break: ({ ask, api }) => ask('root', 'PUT', `${api}/variables/SITREP_JIRA_TOKEN`, { masked: false }),
  },
  {
    name: 'a variable of a mirror is not protected',
    id: 'mirror-variables',
    says: /SITREP_SLACK_TOKEN is not protected/,
    break: ({ ask, api }) => ask('root', 'PUT', `${api}/variables/SITREP_SLACK_TOKEN`, { protected: false }),
  },
];

function store({ ask, api }: SetUp, key: string, value: string): Promise<unknown> {
  return ask('root', 'PUT', `${api}/variables/${key}`, { value });
}

/** As the manifest asks for it; its bot token. */
function install({ stage }: SetUp): string {
  return stage.mirrors.slack.addApp({ name: 'sitrep again', scopes: manifestScopes() }).botToken;
}

function inSlack({ store }: Slack, name: string): Parameters<Slack['as']>[0] {
  const found = [...store.users.values()].find((user) => user.name === name);
  if (!found) throw new Error(`nobody is called ${name} in this Slack`);
  return found;
}

/** The account of the bot. */
function accountIn(site: Pick<Jira, 'snapshot'> | Pick<Confluence, 'snapshot'>): Account {
  const user = [...site.snapshot().users.values()].find(({ name }) => name === 'sitrep');
  if (!user) throw new Error('the bot has no account here');
  return { user, token: '', authorization: '' };
}

function permit(site: Jira, key: string, permissions: Parameters<Jira['permit']>[2]): void {
  const project = [...site.snapshot().projects.values()].find((one) => one.key === key);
  if (!project) throw new Error(`there is no project ${key}`);
  site.permit(project, accountIn(site), permissions);
}

function permitPages(site: Confluence, rights: readonly Right[]): void {
  const [space]: readonly Space[] = [...site.snapshot().spaces.values()];
  if (!space) throw new Error('there is no space');
  site.permit(space, accountIn(site), rights);
}
