// sitrep replay <iid|file>: the incident rebuilt from the journal alone, without asking anybody. The same
// journal gives the same bytes, next year as today.

import { readFile } from 'node:fs/promises';
import { stateText } from '../documents/state.ts';
import { timeline } from '../documents/timeline.ts';
import type { IncidentEvent } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import { decode } from '../journal/line.ts';
import { stamp } from '../text/time.ts';
import { ConfigError } from './environment.ts';
import type { Work } from './work.ts';

/** Timeline and live state as markdown, or the folded incident as JSON. */
export function replayed(events: readonly IncidentEvent[], projectUrl: string, as: 'text' | 'json'): string {
  const incident = fold(events);
  if (as === 'json')
    return JSON.stringify(
      incident,
      (_key, value: unknown) =>
        value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value,
      2,
    );
  const lines = timeline(events).map(
    (line) => `${stamp(line.at)}  ${line.what}${line.by ? `  (@${line.by.name})` : ''}`,
  );
  return [`# Incident ${incident.iid}`, '', ...lines, '', stateText(incident, { projectUrl, zone: 'UTC' })].join('\n');
}

/** Events of a journal file on this machine. Throws `JournalBroken` on a file that was changed by hand. */
export async function eventsInFile(path: string): Promise<readonly IncidentEvent[]> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined)
    throw new ConfigError(`${path}: there is no such file. Give an issue number, or a .jsonl file of the journal.`);
  return decode(bytes.toString('utf8'), path).events;
}

export async function eventsOf(work: Work, iid: number): Promise<readonly IncidentEvent[]> {
  const journal = await work.openJournal();
  try {
    const events = await journal.events(iid);
    if (events === undefined) throw new ConfigError(`The journal has no incident ${iid}.`);
    return events;
  } finally {
    await journal.close();
  }
}
