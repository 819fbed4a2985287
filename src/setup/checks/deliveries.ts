// What became of the latest calls of a webhook, and what the commonest failure means.

import type { Delivery } from '../../gitlab/administration.ts';
import { causeOf, words } from '../deliveries.ts';
import { bad, type Check, good, unknown, warning } from './check.ts';
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

function succeeded({ status }: Delivery): boolean {
  return /^[23]\d\d$/.test(status);
}

function commonest(failed: readonly Delivery[]): Delivery {
  const key = ({ status, answer }: Delivery): string => `${status} ${answer}`;
  const counts = new Map<string, number>();
  for (const one of failed) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return failed.reduce((best, one) => ((counts.get(key(one)) ?? 0) > (counts.get(key(best)) ?? 0) ? one : best));
}
