// The secrets of the mirrors that the configuration names, as far as they are no variable of the project yet: how each is
// made. init cannot make them and never asks for them: it tells, once, at its end.

import { CONFIG_PATH } from '../config/load.ts';
import type { Policy } from '../rules/index.ts';
import type { Setting } from './setting.ts';

/** Lines for people; none where nothing is missing. */
export async function secretsWanted(setting: Setting): Promise<readonly string[]> {
  const { admin, project, policy } = setting;
  const wanted = policy ? wantedBy(policy) : [];
  if (wanted.length === 0) return [];
  const there = new Set((await admin.variables()).map(({ key }) => key));
  const missing = wanted.filter(({ variable, instead = '' }) => !there.has(variable) && !there.has(instead));
  if (missing.length === 0) return [];
  return [
    `${CONFIG_PATH} names what needs a secret that is no variable of the project yet:`,
    ...missing.map(({ what, variable, how }) => `  ${variable} for ${what}: ${how}`),
    `Store ${missing.length === 1 ? 'it' : 'each'} in ${project.url}/-/settings/ci_cd, Variables, masked and protected (or in the group's), then run \`sitrep doctor\`.`,
  ];
}

interface Wanted {
  readonly what: string;
  readonly variable: string;
  readonly how: string;
  /** A variable that does as well. */
  readonly instead?: string;
}

function wantedBy({ slack, jira, confluence, pager }: Policy): readonly Wanted[] {
  return [
    ...(slack ? [SLACK] : []),
    ...(jira
      ? [{ what: 'Jira', variable: 'SITREP_JIRA_TOKEN', how: jira.email === undefined ? OF_SERVER : OF_CLOUD }]
      : []),
    ...(confluence ? [{ ...CONFLUENCE, ...(jira ? { instead: 'SITREP_JIRA_TOKEN' } : {}) }] : []),
    ...(pager
      ? [{ what: 'the pager', variable: 'SITREP_PAGER_SECRET', how: pager.format === 'signed' ? SHARED : ROUTING }]
      : []),
  ];
}

const OF_CLOUD = 'https://id.atlassian.com, Security, API tokens, as the user in `jira.email`; note when it ends';
const OF_SERVER = 'as the user for sitrep: profile, Personal Access Tokens; note when it ends';
const SHARED = 'at least 16 characters that only you and the receiver know, as `openssl rand -hex 32` makes them';
const ROUTING = 'the integration key of a PagerDuty service, integration "Events API v2"';
const SLACK: Wanted = {
  what: 'Slack',
  variable: 'SITREP_SLACK_TOKEN',
  how: 'https://api.slack.com/apps, Create New App, From a manifest (`sitrep config slack-manifest` prints it), Install App; its bot token, xoxb-…',
};
const CONFLUENCE: Wanted = {
  what: 'Confluence',
  variable: 'SITREP_CONFLUENCE_TOKEN',
  how: 'https://id.atlassian.com, Security, API tokens, as the user in `confluence.email`; note when it ends',
};
