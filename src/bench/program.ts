// What the program itself costs, before it asks anybody anything: its size, its start, and the journal's
// events read and added up.

import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import type { IncidentEvent } from '../incident/events.ts';
import { fold } from '../incident/fold.ts';
import { begin, decode, extend } from '../journal/line.ts';
import { type Figure, median } from './figures.ts';

const STARTS = 15;
const FOLDED_EVENTS = 10_000;
const FOLDS = 15;

/** `events` is what one incident consists of; it is repeated until there are enough. */
export function programFigures(bundle: string, events: readonly IncidentEvent[]): readonly Figure[] {
  return [
    { of: 'the bundle', what: 'size', value: statSync(bundle).size / 1e6, unit: 'MB' },
    ...starts(bundle),
    ...folds(events),
  ];
}

/** One by one in turns, so that whatever else the machine does falls on both alike. */
function starts(bundle: string): Figure[] {
  const node: number[] = [];
  const sitrep: number[] = [];
  for (let count = 0; count < STARTS; count += 1) {
    node.push(timed(['-e', '0']));
    sitrep.push(timed([bundle, '--version']));
  }
  const of = `start-up, median of ${STARTS}`;
  return [
    { of, what: 'node -e 0', value: median(node), unit: 'ms' },
    { of, what: 'sitrep --version', value: median(sitrep), unit: 'ms' },
    { of, what: '  against node -e 0', value: median(sitrep) / median(node), unit: '×', aim: 1.6 },
  ];
}

/** What a job needs until its program is loaded: Node, the bundle, and then it misses the variables of a CI job. */
export function jobStartSeconds(bundle: string): number {
  return median(Array.from({ length: STARTS }, () => timed([bundle, 'sweep'], 2))) / 1000;
}

function timed(args: readonly string[], expected = 0): number {
  const started = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', env: {} });
  if (status !== expected) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - started;
}

function folds(events: readonly IncidentEvent[]): Figure[] {
  const many = Array.from({ length: FOLDED_EVENTS }, (_, index): IncidentEvent => {
    const event = events[index % events.length];
    if (event === undefined) throw new Error('there are no events to fold');
    return { ...event, id: `${event.id}/${index}` };
  });
  const { text, after } = begin(1);
  const file = text + extend(after, many).text;
  const of = `${FOLDED_EVENTS.toLocaleString('en')} events of one incident, median of ${FOLDS}`;
  return [
    { of, what: 'added up', value: median(times(() => fold(many))), unit: 'ms', aim: 20 },
    {
      of,
      what: `read from ${(file.length / 1e6).toFixed(1)} MB of the journal`,
      value: median(times(() => decode(file, 'open/1.jsonl'))),
      unit: 'ms',
    },
  ];
}

function times(work: () => unknown): number[] {
  return Array.from({ length: FOLDS }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
}
