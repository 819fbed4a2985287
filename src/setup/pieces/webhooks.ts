// The webhooks, which give speed. Each is known again by its name, before GitLab 17.1 by its address and events; those of
// other people are not touched.

import type { Webhook } from '../../gitlab/administration.ts';
import type { Outcome } from '../../http/outcome.ts';
import { type BlueprintWebhook, TRIGGER, WEBHOOKS, webhookUrl } from '../blueprint.ts';
import type { Setting } from '../setting.ts';
import { api, type Change, type Piece } from './piece.ts';

export const webhooks: Piece = {
  name: 'webhooks',
  async look(setting) {
    const there = await setting.admin.webhooks();
    const pairs = WEBHOOKS.map((wanted) => ({ wanted, found: found(setting, wanted, there) }));
    const looks = await Promise.all(pairs.map((pair) => changesOf(setting, pair)));
    return { changes: [...looks.flat(), ...(setting.trigger.fresh ? [completed(setting)] : [])] };
  },
};

interface Pair {
  readonly wanted: BlueprintWebhook;
  readonly found: Webhook | undefined;
}

function found(setting: Setting, { name, events }: BlueprintWebhook, there: readonly Webhook[]): Webhook | undefined {
  const address = urlOf(setting).split('?')[0];
  return (
    there.find((hook) => hook.name === name) ??
    there.find(
      (hook) =>
        hook.name === '' && hook.url.split('?')[0] === address && hook.events.some((event) => events.includes(event)),
    )
  );
}

async function changesOf(setting: Setting, { wanted, found: hook }: Pair): Promise<readonly Change[]> {
  const { admin } = setting;
  if (!hook)
    return [
      {
        what: `the webhook \`${wanted.name}\``,
        why: `it starts a pipeline for ${wanted.events.join(', ')}`,
        call: `POST ${api(setting, 'hooks')}`,
        make: async () => admin.createWebhook({ ...(await bodyOf(setting, wanted)) }),
      },
    ];
  const stuck = hook.alert !== 'executable' || (await refused(setting, hook));
  const why = wrong(setting, wanted, hook) ?? (stuck ? 'its last call was refused: the token is another' : undefined);
  if (why === undefined) return [];
  return [
    {
      what: `the webhook \`${wanted.name}\`, corrected`,
      why,
      call: `PUT ${api(setting, `hooks/${hook.id}`)}`,
      make: async () => corrected(setting, wanted, hook, stuck),
    },
  ];
}

function wrong(setting: Setting, wanted: BlueprintWebhook, hook: Webhook): string | undefined {
  if (setting.trigger.fresh) return 'it has another trigger token';
  if (hook.url !== urlOf(setting) || !hook.urlVariables.includes('token')) return 'it sends to another address';
  if ([...hook.events].sort().join() !== [...wanted.events].sort().join()) return 'it has other events';
  if ((hook.template ?? '') !== templateOf(setting, wanted)) return 'it sends something else';
  return hook.alert === 'executable' ? undefined : 'GitLab has switched it off after calls that failed';
}

/** A wrong token is answered with 404 (behaviours I1). */
async function refused({ admin }: Setting, { id }: Webhook): Promise<boolean> {
  const [latest] = await admin.deliveries(id);
  return latest?.status === '404';
}

/** A test call that is answered well switches a webhook on again, and is the last one from then on. */
async function corrected(
  setting: Setting,
  wanted: BlueprintWebhook,
  hook: Webhook,
  stuck: boolean,
): Promise<Outcome<undefined>> {
  const { admin } = setting;
  const changed = await admin.changeWebhook(hook.id, await bodyOf(setting, wanted));
  if (changed.outcome !== 'done' || !stuck) return changed;
  const [event] = wanted.events;
  if (event) await admin.testWebhook(hook.id, event);
  return changed;
}

/** From now on the token counts as the one that all webhooks have. */
function completed(setting: Setting): Change {
  const { bot, trigger } = setting;
  return {
    what: `the name of the trigger token, \`${TRIGGER}\``,
    why: 'all webhooks have it now',
    call: `PUT ${api(setting, 'triggers')}`,
    make: () => bot.admin().renameTrigger(trigger.id ?? 0, TRIGGER),
  };
}

async function bodyOf(setting: Setting, wanted: BlueprintWebhook) {
  const { name, events } = wanted;
  return {
    name,
    events,
    url: urlOf(setting),
    urlVariables: { token: await secretOf(setting) },
    template: templateOf(setting, wanted),
  };
}

/** Only its owner is shown the whole token. */
async function secretOf({ bot, trigger }: Setting): Promise<string> {
  trigger.secret ??= (await bot.admin().triggers()).find(({ id }) => id === trigger.id)?.token;
  if (trigger.secret === undefined) throw new Error('the trigger token is gone');
  return trigger.secret;
}

/** Without pipeline inputs a job takes its hint from the webhook's own payload. */
function templateOf({ hasInputs }: Setting, { template }: BlueprintWebhook): string {
  return hasInputs ? template : '';
}

function urlOf({ server, project, branch }: Setting): string {
  return webhookUrl(server, project.id, branch);
}
