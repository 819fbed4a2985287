// What a fresh Jira calls things, in the language it was set up in, and workflows to choose from.
//
// Names of issue types, statuses and priorities are free text on every site: only ids and the keys of status categories can
// be relied on.

import type { Category } from './store.ts';

export type Language = 'en' | 'de';

export interface WorkflowGiven {
  /** The first is where an issue starts. */
  readonly statuses: readonly { readonly name: string; readonly category: Category }[];
  readonly transitions: readonly {
    readonly name: string;
    /** Names of statuses; without it the transition leads from any. */
    readonly from?: readonly string[];
    readonly to: string;
    readonly screen?: readonly { readonly field: string; readonly required?: boolean }[];
  }[];
}

export interface Words {
  readonly priorities: readonly string[];
  readonly resolutions: readonly string[];
  readonly categories: Readonly<Record<Category, string>>;
  readonly workflow: WorkflowGiven;
}

/** Every status from every other, as a new project of Cloud has it. */
function simple(open: string, working: string, done: string): WorkflowGiven {
  const names = [open, working, done];
  return {
    statuses: [
      { name: open, category: 'new' },
      { name: working, category: 'indeterminate' },
      { name: done, category: 'done' },
    ],
    transitions: names.map((name) => ({ name, to: name })),
  };
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    priorities: ['Highest', 'High', 'Medium', 'Low', 'Lowest'],
    resolutions: ['Done', "Won't Do", 'Duplicate', 'Cannot Reproduce'],
    categories: { new: 'To Do', indeterminate: 'In Progress', done: 'Done' },
    workflow: simple('To Do', 'In Progress', 'Done'),
  },
  de: {
    priorities: ['Höchste', 'Hoch', 'Mittel', 'Niedrig', 'Niedrigste'],
    resolutions: ['Fertig', 'Wird nicht erledigt', 'Duplikat', 'Nicht reproduzierbar'],
    categories: { new: 'Zu erledigen', indeterminate: 'In Arbeit', done: 'Fertig' },
    workflow: simple('Zu erledigen', 'In Arbeit', 'Fertig'),
  },
};

const RESOLUTION = [{ field: 'resolution', required: true }];

/** The classic workflow: a screen asks for the resolution, and what is closed has to be reopened. */
const CLASSIC: WorkflowGiven = {
  statuses: [
    { name: 'Open', category: 'new' },
    { name: 'In Progress', category: 'indeterminate' },
    { name: 'Resolved', category: 'done' },
    { name: 'Closed', category: 'done' },
    { name: 'Reopened', category: 'new' },
  ],
  transitions: [
    { name: 'Start Progress', from: ['Open', 'Reopened'], to: 'In Progress' },
    { name: 'Stop Progress', from: ['In Progress'], to: 'Open' },
    { name: 'Resolve Issue', from: ['Open', 'In Progress', 'Reopened'], to: 'Resolved', screen: RESOLUTION },
    { name: 'Close Issue', from: ['Open', 'In Progress', 'Reopened', 'Resolved'], to: 'Closed', screen: RESOLUTION },
    { name: 'Reopen Issue', from: ['Resolved', 'Closed'], to: 'Reopened' },
  ],
};

/** A long one: done is four hops away, with a way back at each. */
const STEPWISE: WorkflowGiven = {
  statuses: [
    { name: 'Reported', category: 'new' },
    { name: 'Triage', category: 'indeterminate' },
    { name: 'Mitigating', category: 'indeterminate' },
    { name: 'Verification', category: 'indeterminate' },
    { name: 'Finished', category: 'done' },
  ],
  transitions: [
    { name: 'Triage it', from: ['Reported'], to: 'Triage' },
    { name: 'Start mitigation', from: ['Triage'], to: 'Mitigating' },
    { name: 'Ask for verification', from: ['Mitigating'], to: 'Verification' },
    { name: 'Finish', from: ['Verification'], to: 'Finished' },
    { name: 'Not yet', from: ['Verification', 'Finished'], to: 'Mitigating' },
    { name: 'Back to triage', from: ['Mitigating'], to: 'Triage' },
  ],
};

/** Workflows to choose from by name. */
export const WORKFLOWS = { classic: CLASSIC, stepwise: STEPWISE };
