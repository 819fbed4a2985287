// The repositories of one sandbox, by project.

import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '../core.ts';
import type { Project, User } from '../store.ts';
import { initBare, type Signature, seed, setHead } from './repository.ts';

export interface Repositories {
  /** The folder that holds `<project id>.git`, and `hooks`. */
  readonly root: string;
  /** The bare repository of a project. */
  dir(project: Project): string;
  /** Writes `files` (path to text) as the first commit of the default branch. Throws `GitError` if there is one. */
  seed(project: Project, files: Readonly<Record<string, string>>, by: User): Promise<void>;
  /** Who a commit of this user is by, at the sandbox's time. */
  signature(user: User): Signature;
}

/** Gives every project of the sandbox a repository, on disk as long as the sandbox lives; snapshots copy them. */
export function makeRepositories(core: Core): Repositories {
  const home = openHome();
  const root = join(home, 'repositories');
  mkdirSync(root);
  writeHook(join(home, 'hooks'));
  let snapshots = 0;
  // HEAD follows the project's default branch whenever the repository is next looked at.
  const heads = new Map<number, string>();

  const repositories: Repositories = {
    root,
    dir(project) {
      const dir = join(root, `${project.id}.git`);
      const branch = project.defaultBranch ?? 'main';
      if (heads.get(project.id) !== branch) {
        setHead(dir, branch);
        heads.set(project.id, branch);
      }
      return dir;
    },
    async seed(project, files, by) {
      const branch = project.defaultBranch ?? 'main';
      await seed(repositories.dir(project), branch, files, repositories.signature(by));
    },
    signature: (user) => ({ name: user.name, email: user.email, at: core.clock.now() }),
  };

  core.extensions.projectCreated.push((project) => initBare(join(root, `${project.id}.git`)));
  core.extensions.projectDeleted.push((project) => rmSync(repositories.dir(project), { recursive: true, force: true }));
  core.extensions.snapshot.push(async () => {
    snapshots += 1;
    const saved = join(home, `snapshot-${snapshots}`);
    copyTree(root, saved);
    return () => {
      heads.clear();
      // Out of the way is quicker than removed; all goes when the sandbox closes.
      renameSync(root, mkdtempSync(join(home, 'old-')));
      copyTree(saved, root);
    };
  });
  core.extensions.close.push(() => closeHome(home));
  return repositories;
}

/** The folder with the hook that refuses pushes; see `push-rules.ts` for what it is told. */
export function hooksOf({ root }: Repositories): string {
  return join(root, '..', 'hooks');
}

// The decision is made before git starts. The hook only says it, in the place where GitLab's own hook does, because no
// other way gives the client `pre-receive hook declined`; and whether a push rewinds is known only with its objects here.
const PRE_RECEIVE = `#!/bin/sh
if [ -n "$SANDBOX_REFUSAL" ]; then
  echo "GitLab: $SANDBOX_REFUSAL" >&2
  exit 1
fi
for range in $SANDBOX_FAST_FORWARDS; do
  git merge-base --is-ancestor "\${range%..*}" "\${range#*..}" || {
    echo "GitLab: You are not allowed to force push code to a protected branch on this project." >&2
    exit 1
  }
done
`;

function writeHook(folder: string): void {
  if (existsSync(folder)) return;
  mkdirSync(folder);
  writeFileSync(join(folder, 'pre-receive'), PRE_RECEIVE, { mode: 0o755 });
}

// A test that fails half-way closes nothing; what is still open goes with the process.
const homes = new Set<string>();
let watching = false;

function openHome(): string {
  if (!watching) process.once('exit', () => homes.forEach(closeHome));
  watching = true;
  const home = mkdtempSync(join(tmpdir(), 'sandbox-git-'));
  homes.add(home);
  return home;
}

function closeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
  homes.delete(home);
}

/** Copies a folder. Objects are linked, not copied: git never writes into one again. */
function copyTree(from: string, to: string, linked = false): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyTree(source, target, linked || entry.name === 'objects');
    else if (linked) linkSync(source, target);
    else copyFileSync(source, target);
  }
}
