// What the sandbox's program says when it is up: where everything is, and what to type next.

import type { Mirrors } from './mirrors.ts';

export interface Welcome {
  readonly url: string;
  /** The administrator's. */
  readonly token: string;
  readonly botToken: string;
  readonly project: string;
  readonly projectId: number;
  readonly triggerToken: string;
  readonly profile: string;
  /** Undefined where they were not asked for. */
  readonly mirrors?: MirrorAddresses;
}

export interface MirrorAddresses {
  readonly slack: string;
  readonly jira: string;
  readonly jiraKind: 'cloud' | 'data-center';
  readonly confluence: string;
  readonly pager: string;
  /** YAML, as it stands in `.gitlab/sitrep.yml`. */
  readonly config: string;
  /** CI variables with the tokens, as they are set in the project. */
  readonly variables: Readonly<Record<string, string>>;
}

export function addressesOf({ slack, jira, confluence, pager, config, env }: Mirrors): MirrorAddresses {
  return {
    slack: slack.url,
    jira: jira.url,
    jiraKind: jira.kind,
    confluence: confluence.url,
    pager: pager.signedUrl,
    config,
    variables: env,
  };
}

export function greeting(welcome: Welcome): string {
  const { url, token, botToken, project, projectId, triggerToken, profile, mirrors } = welcome;
  const api = `${url}/api/v4/projects/${projectId}`;
  return `A GitLab is listening on ${url}

  project        ${project} (id ${projectId})
  administrator  root        ${token}
  bot            sitrep-bot  ${botToken}
  trigger token              ${triggerToken}

${mirrors ? besideIt(mirrors) : ''}Open an incident:
  curl -H 'PRIVATE-TOKEN: ${token}' -d title='Checkout answers 500' -d issue_type=incident ${api}/issues

Read what was said:
  curl -H 'PRIVATE-TOKEN: ${token}' ${api}/issues/1/notes

${mirrors ? readingThere(mirrors) : ''}Clone the repository:
  git clone ${url.replace('://', `://sitrep-bot:${botToken}@`)}/${project}.git

Set sitrep up in it (its jobs run with --pipelines${mirrors ? '' : '; --mirrors starts Slack, Jira, Confluence and a pager too'}):
  SITREP_TOKEN=${botToken} node dist/sitrep.cjs init --url ${url} --project ${project} --profile ${profile} --bundle

Interrupt it (Ctrl-C) to end it; nothing is kept.
`;
}

function besideIt({ slack, jira, jiraKind, confluence, pager, config, variables }: MirrorAddresses): string {
  const width = Math.max(...Object.keys(variables).map((name) => name.length));
  return `Beside it:

  Slack       ${slack}
  Jira        ${jira}  (${jiraKind === 'cloud' ? 'Cloud' : 'Data Center'}, project INC)
  Confluence  ${confluence}  (space OPS)
  pager       ${pager}

The project's CI variables have their tokens:

${Object.entries(variables)
  .map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
  .join('\n')}

and its .gitlab/sitrep.yml names them:

${config.trimEnd().replace(/^/gm, '  ')}

`;
}

function readingThere({ slack, jira, jiraKind, variables }: MirrorAddresses): string {
  return `Look for its channel and its ticket, once sitrep has opened them (comment /respond):
  curl -H 'Authorization: Bearer ${variables['SITREP_SLACK_TOKEN']}' '${slack}/api/conversations.list?types=public_channel,private_channel'
  curl ${proof(jiraKind, variables['SITREP_JIRA_TOKEN'] ?? '')} ${jira}/rest/api/2/issue/INC-1

`;
}

/** How curl says who asks. */
function proof(kind: 'cloud' | 'data-center', token: string): string {
  return kind === 'cloud' ? `-u 'sitrep@example.org:${token}'` : `-H 'Authorization: Bearer ${token}'`;
}
