// What an organisation decides about its mirrors: Slack, Jira, Confluence, the pager, and who is told where.
//
// A mirror is on where its key is there. Secrets are never here: they come from CI variables.

import * as z from 'zod';
import { SEVERITIES, STATUSES } from './events.ts';
import { described } from './setting.ts';

const url = z
  .string()
  .regex(/^https?:\/\/[^\s/]+\S*$/)
  .meta({ title: 'an address that begins with https://' });
const slackChannel = z
  .string()
  .regex(/^(#[^\s#]{1,80}|[CG][A-Z0-9]{6,})$/)
  .meta({ title: 'a channel as "#name" (in quotes) or its id' });
/** It becomes a label and a box of the report. */
const condition = z
  .string()
  .regex(/^[a-z0-9-]{1,50}$/)
  .refine((name) => name !== 'drill', 'expected the name of a condition: `drill` is the label of an exercise')
  .meta({ title: 'a name of a-z, 0-9 and -' });
const slackPerson = z
  .string()
  .regex(/^([UW][A-Z0-9]{4,}|[^\s@]+@[^\s@]+)$/)
  .meta({ title: 'a Slack member id as in U012AB3CD, or the e-mail address they use there' });

const person = described(slackPerson, { description: 'One of them.', example: 'U012AB3CD' });

/** Where work goes that is no incident: exactly one of the two, which `oneOf` tells editors. */
export const Destination = z
  .strictObject({
    jira: described(z.string().min(1).optional(), { description: 'Key of a Jira project.', example: 'SKB' }),
    issue_type: described(z.string().min(1).default('Task'), {
      description: 'The Jira issue type, by name or id.',
      example: 'Story',
    }),
    gitlab: described(z.string().min(1).optional(), {
      description: 'Full path of a GitLab project in which the bot may create issues.',
      example: 'group/project',
    }),
  })
  .refine(({ jira, gitlab }) => (jira === undefined) !== (gitlab === undefined), {
    message: 'expected either `jira` or `gitlab`',
  })
  .meta({
    oneOf: [
      { required: ['jira'], properties: { jira: {} } },
      { required: ['gitlab'], properties: { gitlab: {} } },
    ],
  });
export type Destination = z.infer<typeof Destination>;

export const Community = z.strictObject({
  title: described(z.string().optional(), {
    description: 'What these people are called.',
    source: 'R32',
    example: 'People who build',
  }),
  slack: described(z.array(slackChannel).default([]), {
    description: 'Channels in which they hear of announcements.',
    source: 'R24, R32, R38',
    example: ['#team-system-support'],
  }),
  when: described(z.array(condition).default([]), {
    description:
      'Labels: while an incident has one of them they hear of it too, whatever its services are. Each is a box of the report too.',
    source: 'R39',
    example: ['blocks-integration'],
  }),
});
export type Community = z.infer<typeof Community>;

export const SlackSettings = z.strictObject({
  prefix: described(
    z
      .string()
      .regex(/^[a-z0-9_-]{1,20}$/)
      .meta({ title: 'up to 20 of a-z, 0-9, - and _' })
      .default('inc'),
    { description: 'Channels are called `inc-12-nexus-is-down`.', source: 'R69' },
  ),
  drill_prefix: described(
    z
      .string()
      .regex(/^[a-z0-9_-]{1,20}$/)
      .meta({ title: 'up to 20 of a-z, 0-9, - and _' })
      .default('drill'),
    { description: 'And those of exercises.', source: 'R69' },
  ),
  people: described(z.record(z.string(), person).default({}), {
    description:
      'Slack members by GitLab user name, where the e-mail address that GitLab shows is not the one in Slack. Whoever is known may type commands in the channel.',
    example: { ana: 'U012AB3CD', ben: 'ben@example.org' },
  }),
  draft_minutes: described(z.int().min(0).max(30).default(5), {
    description: 'So long before a sitrep is due a draft is in the channel, which 👍 publishes; 0: none.',
    unit: 'minutes',
    source: 'R65',
  }),
  url: described(url.default('https://slack.com'), {
    description: 'Another address, for workspaces of governments.',
    example: 'https://slack-gov.com',
  }),
});

const byStatus = z.partialRecord(
  z.enum(STATUSES),
  described(z.string().min(1), { description: 'For this one.', example: 'In Progress' }),
);
const bySeverity = z.partialRecord(
  z.enum(SEVERITIES),
  described(z.string().min(1), { description: 'Of this severity.', example: 'Highest' }),
);

/** Whatever Jira takes: text, number, list, keys; which of them only Jira knows. */
const field = described(z.unknown(), { description: 'The value of one field.', example: '{service}' });

export const JiraSettings = z.strictObject({
  url: described(url, { description: 'The address that people open.', example: 'https://example.atlassian.net' }),
  api_url: described(url.optional(), {
    description: 'The address of the API, where it is another (scoped tokens of Jira Cloud).',
    example: 'https://api.atlassian.com/ex/jira/11111111-2222-3333-4444-555555555555',
  }),
  email: described(z.string().optional(), {
    description: 'The account of the API token on Jira Cloud; leave it out for a personal access token (Data Center).',
    example: 'sitrep@example.org',
  }),
  project: described(z.string().min(1), {
    description: 'Key of the project of the live tickets.',
    source: 'R64',
    example: 'INC',
  }),
  issue_type: described(z.string().min(1).default('Incident'), {
    description: 'Their issue type, by name or id.',
    source: 'R64',
  }),
  private: described(z.boolean().default(false), {
    description: 'Only those who may read confidential incidents can see this project: they get tickets too.',
  }),
  statuses: described(byStatus.default({}), {
    description:
      'The Jira status, or the transition, for each status of an incident, by name or id; where none is named one of the right category is taken.',
    example: { responding: 'In Progress', closed: 'Done' },
  }),
  resolution: described(z.string().optional(), {
    description: 'The resolution, where the workflow asks for one.',
    example: 'Done',
  }),
  priorities: described(bySeverity.default({}), {
    description: 'The Jira priority for each severity, by name; left alone where none is named.',
    example: { S1: 'Highest', S2: 'High', S3: 'Medium', S4: 'Low' },
  }),
  labels: described(z.array(z.string().regex(/^\S{1,255}$/)).default([]), {
    description: 'Labels of every ticket, beside those by which sitrep finds it again.',
    example: ['incident'],
  }),
  fields: described(z.record(z.string(), field).default({}), {
    description:
      'Other fields, as the API takes them; `{service}`, `{severity}`, `{status}`, `{commander}`, `{url}` stand for what they are now.',
    example: { customfield_10010: '{service}', components: [{ name: 'Nexus' }] },
  }),
});

export const ConfluenceSettings = z.strictObject({
  url: described(url, {
    description: 'The address that people open, without /wiki.',
    example: 'https://example.atlassian.net',
  }),
  api_url: described(url.optional(), {
    description: 'The address of the API, where it is another (scoped tokens).',
    example: 'https://api.atlassian.com/ex/confluence/11111111-2222-3333-4444-555555555555',
  }),
  email: described(z.string().optional(), {
    description: 'The account of the API token.',
    example: 'sitrep@example.org',
  }),
  space: described(z.string().min(1), { description: 'Key of the space.', example: 'OPS' }),
  parent: described(z.string().regex(/^\d+$/).optional(), {
    description: 'Id of the page below which reviews are put.',
    example: '123456',
  }),
  private: described(z.boolean().default(false), {
    description: 'Only those who may read confidential incidents can see this space: they get pages too.',
  }),
});

export const PagerSettings = z.strictObject({
  format: described(z.enum(['signed', 'pagerduty']).default('signed'), {
    description: 'A signed webhook of ours, or PagerDuty’s Events API v2.',
  }),
  url: described(url.default('https://events.pagerduty.com/v2/enqueue'), {
    description: 'Where events are sent.',
    example: 'https://pager.example.org/hooks/sitrep',
  }),
});

export type JiraSettings = z.infer<typeof JiraSettings>;

/** What each mirror is, for the schema of the whole file. */
export const mirrorShape = {
  communities: described(
    z.record(z.string(), described(Community, { description: 'One community, by a short name.' })).default({}),
    {
      description: 'The people who use the services, and where they hear of incidents.',
      source: 'R32, R40',
      example: { builders: { slack: ['#team-system-support'] } },
    },
  ),
  backlog: described(
    z
      .record(
        z.string(),
        described(Destination, { description: 'One destination, by the name that `/backlog` takes.' }),
      )
      .default({}),
    {
      description: 'Where `/backlog` sends what is no incident; `team` is that of the service, where it has one.',
      source: 'R23, R25',
      example: { 'cross-team': { jira: 'SKB' } },
    },
  ),
  slack: described(SlackSettings.optional(), {
    description: 'A channel for each response; SITREP_SLACK_TOKEN is the token of your own Slack app.',
    source: 'R69',
  }),
  jira: described(JiraSettings.optional(), {
    description: 'A ticket for each response; SITREP_JIRA_TOKEN is its token.',
    source: 'R64',
  }),
  confluence: described(ConfluenceSettings.optional(), {
    description: 'Post Incident Reviews as pages; SITREP_CONFLUENCE_TOKEN is its token, else that of Jira.',
  }),
  pager: described(PagerSettings.optional(), {
    description: 'Calls the contacts of a service; SITREP_PAGER_SECRET signs, or is PagerDuty’s routing key.',
    source: 'R59, R110',
  }),
};

/** A service may name the communities that there are; `known` is for who says what was probably meant. */
export function namesCommunities(
  policy: {
    readonly services: Readonly<Record<string, { readonly communities: readonly string[] }>>;
    readonly communities: Readonly<Record<string, unknown>>;
  },
  context: z.core.$RefinementCtx,
): void {
  const known = Object.keys(policy.communities);
  const message =
    known.length === 0
      ? 'expected a short name that stands below `communities`, where there is none yet'
      : `expected one of the communities ${known.join(', ')}`;
  for (const [service, { communities }] of Object.entries(policy.services)) {
    for (const [index, name] of communities.entries()) {
      const path = ['services', service, 'communities', index];
      if (!known.includes(name)) context.addIssue({ code: 'custom', path, message, params: { known } });
    }
  }
}

interface Filed {
  readonly jira?: string | undefined;
  readonly gitlab?: string | undefined;
}

/** Tickets are filed in Jira only where the configuration says which Jira that is. */
export function knowsJira(
  policy: {
    readonly jira?: unknown;
    readonly backlog: Readonly<Record<string, Filed>>;
    readonly services: Readonly<
      Record<string, { readonly backlog?: Filed | undefined; readonly bugs?: Filed | undefined }>
    >;
  },
  context: z.core.$RefinementCtx,
): void {
  if (policy.jira !== undefined) return;
  const message =
    'expected a section `jira` with its `url` and `project` beside it, or a project of this GitLab: `gitlab: <group/project>`';
  const refuse = (path: string[], { jira, gitlab }: Filed = {}): void => {
    if (jira !== undefined && gitlab === undefined)
      context.addIssue({ code: 'custom', path: [...path, 'jira'], message });
  };
  for (const [name, filed] of Object.entries(policy.backlog)) refuse(['backlog', name], filed);
  for (const [name, { backlog, bugs }] of Object.entries(policy.services)) {
    refuse(['services', name, 'backlog'], backlog);
    refuse(['services', name, 'bugs'], bugs);
  }
}
