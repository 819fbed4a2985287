// The mirrors that a configuration asks for, with the secrets of the environment. A secret that is not there is no error of
// the run: the mirror owes what it owes, and the issue says why.

import { commandNamed } from '../commands/index.ts';
import { connectConfluence } from '../confluence/confluence.ts';
import type { Confluence } from '../confluence/port.ts';
import { realTime } from '../http/pace.ts';
import type { Mirror } from '../incident/events.ts';
import type { JiraSettings } from '../incident/mirror-policy.ts';
import { connectJira } from '../jira/jira.ts';
import type { Jira } from '../jira/port.ts';
import { connectPager } from '../pager/pager.ts';
import type { Pager } from '../pager/port.ts';
import type { Policy } from '../rules/index.ts';
import type { PersonInSlack, Slack } from '../slack/port.ts';
import { connectSlack } from '../slack/slack.ts';
import type { Instant } from '../text/time.ts';
import type { Environment } from './environment.ts';
import { reason } from './log.ts';

export interface Mirrors {
  readonly slack: Slack | undefined;
  readonly jira: Jira | undefined;
  readonly confluence: Confluence | undefined;
  readonly pager: Pager | undefined;
  /** Why one that is configured cannot be used, in words for a person. */
  readonly unusable: Partial<Record<Mirror, string>>;
}

/** Connects; sends nothing. @param person how somebody is called in Slack, as far as this run knows */
export function connectMirrors(policy: Policy, env: Environment, person: PersonInSlack, now: () => Instant): Mirrors {
  const unusable: Partial<Record<Mirror, string>> = {};
  const connected = <T>(
    mirror: Mirror,
    variable: string,
    secret: string | undefined,
    connect: (secret: string) => T,
  ): T | undefined => {
    if (!secret?.trim()) {
      unusable[mirror] = `the CI variable ${variable} is not set`;
      return undefined;
    }
    try {
      return connect(secret.trim());
    } catch (error) {
      unusable[mirror] = reason(error);
      return undefined;
    }
  };
  const { slack, jira, confluence, pager } = policy;
  return {
    unusable,
    slack:
      slack &&
      connected('slack', 'SITREP_SLACK_TOKEN', env['SITREP_SLACK_TOKEN'], (token) =>
        connectSlack({ token, url: slack.url, person, command: typedInSlack }),
      ),
    jira:
      jira &&
      connected('jira', 'SITREP_JIRA_TOKEN', env['SITREP_JIRA_TOKEN'], (token) =>
        connectJira({ url: jira.api_url ?? jira.url, siteUrl: jira.url, email: jira.email, token, kind: kindOf(jira) }),
      ),
    confluence:
      confluence &&
      connected(
        'confluence',
        'SITREP_CONFLUENCE_TOKEN',
        env['SITREP_CONFLUENCE_TOKEN'] || env['SITREP_JIRA_TOKEN'],
        (token) =>
          connectConfluence({
            url: confluence.api_url ?? confluence.url,
            siteUrl: confluence.url,
            email: confluence.email,
            token,
          }),
      ),
    pager:
      pager &&
      connected('pager', 'SITREP_PAGER_SECRET', env['SITREP_PAGER_SECRET'], (secret) =>
        connectPager(
          pager.format === 'pagerduty'
            ? { format: 'pagerduty', url: pager.url, routingKey: secret }
            : { format: 'signed', url: pager.url, secret, time: { ...realTime, now: () => Date.parse(now()) } },
        ),
      ),
  };
}

/** Known without asking where the address or the account tells; else the server is asked. */
function kindOf({ url, api_url: api, email }: JiraSettings): 'cloud' | undefined {
  const cloud = email !== undefined || /\.atlassian\.net|\/\/api\.atlassian\.com/.test(api ?? url);
  return cloud ? 'cloud' : undefined;
}

/** Slack keeps `/…` for itself: our commands are `!…` there. */
function typedInSlack(line: string): string {
  return line.replace(/^\/([a-z-]+)/, (all, name: string) => (commandNamed(name) ? `!${name}` : all));
}
