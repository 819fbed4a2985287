// A Slack that starts in a test.
//
// Small and honest, like the embedded GitLab: real HTTP with Slack's own codes, limits, membership rules, entities, system
// messages and bot identity. What it imitates, and from where that is known, stands beside each part.

import { type Clock, makeClock } from '../clock.ts';
import { type Faults, makeFaults } from '../faults.ts';
import { makeRequestLog, type RequestLog } from '../requests.ts';
import type { Core } from './core.ts';
import { methodsWith } from './methods.ts';
import { type Front, listen, makeServer, stop } from './server.ts';
import { makeSocketMode, type SocketMode } from './socket-mode.ts';
import { emptyStore, type Settings, type Store } from './store.ts';
import { type Workspace, workspaceOf } from './workspace.ts';

export type { InstalledApp } from './workspace.ts';

export interface SlackOptions {
  /** The clock to live by, such as that of the embedded GitLab; default one of its own. */
  readonly clock?: Clock;
  /** The instant a clock of its own starts at (ISO 8601); default the machine's. */
  readonly now?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** Whether Slack's rate limits hold, by the clock; default `none`, as a clock that stands still lifts no limit. */
  readonly limits?: 'slack' | 'none';
}

export interface Slack extends Workspace {
  /** Without a slash at the end; clients want `/api/` behind it. */
  readonly url: string;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  readonly store: Store;
  /** How the workspace is set up: may be changed at any time. */
  readonly settings: Settings;
  readonly socketMode: Pick<SocketMode, 'connections' | 'unacknowledged' | 'refresh' | 'cut'>;
  /** Every request that came in, as text, tokens filtered out: to search for what must not have been sent. */
  received(): string;
  /** Refuses connections from now on. */
  down(): Promise<void>;
  /** Takes them again, on the same port. */
  up(): Promise<void>;
  snapshot(): Snapshot;
  /** Puts everything but the clock back to where it was. */
  restore(snapshot: Snapshot): void;
  close(): Promise<void>;
}

export interface Snapshot {
  readonly store: Store;
}

export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const front = makeFront(options);
  const { core, socketMode, faults, requests, received } = front;
  const { store, clock } = core;
  const server = makeServer(() => front);
  const port = await listen(server, options.port ?? 0);
  front.url = `http://127.0.0.1:${port}`;
  return {
    ...workspaceOf(core),
    url: front.url,
    clock,
    requests,
    faults,
    store,
    get settings() {
      return store.settings;
    },
    socketMode,
    received: () => received.join('\n\n'),
    down: () => stop(server, socketMode),
    async up() {
      if (!server.listening) await listen(server, port);
    },
    snapshot: () => ({ store: structuredClone(store) }),
    restore(snapshot) {
      Object.assign(store, structuredClone(snapshot.store));
    },
    close: () => stop(server, socketMode),
  };
}

/** Everything but the port, which is known only when the server listens. */
function makeFront({ clock, now, limits = 'none' }: SlackOptions): Front & { url: string; received: string[] } {
  const received: string[] = [];
  const socketMode = makeSocketMode(() => core);
  const core: Core = {
    get url() {
      return front.url;
    },
    store: emptyStore(),
    clock: clock ?? makeClock(now, false),
    limited: limits === 'slack',
    publish: (event) => socketMode.publish(event),
  };
  const front = {
    url: '',
    core,
    methods: methodsWith(socketMode.method),
    socketMode,
    faults: makeFaults(),
    requests: makeRequestLog(),
    received,
    keep: (text: string) => void received.push(text),
  };
  return front;
}
