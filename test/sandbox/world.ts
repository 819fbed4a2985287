// A sandbox with a project and one person of each kind, and clients that speak for them.

import { afterAll, beforeAll } from 'vitest';
import { type Account, type GitLab, type GitLabOptions, Level, startGitLab } from '../../src/sandbox/gitlab.ts';
import type { Project } from '../../src/sandbox/store.ts';
import { type Client, clientFor } from './client.ts';

export const names = ['root', 'mia', 'dan', 'rob', 'pat', 'gus', 'out'] as const;
/** Administrator, maintainer, developer, reporter, planner, guest, and no member at all. */
export type Name = (typeof names)[number];

export interface World {
  readonly gitlab: GitLab;
  readonly project: Project;
  /** The path of the project below `/api/v4`. */
  readonly path: string;
  readonly people: Record<Name, Account>;
  readonly as: Record<Name, Client>;
  readonly nobody: Client;
}

export async function makeWorld(options: GitLabOptions = {}): Promise<World> {
  const gitlab = await startGitLab({ now: '2026-03-14T09:00:00Z', ...options });
  const people: Record<Name, Account> = {
    root: gitlab.root,
    mia: gitlab.addUser({ username: 'mia' }),
    dan: gitlab.addUser({ username: 'dan' }),
    rob: gitlab.addUser({ username: 'rob' }),
    pat: gitlab.addUser({ username: 'pat' }),
    gus: gitlab.addUser({ username: 'gus' }),
    out: gitlab.addUser({ username: 'out' }),
  };
  const project = await gitlab.addProject('acme/ops', {
    members: [
      [people.mia, Level.maintainer],
      [people.dan, Level.developer],
      [people.rob, Level.reporter],
      [people.pat, Level.planner],
      [people.gus, Level.guest],
    ],
  });
  const as = {
    root: clientFor(gitlab, people.root.token),
    mia: clientFor(gitlab, people.mia.token),
    dan: clientFor(gitlab, people.dan.token),
    rob: clientFor(gitlab, people.rob.token),
    pat: clientFor(gitlab, people.pat.token),
    gus: clientFor(gitlab, people.gus.token),
    out: clientFor(gitlab, people.out.token),
  };
  return { gitlab, project, path: `/projects/${project.id}`, people, as, nobody: clientFor(gitlab) };
}

/** One world for the tests of a file or block. */
export function useWorld(options: GitLabOptions = {}): () => World {
  let world: World | undefined;
  beforeAll(async () => {
    world = await makeWorld(options);
  });
  afterAll(() => world?.gitlab.close());
  return () => {
    if (!world) throw new Error('the world is there from beforeAll on');
    return world;
  };
}

export interface IssueBody {
  readonly id: number;
  readonly iid: number;
  readonly title: string;
  readonly description: string | null;
  readonly state: string;
  readonly labels: readonly string[];
  readonly updated_at: string;
  readonly created_at: string;
  readonly closed_at: string | null;
}

export interface NoteBody {
  readonly id: number;
  readonly body: string;
  readonly system: boolean;
  readonly created_at: string;
  readonly updated_at: string;
}

/** Opens an issue, by default an incident, by default as the developer. */
export async function open(
  { as, path }: World,
  params: Record<string, unknown> = {},
  who: Name = 'dan',
): Promise<IssueBody> {
  const answer = await as[who].post<IssueBody>(`${path}/issues`, {
    title: 'Checkout answers 500',
    issue_type: 'incident',
    ...params,
  });
  return answer.body;
}

/** The system notes on an issue, oldest first. */
export async function systemNotes({ as, path }: World, iid: number): Promise<string[]> {
  const notes = await as.mia.get<NoteBody[]>(
    `${path}/issues/${iid}/notes?sort=asc&activity_filter=only_activity&per_page=100`,
  );
  return notes.body.map(({ body }) => body);
}
