// The CI variables whose values must never be printed. On their own, because every start of the program reads this.

export const SECRETS = [
  'SITREP_TOKEN',
  'GITLAB_TOKEN',
  'CI_JOB_TOKEN',
  'SITREP_SLACK_TOKEN',
  'SITREP_SLACK_APP_TOKEN',
  'SITREP_JIRA_TOKEN',
  'SITREP_CONFLUENCE_TOKEN',
  'SITREP_PAGER_SECRET',
] as const;
