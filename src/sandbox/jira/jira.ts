// A Jira that starts in a test: Cloud with its v3 and v2, or Data Center with its v2.
//
// Small and honest, as the embedded GitLab is: real HTTP with Jira's own codes, texts and limits, a search that lags, keys
// with gaps, and 404 for what may not be seen. Cloud's answers are held against Atlassian's published contract.

import {
  type Account,
  addToken,
  addUser,
  behindGateway,
  type NewToken,
  type NewUser,
  senderOf,
} from '../atlassian/accounts.ts';
import { type Clock, makeClock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { RequestLog } from '../requests.ts';
import { makeService } from '../service.ts';
import { type Person, person } from './acting.ts';
import { GATEWAY } from './auth.ts';
import type { Language } from './catalog.ts';
import { registerComments } from './comments.ts';
import type { JiraCore, Kind, UserLimit } from './core.ts';
import { refused, tooMany, tooManyOnServer } from './errors.ts';
import { registerIssues } from './issues.ts';
import { registerLinks } from './links.ts';
import { registerMeta } from './meta.ts';
import { registerPeople } from './people.ts';
import type { Permission } from './permissions.ts';
import { registerProperties } from './properties.ts';
import { type IssueView, readIssues } from './reading.ts';
import { registerSearch } from './search.ts';
import { addField, addProject, furnish, type NewField, type NewProject, permit } from './seed.ts';
import { type CustomField, emptyJira, type JiraProject, type JiraStore } from './store.ts';
import { registerTransitions } from './transitions.ts';

export interface JiraOptions {
  readonly kind: Kind;
  /** Default one of its own that starts at `now`. */
  readonly clock?: Clock;
  /** The instant an own clock starts at (ISO 8601); default the machine's. */
  readonly now?: string;
  /** Default 0, any free port. */
  readonly port?: number;
  /** What statuses, priorities and resolutions are called; default `en`. */
  readonly language?: Language;
  /** Seconds of the clock until the search has a change; default 10 on Cloud, 0 on Data Center. */
  readonly searchLagSeconds?: number;
  /** Whether Cloud's limits on requests hold; default `jira`. */
  readonly limits?: 'jira' | 'none';
  /** What a Data Center's administrator set for each user; default nothing. */
  readonly userLimit?: UserLimit;
}

export interface Jira {
  readonly url: string;
  /** Where scoped tokens work: put `/rest/api/3` behind it. */
  readonly gatewayUrl: string;
  readonly kind: Kind;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** Every `METHOD /path` that it answers, with placeholders. */
  readonly routes: readonly string[];
  /** Every address and body that came in, as text; headers, where credentials travel, are not in it. */
  received(): string;
  addUser(user: NewUser): Account;
  /** One more token of a user's. */
  addToken(account: Account, token: NewToken): Account;
  addProject(project: NewProject): JiraProject;
  addField(field: NewField): CustomField;
  /** From now on they may do exactly this in the project. */
  permit(project: JiraProject, account: Account, permissions: 'all' | readonly Permission[]): void;
  /** Lets the search lag by so many seconds of the clock for what is written from now on. */
  lag(seconds: number): void;
  /** Somebody at work in Jira's own pages. */
  as(account: Account): Person;
  /** What stands in it, in the words that people see. */
  read(projectKey?: string): IssueView[];
  snapshot(): JiraStore;
  /** Puts everything but the clock back to where it was. */
  restore(snapshot: JiraStore): void;
  /** Refuses connections until `up`. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
}

const CLOUD_ID = '35273b54-3f06-40d2-880f-dd28cf8daafa';
const USUAL_LAG = { cloud: 10, 'data-center': 0 };

export async function startJira(options: JiraOptions): Promise<Jira> {
  const { kind } = options;
  const clock = options.clock ?? makeClock(options.now, false);
  const service = makeService({
    clock,
    sender: (request) => senderOf(core, request),
    refusal: (status, text) => refused(status, [text]),
    throttled: (seconds) =>
      kind === 'cloud' ? tooMany('jira-burst-based', seconds, clock.now()) : tooManyOnServer(seconds),
    rewrite: (url) => behindGateway(GATEWAY, CLOUD_ID, url),
  });
  const core: JiraCore = {
    kind,
    server: service.server,
    get url() {
      return service.url;
    },
    cloudId: CLOUD_ID,
    language: options.language ?? 'en',
    clock,
    store: emptyJira(),
    searchLagSeconds: options.searchLagSeconds ?? USUAL_LAG[kind],
    limited: options.limits !== 'none',
    userLimit: options.userLimit,
  };
  furnish(core);
  for (const register of parts) register(core);
  await service.listen(options.port ?? 0);

  return {
    url: service.url,
    gatewayUrl: `${service.url}/ex/jira/${CLOUD_ID}`,
    kind,
    clock,
    requests: service.requests,
    faults: service.faults,
    routes: service.routes,
    received: service.received,
    addUser: (user) => addUser(core, user),
    addToken: ({ user }, token) => addToken(core, user, token),
    addProject: (project) => addProject(core, project),
    addField: (field) => addField(core, field),
    permit: (project, { user }, permissions) => permit(core, project, user, permissions),
    lag(seconds) {
      core.searchLagSeconds = seconds;
    },
    as: ({ user }) => person(core, user),
    read: (projectKey) => readIssues(core, projectKey),
    snapshot: () => structuredClone(core.store),
    restore: (snapshot) => void Object.assign(core.store, structuredClone(snapshot)),
    down: service.down,
    up: service.up,
    close: service.close,
  };
}

/** What answers requests; each adds its routes. */
const parts: readonly ((core: JiraCore) => void)[] = [
  registerPeople,
  registerMeta,
  registerIssues,
  registerTransitions,
  registerComments,
  registerLinks,
  registerProperties,
  registerSearch,
];
