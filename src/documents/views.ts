// What the documents show, in pieces that several of them share: people, times, changes.

import type { Change } from '../incident/entries.ts';
import type { Person, Status } from '../incident/events.ts';
import { STATUSES } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isOver } from '../incident/incident.ts';
import { inert, listed, named, quoted } from '../text/markdown.ts';
import { clock, type Instant, stamp } from '../text/time.ts';
import { Markdown, md, type View } from './render.ts';

/** Where a document is written for: addresses and the zone in which times are echoed. */
export interface Place {
  readonly projectUrl: string;
  readonly zone: string;
}

export function who(person: Person | undefined): Markdown {
  return new Markdown(person ? named(person) : 'sitrep');
}

export function people(all: readonly Person[]): Markdown {
  return new Markdown(all.length === 0 ? 'nobody' : listed(all.map(named)));
}

/** Absolute and with its date, as the block may be read on another day. */
export function when(at: Instant, { zone }: Place): Markdown {
  return new Markdown(inert(clock(at, zone)));
}

export function utc(at: Instant): Markdown {
  return new Markdown(stamp(at));
}

export function quotation(text: string): Markdown {
  return new Markdown(quoted(text));
}

export function issueUrl(incident: Incident, { projectUrl }: Place, note?: number): string {
  return `${projectUrl}/-/issues/${incident.iid}${note === undefined ? '' : `#note_${note}`}`;
}

export function changeRow(change: Change): View {
  const { verdict } = change;
  return {
    n: change.n,
    at: utc(change.at),
    text: change.text,
    by: who(change.by),
    mark: change.standing === 'assigned' ? '' : change.standing === 'solo' ? 'alone' : 'unassigned',
    undo: change.undo ?? 'unknown',
    verdict: verdict
      ? md`${verdict.kind}${verdict.text === '' || verdict.internal ? '' : `: ${verdict.text}`}`
      : new Markdown('**open**'),
  };
}

/** The way of an incident, with where it is now: what is left of it in plain words. */
export function progress(incident: Incident): Markdown {
  const { status } = incident;
  if (isOver(status) && status !== 'closed') return new Markdown(`reported → **${status}**`);
  const reached = new Set(incident.phases.map((phase) => phase.status));
  const way: readonly Status[] = STATUSES.slice(0, 7);
  return new Markdown(
    way.map((one) => (one === status ? `**${one}**` : reached.has(one) ? `${one} ✓` : one)).join(' → '),
  );
}

/** Without internal entries: these never enter the block, the PIR or a shared channel. */
export function shown<T extends { readonly internal: boolean }>(entries: readonly T[]): readonly T[] {
  return entries.filter((entry) => !entry.internal);
}
