// A sitrep drafted from the record, shortly before one is due: what was found, decided, changed and assessed since the last.
// Whoever leads publishes it as it is, or says it better.

import type { Incident } from '../incident/incident.ts';
import { shortened } from '../text/markdown.ts';
import { stamp } from '../text/time.ts';

/** More nobody reads in a channel before it is due. */
const CHARACTERS = 1500;
/** Of one entry. */
const ENTRY = 240;
/** Of one kind, the latest. */
const ENTRIES = 6;

/** Plain sentences, without what is internal; at most 1,500 characters. */
export function draftText(incident: Incident): string {
  const since = incident.sitreps.at(-1)?.at ?? incident.phases.at(-1)?.at ?? incident.reportedAt;
  const parts = [
    sentence('Found', texts(incident.discoveries, since)),
    sentence('Decided', texts(incident.decisions, since)),
    sentence('Changed', changes(incident, since)),
    sentence('Impact', texts(incident.impacts.filter((one) => !one.same).slice(-1), since)),
  ].filter((part) => part !== '');
  const nothing = `Nothing new is on record since ${stamp(since)}; the incident is ${incident.status}.`;
  return parts.length === 0 ? nothing : shortened(parts.join(' '), CHARACTERS);
}

type Said = Pick<Incident['discoveries'][number], 'text' | 'at' | 'internal'>;

function texts(entries: readonly Said[], since: string): string[] {
  return entries.filter(({ at, internal }) => at > since && !internal).map(({ text }) => plain(text));
}

/** What was changed, and earlier changes that were judged meanwhile. */
function changes(incident: Incident, since: string): string[] {
  return incident.changes
    .filter(({ at, internal, verdict }) => !internal && (at > since || (verdict?.at ?? '') > since))
    .map(({ n, text, verdict }) => `C${n} ${plain(text)}${verdict ? ` (${verdict.kind})` : ''}`);
}

function sentence(what: string, entries: readonly string[]): string {
  return entries.length === 0 ? '' : `${what}: ${entries.slice(-ENTRIES).join('; ')}.`;
}

/** One line, its full stop left to the sentence. */
function plain(text: string): string {
  return shortened(text.replace(/\s+/g, ' ').trim(), ENTRY).replace(/[.;]$/, '');
}
