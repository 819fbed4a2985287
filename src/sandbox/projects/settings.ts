// What can be set of a project and is told again, with GitLab's defaults.

import type { RawParams } from '../params.ts';
import type { Project } from '../store.ts';

/** What may be set through the API and is only told again, with GitLab's defaults. */
export const settingDefaults: Readonly<Record<string, unknown>> = {
  issues_enabled: true,
  merge_requests_enabled: true,
  wiki_enabled: true,
  jobs_enabled: true,
  snippets_enabled: true,
  container_registry_enabled: true,
  service_desk_enabled: false,
  issues_access_level: 'enabled',
  repository_access_level: 'enabled',
  merge_requests_access_level: 'enabled',
  builds_access_level: 'enabled',
  wiki_access_level: 'enabled',
  pages_access_level: 'private',
  shared_runners_enabled: true,
  lfs_enabled: true,
  emails_enabled: true,
  ci_default_git_depth: 20,
  ci_forward_deployment_enabled: true,
  ci_job_token_scope_enabled: false,
  ci_separated_caches: true,
  ci_push_repository_for_job_token_allowed: false,
  ci_pipeline_variables_minimum_override_role: 'developer',
  restrict_user_defined_variables: true,
  keep_latest_artifact: true,
  auto_cancel_pending_pipelines: 'enabled',
  resource_group_default_process_mode: 'unordered',
  build_timeout: 3600,
  auto_devops_enabled: false,
  public_jobs: true,
  only_allow_merge_if_pipeline_succeeds: false,
  allow_merge_on_skipped_pipeline: null,
  only_allow_merge_if_all_discussions_are_resolved: false,
  remove_source_branch_after_merge: true,
  request_access_enabled: true,
  merge_method: 'merge',
  squash_option: 'default_off',
  merge_commit_template: null,
  squash_commit_template: null,
  autoclose_referenced_issues: true,
};

/** The value of a setting, as set or by default. */
export function settingOf(project: Project, name: string): unknown {
  return project.settings.has(name) ? project.settings.get(name) : settingDefaults[name];
}

/** The switches that newer GitLabs also keep as an access level; setting one sets the other. */
const FEATURES: Readonly<Record<string, string>> = {
  issues_enabled: 'issues_access_level',
  jobs_enabled: 'builds_access_level',
  merge_requests_enabled: 'merge_requests_access_level',
  wiki_enabled: 'wiki_access_level',
};

/** Keeps what was sent of the settings above. */
export function applySettings(project: Project, sent: RawParams): void {
  for (const name of Object.keys(settingDefaults)) {
    const value = sent[name];
    if (value !== undefined) project.settings.set(name, value === 'true' ? true : value === 'false' ? false : value);
  }
  for (const [toggle, level] of Object.entries(FEATURES)) {
    if (sent[level] !== undefined) project.settings.set(toggle, settingOf(project, level) !== 'disabled');
    else if (sent[toggle] !== undefined)
      project.settings.set(level, settingOf(project, toggle) === true ? 'enabled' : 'disabled');
  }
}
