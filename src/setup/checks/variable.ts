// The CI/CD variables in which jobs find their tokens: hidden from who should not have them, and there for the jobs that need them.

import type { Protection } from '../../gitlab/administration.ts';
import { TOKEN_VARIABLE } from '../blueprint.ts';
import { bad, both, type Check, call, type Finding, from, good, unknown } from './check.ts';
import type { Examined } from './examined.ts';
import { storing, withMirrors } from './mirrors.ts';
import { notAtHand } from './see-mirrors.ts';

export const variable: Check = {
  id: 'variable',
  group: 'token',
  title: `${TOKEN_VARIABLE} is there, masked and protected`,
  look: (examined) =>
    hidden(examined, TOKEN_VARIABLE, (scope) =>
      bad(
        scope === undefined
          ? `There is no CI/CD variable ${TOKEN_VARIABLE}: jobs have no token.`
          : `${TOKEN_VARIABLE} is for the environment ${scope} only, and sitrep's jobs have none.`,
        'Run `sitrep init` with the bot’s token in SITREP_TOKEN: it stores it, masked and protected.',
      ),
    ),
};

export const mirrorVariables: Check = {
  id: 'mirror-variables',
  group: 'token',
  title: 'The variables of the mirrors are there, masked and protected',
  look: (examined) =>
    withMirrors(examined, (_seen, { slack, jira, confluence, pager }) => {
      const found = [
        ...(slack ? ofMirror(examined, 'SITREP_SLACK_TOKEN', 'Slack') : []),
        ...(jira ? ofMirror(examined, 'SITREP_JIRA_TOKEN', 'Jira') : []),
        ...(confluence ? ofConfluence(examined, jira !== undefined) : []),
        ...(pager ? ofMirror(examined, 'SITREP_PAGER_SECRET', 'the pager') : []),
      ];
      return found.length > 0 ? found : [good('The configuration names no mirror.')];
    }),
};

/** It may use Jira's. */
function ofConfluence(examined: Examined, besideJira: boolean): readonly Finding[] {
  const own = examined.variables.known && examined.variables.value.some(({ key }) => key === 'SITREP_CONFLUENCE_TOKEN');
  if (own || !besideJira) return ofMirror(examined, 'SITREP_CONFLUENCE_TOKEN', 'Confluence');
  return [good('Confluence is used with SITREP_JIRA_TOKEN.', 'SITREP_CONFLUENCE_TOKEN')];
}

function ofMirror(examined: Examined, name: string, what: string): readonly Finding[] {
  return hidden(examined, name, () => {
    // A group's variables, and those of the instance, reach the jobs too, and the project does not tell of them.
    if (examined.given.has(name)) return unknown(`${name} is set here, and is no variable of the project: a group's?`);
    return bad(
      `${notAtHand([name])}: ${what} cannot be used.`,
      `Store it (${examined.url}/-/settings/ci_cd, Variables), masked and protected: ${storing(examined, name)}`,
      name,
    );
  }).map((found) => ({ ...found, about: name }));
}

/** Whether a variable is as a secret should be. @param absent where no job has it; told for which environment alone it is */
function hidden(examined: Examined, name: string, absent: (scope: string | undefined) => Finding): readonly Finding[] {
  return from(
    both(examined.variables, both(examined.defaultProtection, examined.project)),
    ([all, [protection, { defaultBranch: branch = 'main' }]]) => {
      const mine = all.filter(({ key }) => key === name);
      const found = mine.find(({ scope }) => scope === '*');
      const page = `${examined.url}/-/settings/ci_cd, Variables`;
      const path = `${examined.api}/variables/${name}`;
      if (!found) return absent(mine[0]?.scope);
      if (!found.masked)
        return bad(
          `${name} is not masked: a job could print it.`,
          `${page}: Visibility, Masked: ${call('PUT', path, { masked: true })}`,
        );
      if (found.protected && !protection)
        return bad(
          `${name} is protected and the branch ${branch} is not, so its jobs do not get it.`,
          `Protect the branch (${examined.url}/-/settings/repository, Protected branches): ${protecting(examined, branch)}`,
        );
      if (!found.protected)
        return bad(
          `${name} is not protected: whoever can push a branch can read it with a job of their own.`,
          `${page}: Protect variable: ${call('PUT', path, { protected: true })}${alsoProtecting(protection, examined, branch)}`,
        );
      return good(`It is masked and protected, and the branch ${branch} is protected.`);
    },
  );
}

function protecting({ api }: Examined, branch: string): string {
  return call('POST', `${api}/protected_branches`, { name: branch, push_access_level: 40, merge_access_level: 40 });
}

function alsoProtecting(protection: Protection | undefined, examined: Examined, branch: string): string {
  return protection ? '' : ` and protect the branch: ${protecting(examined, branch)}`;
}
