// Whoever wakes people up, small: a receiver of signed events as docs/pager.md describes one, and PagerDuty's Events API v2.
//
// Both know an event again that arrives twice, and both keep the alarms that came of it.

import { type Clock, makeClock } from '../clock.ts';
import { ApiError } from '../errors.ts';
import type { Faults } from '../faults.ts';
import type { RequestLog } from '../requests.ts';
import { makeService } from '../service.ts';
import { readPagerDuty } from './pagerduty.ts';
import { readSigned } from './signed.ts';

export interface PagerOptions {
  /** Default one of its own that starts at `now`. */
  readonly clock?: Clock;
  /** The instant an own clock starts at (ISO 8601); default the machine's. */
  readonly now?: string;
  readonly port?: number;
}

export type Action = 'trigger' | 'acknowledge' | 'resolve';

/** An event that arrived in good order. */
export interface Arrived {
  readonly format: 'signed' | 'pagerduty';
  readonly alarm: string;
  readonly action: Action;
  /** Undefined where the format has none. */
  readonly key: string | undefined;
  readonly summary: string | undefined;
  readonly contacts: readonly string[];
}

export interface Alarm {
  readonly alarm: string;
  readonly state: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  /** How often people's telephones rang for it. */
  readonly rang: number;
}

export interface Pager {
  readonly signedUrl: string;
  /** What the signature is made with. */
  readonly secret: string;
  readonly pagerDutyUrl: string;
  readonly routingKey: string;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  received(): string;
  /** Events in the order they came, each once. */
  events(): readonly Arrived[];
  /** How many came that had come before. */
  duplicates(): number;
  alarms(): readonly Alarm[];
  /** What puts everything but the clock back to where it is now. */
  snapshot(): () => void;
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const SECRET = 'whsec-2b7e151628aed2a6abf71589';
const ROUTING_KEY = 'R0UT1NGKEY0123456789ABCDEF012345';

export async function startPager(options: PagerOptions = {}): Promise<Pager> {
  const clock = options.clock ?? makeClock(options.now, false);
  const service = makeService({
    clock,
    sender: () => undefined,
    refusal: (status, text) => new ApiError(status, { status: 'error', message: text }),
    throttled: (seconds) => new ApiError(429, { status: 'throttled' }, { 'retry-after': String(seconds) }),
    rewrite: (url) => url,
  });
  let arrived: readonly Arrived[] = [];
  let alarms: ReadonlyMap<string, Alarm> = new Map();
  let seen: ReadonlySet<string> = new Set();
  let duplicates = 0;

  /** Keeps an event that is new. */
  const take = (event: Arrived, repeated: boolean): void => {
    if (repeated) {
      duplicates += 1;
      return;
    }
    arrived = [...arrived, event];
    const after = next(alarms.get(event.alarm), event);
    if (after) alarms = new Map([...alarms, [event.alarm, after]]);
  };

  service.server.post('/events', (request, reply) => {
    const event = readSigned(request, SECRET, clock.now());
    take(event, seen.has(event.key));
    seen = new Set([...seen, event.key]);
    return reply.type('text/plain').send('ok');
  });
  service.server.post('/v2/enqueue', (request, reply) => {
    const event = readPagerDuty(request.body, ROUTING_KEY);
    const before = alarms.get(event.alarm);
    // Its events have no key of their own: what changes nothing about the alarm is a repetition.
    take(event, before !== undefined && next(before, event) === before);
    return reply.code(202).send({ status: 'success', message: 'Event processed', dedup_key: event.alarm });
  });
  await service.listen(options.port ?? 0);

  return {
    signedUrl: `${service.url}/events`,
    secret: SECRET,
    pagerDutyUrl: `${service.url}/v2/enqueue`,
    routingKey: ROUTING_KEY,
    clock,
    requests: service.requests,
    faults: service.faults,
    received: service.received,
    events: () => [...arrived],
    duplicates: () => duplicates,
    alarms: () => [...alarms.values()],
    snapshot() {
      const before = { arrived, alarms, seen, duplicates };
      return () => {
        ({ arrived, alarms, seen, duplicates } = before);
      };
    },
    down: service.down,
    up: service.up,
    close: service.close,
  };
}

/** An alarm rings when it is triggered, and again only after it was resolved. The same object where nothing changes. */
function next(before: Alarm | undefined, { alarm, action, summary = '' }: Arrived): Alarm | undefined {
  const open = before !== undefined && before.state !== 'resolved';
  if (action === 'trigger')
    return open ? before : { alarm, state: 'triggered', summary, rang: (before?.rang ?? 0) + 1 };
  const state = action === 'resolve' ? 'resolved' : 'acknowledged';
  return open && before.state !== state ? { ...before, state } : before;
}
