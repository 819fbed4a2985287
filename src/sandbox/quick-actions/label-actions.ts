// Quick actions on labels: they find labels, they make none (behaviours E11).

import { maySetMetadata } from '../issues/issue-data.ts';
import { labelNamed, labelNames } from '../projects/label-data.ts';
import type { QuickAction } from './actions.ts';
import type { ActionContext, Outcome } from './interpret.ts';

const add: QuickAction = (context, argument) => {
  const ids = labelsIn(context, argument).filter((id) => !context.issue.labelIds.includes(id));
  return ids.length > 0 ? outcome(`Added ${naming(context, ids)}.`, { add: ids }, { add_label_ids: ids }) : undefined;
};

const remove: QuickAction = (context, argument) => {
  if (argument === '') {
    const allowed = context.issue.labelIds.length > 0 && may(context);
    return allowed ? outcome('Removed all labels.', { set: [] }, { label_ids: [] }) : undefined;
  }
  const ids = labelsIn(context, argument).filter((id) => context.issue.labelIds.includes(id));
  return ids.length > 0
    ? outcome(`Removed ${naming(context, ids)}.`, { remove: ids }, { remove_label_ids: ids })
    : undefined;
};

const replace: QuickAction = (context, argument) => {
  const ids = labelsIn(context, argument);
  return ids.length > 0
    ? outcome(`Replaced all labels with ${naming(context, ids)}.`, { set: ids }, { label_ids: ids })
    : undefined;
};

export const labelActions: Readonly<Record<string, QuickAction>> = {
  label: add,
  labels: add,
  unlabel: remove,
  remove_label: remove,
  relabel: replace,
};

function outcome(
  message: string,
  labels: NonNullable<NonNullable<Outcome['changes']>['labels']>,
  told: Record<string, unknown>,
): Outcome {
  return { message, changes: { labels }, told };
}

/** `~bug ~"needs review" other`: those that exist, for who may set labels. */
function labelsIn(context: ActionContext, argument: string): number[] {
  if (!may(context)) return [];
  const { core, project } = context;
  const names = [...argument.matchAll(/~?"([^"]+)"|~?([^\s,]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  return [...new Set(names.flatMap((name) => labelNamed(core, project, name)?.id ?? []))];
}

function naming({ core }: ActionContext, ids: readonly number[]): string {
  const names = labelNames(core, ids).map((name) => (/\s/.test(name) ? `~"${name}"` : `~${name}`));
  return `${names.join(' ')} label${names.length > 1 ? 's' : ''}`;
}

function may({ core, actor, project }: ActionContext): boolean {
  return maySetMetadata(core, actor, project);
}
