// What words and plans are made for: the policy, the moment, the other incidents, where things are.

import type { Incident } from '../incident/incident.ts';
import type { Policy } from '../rules/index.ts';
import type { Instant } from '../text/time.ts';

export interface Surroundings {
  readonly policy: Policy;
  readonly now: Instant;
  /** The other open incidents. */
  readonly others: readonly Neighbour[];
  /** Address of the project, for links. */
  readonly projectUrl: string;
}

/** What is said of an incident on another one. */
export type Neighbour = Pick<
  Incident,
  'iid' | 'status' | 'confidential' | 'services' | 'reportedAt' | 'roles' | 'acting'
>;
