// What goes wrong with the project's own settings.

import { CONFIG } from '../set-up.ts';
import { type Broken, protect } from './broken.ts';

export const settings: readonly Broken[] = [
  feature('issues', 'issues are switched off', 'issues_access_level', /Issues are switched off/),
  feature('builds', 'CI/CD is switched off', 'builds_access_level', /CI\/CD is switched off/),
  feature('merge-requests', 'merge requests are switched off', 'merge_requests_access_level', /Merge requests are/),
  {
    name: 'the project is archived',
    id: 'archived',
    says: /archived: nothing can be written/,
    break: ({ ask, api }) => ask('root', 'POST', `${api}/archive`),
  },
  {
    name: 'the project is public, and with it the logs of its jobs',
    id: 'job-logs',
    state: 'warning',
    says: /public and so are the logs/,
    break: ({ ask, api }) => ask('root', 'PUT', api, { visibility: 'public' }),
  },
  {
    name: 'more people can read the journal than confidential incidents',
    id: 'journal-privacy',
    state: 'warning',
    says: /every user of this GitLab. So sitrep does not follow confidential incidents/,
    break: ({ ask, api }) => ask('root', 'PUT', api, { visibility: 'internal' }),
  },
  {
    name: 'nobody may push to the default branch or merge there',
    id: 'default-branch',
    says: /Nobody of the bot's role may push to main or merge there/,
    break: (set) => protect(set, 'main', 0, 0),
  },
  {
    name: 'Developers may push to the default branch and merge there',
    id: 'default-branch-writers',
    state: 'warning',
    says: /Developers may push to main and merge into main: they can change \.gitlab-ci\.yml there, and so read the bot's token/,
    break: (set) => protect(set, 'main', 30, 30),
  },
  {
    name: 'Developers may merge into the default branch',
    id: 'default-branch-writers',
    state: 'warning',
    says: /Developers may merge into main: /,
    break: (set) => protect(set, 'main', 40, 30),
  },
  {
    name: 'a label was deleted',
    id: 'labels',
    says: /Labels are missing: role: commander\./,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/labels/${encodeURIComponent('role: commander')}`),
  },
  {
    name: 'a community asks for a condition that is no label',
    id: 'labels',
    says: /Labels are missing: blocks-integration\./,
    break: ({ commit }) =>
      commit({ '.gitlab/sitrep.yml': `${CONFIG}communities: {all: {title: All, when: [blocks-integration]}}\n` }),
  },
];

function feature(id: string, name: string, field: string, says: RegExp): Broken {
  return { name, id, says, break: ({ ask, api }) => ask('root', 'PUT', api, { [field]: 'disabled' }) };
}
