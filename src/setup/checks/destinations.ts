// Where work goes that is no incident: every tracker that the configuration names can be written to (R23, R25).

import { CONFIG_PATH } from '../../config/load.ts';
import type { ProjectSettings } from '../../gitlab/administration.ts';
import type { Destination } from '../../incident/mirror-policy.ts';
import type { Policy } from '../../rules/index.ts';
import { bad, type Check, type Finding, good, unknown } from './check.ts';
import type { Examined, Known } from './examined.ts';
import { withMirrors } from './mirrors.ts';
import { edit } from './pipeline.ts';

/** Each with the key under which it stands. */
export function destinationsOf({
  backlog,
  services,
}: Policy): readonly { readonly at: string; readonly to: Destination }[] {
  return [
    ...Object.entries(backlog).map(([name, to]) => ({ at: `backlog.${name}`, to })),
    ...Object.entries(services).flatMap(([name, { backlog: own, bugs }]) => [
      ...(own ? [{ at: `services.${name}.backlog`, to: own }] : []),
      ...(bugs ? [{ at: `services.${name}.bugs`, to: bugs }] : []),
    ]),
  ];
}

export const destinations: Check = {
  id: 'destinations',
  group: 'configuration',
  title: 'Work that is no incident can go where the configuration sends it',
  look: (examined) =>
    withMirrors(examined, ({ elsewhere }, policy) => {
      const all = destinationsOf(policy);
      if (all.length === 0) return [good('The configuration names none.')];
      const page = edit(examined, CONFIG_PATH);
      return all.map(({ at, to }): Finding => {
        if (to.gitlab !== undefined) return inGitLab(at, to.gitlab, elsewhere.get(to.gitlab), examined);
        if (policy.jira) return good(`Jira ${to.jira}: see Jira's own checks.`, at);
        return bad(
          `${at} names the Jira project ${to.jira}, and there is no Jira: nothing can go there.`,
          `Add the key \`jira:\`, or name a GitLab project (${page}).`,
          at,
        );
      });
    }),
};

function inGitLab(
  at: string,
  path: string,
  seen: Known<ProjectSettings | undefined> | undefined,
  examined: Examined,
): Finding {
  const page = edit(examined, CONFIG_PATH);
  if (!seen?.known) return unknown(seen?.why ?? `${path} was not looked at.`);
  const project = seen.value;
  if (!project)
    return bad(
      `${at} names ${path}: there is no such project, or the bot does not see it.`,
      `Invite the bot there as Reporter (${examined.server}/${path}/-/project_members), or write its right path (${page}).`,
      at,
    );
  if (project.archived)
    return bad(
      `${at} names ${path}, which is archived: nothing can be filed there.`,
      `Unarchive it, or name another (${page}).`,
      at,
    );
  if (!project.issues)
    return bad(
      `${at} names ${path}, which has no issues: nothing can be filed there.`,
      `Switch its issues on (${project.url}/edit, Visibility), or name another (${page}).`,
      at,
    );
  return good(`${path} takes issues.`, at);
}
