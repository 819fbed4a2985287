// Jira: the token, the projects to which tickets go, and whether what the configuration names is there.

import { CONFIG_PATH } from '../../config/load.ts';
import { STATUSES } from '../../incident/events.ts';
import type { JiraSettings } from '../../incident/mirror-policy.ts';
import type { Named } from '../../jira/survey.ts';
import type { Policy } from '../../rules/index.ts';
import { bad, both, type Check, type Finding, from, good, unknown, warning } from './check.ts';
import { destinationsOf } from './destinations.ts';
import type { Examined } from './examined.ts';
import { ofMirror, storing, takes } from './mirrors.ts';
import { edit } from './pipeline.ts';
import { type JiraProjectSeen, NOT_TAKEN, projectKey } from './see-mirrors.ts';

const TOKEN = 'SITREP_JIRA_TOKEN';

export const jiraToken: Check = {
  id: 'jira-token',
  group: 'Jira',
  title: 'Jira takes the token',
  look: (examined) =>
    ofMirror(
      examined,
      ({ jira }) => jira,
      ({ login }) =>
        takes(
          login,
          ({ name, kind }) =>
            good(
              `It is ${name}'s, of ${kind === 'cloud' ? 'Jira Cloud. Jira does not say when it ends: a year after it was made at the latest' : 'a Data Center. Jira does not say when it ends'}.`,
            ),
          (why) =>
            bad(
              `Jira does not take ${TOKEN}: ${why}.`,
              `Make a new token (Cloud: https://id.atlassian.com, Security, API tokens, by the user in \`jira.email\`; Data Center: profile, Personal Access Tokens; one with scopes works only where \`jira.api_url\` is its address) and store it: ${storing(examined, TOKEN)}`,
            ),
        ),
    ),
};

/** What filing alone needs; the live ticket is edited, commented and moved too. */
const FILING = ['Browse projects', 'Create issues', 'Link issues'];

export const jiraProjects: Check = {
  id: 'jira-projects',
  group: 'Jira',
  title: 'The Jira projects are there, with their issue types, and the token may write in them',
  look: (examined) =>
    ofMirror(
      examined,
      ({ jira }) => jira,
      ({ login, projects }, policy) =>
        from(login, (value) => {
          if (!value.taken) return unknown(NOT_TAKEN);
          return wantedProjects(policy).flatMap(({ at, key, type, live }) => {
            const seen = projects.get(projectKey(key, type));
            if (seen === undefined) return [];
            if (!seen.known) return [unknown(seen.why)];
            const user = value.as.name;
            return [projectFinding({ at, key, type, live, user, page: edit(examined, CONFIG_PATH) }, seen.value)];
          });
        }),
    ),
};

interface Wanted {
  /** The key under which the configuration names it. */
  readonly at: string;
  readonly key: string;
  readonly type: string;
  /** That of the live tickets. */
  readonly live: boolean;
}

function wantedProjects(policy: Policy): readonly Wanted[] {
  const { jira } = policy;
  return [
    ...(jira ? [{ at: 'jira', key: jira.project, type: jira.issue_type, live: true }] : []),
    ...destinationsOf(policy).flatMap(({ at, to }) =>
      to.jira === undefined ? [] : [{ at, key: to.jira, type: to.issue_type, live: false }],
    ),
  ];
}

function projectFinding(
  { at, key, type, live, user, page }: Wanted & { readonly user: string; readonly page: string },
  project: JiraProjectSeen | undefined,
): Finding {
  if (!project)
    return bad(
      `${at} names the Jira project ${key}: it does not exist, or ${user} may not see it.`,
      `Give ${user} the permission Browse projects in ${key}, or write the right key (${page}).`,
      at,
    );
  const missing = project.missingPermissions.filter((one) => live || FILING.includes(one));
  if (missing.length > 0)
    return bad(
      `${user} lacks ${missing.join(', ')} in the Jira project ${key} (${at}).`,
      `Give ${user} ${missing.length === 1 ? 'that permission' : 'those permissions'} in ${key} (Project settings, Permissions or People).`,
      at,
    );
  if (project.type === undefined)
    return bad(
      `The Jira project ${key} has no issue type ${type} (${at}): no ticket can be made.`,
      `Write one of ${project.types.join(', ')} as \`issue_type\` (${page}), or add the type to the project.`,
      at,
    );
  return good(`${key} takes tickets of the type ${project.type.name}.`, at);
}

export const jiraNames: Check = {
  id: 'jira-names',
  group: 'Jira',
  title: 'The statuses and priorities that are named are there',
  look: (examined) =>
    ofMirror(
      examined,
      ({ jira }) => jira,
      ({ statuses, priorities }, { jira: settings }) =>
        from(both(statuses, priorities), ([ofTickets, all]) => {
          const page = edit(examined, CONFIG_PATH);
          // Without the project or type no status is known, and that is another check's to say.
          const wrong = [
            ...(ofTickets.length === 0 ? [] : unknownStatuses(settings, ofTickets)),
            ...Object.entries(settings?.priorities ?? {})
              .filter(([, name]) => !isAmong(name, all))
              .map(([severity, name]) => ({ at: `jira.priorities.${severity}`, name, there: all })),
          ];
          if (wrong.length === 0) return good('They are all there.');
          return wrong.map(({ at, name, there }) =>
            bad(
              `${at} names ${name}, which Jira has not.`,
              `Write one of ${there.map((one) => one.name).join(', ')} (${page}).`,
              at,
            ),
          );
        }),
    ),
};

interface Misnamed {
  readonly at: string;
  readonly name: string;
  readonly there: readonly Named[];
}

/** A number is the id of a transition, which only a ticket could tell. */
function unknownStatuses(settings: JiraSettings | undefined, there: readonly Named[]): readonly Misnamed[] {
  return STATUSES.flatMap((status) => {
    const name = settings?.statuses[status];
    if (name === undefined || /^\d+$/.test(name) || isAmong(name, there)) return [];
    return [{ at: `jira.statuses.${status}`, name, there }];
  });
}

function isAmong(wanted: string, all: readonly Named[]): boolean {
  return all.some(({ id, name }) => id === wanted || name.toLowerCase() === wanted.toLowerCase());
}

/** Filled in every ticket. */
const OURS = ['project', 'issuetype', 'summary', 'description', 'labels', 'reporter'];

export const jiraFields: Check = {
  id: 'jira-fields',
  group: 'Jira',
  title: 'The screen for new tickets has the fields that are filled, and wants no others',
  look: (examined) =>
    ofMirror(
      examined,
      ({ jira }) => jira,
      ({ fields }, { jira: settings }) =>
        from(fields, (screen) => {
          if (screen.length === 0 || !settings) return unknown('The fields of new tickets are not to be seen.');
          const filled = [...Object.keys(settings.fields), ...(hasPriorities(settings) ? ['priority'] : [])];
          const onScreen = new Set(screen.map(({ id }) => id));
          const absent = ['description', 'labels', ...filled].filter((id) => !onScreen.has(id));
          const wanted = screen.filter(({ id, needed }) => needed && ![...OURS, ...filled].includes(id));
          const found = [
            ...wanted.map(({ id, name }) => unfilled(id, name, settings, examined)),
            ...absent.map((id) => offScreen(id, settings, examined)),
          ];
          return found.length > 0 ? found : good('It has those that are filled, and wants no others.');
        }),
    ),
};

function unfilled(id: string, name: string, { project }: JiraSettings, examined: Examined): Finding {
  return bad(
    `New tickets in ${project} must have ${name} (${id}), which nothing fills: none can be made.`,
    `Write a value after \`jira.fields.${id}\` (${edit(examined, CONFIG_PATH)}), or make the field optional in Jira.`,
    id,
  );
}

function offScreen(id: string, { project, issue_type: type }: JiraSettings, examined: Examined): Finding {
  const consequence =
    id === 'labels'
      ? 'a ticket is found again by its links alone'
      : id === 'description'
        ? 'the live state is not to be read there'
        : 'it is left out';
  return warning(
    `The screen for new tickets of ${project} has no field ${id}: ${consequence}.`,
    `Add the field to the screen of ${type} in Jira${OURS.includes(id) ? '' : `, or take it out of the configuration (${edit(examined, CONFIG_PATH)})`}.`,
    id,
  );
}

function hasPriorities({ priorities }: JiraSettings): boolean {
  return Object.keys(priorities).length > 0;
}
