// What goes wrong with the pipeline file, and what its jobs did.

import { type Broken, CI, edit, expectWords, openIssue, quotedIn } from './broken.ts';

export const pipelines: readonly Broken[] = [
  {
    name: 'an input was taken out of the header',
    id: 'ci-file',
    says: /does not declare the input note:/,
    break: (set) => edit(set, CI, (text) => text.replace(/ {4}note:\n(?: {6}.*\n)+/, '')),
  },
  {
    name: 'the include was taken out',
    id: 'ci-file',
    says: /does not include sitrep/,
    break: (set) =>
      edit(set, CI, (text) => text.replace(/include:\n(?:[ -].*\n)+/, 'other:\n  script: [make]\n  when: manual\n')),
  },
  {
    name: 'the pipeline file was deleted',
    id: 'ci-file',
    says: /There is no \.gitlab-ci\.yml/,
    break: (set) => set.commit({ [CI]: null }),
  },
  {
    name: 'the pipeline file is broken',
    id: 'ci-lint',
    says: /GitLab refuses \.gitlab-ci\.yml, so no pipeline starts/,
    break: (set) => edit(set, CI, (text) => `${text}\nmine: [make\n`),
    heal: async (set, remedy) => {
      expectWords(remedy, /Mend it where GitLab says/);
      await edit(set, CI, (text) => text.replace(/\nmine:[\s\S]*/, ''));
    },
  },
  {
    name: 'another job of the project would run at each comment',
    id: 'other-jobs',
    says: /Each comment also starts deploy: /,
    break: (set) => edit(set, CI, (text) => `${text}\ndeploy:\n  script: [make deploy]\n`),
    heal: (set, remedy) => edit(set, CI, (text) => `${text}  ${quotedIn(remedy)}\n`),
  },
  {
    name: 'the project’s workflow lets no webhook through',
    id: 'workflow',
    says: /workflow: rules of \.gitlab-ci\.yml make no pipeline for trigger, schedule, api, web/,
    break: (set) =>
      edit(set, CI, (text) =>
        text.replace('workflow:\n', `workflow:\n  rules:\n    - if: '$CI_PIPELINE_SOURCE == "push"'\n`),
      ),
    heal: (set, remedy) => edit(set, CI, (text) => text.replace('  rules:\n', `  rules:\n    - ${quotedIn(remedy)}\n`)),
  },
  {
    name: 'the include names another bot',
    id: 'echo',
    says: /The include says `bot: old-bot`, and the bot is @sitrep-bot/,
    break: (set) => edit(set, CI, (text) => text.replace('bot: sitrep-bot', 'bot: old-bot')),
    heal: (set, remedy) => edit(set, CI, (text) => text.replace('bot: old-bot', quotedIn(remedy))),
  },
  {
    name: 'the committed program is not there',
    id: 'bundle',
    says: /run \.gitlab\/sitrep\.cjs, and there is no such file/,
    break: (set) => edit(set, CI, (text) => text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      from: bundle')),
  },
  {
    name: 'the image of the jobs comes through a service under watch',
    id: 'job-image',
    says: /load nexus\.example\.com\/tools\/sitrep:1, which comes through nexus: when nexus is down, so is sitrep/,
    break: (set) =>
      edit(set, CI, (text) =>
        text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      image: nexus.example.com/tools/sitrep:1'),
      ),
    heal: async (set, remedy) => {
      expectWords(remedy, /Name another source in the include .*: an image that comes from elsewhere/);
      await edit(set, CI, (text) => text.replace('nexus.example.com', 'registry.gitlab.com'));
    },
  },
  {
    name: 'the last job failed',
    id: 'failed-jobs',
    says: /1 of 1 jobs failed, sitrep-react the last time it ran: ✗ the journal cannot be reached \[secret\]/,
    break: async (set) => {
      Object.assign(set.jobs, { code: 3, says: 'hint: none\n✗ the journal cannot be reached glpat-abcdefghijkl' });
      await openIssue(set);
    },
    heal: async (set, remedy) => {
      expectWords(remedy, /Read http.*mend what it says, then run the job again/);
      Object.assign(set.jobs, { code: 0, says: '' });
      await openIssue(set);
    },
  },
];
