// Everything that is looked at, in the order in which people read it. To add a check: its file or family beside this,
// its line here, its row in the table test.

import type { Check } from './check.ts';
import { heartbeat, resourceGroup, runners, timer, watch } from './clock.ts';
import { config, contacts, representatives, runBooks, serviceContacts } from './config.ts';
import { confluenceSpace, confluenceToken } from './confluence.ts';
import { webhookDeliveries } from './deliveries.ts';
import { destinations } from './destinations.ts';
import { access, version } from './gitlab.ts';
import { jiraFields, jiraNames, jiraProjects, jiraToken } from './jira.ts';
import {
  journalBranch,
  journalIntact,
  journalPrivacy,
  journalProtected,
  journalSize,
  journalThere,
  journalWriters,
} from './journal.ts';
import { pagerSecret } from './pager.ts';
import { bundle, ciFile, echo, jobImage, lint, otherJobs, workflow } from './pipeline.ts';
import {
  archived,
  builds,
  defaultBranch,
  defaultBranchWriters,
  issues,
  jobLogs,
  labels,
  mergeRequests,
  pipelineVariables,
} from './project.ts';
import { compute, failedJobs } from './runs.ts';
import { serviceChannels, slackChannels, slackPeople, slackScopes, slackToken } from './slack.ts';
import { spares } from './spares.ts';
import { botLevel, tokenExpiry, tokenOwner, tokenScope, tokenValid } from './token.ts';
import { mirrorVariables, variable } from './variable.ts';
import { trigger, webhookAlert, webhookDuplicates, webhookNoise, webhooksThere } from './webhooks.ts';

export const checks: readonly Check[] = [
  access,
  version,
  tokenValid,
  tokenScope,
  tokenExpiry,
  tokenOwner,
  botLevel,
  spares,
  variable,
  mirrorVariables,
  archived,
  issues,
  builds,
  mergeRequests,
  defaultBranch,
  defaultBranchWriters,
  pipelineVariables,
  jobLogs,
  labels,
  ciFile,
  lint,
  workflow,
  otherJobs,
  echo,
  bundle,
  jobImage,
  failedJobs,
  compute,
  journalThere,
  journalBranch,
  journalProtected,
  journalWriters,
  journalPrivacy,
  journalIntact,
  journalSize,
  webhooksThere,
  webhookAlert,
  webhookDeliveries,
  webhookNoise,
  webhookDuplicates,
  trigger,
  heartbeat,
  watch,
  timer,
  resourceGroup,
  runners,
  config,
  serviceContacts,
  runBooks,
  contacts,
  representatives,
  destinations,
  slackToken,
  slackScopes,
  slackChannels,
  slackPeople,
  serviceChannels,
  jiraToken,
  jiraProjects,
  jiraNames,
  jiraFields,
  confluenceToken,
  confluenceSpace,
  pagerSecret,
];
