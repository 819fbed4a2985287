// Between an event and its delivery: one queue a hook, and whatever the sandbox was told to do wrong on the way.

import type { Core, HookEvent } from '../core.ts';
import { withinLimit } from '../limits.ts';
import { alertStatus } from './auto-disable.ts';
import { deliver, type Parcel, parcelFor } from './deliver.ts';
import { guardRecursion } from './recursion.ts';

/** Takes events; each hook of the project that wants the family gets it, one after the other, in the
 * background. What is over the plan's limit is dropped, and nobody is told (H24). */
export function openPostOffice(core: Core): (event: HookEvent) => void {
  const queues = new Map<number, Promise<unknown>>();
  const held: Parcel[] = [];
  const guard = guardRecursion(core);

  const post = (parcel: Parcel): void => {
    const before = queues.get(parcel.hook.id) ?? Promise.resolve();
    const work = before.then(() => deliver(core, parcel));
    queues.set(parcel.hook.id, work);
    core.background(work);
  };
  const letGo = (): void => {
    for (const parcel of held.splice(0).reverse()) post(parcel);
  };
  core.extensions.idle.push(async () => letGo());

  const handle = (parcel: Parcel): void => {
    let times = 1;
    let delayMs = 0;
    for (const act of core.faults.strikeDelivery(parcel.hook.id, parcel.event)) {
      if (act.do === 'drop') return;
      if (act.do === 'repeat') times = act.times;
      if (act.do === 'delay') delayMs = act.ms;
      if (act.do === 'reorder') {
        held.push(parcel);
        if (held.length >= act.window) letGo();
        return;
      }
    }
    const all = (): void => {
      for (let nth = 0; nth < times; nth += 1) post(parcel);
    };
    if (delayMs === 0) all();
    else core.background(new Promise<void>((resolve) => setTimeout(resolve, delayMs)).then(all));
  };

  return ({ project, family, payload }) => {
    const eventUuid = guard.uuid();
    for (const hook of core.store.hooks.values()) {
      if (hook.projectId !== project.id || hook.families.get(family) !== true) continue;
      if (alertStatus(core, hook) !== 'executable') continue;
      const [root = ''] = project.namespace.path.split('/');
      if (!withinLimit(core, 'hook calls', root, core.profile.limits.hookCallsPerMinute)) continue;
      if (!guard.register(eventUuid, hook)) continue;
      handle(parcelFor(hook, family, structuredClone(payload), { eventUuid }));
    }
  };
}
