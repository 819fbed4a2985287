// What the tests of the core start from: people, a policy, and incidents made as the product makes them, by
// letting people say things in comments. What a case does not care about has a default.

import { loadPolicy } from '../src/config/load.ts';
import type { Fact, IncidentEvent, Person } from '../src/incident/events.ts';
import { add } from '../src/incident/fold.ts';
import { type Incident, noIncident } from '../src/incident/incident.ts';
import { draft } from '../src/process/draft.ts';
import { interpret } from '../src/process/interpret.ts';
import type { Issue, LabelEvent, Note, Observation, StateEvent } from '../src/process/observation.ts';
import { type Plan, plan } from '../src/process/plan.ts';
import type { Surroundings } from '../src/process/surroundings.ts';
import type { Policy } from '../src/rules/index.ts';
import { type Instant, plusMinutes } from '../src/text/time.ts';

/** Minute 0 of every case: a Wednesday morning in working hours, in UTC. */
export const START: Instant = '2026-03-11T10:00:00.000Z';

/** Developers ana, ben and cai, reporters dee and eve, a guest uli, and mal, who is no member. */
const LEVELS = { ana: 30, ben: 30, cai: 30, dee: 20, eve: 20, uli: 10, mal: 0 } as const;
export type Name = keyof typeof LEVELS;
export const NAMES = Object.keys(LEVELS) as Name[];

export function person(name: string): Person {
  const index = (NAMES as string[]).indexOf(name);
  return { id: index < 0 ? 0 : index + 1, name };
}

export const BOT: Person = { id: 99, name: 'sitrep-bot' };

/** The policy of a configuration file; the defaults where it is empty. */
export function policyOf(yaml = ''): Policy {
  const loaded = loadPolicy(yaml);
  if (!loaded.ok) throw new Error(loaded.errors.join('\n'));
  return loaded.policy;
}

/** `minutes` after the start of the case. */
export function minute(minutes: number, start = START): Instant {
  return plusMinutes(start, minutes);
}

export interface Given {
  readonly policy?: Policy;
  readonly start?: Instant;
  readonly services?: readonly string[];
  readonly title?: string;
  readonly affected?: string;
  readonly description?: string;
  readonly reporter?: Name;
  readonly confidential?: boolean;
}

/** One incident, told by what people do in its issue; minutes may be fractions and must not run backwards. */
export interface Story {
  readonly incident: Incident;
  /** Everything recorded so far, in journal order. */
  readonly events: readonly IncidentEvent[];
  readonly policy: Policy;
  /** A comment, read at once; returns what it made. */
  say(at: number, by: Name, body: string, more?: { readonly internal?: boolean }): readonly IncidentEvent[];
  /** Changes the text of the latest comment of `by`, or of the comment with that id. */
  edit(at: number, by: Name, body: string, id?: number): readonly IncidentEvent[];
  label(at: number, by: Name, action: 'add' | 'remove', label: string): readonly IncidentEvent[];
  state(at: number, by: Name, state: 'closed' | 'reopened'): readonly IncidentEvent[];
  /** Reads everything once more, with what `more` says about the issue. */
  read(at: number, more?: Partial<Observation>): readonly IncidentEvent[];
  /** What the clock makes of it now, with all that happened since the last look; it is recorded. */
  look(at: number): Plan;
  /** Records a fact as a job would. */
  record(at: number, fact: Fact): void;
  around(at: number): Surroundings;
}

export function story(given: Given = {}): Story {
  const policy = given.policy ?? policyOf();
  const start = given.start ?? START;
  const author = person(given.reporter ?? 'uli');
  const { title = ISSUE.title, confidential = false } = given;
  const issue = { ...ISSUE, title, description: descriptionOf(given), author, confidential };
  const notes: Note[] = [];
  const labelEvents: LabelEvent[] = [];
  const stateEvents: StateEvent[] = [];
  const events: IncidentEvent[] = [];
  const news: IncidentEvent[] = [];
  const incident = noIncident();
  const told: Story = {
    incident,
    events,
    policy,
    say(at, by, body, { internal = false } = {}) {
      const createdAt = minute(at, start);
      notes.push({
        id: notes.length + 100,
        body,
        author: person(by),
        createdAt,
        updatedAt: createdAt,
        system: false,
        internal,
      });
      return told.read(at);
    },
    edit(at, by, body, id) {
      const index = notes.findLastIndex((note) => note.author.name === by && (id === undefined || note.id === id));
      const note = notes[index];
      if (!note) throw new Error(`${by} has said nothing yet`);
      notes[index] = { ...note, body, updatedAt: minute(at, start) };
      return told.read(at);
    },
    label(at, by, action, label) {
      labelEvents.push({ id: labelEvents.length + 1, by: person(by), action, label, at: minute(at, start) });
      return told.read(at);
    },
    state(at, by, state) {
      stateEvents.push({ id: stateEvents.length + 1, by: person(by), state, at: minute(at, start) });
      return told.read(at);
    },
    read(at, more = {}) {
      const seen = { issue: { ...issue, updatedAt: minute(at, start) }, notes, labelEvents, stateEvents };
      const made = interpret(
        { ...NOTHING_SEEN, ...seen, ...more },
        events.length > 0 ? incident : undefined,
        policy,
        start,
      );
      keep(made);
      news.push(...made);
      return made;
    },
    look(at) {
      const planned = plan(incident, news.splice(0), minute(at, start), told.around(at));
      keep(planned.events);
      return planned;
    },
    record(at, fact) {
      const work = draft(incident, policy);
      work.record({ id: `job:${events.length}`, at: minute(at, start) }, fact);
      keep(work.events);
    },
    around: (at) => ({ policy, now: minute(at, start), others: [], projectUrl: 'https://gitlab.test/acme/incidents' }),
  };
  function keep(made: readonly IncidentEvent[]): void {
    for (const event of made) {
      add(incident, event);
      events.push(event);
    }
  }
  issue.createdAt = start;
  told.read(0);
  return told;
}

function descriptionOf({ description, services = [], affected }: Given): string {
  if (description !== undefined) return description;
  const who = affected === undefined ? '' : `## Who is affected?\n${affected}\n`;
  return `## Which service?\n${services.join(', ')}\n\n## What do you see?\nerrors\n\n${who}`;
}

export const ISSUE: { -readonly [K in keyof Issue]: Issue[K] } = {
  id: 1,
  iid: 1,
  title: 'Nexus is down',
  description: '',
  state: 'opened',
  labels: [],
  author: person('uli'),
  assignees: [],
  type: 'incident',
  severity: 'unknown',
  confidential: false,
  url: 'https://gitlab.test/acme/incidents/-/issues/1',
  createdAt: START,
  updatedAt: START,
  closedBy: undefined,
  comments: 0,
};

const NOTHING_SEEN: Omit<Observation, 'issue' | 'notes' | 'labelEvents' | 'stateEvents'> = {
  complete: false,
  chat: [],
  ticket: undefined,
  now: minute(0),
  approvals: [],
  edit: undefined,
  review: undefined,
  calls: [],
  people: {
    bot: BOT,
    levels: new Map(NAMES.map((name) => [person(name).id, LEVELS[name]])),
    members: new Map(NAMES.filter((name) => name !== 'mal').map((name) => [name, person(name)])),
  },
};
