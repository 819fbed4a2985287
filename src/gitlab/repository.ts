// Files, commits and jobs of the project, and what the project says of itself.

import { once } from '../http/memo.ts';
import type { Client } from './client.ts';
import { outcomeOf, unlessMissing } from './errors.ts';
import type { GitLab } from './port.ts';
import { type ProjectFacts, parsed, WireCommit, WireFile, WireJob, WireProject } from './wire.ts';

type Repository = Pick<GitLab, 'file' | 'commit' | 'jobEnded'>;

export function makeRepository({ project, files, commits, jobs }: Client): Repository {
  return {
    /** `HEAD` is the default branch (behaviours K11). An unknown branch is as good as a missing file. */
    async file(path, ref = 'HEAD') {
      const answer = await unlessMissing(files.show(project, path, ref));
      return answer === undefined ? undefined : parsed(`file ${path}`, WireFile, answer);
    },

    commit: ({ branch, startBranch, message, path, content, replaces }) =>
      outcomeOf(
        () => {
          const action =
            replaces === undefined
              ? ({ action: 'create' } as const)
              : ({ action: 'update', lastCommitId: replaces } as const);
          const start = startBranch === undefined ? {} : { startBranch };
          return commits.create(project, branch, message, [{ ...action, filePath: path, content }], {
            ...start,
            stats: false,
          });
        },
        (answer) => parsed('the new commit', WireCommit, answer),
      ),

    async jobEnded(job) {
      const answer = await unlessMissing(jobs.show(project, job));
      return answer === undefined ? undefined : parsed(`job ${job}`, WireJob, answer);
    },
  };
}

/** Full path and default branch of the project, asked once. */
export function makeProjectFacts({ project, projects }: Client): () => Promise<ProjectFacts> {
  return once(async () => parsed('the project', WireProject, await projects.show(project)));
}
