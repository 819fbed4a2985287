// /stand-down: a role is given up, or taken from somebody by the commander.

import type { Fact, Person, Role } from '../incident/events.ts';
import { ROLES } from '../incident/events.ts';
import { holds } from '../incident/people.ts';
import { code, named } from '../text/markdown.ts';
import { needsCharge } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { roleNames } from './role-command.ts';
import { roleSaid } from './role-words.ts';

export const standDown: Command = {
  name: 'stand-down',
  aliases: ['standdown'],
  usage: '/stand-down [@person] [role] [why]',
  summary: 'Give up your roles, or one of them; the commander may relieve others.',
  who: 'Oneself; the commander for others.',
  understand(words, given) {
    const name = /@([\w.-]*\w)/.exec(words.split('\n')[0] ?? '')?.[1];
    const found = name === undefined ? undefined : given.person(name);
    const person = found?.person ?? (name === undefined ? given.by : holderNamed(name, given));
    if (!person) return refuse(`There is no member ${code(`@${name}`)} in this project.`, '/stand-down @name');
    const barred = person.id === given.by.id ? undefined : needsCharge(given);
    if (barred) return barred;
    return release(person, words.replace(/@[\w.-]*\w/, '').trim(), given);
  },
};

/** Who holds a role is known by it, also when they have left the project. */
function holderNamed(name: string, { incident }: Given): Person | undefined {
  return Object.values(incident.roles)
    .flat()
    .find((holder) => holder.person.name.toLowerCase() === name.toLowerCase())?.person;
}

/** One word that is no role is a mistake; several are the reason. */
function release(person: Person, words: string, given: Given): Verdict {
  const held = ROLES.filter((role) => holds(given.incident, role, person));
  if (held.length === 0) return refuse(`${named(person)} holds no role in this incident.`, '/help');
  const said = roleSaid(words);
  if (said ? !held.includes(said.role) : /^\S+$/.test(words))
    return refuse(
      `${named(person)} holds ${roleNames(held)}, not ${code(words, 80)}.`,
      `/stand-down @${person.name} ${held[0]}`,
    );
  if (said) return did(released(said.role, person, said.rest));
  return did(...held.map((role) => released(role, person, words)));
}

function released(role: Role, person: Person, reason: string): Fact {
  return { type: 'role-released', role, person, ...(reason === '' ? {} : { reason }) };
}
