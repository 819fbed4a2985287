// A GitLab that starts in a test.
//
// Small and honest: real HTTP with GitLab's own status codes, error bodies, headers, system notes, resource events, quick
// actions and webhooks. It imitates GitLab 19.5; the tests hold it against GitLab's published contract.

import type { AddressInfo } from 'node:net';
import { type Ci, type CiOptions, registerCi } from './ci/index.ts';
import { type Clock, makeClock } from './clock.ts';
import type { Core } from './core.ts';
import { type Faults, makeFaults } from './faults.ts';
import { type Git, registerGit } from './git/index.ts';
import { registerGraphql } from './graphql/endpoint.ts';
import { registerAwards } from './issues/awards.ts';
import { registerEvents } from './issues/events.ts';
import { registerIssues } from './issues/issues.ts';
import { registerLinks } from './issues/links.ts';
import { registerMove } from './issues/move.ts';
import { registerNotes } from './notes/notes.ts';
import { registerTokens } from './people/tokens.ts';
import { registerUsers } from './people/users.ts';
import { type ProfileOptions, profileFor } from './profiles.ts';
import { registerAccessTokens } from './projects/access-tokens.ts';
import { registerLabels } from './projects/labels.ts';
import { registerMembers } from './projects/members.ts';
import { registerNamespaces } from './projects/namespaces.ts';
import { registerProjects } from './projects/projects.ts';
import { registerRunners } from './projects/runners.ts';
import { makeRequestLog, type RequestLog } from './requests.ts';
import { createProject, createToken, createUser, ensureGroup, type NewUser, setMember } from './seed.ts';
import { makeServer, serve } from './server.ts';
import { emptyStore, Level, type Project, type Store, type User, type Visibility } from './store.ts';
import { readVersion, VERSION } from './version.ts';
import { registerHookEvents } from './webhooks/hook-events.ts';
import { registerHooks } from './webhooks/hooks.ts';
import { openPostOffice } from './webhooks/post-office.ts';

export interface GitLabOptions extends ProfileOptions, CiOptions {
  /** Default 0, any free port. */
  readonly port?: number;
  /** The instant the clock starts at (ISO 8601); default the machine's. */
  readonly now?: string;
  /** Lets the clock run with real time instead of standing still. */
  readonly ticking?: boolean;
  /** The release it claims to be (`18.0`, `17.0.1-ee`); default 19.5. */
  readonly version?: string;
  /** `object_kind` of hooks on incidents, however they were changed; default `issue`. */
  readonly incidentHooksAs?: 'issue' | 'work_item';
}

export interface GitLab {
  readonly url: string;
  readonly core: Core;
  readonly git: Git;
  readonly ci: Ci;
  readonly store: Store;
  readonly clock: Clock;
  readonly requests: RequestLog;
  readonly faults: Faults;
  /** The administrator `root`. */
  readonly root: Account;
  /** Makes a user and a token with the scope `api`. */
  addUser(user: NewUser): Account;
  /** Makes a project `group/name`, its group too, with members by level: `{ members: [[ben, 30]] }`. */
  addProject(path: string, options?: AddProjectOptions): Promise<Project>;
  /** Moves the clock on, through every schedule and delayed job that comes due, each run to its end before the next. */
  advance(minutes: number): Promise<void>;
  /** Resolves when no delivery and no pipeline work is under way. */
  idle(): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** Puts everything but the clock back to where it was; the clock never runs back. */
  restore(snapshot: Snapshot): Promise<void>;
  close(): Promise<void>;
}

export interface Account {
  readonly user: User;
  readonly token: string;
}

export interface AddProjectOptions {
  readonly members?: readonly (readonly [Account, number])[];
  readonly visibility?: Visibility;
  /** What its first commit holds, path to text; default a README. An empty object leaves the repository empty. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface Snapshot {
  readonly store: Store;
  readonly putBack: readonly (() => void | Promise<void>)[];
}

export async function startGitLab(options: GitLabOptions = {}): Promise<GitLab> {
  const pending = new Set<Promise<unknown>>();
  const { core, git, ci } = await makeCore(options, pending);
  const settled = (): Promise<void> => idle(core, pending);
  const root = account(core, { username: 'root', name: 'Administrator', email: 'admin@example.com', admin: true });
  const { store, clock, requests, faults, server, extensions } = core;

  return {
    url: core.url,
    core,
    git,
    ci,
    store,
    clock,
    requests,
    faults,
    root,
    addUser: (user) => account(core, user),
    async addProject(path, { members = [], visibility, files } = {}) {
      const [name = path, ...groups] = path.split('/').reverse();
      const group = ensureGroup(core, groups.reverse().join('/') || 'sandbox', root.user);
      const project = await createProject(core, {
        path: name,
        namespace: { kind: 'group', ownerId: group.id, path: group.path, name: group.name },
        creator: root.user,
        ...(visibility ? { visibility } : {}),
      });
      for (const [{ user }, level] of members) setMember(core, project, user.id, level);
      const first = files ?? { 'README.md': `# ${project.name}\n` };
      if (Object.keys(first).length > 0) await git.repositories.seed(project, first, root.user);
      return project;
    },
    advance: (minutes) => ci.advance(minutes),
    idle: settled,
    async snapshot() {
      await settled();
      const putBack = await Promise.all(extensions.snapshot.map((save) => save()));
      return { store: structuredClone(store), putBack };
    },
    async restore(snapshot) {
      await settled();
      Object.assign(store, structuredClone(snapshot.store));
      for (const put of snapshot.putBack) await put();
    },
    async close() {
      for (const end of extensions.close) await end();
      await server.close();
    },
  };
}

export { Level };

/** Everything registered and listening: the port is known before the first answer, as answers carry it. */
async function makeCore(
  options: GitLabOptions,
  pending: Set<Promise<unknown>>,
): Promise<{ core: Core; git: Git; ci: Ci }> {
  const server = await makeServer();
  let url = '';
  const core: Core = {
    server,
    get url() {
      return url;
    },
    version: readVersion(options.version ?? VERSION),
    profile: profileFor(options),
    incidentHooksAs: options.incidentHooksAs ?? 'issue',
    store: emptyStore(),
    clock: makeClock(options.now, options.ticking ?? false),
    requests: makeRequestLog(),
    faults: makeFaults(),
    background(work) {
      pending.add(work);
      const done = (): boolean => pending.delete(work);
      work.then(done, done);
    },
    emitHook: (event) => emit(event),
    extensions: { projectCreated: [], projectDeleted: [], runnersChanged: [], snapshot: [], idle: [], close: [] },
  };
  serve(core);
  const emit = openPostOffice(core);
  const git = registerGit(core);
  const ci = registerCi(core, git, options, () => idle(core, pending));
  for (const register of parts) register(core);
  await server.listen({ port: options.port ?? 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return { core, git, ci };
}

/** What answers requests; each adds its routes. */
const parts: readonly ((core: Core) => void)[] = [
  registerUsers,
  registerTokens,
  registerProjects,
  registerNamespaces,
  registerMembers,
  registerAccessTokens,
  registerRunners,
  registerLabels,
  registerIssues,
  registerNotes,
  registerAwards,
  registerEvents,
  registerLinks,
  registerMove,
  registerHooks,
  registerHookEvents,
  registerGraphql,
];

function account(core: Core, given: NewUser): Account {
  const user = createUser(core, given);
  return { user, token: createToken(core, { userId: user.id, name: 'sandbox' }).secret };
}

/** Work may start work, so this looks again until nothing is left. */
async function idle(core: Core, pending: ReadonlySet<Promise<unknown>>): Promise<void> {
  do {
    await Promise.allSettled([...pending]);
    for (const settle of core.extensions.idle) await settle();
  } while (pending.size > 0);
}
