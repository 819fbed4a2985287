// What the tests of the adapter share: a clock that does not wait, and GitLab's entities with defaults.

import type { Time } from '../../src/http/pace.ts';

/** Never printed anywhere: that is what some tests are about. */
export const TOKEN = 'glpat-tell-nobody-of-this';

export interface RecordedTime extends Time {
  /** Every wait that was asked for, in ms. */
  readonly waits: number[];
}

/** Time that passes only by sleeping, and then at once; the jitter is nothing. */
export function fastTime(start = Date.parse('2026-03-11T04:00:00Z')): RecordedTime {
  const waits: number[] = [];
  let now = start;
  return {
    waits,
    now: () => now,
    random: () => 0,
    async sleep(ms) {
      waits.push(ms);
      now += ms;
    },
  };
}

export const user = { id: 7, username: 'ben', name: 'Ben', state: 'active', avatar_url: null };

export const issue = {
  id: 4101,
  iid: 12,
  title: 'Array 3 lost power',
  description: null,
  state: 'opened',
  labels: ['status::triage'],
  author: user,
  assignees: [],
  issue_type: 'incident',
  type: 'INCIDENT',
  severity: 'HIGH',
  confidential: false,
  web_url: 'https://gitlab.example.com/ops/incidents/-/issues/12',
  created_at: '2026-03-11T04:00:00.000+01:00',
  updated_at: '2026-03-11T03:00:00Z',
  closed_by: null,
  user_notes_count: 2,
};

export function note(id: number, updatedAt = '2026-03-11T04:00:00.000Z'): object {
  return {
    id,
    body: `note ${id}`,
    author: user,
    created_at: '2026-03-11T04:00:00.000Z',
    updated_at: updatedAt,
    system: false,
    internal: false,
  };
}

export const mergeRequest = {
  iid: 5,
  web_url: 'https://gitlab.example.com/ops/incidents/-/merge_requests/5',
  source_branch: 'pir-12',
  target_branch: 'trunk',
  state: 'opened',
  description: 'Review of incident 12',
  merge_user: null,
  merged_at: null,
  sha: 'a'.repeat(40),
  merge_commit_sha: null,
  updated_at: '2026-03-11T04:00:00.000Z',
};
