// The commit message: what happened, so that `git log` of the journal is the chronicle of the incidents.
//
// Without the words of people: no titles, no texts, no user names. And without `#12`: GitLab reads the messages of every
// push to any branch, and would write "mentioned in commit …" into the incident for each (Git::BranchHooksService and
// ProcessCommitWorker in GitLab's source).

import type { EventType, IncidentEvent } from '../incident/events.ts';

/** What a commit message is made from. */
export interface Told {
  readonly append?: ReadonlyMap<number, readonly IncidentEvent[]> | undefined;
  readonly close?: ReadonlyMap<number, number> | undefined;
  readonly reopen?: readonly number[] | undefined;
  readonly looked?: unknown;
  readonly wake?: unknown;
  readonly config?: unknown;
  readonly examined?: unknown;
}

/**
 * `incident 12: sitrep-given by user 42`, and a line each where there was more; `3 incidents: 4, 7, 12` where there were
 * several. The last line keeps GitLab from starting a pipeline, should the project's CI file live outside the branch.
 */
export function commitMessage(told: Told): string {
  const incidents = new Map<number, readonly string[]>();
  for (const iid of told.reopen ?? []) incidents.set(iid, ['back among the open ones']);
  for (const iid of told.close?.keys() ?? []) incidents.set(iid, ['moved to the closed ones']);
  for (const [iid, events] of told.append ?? []) if (events.length > 0) incidents.set(iid, eventLines(events));
  return [...chronicle(incidents, aside(told)), '', '[skip ci]', ''].join('\n');
}

/** The summary line, then an empty line and the details where it does not say everything. */
function chronicle(incidents: ReadonlyMap<number, readonly string[]>, other: string): string[] {
  const [first] = incidents;
  if (first === undefined) return [other];
  if (incidents.size > 1) {
    const iids = [...incidents.keys()].sort((one, another) => one - another);
    const details = iids.flatMap((iid) => (incidents.get(iid) ?? []).map((line) => `incident ${iid}: ${line}`));
    return [`${iids.length} incidents: ${iids.join(', ')}`, '', ...details];
  }
  const [iid, lines] = first;
  const [line = ''] = lines;
  return lines.length === 1 ? [`incident ${iid}: ${line}`] : [`incident ${iid}: ${lines.length} events`, '', ...lines];
}

function aside({ looked, config, examined, wake }: Told): string {
  if (config !== undefined) return 'configuration taken over';
  if (examined !== undefined) return 'examined the project';
  if (wake !== undefined) return 'timer set';
  return looked === undefined ? 'nothing new' : 'looked at what changed';
}

/** A line for each event that tells something; of the rest, which is our own bookkeeping, only the most advanced step. */
function eventLines(events: readonly IncidentEvent[]): string[] {
  const telling = events.filter(({ type }) => !BOOKKEEPING.includes(type));
  if (telling.length > 0) return telling.map(eventLine);
  const step = BOOKKEEPING.find((type) => events.some((event) => event.type === type));
  return step === undefined ? [] : [step];
}

const BOOKKEEPING: readonly EventType[] = ['delivered', 'claimed', 'applied'];

function eventLine(event: IncidentEvent): string {
  const what = detail(event);
  return `${event.type}${what === '' ? '' : ` ${what}`}${event.by ? ` by user ${event.by.id}` : ''}`;
}

/** What may be said besides the type: words of ours and numbers. */
function detail(event: IncidentEvent): string {
  switch (event.type) {
    case 'status-changed':
    case 'severity-changed':
      return `to ${event.to}`;
    case 'role-taken':
    case 'role-offered':
    case 'role-declined':
    case 'role-released':
      return `(${event.role}, user ${event.person.id})`;
    default:
      return '';
  }
}
