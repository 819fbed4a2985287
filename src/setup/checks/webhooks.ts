// Webhooks: there, as they should be, not switched off by GitLab, and answered with a pipeline.

import type { HookEvent, ProjectSettings } from '../../gitlab/administration.ts';
import { type BlueprintWebhook, SUPPORTED, TRIGGER, WEBHOOKS, webhookUrl } from '../blueprint.ts';
import { atLeast } from '../setting.ts';
import { bad, both, type Check, call, type Finding, from, good, INIT, unknown } from './check.ts';
import type { DeliveringWebhook, Examined } from './examined.ts';

export const webhooksThere: Check = {
  id: 'webhooks',
  group: 'webhooks',
  title: 'The webhooks are there, as they should be',
  look: (examined) =>
    from(both(examined.webhooks, both(examined.project, examined.version)), ([hooks, [project, version]]) =>
      WEBHOOKS.map((wanted): Finding => {
        const hook = find(wanted, hooks, project);
        if (!hook)
          return bad(
            `The webhook "${wanted.name}" is not there: sitrep hears late of what it tells.`,
            INIT,
            wanted.name,
          );
        // Before there were inputs a webhook sends all it has.
        const template = atLeast(version, SUPPORTED.inputs) ? wanted.template : undefined;
        const missing = wanted.events.filter((event) => !hook.events.includes(event));
        const wrong = [
          ...(missing.length > 0 ? [`it does not tell of ${missing.join(', ')}`] : []),
          ...((hook.template || undefined) === template ? [] : ['its template is another']),
          ...(hook.url === expectedUrl(project) ? [] : ['it points elsewhere']),
        ];
        return wrong.length === 0
          ? good('As it should be.', wanted.name)
          : bad(`The webhook "${wanted.name}" is not as it should be: ${wrong.join(', ')}.`, INIT, wanted.name);
      }),
    ),
};

export const webhookAlert: Check = {
  id: 'webhook-alert',
  group: 'webhooks',
  title: 'GitLab has not switched a webhook off',
  look: (examined) =>
    eachHook(examined, (hook) => {
      if (hook.alert === 'executable') return good('It is on.', label(hook));
      const until = hook.alert === 'disabled' ? 'for good' : `until ${hook.disabledUntil ?? 'later'}`;
      return bad(
        `GitLab switched the webhook "${label(hook)}" off ${until}, after failures in a row; what happens meanwhile it never tells.`,
        `When the cause is mended (check webhook-deliveries), send a test (${page(examined, hook)}, Test): ${test(examined, hook)}`,
        label(hook),
      );
    }),
};

/** Of these events nothing is needed, and each would be a pipeline; a pipeline event is refused altogether. */
const NOISE: readonly HookEvent[] = ['emoji_events', 'push_events', 'pipeline_events', 'job_events'];

export const webhookNoise: Check = {
  id: 'webhook-noise',
  group: 'webhooks',
  title: 'Webhooks tell of nothing that is not needed',
  look: (examined) =>
    eachHook(examined, (hook) => {
      const noise = hook.events.filter((event) => NOISE.includes(event));
      if (noise.length === 0) return good('Nothing else.', label(hook));
      const off = Object.fromEntries(noise.map((event) => [event, false]));
      return bad(
        `The webhook "${label(hook)}" also tells of ${noise.join(', ')}: each is a pipeline for nothing, or a failure.`,
        `Switch these off (${page(examined, hook)}): ${call('PUT', `${examined.api}/hooks/${hook.id}`, off)}`,
        label(hook),
      );
    }),
};

export const webhookDuplicates: Check = {
  id: 'webhook-duplicates',
  group: 'webhooks',
  title: 'No event starts two pipelines',
  look: (examined) =>
    from(both(examined.webhooks, examined.project), ([hooks, project]) => {
      const pointing = hooks.filter((hook) => pointsHere(hook, project)).sort((one, other) => rank(one) - rank(other));
      const doubles = pointing.filter((hook, index) =>
        pointing.slice(0, index).some(({ events }) => hook.events.some((event) => events.includes(event))),
      );
      if (doubles.length === 0) return good('Every event has one webhook at most.');
      return doubles.map((hook) =>
        bad(
          `The webhook "${label(hook)}" (number ${hook.id}) tells of what another one tells already: two pipelines for each event.`,
          `Delete it (${page(examined, hook)}): ${call('DELETE', `${examined.api}/hooks/${hook.id}`)}`,
          label(hook),
        ),
      );
    }),
};

export const trigger: Check = {
  id: 'trigger',
  group: 'webhooks',
  title: 'The trigger token is the bot’s',
  look: (examined) =>
    from(both(examined.triggers, examined.bot), ([all, bot]) => {
      const named = all.filter(({ description }) => description === TRIGGER);
      const own = named.find(({ owner }) => owner === bot.id);
      if (own) return good(`Its pipelines run as @${bot.name}.`);
      const [first] = named;
      if (!first)
        return bad(
          `There is no trigger token "${TRIGGER}": webhooks are refused with 404.`,
          'Run `sitrep init`: it makes one and tells the webhooks.',
        );
      return bad(
        `The trigger token "${TRIGGER}" is not the bot's: its pipelines run with the rights of who made it, and stop when that person leaves.`,
        `Delete it (${examined.url}/-/settings/ci_cd, Pipeline trigger tokens): ${call('DELETE', `${examined.api}/triggers/${first.id}`)} and run \`sitrep init\`, which makes one as the bot and tells the webhooks.`,
      );
    }),
};

export function eachHook(examined: Examined, look: (hook: DeliveringWebhook) => Finding): readonly Finding[] {
  return from(both(examined.webhooks, examined.project), ([hooks, project]) => {
    const here = hooks.filter((hook) => pointsHere(hook, project));
    return here.length === 0 ? [unknown('No webhook starts a pipeline here.', INIT)] : here.map(look);
  });
}

/** Whether it starts pipelines of this project. */
function pointsHere({ url }: DeliveringWebhook, { id, path }: ProjectSettings): boolean {
  return [String(id), encodeURIComponent(path)].some(
    (name) => url.includes(`/projects/${name}/`) && url.includes('/trigger/pipeline'),
  );
}

/** By its name; before GitLab 17.1, where webhooks have none, by what it tells. */
function find(
  { name, events }: BlueprintWebhook,
  hooks: readonly DeliveringWebhook[],
  project: ProjectSettings,
): DeliveringWebhook | undefined {
  return (
    hooks.find((hook) => hook.name === name) ??
    hooks.find(
      (hook) => hook.name === '' && pointsHere(hook, project) && hook.events.some((event) => events.includes(event)),
    )
  );
}

/** By GitLab's own address, which the project has in its own: a job may know GitLab by another. */
function expectedUrl({ id, url, path, defaultBranch }: ProjectSettings): string {
  return webhookUrl(url.slice(0, -path.length - 1), id, defaultBranch ?? 'main');
}

/** Ours first: of two that tell the same, the other one goes. */
function rank({ name }: DeliveringWebhook): number {
  const index = WEBHOOKS.findIndex((wanted) => wanted.name === name);
  return index < 0 ? WEBHOOKS.length : index;
}

export function label({ name, url }: DeliveringWebhook): string {
  return name === '' ? url.replace(/token=[^&{]+/, 'token=…') : name;
}

export function page(examined: Examined, { id }: DeliveringWebhook): string {
  return `${examined.url}/-/hooks/${id}/edit`;
}

export function test(examined: Examined, { id, events }: DeliveringWebhook): string {
  const event = (['issues_events', 'note_events', 'merge_requests_events'] as const).find((one) =>
    events.includes(one),
  );
  return call('POST', `${examined.api}/hooks/${id}/test/${event ?? 'issues_events'}`);
}
