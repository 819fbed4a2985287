// Slack, Jira, Confluence and a pager beside an embedded GitLab, set up as an organisation would: an app with the scopes of
// the manifest, a project, a space, people who have the same name in each, and the configuration that names them.

import type { Clock } from './clock.ts';
import { type Confluence, startConfluence } from './confluence/confluence.ts';
import { type Jira, startJira } from './jira/jira.ts';
import { type Pager, startPager } from './pager/pager.ts';
import { type Slack, startSlack } from './slack/slack.ts';

export interface MirrorOptions {
  /** Default Cloud. */
  readonly jira?: 'cloud' | 'data-center';
  /** Channels of communities, which exist before. */
  readonly channels?: readonly string[];
  /** Keys of Jira projects beside `INC`. */
  readonly projects?: readonly string[];
  /** Only those who may read confidential incidents see the Jira project and the Confluence space. */
  readonly private?: boolean;
}

export interface Mirrors {
  readonly slack: Slack;
  readonly jira: Jira;
  readonly confluence: Confluence;
  readonly pager: Pager;
  /** YAML for `.gitlab/sitrep.yml`. */
  readonly config: string;
  /** CI variables. */
  readonly env: Readonly<Record<string, string>>;
  /** Somebody with their Slack client. */
  inSlack(name: string): ReturnType<Slack['as']>;
  /** Somebody in Jira's pages. */
  inJira(name: string): ReturnType<Jira['as']>;
  /** Everything that the four received, as text. */
  received(): string;
  snapshot(): () => void;
  close(): Promise<void>;
}

/** @param people their names; each has the same one in Slack and Jira */
export async function openMirrors(
  clock: Clock,
  people: readonly string[],
  options: MirrorOptions = {},
): Promise<Mirrors> {
  const kind = options.jira ?? 'cloud';
  const [slack, jira, confluence, pager] = await Promise.all([
    startSlack({ clock }),
    startJira({ kind, clock, limits: 'none' }),
    startConfluence({ clock, limits: 'none' }),
    startPager({ clock }),
  ]);
  const app = slack.addApp({ name: 'sitrep', scopes: SCOPES });
  const slackUsers = new Map(people.map((name) => [name, slack.addUser({ name, email: `${name}@example.org` })]));
  const [first] = slackUsers.values();
  for (const channel of options.channels ?? []) if (first) slack.as(first).createChannel(channel.replace(/^#/, ''));

  const isPrivate = options.private ?? false;
  const bot = jira.addUser({ name: 'sitrep', email: 'sitrep@example.org' });
  const jiraUsers = new Map(people.map((name) => [name, jira.addUser({ name, email: `${name}@example.org` })]));
  const members = [bot, ...jiraUsers.values()].map((account) => [account, 'all'] as const);
  for (const key of ['INC', ...(options.projects ?? [])])
    jira.addProject({ key, issueTypes: ['Incident', 'Task', 'Bug'], members, private: isPrivate });

  const author = confluence.addUser({ name: 'sitrep', email: 'sitrep@example.org' });
  confluence.addSpace({ key: 'OPS', name: 'Operations' });
  const config = `slack:
  url: ${slack.url}
  people: {${people.map((name) => `${name}: ${name}@example.org`).join(', ')}}
jira:
  url: ${jira.url}
  ${kind === 'cloud' ? 'email: sitrep@example.org\n  ' : ''}project: INC
  private: ${isPrivate}
  priorities: {S1: Highest, S2: High, S3: Medium, S4: Low}
confluence:
  url: ${confluence.url}
  email: sitrep@example.org
  space: OPS
  private: ${isPrivate}
pager:
  url: ${pager.signedUrl}
`;
  const all = { slack, jira, confluence };
  return {
    ...all,
    pager,
    config,
    env: {
      SITREP_SLACK_TOKEN: app.botToken,
      SITREP_JIRA_TOKEN: bot.token,
      SITREP_CONFLUENCE_TOKEN: author.token,
      SITREP_PAGER_SECRET: pager.secret,
    },
    inSlack: (name) => slack.as(slackUsers.get(name) ?? unknown(name)),
    inJira: (name) => jira.as(jiraUsers.get(name) ?? unknown(name)),
    received: () => [slack, jira, confluence, pager].map((one) => one.received()).join('\n'),
    snapshot() {
      const states = [slack.snapshot(), jira.snapshot(), confluence.snapshot()] as const;
      const putBack = pager.snapshot();
      return () => {
        putBack();
        slack.restore(states[0]);
        jira.restore(states[1]);
        confluence.restore(states[2]);
      };
    },
    close: async () => void (await Promise.all([slack.close(), jira.close(), confluence.close(), pager.close()])),
  };
}

/** What `integrations/slack-app-manifest.yml` asks for. */
const SCOPES: readonly string[] = [
  'chat:write',
  'channels:manage',
  'channels:read',
  'channels:join',
  'channels:history',
  'groups:write',
  'groups:read',
  'groups:history',
  'pins:write',
  'bookmarks:write',
  'bookmarks:read',
  'reactions:write',
  'reactions:read',
  'app_mentions:read',
  'users:read',
  'users:read.email',
];

function unknown(name: string): never {
  throw new Error(`nobody here is called ${name}`);
}
