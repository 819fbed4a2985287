// Running the quick actions of a text with the rights of who wrote it (behaviours E4-E11).

import type { Core } from '../core.ts';
import type { IssueChanges } from '../issues/changes.ts';
import { projectOf } from '../issues/issue-data.ts';
import type { Json } from '../people/user-entity.ts';
import type { Issue, Project, User } from '../store.ts';
import { issueActions } from './actions.ts';
import { extractCommands } from './extract.ts';

export interface ActionContext {
  readonly core: Core;
  readonly project: Project;
  /** The issue as it will be: a new one is not stored yet. */
  readonly issue: Issue;
  readonly actor: User;
}

/** What a command that could run comes to. */
export interface Outcome {
  /** What GitLab answers: `Closed this issue.` */
  readonly message: string;
  /** The raw update parameters, for `commands_changes` (behaviours E5). */
  readonly told?: Json;
  readonly changes?: IssueChanges;
  /** What is done once the issue is stored and changed. */
  readonly act?: () => void;
}

export interface Interpreted {
  readonly text: string;
  /** How many known commands stood in the text. */
  readonly found: number;
  readonly messages: readonly string[];
  readonly told: Json;
  readonly changes: IssueChanges;
  /** To be called after the changes were made. */
  act(): void;
}

export function interpret(core: Core, issue: Issue, actor: User, text: string): Interpreted {
  const extracted = extractCommands(text, core.profile.tier);
  const context: ActionContext = { core, project: projectOf(core, issue), issue, actor };
  const outcomes = extracted.commands.flatMap(({ name, argument }) => issueActions[name]?.(context, argument) ?? []);
  return {
    text: extracted.text,
    found: extracted.commands.length,
    messages: outcomes.map(({ message }) => message),
    told: Object.assign({}, ...outcomes.map(({ told }) => told)),
    changes: outcomes.reduce<IssueChanges>((all, { changes = {} }) => merge(all, changes), {}),
    act() {
      for (const outcome of outcomes) outcome.act?.();
    },
  };
}

/** Two changes of labels add up; of anything else the later wins. */
export function merge(first: IssueChanges, second: IssueChanges): IssueChanges {
  if (!first.labels || !second.labels) return { ...first, ...second };
  const { set = first.labels.set, add = [], remove = [] } = second.labels;
  const labels = {
    ...(set ? { set } : {}),
    add: [...(first.labels.add ?? []), ...add],
    remove: [...(first.labels.remove ?? []), ...remove],
  };
  return { ...first, ...second, labels };
}
