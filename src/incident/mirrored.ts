// The incident's places elsewhere, as the journal tells of them.

type Instant = string;

/** The incident's channel in Slack. */
export interface Room {
  readonly channel: string;
  readonly name: string;
  readonly private: boolean;
  readonly url: string;
  /** People made it: it is not archived. */
  readonly adopted: boolean;
  /** Of what it was last made to show. */
  hash: string | undefined;
  /** How many cards before the present one were taken away, or could not be edited any more. */
  cardsLost: number;
  /** Slack ids by GitLab user name of those who were looked for: whoever leaves is not called back. Empty: not in Slack. */
  invited: Readonly<Record<string, string>>;
  /** The message that speaks should sitrep be silent. */
  vigil: { readonly scheduled: string | undefined; readonly until: Instant } | undefined;
  /** Until which moment it was saved, and whether for good. */
  kept: { readonly at: Instant; readonly path: string; readonly last: boolean } | undefined;
}

/** The live state document in Jira (R64). */
export interface MirroredTicket {
  readonly key: string;
  readonly url: string;
  readonly private: boolean;
  hash: string | undefined;
  /** How often it was brought back after somebody closed it. */
  reopened: number;
}

/** The review as a page in Confluence. */
export interface MirroredPage {
  readonly page: string;
  readonly version: number;
  readonly url: string;
  readonly hash: string;
}

/** A mirror that does not take what it is owed. */
export interface Trouble {
  readonly since: Instant;
  readonly attempts: number;
  /** Not tried again before. */
  readonly retry: Instant;
  readonly why: string;
  /** The issue says so. */
  behind: boolean;
}
