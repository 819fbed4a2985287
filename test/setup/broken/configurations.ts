// What goes wrong with the configuration and the people in it.

import { CONFIG, type SetUp } from '../set-up.ts';
import { type Broken, edit, expectWords } from './broken.ts';

const SETTINGS = '.gitlab/sitrep.yml';

export const configurations: readonly Broken[] = [
  {
    name: 'the configuration has a key that nobody knows',
    id: 'config',
    says: /\.gitlab\/sitrep\.yml:1:1: servces: .*`services`/,
    break: (set) => set.commit({ [SETTINGS]: CONFIG.replace('services', 'servces') }),
    heal: mendSettings(/Mend that line/),
  },
  {
    name: 'no service is configured',
    id: 'service-contacts',
    state: 'warning',
    says: /No service is configured/,
    break: (set) => set.commit({ [SETTINGS]: '{}\n' }),
    heal: mendSettings(/Add your services and their contacts under `services:`/),
  },
  {
    name: 'a service has nobody to call',
    id: 'service-contacts',
    state: 'warning',
    says: /nexus: nobody to call/,
    break: (set) => set.commit({ [SETTINGS]: CONFIG.replace('[ana]', '[]') }),
    heal: mendSettings(/Add `contacts: \[user\.name\]` to it/),
  },
  {
    name: 'a service has no run book',
    id: 'run-books',
    state: 'warning',
    says: /nexus has no run book/,
    break: (set) => edit(set, SETTINGS, (text) => text.replace(/ {4}run_book: .*\n/, '')),
    heal: mendSettings(/add `run_book: <its address>` to nexus/),
  },
  {
    name: 'R111: a run book is not where it was',
    id: 'run-books',
    state: 'warning',
    says: /The run book of nexus is gone: http.*\/api\/v4\/nowhere answers 404/,
    break: (set) =>
      edit(set, SETTINGS, (text) => text.replace(/docs\/nexus\.md/, `${set.stage.gitlab.url}/api/v4/nowhere`)),
    heal: mendSettings(/Write where it is now/),
  },
  {
    name: 'a contact has left the project',
    id: 'contacts',
    says: /@ana \(contact of nexus\) is no member of the project/,
    break: ({ ask, api, stage }) => ask('root', 'DELETE', `${api}/members/${stage.person('ana').id}`),
    heal: (set, remedy) => nameAnother(set, remedy, 'ana'),
  },
  {
    name: 'a contact is blocked',
    id: 'contacts',
    says: /@ana \(contact of nexus\) is blocked/,
    break: ({ ask, stage }) => ask('root', 'POST', `/users/${stage.person('ana').id}/block`),
    heal: (set, remedy) => nameAnother(set, remedy, 'ana'),
  },
  {
    name: 'a user representative is not known here',
    id: 'representatives',
    says: /@bne \(user representative\) is no member of the project/,
    break: (set) => set.commit({ [SETTINGS]: CONFIG.replace('[ben]', '[bne]') }),
    heal: (set, remedy) => nameAnother(set, remedy, 'bne'),
  },
];

function mendSettings(words: RegExp): NonNullable<Broken['heal']> {
  return async (set, remedy) => {
    expectWords(remedy, words);
    await set.commit({ [SETTINGS]: CONFIG });
  };
}

async function nameAnother(set: SetUp, remedy: string, who: string): Promise<void> {
  expectWords(remedy, new RegExp(`Name somebody else instead of \`${who}\``));
  await edit(set, SETTINGS, (text) => text.replace(`[${who}]`, '[cai]'));
}
