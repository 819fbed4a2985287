// Why a webhook's call was refused, and what to do about it, by what the trigger endpoint answers.

import type { Delivery } from '../gitlab/administration.ts';

/** In one line, where a single call was refused. @param url of the project */
export function whyRefused(delivery: Delivery, url: string): string {
  const { means, remedy } = causeOf({ url }, delivery);
  const said = delivery.answer === '' ? '' : ` (${words(delivery.answer)})`;
  return `the webhook was answered with ${delivery.status}${said}. ${means} ${remedy}`;
}

const MAKE = 'Run `sitrep init`: it makes what is missing and leaves the rest alone.';

/** The project's web page, and its path in GitLab's API. */
interface Whereabouts {
  readonly url: string;
  readonly api?: string;
}

interface Cause {
  readonly means: string;
  readonly remedy: string;
}

/** What an answer to a webhook means (GitLab docs, triggers and webhooks), and what to do. */
export function causeOf({ url, api }: Whereabouts, { status, answer }: Delivery): Cause {
  if (/set pipeline variables/i.test(answer))
    return {
      means: 'This GitLab takes a webhook for a pipeline variable, and those are not allowed.',
      remedy: `${url}/-/settings/ci_cd, Variables, Minimum role to use pipeline variables: Maintainer${api === undefined ? '' : `: \`PUT ${api} {"ci_pipeline_variables_minimum_override_role":"maintainer"}\``}.`,
    };
  if (/input/i.test(answer))
    return {
      means: 'The pipeline file does not declare what the webhook sends.',
      remedy: 'Run `sitrep init`: it adds the inputs.',
    };
  if (/too many pipelines|too many requests/i.test(answer) || status === '429')
    return {
      means: 'More happened in a minute than GitLab makes pipelines.',
      remedy: 'Nothing is to be mended: the next run reads what was lost.',
    };
  if (/rules configuration|no stages|workflow/i.test(answer))
    return {
      means: 'The rules of the pipeline file leave no job for it.',
      remedy: `Let \`workflow: rules\` admit the sources trigger, schedule, api and web (${url}/-/ci/editor), or run \`sitrep init\` where the include is missing.`,
    };
  if (/permission/i.test(answer))
    return {
      means: 'The owner of the trigger token may not run pipelines on the default branch.',
      remedy: `Make the bot Maintainer (${url}/-/project_members), and allow Maintainers to merge on the protected branch (${url}/-/settings/repository).`,
    };
  if (/reference not found|missing ci config/i.test(answer))
    return { means: 'There is no such branch, or no pipeline file on it.', remedy: MAKE };
  if (status === '404')
    return {
      means: 'GitLab does not know the trigger token (any more).',
      remedy: 'Run `sitrep init`: it makes one and tells the webhooks.',
    };
  if (status === '403')
    return { means: 'GitLab refuses pipeline events.', remedy: 'Switch pipeline events off on that webhook.' };
  if (status === '422')
    return {
      means: 'The pipeline file is broken.',
      remedy: `Mend it where GitLab says (${url}/-/ci/editor).`,
    };
  if (/^\d/.test(status))
    return {
      means: 'GitLab did not make a pipeline.',
      remedy: `Read the whole answer in the webhook's recent events (${url}/-/hooks).`,
    };
  return {
    means: 'No answer came: the address is wrong or blocked, it took over 10 seconds, or the template makes no JSON.',
    remedy: `${MAKE} On a GitLab of your own let webhooks reach it (Admin area, Settings, Network, Outbound requests).`,
  };
}

/** GitLab's words out of its answer, short. */
export function words(answer: string): string {
  const text = answer
    .replace(/[{}[\]"]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
