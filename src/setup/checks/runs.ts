// What jobs did in the last week: which failed, and what they cost.

import type { Job } from '../../gitlab/administration.ts';
import type { Profile } from '../blueprint.ts';
import { ownJobs } from '../ci-file/own-jobs.ts';
import { bad, both, type Check, from, good, warning } from './check.ts';

export const failedJobs: Check = {
  id: 'failed-jobs',
  group: 'pipeline',
  title: 'The jobs of the last week ended well',
  look: (examined) =>
    from(examined.jobs, (all) => {
      const isOwn = ownJobs(examined.ciFile.known ? (examined.ciFile.value?.includes ?? []) : []);
      const own = all.filter(({ name }) => isOwn(name));
      const failed = own.filter(({ status }) => status === 'failed');
      const [newest] = failed;
      if (!newest) return good(`${own.length} jobs, none failed.`);
      const recovered = own.find(
        ({ name, status }) => name === newest.name && (status === 'success' || status === 'failed'),
      );
      const words = examined.lastLines.get(newest.id);
      if (recovered?.status === 'success')
        return good(`${failed.length} of ${own.length} failed, and what came after them ended well.`);
      return bad(
        `${failed.length} of ${own.length} jobs failed, ${newest.name} the last time it ran: ${words || newest.failure || 'no reason was given'}`,
        `Read ${newest.url}, mend what it says, then run the job again: \`sitrep sweep --full\` in a pipeline (${examined.url}/-/pipelines/new).`,
      );
    }),
};

/** Compute minutes a month that hosted runners give (GitLab docs, 2026); a GitLab of one's own has no such limit. */
const QUOTA: Readonly<Record<Profile, number>> = {
  'gitlab.com-free': 400,
  'gitlab.com-premium': 10_000,
  'self-managed': Number.POSITIVE_INFINITY,
};
const DAYS_A_MONTH = 365 / 12;
const DAYS_SEEN = 7;
/** From here on a busy week would end it. */
const NEAR = 0.75;

export const compute: Check = {
  id: 'compute',
  group: 'pipeline',
  title: 'The compute minutes suffice',
  look: (examined) =>
    from(both(examined.jobs, both(examined.profile, examined.project)), ([jobs, [profile, project]]) => {
      const seconds = jobs.reduce((sum, { duration = 0 }) => sum + duration, 0);
      const minutes = Math.round((seconds / 60) * (DAYS_A_MONTH / DAYS_SEEN));
      const quota = QUOTA[profile];
      const rate = `At the rate of the last week jobs take ${minutes} compute minutes a month`;
      if (!Number.isFinite(quota) || !project.sharedRunners)
        return good(`${rate}; your own runners do not count them.`);
      const share = minutes / quota;
      if (share < NEAR) return good(`${rate} of ${quota}.`);
      const reason = `${rate}, and ${quota} are there. ${biggest(jobs, seconds)}`;
      const remedy = `A runner of your own costs none: register one (${examined.url}/-/settings/ci_cd, Runners), and switch instance runners off: \`PUT ${examined.api} {"shared_runners_enabled":false}\``;
      return share > 1 ? bad(reason, remedy) : warning(reason, remedy);
    }),
};

function biggest(jobs: readonly Job[], seconds: number): string {
  const by = new Map<string, number>();
  for (const { name, duration = 0 } of jobs) by.set(name, (by.get(name) ?? 0) + duration);
  const [first] = [...by].sort((one, other) => other[1] - one[1]);
  if (!first || seconds === 0) return '';
  return `Most of it is ${first[0]}: ${Math.round((first[1] / seconds) * 100)}%.`;
}
