// What the tests of the Slack adapter share: an embedded Slack with people and an app, and the adapter on it.

import { afterEach, beforeEach } from 'vitest';
import type { Outcome } from '../../src/http/outcome.ts';
import type { FaultAct } from '../../src/sandbox/faults.ts';
import {
  type InstalledApp,
  type SlackOptions,
  startSlack,
  type Slack as World,
} from '../../src/sandbox/slack/slack.ts';
import type { User } from '../../src/sandbox/slack/store.ts';
import type { Post, Slack } from '../../src/slack/port.ts';
import { type Connection, connectSlack } from '../../src/slack/slack.ts';
import { parse } from '../../src/text/parse.ts';
import { fastTime, type RecordedTime } from '../gitlab/given.ts';
import { manifestScopes } from './manifest.ts';

export interface Given {
  readonly world: World;
  readonly app: InstalledApp;
  readonly ana: User;
  readonly ben: User;
  readonly slack: Slack;
  readonly time: RecordedTime;
  /** The same bot in a run of its own, which knows nothing of the first. */
  again(connection?: Partial<Connection>): Slack;
  /** A channel of the bot's. */
  channel(name?: string): Promise<string>;
  /** What happens to the next request of a method. */
  fault(method: string, act: FaultAct, times?: number): void;
  /** How many requests of a method have come in. */
  asked(method: string): number;
}

export const NOW = '2026-03-11T04:00:00.000Z';

/** Fresh for each test. */
export function given(options: SlackOptions = {}): Given {
  let now: Given;
  beforeEach(async () => {
    now = await start(options);
  });
  afterEach(() => now.world.close());
  return {
    get world() {
      return now.world;
    },
    get app() {
      return now.app;
    },
    get ana() {
      return now.ana;
    },
    get ben() {
      return now.ben;
    },
    get slack() {
      return now.slack;
    },
    get time() {
      return now.time;
    },
    again: (connection) => now.again(connection),
    channel: (name) => now.channel(name),
    fault: (method, act, times) => now.fault(method, act, times),
    asked: (method) => now.asked(method),
  };
}

async function start(options: SlackOptions): Promise<Given> {
  const world = await startSlack({ now: NOW, ...options });
  const [ana, ben] = [world.addUser({ name: 'ana' }), world.addUser({ name: 'ben' })];
  // The first channel of a workspace is its general one.
  world.as(ana).createChannel('general');
  const app = world.addApp({ name: 'sitrep', scopes: manifestScopes() });
  const time = fastTime(Date.parse(NOW));
  const again: Given['again'] = (connection = {}) =>
    connectSlack({ token: app.botToken, url: world.url, time: fastTime(Date.parse(NOW)), ...connection });
  const slack = again({ time });
  return {
    world,
    app,
    ana,
    ben,
    slack,
    time,
    again,
    async channel(name = 'inc-12') {
      const opened = await slack.openChannel({ name, stem: name, private: false, purpose: `About ${name}` });
      return value(opened).id;
    },
    fault: (method, act, times = 1) => void world.faults.add({ path: new RegExp(`/api/${method}$`), act, times }),
    asked: (method) => world.requests.all.filter(({ route }) => route.endsWith(method)).length,
  };
}

/** The value of a write that was done; fails on another end. */
export function value<T>(outcome: Outcome<T>): T {
  if (outcome.outcome !== 'done') throw new Error(`${outcome.outcome}: ${outcome.reason}`);
  return outcome.value;
}

export function post(markdown: string, more: Partial<Post> = {}): Post {
  return {
    key: 'note:345',
    text: parse(markdown),
    summary: 'A sitrep',
    url: 'https://gitlab.example.com/ops/incidents/-/issues/12',
    ...more,
  };
}
