// The journal: there, whole, written by the bot alone, and read by nobody who may not read the incidents.

import { BOT_LEVEL, JOURNAL_BRANCH } from '../blueprint.ts';
import { JOURNAL_INPUT } from '../ci-file/inputs.ts';
import { bad, both, type Check, call, from, good, INIT, unknown, warning } from './check.ts';
import { edit } from './pipeline.ts';

export const journalThere: Check = {
  id: 'journal',
  group: 'journal',
  title: 'The journal is there',
  look: (examined) =>
    from(examined.journal, (journal) => {
      switch (journal.state) {
        case 'there':
          return good(`${examined.journalBranch} holds ${count(journal.open.length, 'open incident')}.`);
        case 'missing':
          return bad(
            `There is no branch ${examined.journalBranch}: nothing can be recorded.`,
            'If there was one, restore it first: somebody who fetched it lately can push it again. Else run `sitrep init`: it begins one.',
          );
        case 'unusable':
          return bad(journal.reason, `Look at its last commits: ${examined.url}/-/commits/${examined.journalBranch}`);
        default:
          return journal satisfies never;
      }
    }),
};

/** What may stand in a command as it is: the name comes from a file that others write. */
const PLAIN = /^\w[\w./-]*$/;

export const journalBranch: Check = {
  id: 'journal-branch',
  group: 'journal',
  title: 'Jobs write the journal that is looked at',
  look: (examined) =>
    from(both(examined.ciFile, examined.journal), ([file, journal]) => {
      if (!file || file.includes.length === 0) return unknown('.gitlab-ci.yml does not include sitrep.');
      const here = examined.journalBranch;
      const other = file.includes
        .map(({ inputs }) => inputs[JOURNAL_INPUT] ?? JOURNAL_BRANCH)
        .find((one) => one !== here);
      if (other === undefined) return good(`The include says ${here} as well.`);
      if (typeof other !== 'string' || !PLAIN.test(other))
        return unknown(`The input ${JOURNAL_INPUT} of the include is no plain name, so where jobs write is not known.`);
      const asked = `run doctor and init with that name: \`SITREP_JOURNAL_BRANCH=${other} sitrep doctor\``;
      return bad(
        `Jobs write the journal to ${other}, as the include says, and doctor looks at ${here}: one of the two is not the record.`,
        journal.state === 'there'
          ? `If ${here} is the journal, write \`${JOURNAL_INPUT}: ${here}\` among the inputs of the include (${edit(examined, '.gitlab-ci.yml')}). If ${other} is, ${asked}.`
          : `There is no journal on ${here}, so ${asked}.`,
      );
    }),
};

export const journalProtected: Check = {
  id: 'journal-protected',
  group: 'journal',
  title: 'The journal is protected',
  look: (examined) =>
    from(both(examined.journalProtection, examined.journal), ([protection, journal]) => {
      const branch = examined.journalBranch;
      if (journal.state === 'missing') return unknown(`There is no branch ${branch}.`);
      const page = `${examined.url}/-/settings/repository, Protected branches`;
      const path = `${examined.api}/protected_branches/${encodeURIComponent(branch)}`;
      if (!protection)
        return bad(`The branch ${branch} is not protected: every Developer can rewrite what happened.`, INIT);
      if (protection.forcePush)
        return bad(
          `Force push is allowed on ${branch}: what happened could be rewritten.`,
          `${page}: switch off Allowed to force push: ${call('PATCH', path, { allow_force_push: false })}`,
        );
      if (protection.pushLevel !== 0 && protection.pushLevel < BOT_LEVEL)
        return bad(
          `Developers can push to ${branch}: the record would be anybody's.`,
          `${page}: Allowed to push: Maintainers. Remove the protection, ${call('DELETE', path)} and run \`sitrep init\`, which sets it right.`,
        );
      if (protection.pushLevel === 0 && protection.others.length === 0)
        return bad(
          `Nobody can push to ${branch}, the bot neither: nothing can be recorded.`,
          `${page}: Allowed to push: Maintainers. Remove the protection, ${call('DELETE', path)} and run \`sitrep init\`, which sets it right.`,
        );
      return good(`Only Maintainers push to ${branch}, and nobody by force.`);
    }),
};

export const journalWriters: Check = {
  id: 'journal-writers',
  group: 'journal',
  title: 'Who else could push to the journal',
  look: (examined) =>
    from(both(both(examined.members, examined.bot), examined.journalProtection), ([[members, bot], protection]) => {
      const least = protection && protection.pushLevel > 0 ? protection.pushLevel : BOT_LEVEL;
      const others = members.filter(({ id, level, active }) => id !== bot.id && active && level >= least);
      const who = [...others.map(({ name }) => `@${name}`), ...(protection?.others ?? [])];
      // On a paid tier the bot alone may be named, by its display name.
      if (protection?.pushLevel === 0 && protection.others.length === 1)
        return good(`Only ${protection.others[0]} may push.`);
      if (protection && protection.others.length > 0)
        return warning(
          `Besides Maintainers, these may push to the journal: ${protection.others.join(', ')}.`,
          `${examined.url}/-/settings/repository, Protected branches: remove them from Allowed to push, but for the bot.`,
        );
      return good(
        who.length === 0
          ? 'Nobody but the bot could push.'
          : `Besides the bot, ${who.join(', ')} could push (Maintainers and owners); what they change by hand is seen.`,
      );
    }),
};

export const journalPrivacy: Check = {
  id: 'journal-privacy',
  group: 'journal',
  title: 'Nobody reads more in the journal than in the incidents',
  look: (examined) =>
    from(examined.project, ({ visibility }) =>
      visibility === 'private'
        ? good('The project is private, the journal with it.')
        : warning(
            `The project is ${visibility}: its journal can be read by ${visibility === 'public' ? 'everybody' : 'every user of this GitLab'}. So sitrep does not follow confidential incidents here.`,
            `To have those followed, make the project private (${examined.url}/edit, Visibility): ${call('PUT', examined.api, { visibility: 'private' })}`,
          ),
    ),
};

export const journalIntact: Check = {
  id: 'journal-intact',
  group: 'journal',
  title: 'The journal is as sitrep wrote it',
  look: (examined) =>
    from(examined.journal, (journal) => {
      if (journal.state !== 'there') return unknown('There is no journal to be read.');
      if (journal.broken.length > 0)
        return journal.broken.map((reason) =>
          bad(
            reason,
            `Put the file back as it was in the last commit of the bot: ${examined.url}/-/commits/${examined.journalBranch}`,
          ),
        );
      const events = journal.open.reduce((sum, one) => sum + one.events, 0);
      return good(`Every line follows the one before: ${count(events, 'event')} of what is open.`);
    }),
};

/** Beyond this many open incidents every job takes seconds longer to read them (measured up to 1,000). */
const MANY_OPEN = 1000;

export const journalSize: Check = {
  id: 'journal-size',
  group: 'journal',
  title: 'Incidents come to an end',
  look: (examined) =>
    from(examined.journal, (journal) => {
      if (journal.state !== 'there') return unknown('There is no journal to be read.');
      if (journal.open.length <= MANY_OPEN) return good(`${count(journal.open.length, 'incident')} open.`);
      return warning(
        `${journal.open.length} incidents are open: each job reads them all.`,
        `End those that are over with \`/resolved\` in a comment, or \`/withdraw\`: ${examined.url}/-/issues?type=INCIDENT&sort=created_asc`,
      );
    }),
};

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
