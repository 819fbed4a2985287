// What a person can do about an answer of Jira, in plain words.

/** `variable`: the CI variable that holds the token. */
export function cureFor(variable: string): (status: number) => string {
  return (status) => {
    switch (status) {
      case 401:
        return (
          'Jira does not take the token: it is wrong, expired (on Cloud after a year at most) or revoked. Make a new one ' +
          `(Cloud: id.atlassian.com, Security, API tokens; Data Center: profile, Personal Access Tokens) and put it into the CI variable ${variable}. ` +
          'A token with scopes, or of a service account, works only at https://api.atlassian.com/ex/jira/<cloud id>, ' +
          'and needs read:jira-user, read:jira-work, write:jira-work'
        );
      case 403:
        return (
          'The user of the token may not do this: give it the permissions Browse projects, Create issues, Edit issues, ' +
          'Add comments, Transition issues and Link issues in the project (`sitrep doctor` tells which it lacks)'
        );
      case 404:
        return 'It does not exist, or the user of the token may not see it (permission Browse projects)';
      case 410:
        return 'This Jira no longer has that part of its API: is its kind (cloud or data-center) configured wrongly?';
      case 413:
        return 'The ticket is full: Jira takes at most 5,000 comments and 2,000 links';
      case 429:
        return 'Jira asks for fewer requests: a later run takes this up again';
      default:
        return status === 0 || status >= 500 ? 'Jira or the way to it is down: a later run takes this up again' : '';
    }
  };
}

/** The permissions without which a ticket cannot be kept, as Jira's API and its pages name them. */
export const NEEDED_PERMISSIONS: Readonly<Record<string, string>> = {
  BROWSE_PROJECTS: 'Browse projects',
  CREATE_ISSUES: 'Create issues',
  EDIT_ISSUES: 'Edit issues',
  ADD_COMMENTS: 'Add comments',
  TRANSITION_ISSUES: 'Transition issues',
  LINK_ISSUES: 'Link issues',
};
