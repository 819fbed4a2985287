// The configuration file, and whether the people it names can be called.

import { CONFIG_PATH } from '../../config/load.ts';
import type { Member } from '../../gitlab/administration.ts';
import type { Policy } from '../../rules/index.ts';
import { bad, type Check, type Finding, from, good, unknown, warning } from './check.ts';
import type { Examined } from './examined.ts';
import { booksOf } from './links.ts';
import { edit } from './pipeline.ts';

export const config: Check = {
  id: 'config',
  group: 'configuration',
  title: `${CONFIG_PATH} is valid`,
  look: (examined) =>
    from(examined.config, (loaded) =>
      loaded.ok
        ? loaded.policy.enabled
          ? good('It is valid.')
          : warning(
              'It says enabled: false: sitrep does nothing in this project.',
              `Write \`enabled: true\` (${edit(examined, CONFIG_PATH)}).`,
            )
        : loaded.errors.map((error) =>
            bad(`${error} (The last good one is in force.)`, `Mend that line (${edit(examined, CONFIG_PATH)}).`),
          ),
    ),
};

export const serviceContacts: Check = {
  id: 'service-contacts',
  group: 'configuration',
  title: 'Every service has somebody to call',
  look: (examined) =>
    policyOf(examined, (policy) => {
      const services = Object.entries(policy.services);
      if (services.length === 0)
        return warning(
          'No service is configured: nobody is called when an incident is not acknowledged.',
          `Add your services and their contacts under \`services:\` (${edit(examined, CONFIG_PATH)}).`,
        );
      const without = services.filter(([, { contacts }]) => contacts.length === 0).map(([name]) => name);
      if (without.length === 0) return good(`${services.length} services, each with contacts.`);
      return warning(
        `${without.join(', ')}: nobody to call when an incident is not acknowledged.`,
        `Add \`contacts: [user.name]\` to ${without.length === 1 ? 'it' : 'each'} (${edit(examined, CONFIG_PATH)}).`,
      );
    }),
};

export const runBooks: Check = {
  id: 'run-books',
  group: 'configuration',
  title: 'Run books and recovery plans are where they are said to be',
  look: (examined) =>
    from(examined.links, (links) =>
      policyOf(examined, (policy) => {
        const page = edit(examined, CONFIG_PATH);
        const lacking = Object.entries(policy.services).filter(([, { run_book: book }]) => book === undefined);
        const gone = booksOf(policy).filter(({ address }) => [404, 410].includes(Number(links.get(address))));
        const found = [
          ...gone.map(({ what, address }) =>
            warning(
              `The ${what} is gone: ${address} answers ${links.get(address)}.`,
              `Write where it is now (${page}).`,
              what,
            ),
          ),
          ...lacking.map(([name]) =>
            warning(
              `${name} has no run book: whoever responds at night begins from nothing.`,
              `Write one, and add \`run_book: <its address>\` to ${name} (${page}).`,
              `run book of ${name}`,
            ),
          ),
        ];
        return found.length > 0 ? found : good('Each service has its run book, and none is known to be gone.');
      }),
    ),
};

export const contacts: Check = {
  id: 'contacts',
  group: 'configuration',
  title: 'Contacts can be called',
  look: (examined) =>
    reachable(
      examined,
      (policy) =>
        Object.entries(policy.services).flatMap(([name, service]) =>
          service.contacts.map((who) => [who, `contact of ${name}`] as const),
        ),
      'would not hear of an incident',
    ),
};

export const representatives: Check = {
  id: 'representatives',
  group: 'configuration',
  title: 'User representatives can review',
  look: (examined) =>
    reachable(
      examined,
      (policy) => policy.review.representatives.map((who) => [who, 'user representative'] as const),
      'would not hear of a review',
    ),
};

function reachable(
  examined: Examined,
  people: (policy: Policy) => readonly (readonly [who: string, as: string])[],
  consequence: string,
): readonly Finding[] {
  return from(examined.members, (members) =>
    policyOf(examined, (policy) => {
      const wrong = people(policy).flatMap(([who, as]) => {
        const fault = faultOf(who.replace(/^@/, ''), members);
        return fault === undefined ? [] : [{ who: who.replace(/^@/, ''), as, fault }];
      });
      if (wrong.length === 0) return good('Everybody who is named is a member, and none is blocked.');
      return wrong.map(({ who, as, fault }) =>
        bad(
          `@${who} (${as}) ${fault}, and ${consequence}.`,
          fault === BLOCKED
            ? `Name somebody else instead of \`${who}\` (${edit(examined, CONFIG_PATH)}), or have the user unblocked.`
            : `Name somebody else instead of \`${who}\` (${edit(examined, CONFIG_PATH)}), or invite them (${examined.url}/-/project_members).`,
          who,
        ),
      );
    }),
  );
}

const BLOCKED = 'is blocked';

function faultOf(name: string, members: readonly Member[]): string | undefined {
  const member = members.find((one) => one.name.toLowerCase() === name.toLowerCase());
  return member === undefined ? 'is no member of the project' : member.active ? undefined : BLOCKED;
}

function policyOf(examined: Examined, look: (policy: Policy) => Finding | readonly Finding[]): readonly Finding[] {
  return from(examined.config, (loaded) => (loaded.ok ? look(loaded.policy) : unknown(`${CONFIG_PATH} is not valid.`)));
}
