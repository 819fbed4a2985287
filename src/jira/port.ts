// Jira in our words, Cloud and Data Center alike.
//
// Reads throw `ServiceError` (`http/rest.ts`) when they fail for good. Every write ends *done*, *refused* or *unknown*; there is no key that would
// make creation repeatable, so a ticket is looked for before it is made again (facts of Jira: labels, remote links, and the
// next keys one by one, because Cloud's search runs behind).

import type { Outcome } from '../http/outcome.ts';
import type { Block } from '../text/blocks.ts';
import type { Instant } from '../text/time.ts';

export interface Ticket {
  readonly key: string;
  readonly summary: string;
  readonly status: { readonly name: string; readonly category: 'new' | 'indeterminate' | 'done' };
  readonly priority: string | undefined;
  readonly labels: readonly string[];
  readonly updated: Instant;
  /** Hash of the description that we wrote last, from the ticket's property; undefined where there is none. */
  readonly shown: string | undefined;
  /** Whether the description is still what was written with that hash. */
  readonly intact: boolean;
}

export interface NewTicket {
  readonly project: string;
  /** By name or id. */
  readonly type: string;
  readonly summary: string;
  readonly description: readonly Block[];
  /** Where what was cut off is to be read. */
  readonly url: string;
  readonly labels: readonly string[];
  /** Names this ticket alone, and is found again: one more label, without blanks. */
  readonly mark: string;
  readonly priority?: string | undefined;
  /** By name or id, as the API takes them; dropped with a word where the screen has them not. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface TicketChange {
  readonly summary?: string;
  readonly description?: readonly Block[];
  readonly url: string;
  readonly priority?: string;
  readonly addLabels?: readonly string[];
  readonly fields?: Readonly<Record<string, unknown>>;
}

export interface RemoteLink {
  /** One for each purpose: `…#incident`, `…#room`, `…#pir`. */
  readonly globalId: string;
  readonly url: string;
  readonly title: string;
  /** Struck through where it is done with. */
  readonly resolved?: boolean;
}

export interface JiraComment {
  readonly id: string;
  readonly by: string;
  /** Written by us. */
  readonly ours: boolean;
  /** Not for everybody who sees the ticket: for a role or a group, or internal in Service Management. */
  readonly restricted: boolean;
  readonly at: Instant;
  readonly updatedAt: Instant;
  /** As plain text. */
  readonly text: string;
  /** Our key, where it is ours. */
  readonly key: string | undefined;
}

/** A status to come to, by what is known of it, in this order. */
export interface WantedStatus {
  readonly transition?: string | undefined;
  readonly name?: string | undefined;
  readonly category: 'new' | 'indeterminate' | 'done';
  readonly resolution?: string | undefined;
}

export interface Jira {
  readonly kind: () => Promise<'cloud' | 'data-center'>;
  /** Whose token it is. Asked once a run. */
  me(): Promise<{ readonly id: string; readonly name: string }>;
  /** Which of these the token lacks in the project. */
  missingPermissions(project: string): Promise<readonly string[]>;
  /** Names of the issue types that can be created in the project. */
  issueTypes(project: string): Promise<readonly string[]>;

  /** Undefined where it is gone or not for us. */
  ticket(key: string): Promise<Ticket | undefined>;
  /** Tickets with that label that changed lately; runs behind on Cloud. */
  changed(
    label: string,
    sinceMinutes: number,
  ): Promise<
    readonly {
      readonly key: string;
      readonly updated: Instant;
      readonly labels: readonly string[];
      readonly category: Ticket['status']['category'];
    }[]
  >;
  /**
   * The ticket that was made with this mark, however the search runs behind. `since`: not made before. `globalId`: of a
   * remote link that it alone may have, by which it is known where people took its label away.
   */
  find(project: string, mark: string, since: Instant, globalId?: string): Promise<{ readonly key: string } | undefined>;
  /** `dropped`: fields that the screen has not. */
  create(ticket: NewTicket): Promise<Outcome<{ readonly key: string; readonly dropped: readonly string[] }>>;
  /** `dropped`: as for `create`. */
  change(key: string, change: TicketChange): Promise<Outcome<{ readonly dropped: readonly string[] }>>;
  /** As many steps as the workflow asks for, at most five. Refused where it offers no way. */
  transition(key: string, wanted: WantedStatus): Promise<Outcome<{ readonly status: string }>>;
  /** The oldest first; those that were written or edited since, and some that were a little earlier, for clocks differ. */
  comments(key: string, since: Instant | undefined): Promise<readonly JiraComment[]>;
  comment(
    key: string,
    comment: { readonly key: string; readonly text: readonly Block[]; readonly url: string },
  ): Promise<Outcome<{ readonly id: string }>>;
  removeComment(key: string, id: string): Promise<Outcome<undefined>>;
  links(key: string): Promise<readonly RemoteLink[]>;
  /** Upsert by globalId; where the answer was lost it is read back. */
  setLink(key: string, link: RemoteLink): Promise<Outcome<undefined>>;
  removeLink(key: string, globalId: string): Promise<Outcome<undefined>>;
  /** Address of a ticket for people. */
  url(key: string): string;

  readonly requests: { readonly count: number };
}
