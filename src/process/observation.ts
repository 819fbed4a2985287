// What a run sees of one incident: plain data, reshaped at GitLab's door.

import type { Person, Severity } from '../incident/events.ts';
import type { SharedPolicy } from '../incident/policy.ts';
import type { Instant } from '../text/time.ts';

export interface Issue {
  readonly id: number;
  readonly iid: number;
  readonly title: string;
  readonly description: string;
  readonly state: 'opened' | 'closed';
  readonly labels: readonly string[];
  readonly author: Person;
  readonly assignees: readonly Person[];
  readonly type: string;
  readonly severity: Severity;
  readonly confidential: boolean;
  readonly url: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly closedBy: Person | undefined;
  readonly comments: number;
  /** It was moved to another project and goes on there. */
  readonly moved?: boolean;
}

export interface Note {
  readonly id: number;
  readonly body: string;
  readonly author: Person;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly system: boolean;
  readonly internal: boolean;
}

export interface LabelEvent {
  readonly id: number;
  readonly by: Person | undefined;
  readonly action: 'add' | 'remove';
  readonly label: string;
  readonly at: Instant;
}

export interface StateEvent {
  readonly id: number;
  readonly by: Person | undefined;
  readonly state: 'closed' | 'reopened';
  readonly at: Instant;
}

export interface MergeRequest {
  readonly iid: number;
  readonly url: string;
  readonly sourceBranch: string;
  readonly targetBranch: string;
  /** It comes from another project, such as a fork. */
  readonly foreign: boolean;
  readonly state: 'opened' | 'closed' | 'merged' | 'locked';
  readonly description: string;
  readonly mergedBy: Person | undefined;
  readonly mergedAt: Instant | undefined;
  readonly mergeSha: string | undefined;
  readonly updatedAt: Instant;
}

/** What somebody said in the incident's room. */
export interface ChatMessage {
  /** Unique in its channel. */
  readonly ts: string;
  readonly at: Instant;
  /** The member of the project who said it; undefined for whom GitLab does not know. */
  readonly by: Person | undefined;
  /** How they are called there. */
  readonly name: string;
  /** As typed; mentions are names, a mention of the bot at the start of a line is `!`. */
  readonly text: string;
  readonly url: string;
  /** Our own, and its key. */
  readonly ours: boolean;
  readonly key: string | undefined;
  readonly edited: boolean;
  /** Members of the project who put 👍 or 📌 on it. */
  readonly approvedBy: readonly Person[];
  readonly pinnedBy: readonly Person[];
}

/** The live ticket, where it was looked at because something changed. */
export interface SeenTicket {
  readonly key: string;
  readonly url: string;
  readonly status: { readonly name: string; readonly category: 'new' | 'indeterminate' | 'done' };
  /** The description is what was written. */
  readonly intact: boolean;
  /** By people, oldest first. */
  readonly comments: readonly {
    readonly id: string;
    readonly by: string;
    readonly at: Instant;
    readonly text: string;
  }[];
}

/** Everything that one run knows about one issue; nothing in it is asked for later. */
export interface Observation {
  readonly issue: Issue;
  readonly notes: readonly Note[];
  /** All comments were read, so one that is missing was deleted. */
  readonly complete: boolean;
  readonly labelEvents: readonly LabelEvent[];
  readonly stateEvents: readonly StateEvent[];
  /** 👍 on the bot's own proposals, and when it was put there. */
  readonly approvals: readonly { readonly note: number; readonly by: Person; readonly at?: Instant }[];
  /** Somebody wrote inside the live state block: what they added, and a hash of that and of which state it was added to. */
  readonly edit: { readonly text: string; readonly hash: string } | undefined;
  readonly review: MergeRequest | undefined;
  /** Addresses of the calls that GitLab's `/zoom` added, where one was. */
  readonly calls: readonly string[];
  /** New in the room, oldest first. */
  readonly chat: readonly ChatMessage[];
  readonly ticket: SeenTicket | undefined;
  readonly people: People;
  /** When all this was seen. */
  readonly now: Instant;
}

/** Who is who in the project, as far as this run asked. */
export interface People {
  readonly bot: Person;
  /** Effective access level by user id; who is missing is no member. */
  readonly levels: ReadonlyMap<number, number>;
  /** Members by user name in lower case. */
  readonly members: ReadonlyMap<string, Person>;
}

/** sitrep itself under its present or a former token, or another bot of the project or group. */
export function isBot(person: Person, { bot }: People, policy: Pick<SharedPolicy, 'former_bots'>): boolean {
  if (person.id === bot.id || policy.former_bots.includes(person.id)) return true;
  return isBotName(person.name);
}

/** GitLab names the bots of access tokens; people may be called Abbott. */
export function isBotName(name: string): boolean {
  return /^(project|group)_\d+_bot(_[0-9a-f]+|\d*)$/.test(name);
}
