// Which part of GitLab's contract each endpoint answers to.
//
// `schema` is a file below GitLab's `spec/fixtures/api/schemas/`, `entity` a name of its OpenAPI document; `list` says
// that the answer is a list of them; `none` that GitLab publishes nothing for it.

export interface Contract {
  readonly schema?: string;
  readonly entity?: string;
  readonly list?: boolean;
  readonly none?: boolean;
}

export interface ContractRow {
  readonly method: string;
  readonly pattern: RegExp;
  readonly contract: Contract;
}

const v4 = 'public_api/v4';
const issue: Contract = { schema: `${v4}/issue.json`, entity: 'Issue' };
const note: Contract = { schema: `${v4}/notes.json`, entity: 'Note' };
const label: Contract = { schema: `${v4}/labels/project_label.json`, entity: 'ProjectLabel' };
const member: Contract = { schema: `${v4}/members.json`, entity: 'Member' };
const hook: Contract = { schema: `${v4}/project_hook.json`, entity: 'ProjectHook' };
const project: Contract = { entity: 'ProjectsWithAccessAndCatalogSetting' };
const unpublished: Contract = { none: true };

const issues = '/projects/:/issues/:';

export const contracts: readonly ContractRow[] = [
  row('GET', '/user', { entity: 'UserPublic' }),
  row('GET', '/users', list({ entity: 'UserWithAdmin' })),
  row('GET', '/users/:', { entity: 'UserWithAdmin' }),
  row('POST', '/users', { entity: 'UserWithAdmin' }),
  row('PUT', '/users/:', { entity: 'UserWithAdmin' }),
  row('POST', '/users/:/personal_access_tokens', { entity: 'PersonalAccessTokenWithToken' }),
  row('GET', '/personal_access_tokens/self', { entity: 'PersonalAccessToken' }),
  row('GET', '/projects/:/access_tokens/self', { entity: 'ResourceAccessToken' }),
  row('POST', '/projects/:/access_tokens', { entity: 'ResourceAccessTokenWithToken' }),
  row('GET', '/projects/:/access_tokens', list({ entity: 'ResourceAccessToken' })),
  row('GET', '/metadata', { schema: `${v4}/metadata.json`, entity: 'Metadata' }),
  row('GET', '/version', { schema: `${v4}/metadata.json`, entity: 'Metadata' }),

  row('GET', '/projects', list(project)),
  row('POST', '/projects', project),
  row('GET', '/projects/:', project),
  row('PUT', '/projects/:', project),
  row('GET', '/projects/:/members', list(member)),
  row('POST', '/projects/:/members', member),
  row('GET', '/projects/:/members/all', list(member)),
  row('GET', '/projects/:/members/all/:', member),
  row('GET', '/projects/:/members/:', member),
  row('PUT', '/projects/:/members/:', member),
  row('GET', '/projects/:/users', list({ entity: 'UserBasic' })),

  row('GET', '/projects/:/labels', list(label)),
  row('POST', '/projects/:/labels', label),
  row('GET', '/projects/:/labels/:', label),
  row('PUT', '/projects/:/labels/:', label),
  row('PUT', '/projects/:/labels', label),

  row('GET', '/issues', list(issue)),
  row('GET', '/projects/:/issues', list(issue)),
  row('POST', '/projects/:/issues', issue),
  row('GET', issues, issue),
  row('PUT', issues, issue),
  row('POST', `${issues}/move`, issue),
  row('GET', `${issues}/participants`, list({ schema: `${v4}/user/basic.json`, entity: 'UserBasic' })),
  row('GET', `${issues}/related_merge_requests`, list({ entity: 'MergeRequest' })),
  row('GET', `${issues}/closed_by`, list({ entity: 'MergeRequestBasic' })),
  row('GET', `${issues}/links`, list({ schema: `${v4}/issue_links.json`, entity: 'RelatedIssue' })),
  row('POST', `${issues}/links`, { schema: `${v4}/issue_link.json`, entity: 'IssueLink' }),
  row('GET', `${issues}/links/:`, { schema: `${v4}/issue_link.json`, entity: 'IssueLink' }),
  row('DELETE', `${issues}/links/:`, { schema: `${v4}/issue_link.json`, entity: 'IssueLink' }),
  row('GET', `${issues}/notes`, list(note)),
  row('POST', `${issues}/notes`, note),
  row('GET', `${issues}/notes/:`, note),
  row('PUT', `${issues}/notes/:`, note),
  row('GET', `${issues}/award_emoji`, list({ entity: 'AwardEmoji' })),
  row('POST', `${issues}/award_emoji`, { entity: 'AwardEmoji' }),
  row('GET', `${issues}/award_emoji/:`, { entity: 'AwardEmoji' }),
  row('GET', `${issues}/notes/:/award_emoji`, list({ entity: 'AwardEmoji' })),
  row('POST', `${issues}/notes/:/award_emoji`, { entity: 'AwardEmoji' }),
  row('GET', `${issues}/notes/:/award_emoji/:`, { entity: 'AwardEmoji' }),
  row('GET', `${issues}/resource_label_events`, list({ entity: 'ResourceLabelEvent' })),
  row('GET', `${issues}/resource_label_events/:`, { entity: 'ResourceLabelEvent' }),
  row('GET', `${issues}/resource_state_events`, list({ entity: 'ResourceStateEvent' })),
  row('GET', `${issues}/resource_state_events/:`, { entity: 'ResourceStateEvent' }),

  row('GET', '/projects/:/hooks', list(hook)),
  row('POST', '/projects/:/hooks', hook),
  row('GET', '/projects/:/hooks/:', hook),
  row('PUT', '/projects/:/hooks/:', hook),
  row('GET', '/projects/:/hooks/:/events', unpublished),
  row('POST', '/projects/:/hooks/:/events/:/resend', unpublished),
  row('POST', '/projects/:/hooks/:/test/:', unpublished),
];

/** A colon stands for one part of the path. */
function row(method: string, path: string, contract: Contract): ContractRow {
  return { method, pattern: new RegExp(`^${path.replaceAll(':', '[^/]+')}$`), contract };
}

function list(contract: Contract): Contract {
  return { ...contract, list: true };
}
