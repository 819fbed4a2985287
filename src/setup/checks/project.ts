// The project: what must be switched on in it, who may start pipelines, and who can read what jobs print.

import type { ProjectSettings } from '../../gitlab/administration.ts';
import { allLabels } from '../../process/labels.ts';
import { BOT_LEVEL } from '../blueprint.ts';
import { atLeast } from '../setting.ts';
import { bad, both, type Check, call, from, good, INIT, unknown, warning } from './check.ts';
import type { Examined } from './examined.ts';

export const archived = setting('archived', 'The project is in use', ({ archived: is }, examined) =>
  is
    ? [
        'It is archived: nothing can be written in it.',
        `${examined.url}/edit, Advanced, Unarchive project (owners): ${call('POST', `${examined.api}/unarchive`)}`,
      ]
    : undefined,
);

export const issues = setting('issues', 'Issues are on', ({ issues: on }, examined) =>
  on
    ? undefined
    : ['Issues are switched off, and incidents are issues.', feature(examined, 'Issues', 'issues_access_level')],
);

export const builds = setting('builds', 'CI/CD is on', ({ builds: on }, examined) =>
  on
    ? undefined
    : ['CI/CD is switched off: no job of sitrep can run.', feature(examined, 'CI/CD', 'builds_access_level')],
);

export const mergeRequests = setting('merge-requests', 'Merge requests are on', ({ mergeRequests: on }, examined) =>
  on
    ? undefined
    : [
        'Merge requests are switched off: a Post Incident Review cannot be reviewed.',
        feature(examined, 'Merge requests', 'merge_requests_access_level'),
      ],
);

export const defaultBranch: Check = {
  id: 'default-branch',
  group: 'project',
  title: 'The bot may start pipelines on the default branch',
  look: (examined) =>
    from(
      both(both(examined.defaultBranch, examined.project), examined.defaultProtection),
      ([[there, project], protection]) => {
        const branch = project.defaultBranch ?? 'main';
        if (!there)
          return bad(
            'The repository is empty: there is no branch that a pipeline could run on.',
            'Run `sitrep init`: it commits the first files.',
          );
        // Who may run a pipeline on a protected branch is who may push or merge there (GitLab docs, CI/CD and protected branches).
        const levels = [protection?.pushLevel, protection?.mergeLevel].filter(
          (level) => level !== undefined && level > 0,
        );
        if (
          !protection ||
          protection.others.length > 0 ||
          levels.some((level) => level !== undefined && level <= BOT_LEVEL)
        )
          return good(`Pipelines run on ${branch}.`);
        return bad(
          `Nobody of the bot's role may push to ${branch} or merge there, so every pipeline of a webhook or schedule is refused.`,
          `Allow Maintainers to merge (${examined.url}/-/settings/repository, Protected branches): ${forMaintainers(examined, branch)}`,
        );
      },
    ),
};

/** A warning only: many teams want it so, and their members are trusted. */
export const defaultBranchWriters: Check = {
  id: 'default-branch-writers',
  group: 'project',
  title: 'Only Maintainers change what jobs do',
  look: (examined) =>
    from(both(examined.defaultProtection, examined.project), ([protection, project]) => {
      const branch = project.defaultBranch ?? 'main';
      if (!protection) return unknown(`The branch ${branch} has no rule of its own.`);
      const lets = (level: number): boolean => level > 0 && level < BOT_LEVEL;
      const ways = [
        ...(lets(protection.pushLevel) ? [`push to ${branch}`] : []),
        ...(lets(protection.mergeLevel) ? [`merge into ${branch}`] : []),
      ];
      if (ways.length === 0) return good(`No role below Maintainer pushes to ${branch} or merges there.`);
      return warning(
        `Developers may ${ways.join(' and ')}: they can change .gitlab-ci.yml there, and so read the bot's token, which is a Maintainer's.`,
        `Let only Maintainers do both (${examined.url}/-/settings/repository, Protected branches: Allowed to merge, Allowed to push and merge): ${forMaintainers(examined, branch)}`,
      );
    }),
};

/** GitLab's Free tiers cannot change a rule's roles, so it is made anew. */
function forMaintainers({ api }: Examined, branch: string): string {
  const path = `${api}/protected_branches`;
  const rules = { name: branch, push_access_level: BOT_LEVEL, merge_access_level: BOT_LEVEL };
  return `${call('DELETE', `${path}/${encodeURIComponent(branch)}`)} then ${call('POST', path, rules)}`;
}

/** A payload is itself a pipeline variable: so old a GitLab refuses it where nobody may set any (GitLab issue 557381). */
const EXEMPT_SINCE = [18, 4] as const;

export const pipelineVariables: Check = {
  id: 'pipeline-variables',
  group: 'project',
  title: 'Webhooks may start pipelines',
  look: (examined) =>
    from(both(examined.project, examined.version), ([{ variablesRole }, version]) => {
      if (variablesRole === undefined) return good('This GitLab does not restrict it.');
      const exempt = atLeast(version, EXEMPT_SINCE);
      const said = examined.webhooks.known ? examined.webhooks.value : [];
      const refused = said.some(
        ({ deliveries }) =>
          deliveries.known && deliveries.value.slice(0, 1).some(({ answer }) => /set pipeline variables/i.test(answer)),
      );
      const needsOwner = variablesRole === 'owner';
      if (!refused && (exempt || !(variablesRole === 'no_one_allowed' || needsOwner)))
        return good(`Pipeline variables: ${variablesRole}, which does not stop webhooks.`);
      return bad(
        `Pipeline variables may be set by ${needsOwner ? 'owners only' : 'nobody'}, and GitLab ${version.text} takes a webhook for one: every webhook is refused.`,
        `${examined.url}/-/settings/ci_cd, Variables, Minimum role to use pipeline variables: Maintainer (owners can change it): ${call('PUT', examined.api, { ci_pipeline_variables_minimum_override_role: 'maintainer' })}`,
      );
    }),
};

export const jobLogs = warns('job-logs', 'Job logs are for members', ({ visibility, publicJobs }, examined) =>
  visibility !== 'private' && publicJobs
    ? [
        `The project is ${visibility} and so are the logs of its jobs. sitrep prints numbers and names of users, never words, but other jobs may.`,
        `${examined.url}/-/settings/ci_cd, General pipelines: switch off Project-based pipeline visibility: ${call('PUT', examined.api, { public_jobs: false })}`,
      ]
    : undefined,
);

export const labels: Check = {
  id: 'labels',
  group: 'project',
  title: 'The labels are there',
  look: (examined) =>
    from(examined.labels, (there) => {
      const { config } = examined;
      const all = allLabels(config.known && config.value.ok ? config.value.policy : { communities: {} });
      const missing = all.filter(({ name }) => !there.includes(name));
      if (missing.length === 0) return good(`All ${all.length} labels are there.`);
      return bad(`Labels are missing: ${missing.map(({ name }) => name).join(', ')}.`, INIT);
    }),
};

type Wrong = readonly [reason: string, remedy: string] | undefined;

function setting(id: string, title: string, wrong: (project: ProjectSettings, examined: Examined) => Wrong): Check {
  return judged(id, title, wrong, bad);
}

function warns(id: string, title: string, wrong: (project: ProjectSettings, examined: Examined) => Wrong): Check {
  return judged(id, title, wrong, warning);
}

function judged(
  id: string,
  title: string,
  wrong: (project: ProjectSettings, examined: Examined) => Wrong,
  verdict: typeof bad,
): Check {
  return {
    id,
    group: 'project',
    title,
    look: (examined) =>
      from(examined.project, (project) => {
        const found = wrong(project, examined);
        return found ? verdict(...found) : good(`${title}.`);
      }),
  };
}

function feature(examined: Examined, name: string, field: string): string {
  return `${examined.url}/edit, Visibility, project features, permissions: ${name}: ${call('PUT', examined.api, { [field]: 'enabled' })}`;
}
