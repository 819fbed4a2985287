// Brings a ticket to a status, by the ways that its workflow offers.
//
// Jira offers only what is possible from where a ticket stands, for this user; a workflow may want several steps, and a step
// a resolution. Asking where it stands comes first, so that repeating changes nothing.

import type { Outcome } from '../http/outcome.ts';
import { refusedWhereUnread } from '../http/rest.ts';
import type { Client } from './client.ts';
import type { Jira, WantedStatus } from './port.ts';
import { type Status, type Transition, WireStatusOnly, WireTransitions } from './wire.ts';

const MOST_STEPS = 5;

export function makeTransition(client: Client): Jira['transition'] {
  return (key, wanted) => refusedWhereUnread(() => bring(client, key, wanted));
}

async function bring(client: Client, key: string, wanted: WantedStatus): Promise<Outcome<{ readonly status: string }>> {
  const been = new Set<string>();
  let status = await statusOf(client, key);
  let disturbed = false;
  for (let steps = 0; ; steps += 1) {
    been.add(status.id);
    if (isThere(status, wanted)) return done(status);
    const offered = await waysFrom(client, key);
    const way = chosen(offered, status, wanted, been);
    if (!way) return status.category === wanted.category ? done(status) : noWay(status, offered, wanted);
    if (steps === MOST_STEPS) return tooFar(status, wanted);
    const step = await go(client, key, way, wanted.resolution);
    if (step.outcome === 'done') {
      status = way.to;
      if (way.id === wanted.transition) return done(status);
    }
    // Somebody moved it in the same moment: look where it stands now, once.
    else if (step.outcome === 'refused' && step.status === 409 && !disturbed) {
      disturbed = true;
      status = await statusOf(client, key);
    } else return step;
  }
}

/** Where a transition is configured, only what is offered tells whether it was taken. */
function isThere(status: Status, wanted: WantedStatus): boolean {
  const { name, transition } = wanted;
  return (
    isNamed(status, wanted) || (name === undefined && transition === undefined && status.category === wanted.category)
  );
}

function statusOf(client: Client, key: string): Promise<Status> {
  return client.get(['issue', key], { fields: 'status' }, WireStatusOnly.parse);
}

async function waysFrom(client: Client, key: string): Promise<readonly Transition[]> {
  const path = ['issue', key, 'transitions'];
  const all = await client.get(path, { expand: 'transitions.fields' }, WireTransitions.parse);
  return all.filter(({ available }) => available);
}

function go(client: Client, key: string, way: Transition, resolution: string | undefined): Promise<Outcome<undefined>> {
  const chosen = resolutionFor(way, resolution);
  const body = { transition: { id: way.id }, ...(chosen ? { fields: { resolution: chosen } } : {}) };
  return client.write({ method: 'POST', path: ['issue', key, 'transitions'], body, ticket: key }, () => undefined);
}

/**
 * The next step: as configured by id, else to the status of that name (or by a step of that name), else to its category or nearer to it.
 *
 * In the right category and with no direct way to the name it stays where it is: a walk among its neighbours would go on in
 * every run, and another way of being done may mean something else to its people.
 */
function chosen(
  offered: readonly Transition[],
  status: Status,
  wanted: WantedStatus,
  been: ReadonlySet<string>,
): Transition | undefined {
  const fresh = offered.filter(({ to }) => !been.has(to.id));
  const configured =
    fresh.find(({ id }) => id === wanted.transition) ??
    fresh.find(({ to }) => isNamed(to, wanted)) ??
    fresh.find(({ name, to }) => same(name, wanted.name) && to.category === wanted.category);
  if (configured || status.category === wanted.category) return configured;
  return fresh.find(({ to }) => to.category === wanted.category) ?? between(fresh, status, wanted);
}

const ORDER = ['new', 'indeterminate', 'done'] as const;

/** A step that does not lead away from what is wanted. */
function between(fresh: readonly Transition[], status: Status, wanted: WantedStatus): Transition | undefined {
  const from = ORDER.indexOf(status.category);
  const goal = ORDER.indexOf(wanted.category);
  const distance = ({ to }: Transition): number => Math.abs(goal - ORDER.indexOf(to.category));
  const [nearest] = fresh.toSorted((a, b) => distance(a) - distance(b));
  return nearest && distance(nearest) <= Math.abs(goal - from) ? nearest : undefined;
}

function isNamed(status: Status, wanted: WantedStatus): boolean {
  return same(status.name, wanted.name) || status.id === wanted.name;
}

function same(name: string, other: string | undefined): boolean {
  return other !== undefined && name.trim().toLowerCase() === other.trim().toLowerCase();
}

/** The resolution that was asked for, where the step's screen has one; some resolution where it must have one. */
function resolutionFor(
  { resolution }: Transition,
  wanted: string | undefined,
): { readonly id: string } | { readonly name: string } | undefined {
  if (!resolution) return undefined;
  const named = resolution.values.find(({ id, name }) => id === wanted || same(name, wanted));
  if (named) return { id: named.id };
  if (!resolution.required) return undefined;
  const usual = resolution.values.find(({ name }) => /^(done|fixed|resolved)$/i.test(name)) ?? resolution.values[0];
  return usual ? { id: usual.id } : { name: wanted ?? 'Done' };
}

function done(status: Status): Outcome<{ readonly status: string }> {
  return { outcome: 'done', value: { status: status.name } };
}

function noWay(status: Status, offered: readonly Transition[], wanted: WantedStatus): Outcome<never> {
  const ways = offered.map(({ name, to, id }) => `"${name}" (id ${id}) to "${to.name}"`).join(', ') || 'none';
  return refused(
    `the workflow offers no way from "${status.name}" to ${goalOf(wanted)}; ways from there: ${ways}. ` +
      'Configure one of these, or have a Jira administrator add one and give the user of the token the permission Transition issues',
  );
}

function tooFar(status: Status, wanted: WantedStatus): Outcome<never> {
  return refused(`after ${MOST_STEPS} steps it stands at "${status.name}", still on the way to ${goalOf(wanted)}`);
}

function goalOf({ name, category }: WantedStatus): string {
  const group = { new: 'to do', indeterminate: 'in progress', done: 'done' }[category];
  return name === undefined
    ? `a status of the category "${group}"`
    : `"${name}" (or another of the category "${group}")`;
}

/** As Jira answers where a ticket's state does not allow it. */
function refused(reason: string): Outcome<never> {
  return { outcome: 'refused', status: 409, reason };
}
