// What became of the latest calls of a webhook, and what the commonest failure means.

import type { Delivery } from '../../gitlab/administration.ts';
import { bad, type Check, call, good, INIT, unknown, warning } from './check.ts';
import type { Examined } from './examined.ts';
import { eachHook, label, page, test } from './webhooks.ts';

export const webhookDeliveries: Check = {
  id: 'webhook-deliveries',
  group: 'webhooks',
  title: 'Webhooks are answered with a pipeline',
  look: (examined) =>
    eachHook(examined, (hook) => {
      if (!hook.deliveries.known) return unknown(hook.deliveries.why);
      const latest = hook.deliveries.value.slice(0, LATEST);
      const failed = latest.filter((delivery) => !succeeded(delivery));
      const [newest] = latest;
      if (!newest || failed.length === 0)
        return good(newest ? `The last ${latest.length} were answered well.` : 'Nothing was sent lately.', label(hook));
      const common = commonest(failed);
      const cause = causeOf(examined, common);
      const share = `${failed.length} of the last ${latest.length} failed`;
      const said = `${share}; most often: ${common.status}${common.answer === '' ? '' : `, ${words(common.answer)}`}. ${cause.means}`;
      if (succeeded(newest) && failed.length <= latest.length / 2)
        return good(`${share}, and the latest was answered well.`, label(hook));
      const remedy = `${cause.remedy} Then send a test (${page(examined, hook)}, Test): ${test(examined, hook)}`;
      return succeeded(newest) ? warning(said, remedy, label(hook)) : bad(said, remedy, label(hook));
    }),
};

/** As many as GitLab shows on the first page of a webhook's recent events. */
const LATEST = 20;

interface Cause {
  readonly means: string;
  readonly remedy: string;
}

/** What an answer to a webhook means (GitLab docs, triggers and webhooks), and what to do. */
function causeOf(examined: Examined, { status, answer }: Delivery): Cause {
  const settings = `${examined.url}/-/settings/ci_cd`;
  if (/set pipeline variables/i.test(answer))
    return {
      means: 'This GitLab takes a webhook for a pipeline variable, and those are not allowed.',
      remedy: `${settings}, Variables, Minimum role to use pipeline variables: Maintainer: ${call('PUT', examined.api, { ci_pipeline_variables_minimum_override_role: 'maintainer' })}.`,
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
      remedy: `Let \`workflow: rules\` admit the sources trigger, schedule, api and web (${examined.url}/-/ci/editor), or run \`sitrep init\` where the include is missing.`,
    };
  if (/permission/i.test(answer))
    return {
      means: 'The owner of the trigger token may not run pipelines on the default branch.',
      remedy: `Make the bot Maintainer (${examined.url}/-/project_members), and allow Maintainers to merge on the protected branch (${examined.url}/-/settings/repository).`,
    };
  if (/reference not found|missing ci config/i.test(answer))
    return { means: 'There is no such branch, or no pipeline file on it.', remedy: INIT };
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
      remedy: `Mend it where GitLab says (${examined.url}/-/ci/editor).`,
    };
  if (/^\d/.test(status))
    return {
      means: 'GitLab did not make a pipeline.',
      remedy: `Read the whole answer in the webhook's recent events (${examined.url}/-/hooks).`,
    };
  return {
    means: 'No answer came: the address is wrong or blocked, it took over 10 seconds, or the template makes no JSON.',
    remedy: `${INIT} On a GitLab of your own let webhooks reach it (Admin area, Settings, Network, Outbound requests).`,
  };
}

function succeeded({ status }: Delivery): boolean {
  return /^[23]\d\d$/.test(status);
}

function commonest(failed: readonly Delivery[]): Delivery {
  const key = ({ status, answer }: Delivery): string => `${status} ${answer}`;
  const counts = new Map<string, number>();
  for (const one of failed) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return failed.reduce((best, one) => ((counts.get(key(one)) ?? 0) > (counts.get(key(best)) ?? 0) ? one : best));
}

/** GitLab's words out of its answer, short. */
function words(answer: string): string {
  const text = answer
    .replace(/[{}[\]"]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
