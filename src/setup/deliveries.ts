// Why a webhook's call was refused, and what to do about it, by what the trigger endpoint answers.

import type { Delivery } from '../gitlab/administration.ts';

/** @param url of the project, for the pages where it is put right */
export function whyRefused({ status, answer }: Delivery, url: string): string {
  const said = `the webhook was answered with ${status}${answer === '' ? '' : ` (${answer.replace(/\s+/g, ' ').slice(0, 200)})`}`;
  return `${said}: ${cure(status, answer, url)}`;
}

function cure(status: string, answer: string, url: string): string {
  if (/variables/i.test(answer))
    return `this GitLab counts the webhook's payload as a variable. Set "Minimum role to use pipeline variables" to Maintainer (${url}/-/settings/ci_cd, Variables)`;
  if (/input/i.test(answer))
    return 'the header of .gitlab-ci.yml lacks an input, or declares it otherwise. Run `sitrep init` again';
  if (/Missing CI config/i.test(answer)) return 'there is no CI file on the default branch. Run `sitrep init` again';
  if (/rules|No stages|no jobs/i.test(answer))
    return '`workflow: rules` or the include keeps the jobs from being made. Check .gitlab-ci.yml';
  if (/permission/i.test(answer)) return 'the bot may not run pipelines on the default branch. Make it Maintainer';
  if (/too many/i.test(answer)) return 'too many pipelines in a minute. Wait one, and run `sitrep init` again';
  if (status === '404') return 'the trigger token is not known. Run `sitrep init` again: it gives the webhook another';
  if (/^5/.test(status)) return 'GitLab was not well. Run `sitrep init` again';
  if (/internal error/.test(status)) return `GitLab could not send it. Look at ${url}/-/hooks (Edit, Recent events)`;
  return `look at ${url}/-/hooks (Edit, Recent events)`;
}
