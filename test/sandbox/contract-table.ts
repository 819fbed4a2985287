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

const branch: Contract = { schema: `${v4}/branch.json`, entity: 'Branch' };
const commit: Contract = { schema: `${v4}/commit/detail.json`, entity: 'CommitDetail' };
const mergeRequest: Contract = { schema: `${v4}/merge_request.json`, entity: 'MergeRequest' };
const mergeRequestBasic: Contract = { schema: `${v4}/merge_request.json`, entity: 'MergeRequestBasic' };
const pipeline: Contract = { schema: `${v4}/pipeline/detail.json`, entity: 'CiPipeline' };
const pipelineBasic: Contract = { schema: `${v4}/pipeline/basic.json`, entity: 'CiPipelineBasic' };
const job: Contract = { schema: `${v4}/job.json`, entity: 'CiJob' };
const jobBasic: Contract = { entity: 'CiJobBasic' };
const schedule: Contract = { schema: 'pipeline_schedule.json', entity: 'CiPipelineScheduleDetails' };
const variable: Contract = { entity: 'CiVariable' };

const issues = '/projects/:/issues/:';
const repository = '/projects/:/repository';
const mergeRequests = '/projects/:/merge_requests/:';
const schedules = '/projects/:/pipeline_schedules';

export const contracts: readonly ContractRow[] = [
  row('GET', '/user', { entity: 'UserWithAdmin' }),
  row('GET', '/users', list({ entity: 'UserWithAdmin' })),
  row('GET', '/users/:', { entity: 'UserWithAdmin' }),
  row('POST', '/users', { entity: 'UserWithAdmin' }),
  row('PUT', '/users/:', { entity: 'UserWithAdmin' }),
  row('POST', '/users/:/block', unpublished),
  row('POST', '/users/:/unblock', unpublished),
  row('POST', '/users/:/personal_access_tokens', { entity: 'PersonalAccessTokenWithToken' }),
  row('GET', '/personal_access_tokens/self', { entity: 'PersonalAccessToken' }),
  row('GET', '/projects/:/access_tokens/self', { entity: 'ResourceAccessToken' }),
  row('POST', '/projects/:/access_tokens', { entity: 'ResourceAccessTokenWithToken' }),
  row('POST', '/personal_access_tokens/self/rotate', { entity: 'PersonalAccessTokenWithToken' }),
  row('POST', '/personal_access_tokens/:/rotate', { entity: 'PersonalAccessTokenWithToken' }),
  row('GET', '/projects/:/access_tokens', list({ entity: 'ResourceAccessToken' })),
  row('GET', '/projects/:/access_tokens/:', { entity: 'ResourceAccessToken' }),
  row('POST', '/projects/:/access_tokens/self/rotate', { entity: 'ResourceAccessTokenWithToken' }),
  row('POST', '/projects/:/access_tokens/:/rotate', { entity: 'ResourceAccessTokenWithToken' }),
  row('GET', '/projects/:/runners', list({ schema: `${v4}/runner.json`, entity: 'CiRunner' })),
  row('GET', '/runners/:', unpublished),
  row('PUT', '/runners/:', unpublished),
  row('GET', '/namespaces', list(unpublished)),
  row('GET', '/namespaces/:', unpublished),
  row('GET', '/metadata', { schema: `${v4}/metadata.json`, entity: 'Metadata' }),
  row('GET', '/version', { schema: `${v4}/metadata.json`, entity: 'Metadata' }),

  row('GET', '/projects', list(project)),
  row('POST', '/projects', project),
  row('GET', '/projects/:', project),
  row('PUT', '/projects/:', project),
  row('POST', '/projects/:/archive', project),
  row('POST', '/projects/:/unarchive', project),
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

  row('GET', '/groups/:/labels', list({ entity: 'GroupLabel' })),
  row('POST', '/groups/:/labels', { entity: 'GroupLabel' }),

  row('GET', '/issues', list(issue)),
  row('GET', '/projects/:/issues', list(issue)),
  row('POST', '/projects/:/issues', issue),
  row('GET', issues, issue),
  row('PUT', issues, issue),
  row('POST', `${issues}/move`, issue),
  row('POST', `${issues}/subscribe`, issue),
  row('POST', `${issues}/unsubscribe`, issue),
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
  row('GET', `${issues}/discussions`, list({ entity: 'Discussion' })),
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

  row('GET', `${repository}/branches`, list(branch)),
  row('POST', `${repository}/branches`, branch),
  row('GET', `${repository}/branches/:`, branch),
  row('PUT', `${repository}/branches/:/protect`, branch),
  row('PUT', `${repository}/branches/:/unprotect`, branch),
  row('GET', '/projects/:/protected_branches', unpublished),
  row('POST', '/projects/:/protected_branches', unpublished),
  row('GET', '/projects/:/protected_branches/:', unpublished),
  row('PATCH', '/projects/:/protected_branches/:', unpublished),
  row('GET', `${repository}/commits`, list({ schema: `${v4}/commit/basic.json`, entity: 'Commit' })),
  row('POST', `${repository}/commits`, commit),
  row('GET', `${repository}/commits/:`, commit),
  row('GET', `${repository}/commits/:/diff`, list({ entity: 'Diff' })),
  row('GET', `${repository}/tree`, list({ entity: 'TreeObject' })),
  row('GET', `${repository}/compare`, unpublished),
  row('GET', `${repository}/files/:`, unpublished),
  row('GET', `${repository}/files/:/raw`, unpublished),
  row('POST', `${repository}/files/:`, unpublished),
  row('PUT', `${repository}/files/:`, unpublished),
  row('GET', '/projects/:/templates/:', unpublished),
  row('GET', '/projects/:/templates/:/:', unpublished),

  row('GET', '/projects/:/merge_requests', list(mergeRequestBasic)),
  row('GET', '/merge_requests', list(mergeRequestBasic)),
  // What is computed later is null right after creation (behaviours L3), which the schema does not know.
  row('POST', '/projects/:/merge_requests', { entity: 'MergeRequest' }),
  row('GET', mergeRequests, mergeRequest),
  row('PUT', mergeRequests, mergeRequest),
  row('PUT', `${mergeRequests}/merge`, mergeRequest),
  row('POST', `${mergeRequests}/cancel_auto_merge`, mergeRequest),
  row('POST', `${mergeRequests}/cancel_merge_when_pipeline_succeeds`, mergeRequest),
  row('GET', `${mergeRequests}/approvals`, { entity: 'MergeRequestApprovals' }),
  row('POST', `${mergeRequests}/approve`, { entity: 'MergeRequestApprovals' }),
  row('POST', `${mergeRequests}/unapprove`, unpublished),
  row('GET', `${mergeRequests}/reviewers`, list({ entity: 'MergeRequestReviewer' })),
  row('GET', `${mergeRequests}/participants`, list({ entity: 'UserBasic' })),
  row('GET', `${mergeRequests}/commits`, list({ schema: `${v4}/commit/basic.json`, entity: 'Commit' })),
  row('GET', `${mergeRequests}/diffs`, list({ entity: 'Diff' })),
  row('GET', `${mergeRequests}/changes`, { entity: 'MergeRequestChanges' }),
  row('GET', `${mergeRequests}/closes_issues`, list(issue)),
  row('GET', `${mergeRequests}/pipelines`, list(pipelineBasic)),
  row('GET', `${mergeRequests}/notes`, list(note)),
  row('POST', `${mergeRequests}/notes`, note),
  row('GET', `${mergeRequests}/notes/:`, note),
  row('PUT', `${mergeRequests}/notes/:`, note),
  row('GET', `${mergeRequests}/resource_state_events`, list({ entity: 'ResourceStateEvent' })),
  row('GET', `${mergeRequests}/resource_label_events`, list({ entity: 'ResourceLabelEvent' })),

  row('GET', '/projects/:/triggers', list({ entity: 'Trigger' })),
  row('POST', '/projects/:/triggers', { entity: 'Trigger' }),
  row('GET', '/projects/:/triggers/:', { entity: 'Trigger' }),
  row('PUT', '/projects/:/triggers/:', { entity: 'Trigger' }),
  row('POST', '/projects/:/trigger/pipeline', pipeline),
  row('POST', '/projects/:/ref/:/trigger/pipeline', pipeline),
  row('POST', '/projects/:/pipeline', pipeline),
  row('GET', '/projects/:/pipelines', list(pipelineBasic)),
  row('GET', '/projects/:/pipelines/latest', pipeline),
  row('GET', '/projects/:/pipelines/:', pipeline),
  row('GET', '/projects/:/pipelines/:/variables', list({ entity: 'CiVariable' })),
  row('POST', '/projects/:/pipelines/:/cancel', pipeline),
  row('POST', '/projects/:/pipelines/:/retry', pipeline),
  row('GET', '/projects/:/pipelines/:/jobs', list(job)),
  row('POST', '/projects/:/ci/lint', unpublished),
  row('GET', '/projects/:/ci/lint', unpublished),
  row('GET', '/projects/:/jobs', list(job)),
  row('GET', '/projects/:/jobs/:', job),
  row('GET', '/projects/:/jobs/:/trace', unpublished),
  row('POST', '/projects/:/jobs/:/play', job),
  row('POST', '/projects/:/jobs/:/cancel', job),
  row('POST', '/projects/:/jobs/:/retry', job),
  row('GET', '/projects/:/resource_groups', list({ entity: 'CiResourceGroup' })),
  row('GET', '/projects/:/resource_groups/:', { entity: 'CiResourceGroup' }),
  row('PUT', '/projects/:/resource_groups/:', { entity: 'CiResourceGroup' }),
  row('GET', '/projects/:/resource_groups/:/upcoming_jobs', list(jobBasic)),
  row('GET', schedules, list({ schema: 'pipeline_schedule.json', entity: 'CiPipelineSchedule' })),
  row('POST', schedules, schedule),
  row('GET', `${schedules}/:`, schedule),
  row('PUT', `${schedules}/:`, schedule),
  row('POST', `${schedules}/:/take_ownership`, schedule),
  row('POST', `${schedules}/:/play`, unpublished),
  row('GET', `${schedules}/:/pipelines`, list(pipelineBasic)),
  row('POST', `${schedules}/:/variables`, variable),
  row('GET', `${schedules}/:/variables/:`, variable),
  row('PUT', `${schedules}/:/variables/:`, variable),
  row('GET', '/projects/:/variables', list(variable)),
  row('POST', '/projects/:/variables', variable),
  row('GET', '/projects/:/variables/:', variable),
  row('PUT', '/projects/:/variables/:', variable),
];

/** A colon stands for one part of the path. */
function row(method: string, path: string, contract: Contract): ContractRow {
  return { method, pattern: new RegExp(`^${path.replaceAll(':', '[^/]+')}$`), contract };
}

function list(contract: Contract): Contract {
  return { ...contract, list: true };
}
