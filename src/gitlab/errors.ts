// How a conversation with GitLab fails: a read by `GitLabError`, a write by the outcome it leaves behind.

import type { Failure, Outcome } from '../http/outcome.ts';

/** A read that failed for good, or an answer that cannot be understood. `status` is 0 where there was no answer. */
export class GitLabError extends Error {
  readonly method: string;
  /** Path and query, without secrets. */
  readonly path: string;
  readonly status: number;
  /** GitLab's own words, shortened. */
  readonly reason: string;

  constructor(request: { readonly method: string; readonly path: string }, status: number, reason: string, cure = '') {
    const answer = status === 0 ? 'no answer' : `${status}`;
    super(`${request.method} ${request.path}: ${answer}, ${reason}.${cure === '' ? '' : ` ${cure}`}`);
    this.name = 'GitLabError';
    this.method = request.method;
    this.path = request.path;
    this.status = status;
    this.reason = reason;
  }
}

/** Carries a write's outcome through the vendor's client, which knows only of success and exceptions. */
export class WriteFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.outcome}: ${failure.reason}`);
    this.name = 'WriteFailed';
    this.failure = failure;
  }
}

/** What the maintainer can do about a status; empty where the reason says it all. */
export function cureFor(status: number, tokenVariable: string): string {
  switch (status) {
    case 401:
      // A maintainer's own token is in no CI variable.
      if (tokenVariable === 'GITLAB_TOKEN')
        return 'The token is wrong, expired or revoked: set GITLAB_TOKEN to another (scope api).';
      return `The token is wrong, expired or revoked: renew it and put it into the CI variable ${tokenVariable} (masked, and protected where the job's branch is).`;
    case 403:
      return 'The bot may not do this: its token needs the scope api and its role in the project must be high enough (`sitrep doctor` tells which).';
    case 404:
      return 'It does not exist or the bot may not see it: check the project, and that the bot is a member of it.';
    case 429:
      return 'GitLab asks for fewer requests: the next run takes this up again.';
    default:
      return status === 0 || status >= 500 ? 'GitLab or the way to it is down: the next run takes this up again.' : '';
  }
}

/** `undefined` for a read whose object is not there; a missing project is an error all the same (behaviours A1, A3). */
export async function unlessMissing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GitLabError && error.status === 404 && !/project not found/i.test(error.reason))
      return undefined;
    throw error;
  }
}

/**
 * How a write ended: `write` sends, `read` makes the value of the answer.
 *
 * An answer that cannot be read leaves it *unknown*; a look-up that failed before anything was sent leaves it
 * *refused*. Programming errors are thrown.
 */
export async function outcomeOf<A, T>(write: () => Promise<A>, read: (answer: A) => T): Promise<Outcome<T>> {
  let answer: A;
  try {
    answer = await write();
  } catch (error) {
    return failureIn(error);
  }
  try {
    return { outcome: 'done', value: read(answer) };
  } catch (error) {
    if (error instanceof WriteFailed) return error.failure;
    if (error instanceof GitLabError) return { outcome: 'unknown', reason: error.message };
    throw error;
  }
}

function failureIn(error: unknown): Failure {
  if (error instanceof WriteFailed) return error.failure;
  if (error instanceof GitLabError) return { outcome: 'refused', status: error.status, reason: error.message };
  throw error;
}
