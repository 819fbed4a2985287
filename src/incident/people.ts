// Who is who in an incident: who leads, who holds which role, and which roles may stand together.

import { type Mirror, type Person, ROLES, type Role } from './events.ts';
import { SINGLE } from './fold-roles.ts';
import type { Incident } from './incident.ts';

/** What a role is called in a sentence. */
export const TITLES: Readonly<Record<Role, string>> = {
  commander: 'Incident Commander',
  'ops-lead': 'Ops Lead',
  ops: 'Ops Team',
  sme: 'Subject Matter Expert',
  comms: 'Comms',
  planner: 'Planner',
  'review-team': 'PIR Team',
};

export const MIRROR_NAMES: Readonly<Record<Mirror, string>> = {
  slack: 'Slack',
  jira: 'Jira',
  confluence: 'Confluence',
  pager: 'The pager',
  gitlab: 'The other project',
};

export function holders(incident: Incident, role: Role): readonly Person[] {
  return incident.roles[role].map((holder) => holder.person);
}

export function holds(incident: Incident, role: Role, person: Person): boolean {
  return incident.roles[role].some((holder) => holder.person.id === person.id);
}

export function commander(incident: Pick<Incident, 'roles'>): Person | undefined {
  return incident.roles.commander[0]?.person;
}

/** Who is in charge: the commander, else who acknowledged (acting command is no role: R93). */
export function leader(incident: Pick<Incident, 'roles' | 'acting'>): Person | undefined {
  return commander(incident) ?? incident.acting;
}

export function leads(incident: Incident, person: Person): boolean {
  return leader(incident)?.id === person.id;
}

/** Who does the duties of Comms or Planner: the holders, else whoever leads (process.md section 3). */
export function dutyOf(incident: Incident, role: 'comms' | 'planner'): readonly Person[] {
  const filled = holders(incident, role);
  const lead = leader(incident);
  return filled.length > 0 ? filled : lead ? [lead] : [];
}

export function hasRole(incident: Incident, person: Person): boolean {
  return (
    leads(incident, person) ||
    Object.values(incident.roles).some((all) => all.some((one) => one.person.id === person.id))
  );
}

/** Those whose `/change` is assigned work (R61). */
export function isOps(incident: Incident, person: Person): boolean {
  return holds(incident, 'ops-lead', person) || holds(incident, 'ops', person) || holds(incident, 'sme', person);
}

/** Everyone who holds or held a role, or gave a command: who took part. */
export function engaged(incident: Incident): readonly Person[] {
  const people = new Map<number, Person>();
  for (const { person } of incident.served) people.set(person.id, person);
  for (const { person, engaged } of incident.active.values()) if (engaged) people.set(person.id, person);
  return [...people.values()];
}

/** Those who are at work now: they hold a role, lead, or did a responder's work and have not left. */
function atWork(incident: Incident): ReadonlyMap<number, Person> {
  const people = new Map<number, Person>();
  for (const { person, working } of incident.active.values()) if (working) people.set(person.id, person);
  for (const role of RESPONSE) for (const { person } of incident.roles[role]) people.set(person.id, person);
  if (incident.acting) people.set(incident.acting.id, incident.acting);
  return people;
}

const RESPONSE = ROLES.filter((role) => role !== 'review-team');

/** Nobody else is at work on it. */
export function isAlone(incident: Incident, person: Person): boolean {
  const people = atWork(incident);
  return people.size === 1 && people.has(person.id);
}

/** The one person who is alone with a full response, where that is so (derived, no role: R87). */
export function solo(incident: Incident): Person | undefined {
  const people = [...atWork(incident).values()];
  return incident.status === 'responding' && people.length === 1 ? people[0] : undefined;
}

/** What taking a role does: the roles it sheds, whom it replaces, or the role that stands in the way. */
export type Fit =
  | { readonly ok: true; readonly sheds: readonly Role[] }
  | {
      readonly ok: false;
      readonly holder: Person;
      readonly role: Role;
      readonly why: 'taken' | 'ops-lead-alone' | 'no-combining';
    };

const SHED_BY_OPS_LEAD: ReadonlySet<Role> = new Set(['ops', 'sme']);
const COMMAND_STAFF: ReadonlySet<Role> = new Set(['commander', 'comms', 'planner']);

/**
 * Whether `person` may hold `role` beside what they hold (R85, R86, R87).
 *
 * The Ops Lead holds no other response role, whatever the way in, and that cannot be overridden; the
 * PIR Team is open to all. Becoming Ops Lead sheds `ops` and `sme`.
 */
export function fits(incident: Incident, role: Role, person: Person, mayCombine: boolean): Fit {
  if (role === 'review-team') return { ok: true, sheds: [] };
  const mine = (Object.keys(incident.roles) as Role[]).filter(
    (held) => held !== role && held !== 'review-team' && holds(incident, held, person),
  );
  const sheds = role === 'ops-lead' ? mine.filter((held) => SHED_BY_OPS_LEAD.has(held)) : [];
  const rest = mine.filter((held) => !sheds.includes(held));
  const other = role === 'ops-lead' ? rest[0] : rest.find((held) => held === 'ops-lead');
  if (other) return { ok: false, holder: person, role: other, why: 'ops-lead-alone' };
  const combined = mayCombine || !COMMAND_STAFF.has(role) ? undefined : rest.find((held) => COMMAND_STAFF.has(held));
  if (combined) return { ok: false, holder: person, role: combined, why: 'no-combining' };
  const holder = SINGLE.has(role) ? incident.roles[role].find((one) => one.person.id !== person.id) : undefined;
  if (holder) return { ok: false, holder: holder.person, role, why: 'taken' };
  return { ok: true, sheds };
}
