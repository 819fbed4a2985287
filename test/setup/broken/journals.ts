// What goes wrong with the journal.

import { type Broken, CI, edit, expectWords, openIncident, protect, quotedIn } from './broken.ts';

export const journals: readonly Broken[] = [
  {
    name: 'the journal was deleted',
    id: 'journal',
    says: /There is no branch incident-journal: nothing can be recorded/,
    break: async ({ ask, api }) => {
      await ask('root', 'DELETE', `${api}/protected_branches/incident-journal`);
      await ask('root', 'DELETE', `${api}/repository/branches/incident-journal`);
    },
  },
  {
    name: 'the include names another branch for the journal',
    id: 'journal-branch',
    says: /Jobs write the journal to records, as the include says, and doctor looks at incident-journal: /,
    break: (set) =>
      edit(set, CI, (text) => text.replace('bot: sitrep-bot', 'bot: sitrep-bot\n      journal-branch: records')),
    heal: (set, remedy) => edit(set, CI, (text) => text.replace('journal-branch: records', quotedIn(remedy))),
  },
  {
    name: 'the journal is not protected',
    id: 'journal-protected',
    says: /not protected: every Developer can rewrite what happened/,
    break: ({ ask, api }) => ask('root', 'DELETE', `${api}/protected_branches/incident-journal`),
  },
  {
    name: 'force push is allowed on the journal',
    id: 'journal-protected',
    says: /Force push is allowed/,
    break: ({ ask, api }) =>
      ask('root', 'PATCH', `${api}/protected_branches/incident-journal`, { allow_force_push: true }),
  },
  {
    name: 'Developers can push to the journal',
    id: 'journal-protected',
    says: /Developers can push/,
    break: (set) => protect(set, 'incident-journal', 30, 30),
  },
  {
    name: 'nobody can push to the journal, the bot neither',
    id: 'journal-protected',
    says: /Nobody can push/,
    break: (set) => protect(set, 'incident-journal', 0, 0),
  },
  {
    name: 'a line of the journal was changed by hand',
    id: 'journal-intact',
    says: /The journal is broken: open\/1\.jsonl, line \d+: /,
    break: async (set) => {
      await openIncident(set);
      const text = await set.text('open/1.jsonl', 'incident-journal');
      await set.commit({ 'open/1.jsonl': text.replace('"seq":1,', '"seq":7,') }, 'incident-journal');
    },
    heal: async (set, remedy) => {
      expectWords(remedy, /Put the file back as it was in the last commit of the bot/);
      const text = await set.text('open/1.jsonl', 'incident-journal');
      await set.commit({ 'open/1.jsonl': text.replace('"seq":7,', '"seq":1,') }, 'incident-journal');
    },
  },
];
