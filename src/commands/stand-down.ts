// /stand-down: a role is given up, or taken from somebody by the commander.

import type { Fact, Person, Role } from '../incident/events.ts';
import { ROLES } from '../incident/events.ts';
import { holds } from '../incident/people.ts';
import { code, named } from '../text/markdown.ts';
import { nearest } from '../text/nearest.ts';
import { needsCharge, needsResponder } from './authority.ts';
import { type Command, did, type Given, refuse, type Verdict } from './command.ts';
import { roleNames } from './role-command.ts';

export const standDown: Command = {
  name: 'stand-down',
  aliases: ['standdown', 'release'],
  usage: '/stand-down [@person] [role]',
  summary: 'Give up your roles, or one of them; the commander may relieve others.',
  who: 'Oneself; the commander for others.',
  understand(words, given) {
    const name = /@([\w.-]*\w)/.exec(words)?.[1];
    const found = name === undefined ? undefined : given.person(name);
    if (name !== undefined && !found)
      return refuse(`There is no member ${code(`@${name}`)} in this project.`, '/stand-down @name');
    const person = found?.person ?? given.by;
    const barred = person.id === given.by.id ? needsResponder(given) : needsCharge(given);
    if (barred) return barred;
    return release(person, words.replace(/@[\w.-]+/, '').trim(), given);
  },
};

function release(person: Person, word: string, given: Given): Verdict {
  const held = ROLES.filter((role) => holds(given.incident, role, person));
  if (held.length === 0) return refuse(`${named(person)} holds no role in this incident.`, '/help');
  if (word === '') return did(...held.map((role) => released(role, person)));
  const role = nearest(word.split(/\s/)[0] ?? '', ROLES) as Role | undefined;
  if (!role || !held.includes(role))
    return refuse(
      `${named(person)} holds ${roleNames(held)}, not ${code(word)}.`,
      `/stand-down @${person.name} ${held[0]}`,
    );
  return did(released(role, person, word.split(/\s+/).slice(1).join(' ')));
}

function released(role: Role, person: Person, reason = ''): Fact {
  return { type: 'role-released', role, person, ...(reason === '' ? {} : { reason }) };
}
