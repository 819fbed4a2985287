// The CI/CD variable in which jobs find the token: hidden from who should not have it, and there for the jobs that need it.

import { TOKEN_VARIABLE } from '../blueprint.ts';
import { bad, both, type Check, call, from, good } from './check.ts';

export const variable: Check = {
  id: 'variable',
  group: 'token',
  title: `${TOKEN_VARIABLE} is there, masked and protected`,
  look: (examined) =>
    from(
      both(examined.variables, both(examined.defaultProtection, examined.project)),
      ([all, [protection, project]]) => {
        const mine = all.filter(({ key }) => key === TOKEN_VARIABLE);
        const found = mine.find(({ scope }) => scope === '*');
        const page = `${examined.url}/-/settings/ci_cd, Variables`;
        const path = `${examined.api}/variables/${TOKEN_VARIABLE}`;
        if (!found)
          return bad(
            mine.length === 0
              ? `There is no CI/CD variable ${TOKEN_VARIABLE}: jobs have no token.`
              : `${TOKEN_VARIABLE} is for the environment ${mine[0]?.scope} only, and sitrep's jobs have none.`,
            'Run `sitrep init` with the bot’s token in SITREP_TOKEN: it stores it, masked and protected.',
          );
        if (!found.masked)
          return bad(
            `${TOKEN_VARIABLE} is not masked: a job could print it.`,
            `${page}: Visibility, Masked: ${call('PUT', path, { masked: true })}`,
          );
        const branch = project.defaultBranch ?? 'main';
        if (found.protected && !protection)
          return bad(
            `${TOKEN_VARIABLE} is protected and the branch ${branch} is not, so its jobs do not get it.`,
            `Protect the branch (${examined.url}/-/settings/repository, Protected branches): ${call('POST', `${examined.api}/protected_branches`, { name: branch, push_access_level: 40, merge_access_level: 40 })}`,
          );
        if (!found.protected)
          return bad(
            `${TOKEN_VARIABLE} is not protected: whoever can push a branch can read it with a job of their own.`,
            `${page}: Protect variable: ${call('PUT', path, { protected: true })}${protection ? '' : ` and protect the branch: ${call('POST', `${examined.api}/protected_branches`, { name: branch, push_access_level: 40, merge_access_level: 40 })}`}`,
          );
        return good(`It is masked and protected, and the branch ${branch} is protected.`);
      },
    ),
};
