// Which issues a query means.
//
// Values are checked before anything is sought: Jira refuses a project, a key or a status that is not there, and finds
// nothing for a label that nobody has.

import { WORDS } from './catalog.ts';
import { badQuery } from './errors.ts';
import type { Viewed } from './issue-entity.ts';
import type { Clause, Operator, Query } from './jql.ts';
import { visibleIssue, visibleProject } from './permissions.ts';
import type { Category, JiraIssue } from './store.ts';
import { named } from './store.ts';

type Test = (issue: JiraIssue) => boolean;
/** What a field is to be tested against; adds to `problems` what cannot be. */
type Meaning = (viewed: Viewed, clause: Clause, problems: string[]) => Test;

/** A test of all clauses at once. Throws 400 with everything that is wrong with them. */
export function matcher(viewed: Viewed, { clauses }: Query): Test {
  const problems: string[] = [];
  const tests = clauses.map((clause) => {
    const meaning = MEANINGS.get(clause.field);
    if (!meaning) problems.push(`Field '${clause.field}' does not exist or you do not have permission to view it.`);
    return meaning?.(viewed, clause, problems) ?? never;
  });
  if (problems.length > 0) throw badQuery(...problems);
  return (issue) => tests.every((test) => test(issue));
}

const never: Test = () => false;

/** Equality with one of the values, or with none. */
function among(operator: Operator, problems: string[], field: string, has: Test): Test {
  if (operator === '=' || operator === 'in') return has;
  if (operator === '!=' || operator === 'not in') return (issue) => !has(issue);
  problems.push(`The operator '${operator}' is not supported by the '${field}' field.`);
  return never;
}

const noSuchValue = (value: string, field: string): string =>
  `The value '${value}' does not exist for the field '${field}'.`;

const project: Meaning = (viewed, { operator, values }, problems) => {
  const ids = values.flatMap((value) => {
    const found = visibleProject(viewed.core, viewed.user, value);
    if (!found) problems.push(noSuchValue(value, 'project'));
    return found?.id ?? [];
  });
  return among(operator, problems, 'project', ({ projectId }) => ids.includes(projectId));
};

const labels: Meaning = (_viewed, { operator, values }, problems) =>
  among(operator, problems, 'labels', ({ fields }) => {
    const present = fields.get('labels');
    return Array.isArray(present) && values.some((value) => present.includes(value));
  });

const REMOTE = 'issueswithremotelinksbyglobalid';

const key: Meaning = (viewed, { field, operator, values, call }, problems) => {
  if (call !== undefined) return byRemoteLink(call, values, operator, problems);
  const ids = values.flatMap((value) => {
    const found = visibleIssue(viewed.core, viewed.user, value);
    if (!found) problems.push(`An issue with key '${value}' does not exist for field '${field}'.`);
    return found?.id ?? [];
  });
  return among(operator, problems, field, ({ id }) => ids.includes(id));
};

function byRemoteLink(call: string, values: readonly string[], operator: Operator, problems: string[]): Test {
  if (call.toLowerCase() !== REMOTE) {
    problems.push(`Unable to find JQL function '${call}(${values.join(', ')})'.`);
    return never;
  }
  return among(operator, problems, 'issue', ({ remoteLinks }) =>
    remoteLinks.some(({ globalId }) => globalId !== null && values.includes(globalId)),
  );
}

const status: Meaning = ({ core }, { operator, values }, problems) => {
  const ids = values.flatMap((value) => {
    const found = named(core.store.statuses, value);
    if (!found) problems.push(noSuchValue(value, 'status'));
    return found?.id ?? [];
  });
  return among(operator, problems, 'status', ({ statusId }) => ids.includes(statusId));
};

const CATEGORY_KEYS: readonly Category[] = ['new', 'indeterminate', 'done'];

const statusCategory: Meaning = ({ core }, { operator, values }, problems) => {
  const keys = values.flatMap((value) => {
    const words = [WORDS.en.categories, WORDS[core.language].categories];
    const wanted = value.toLowerCase();
    const found = CATEGORY_KEYS.find(
      (one) => one === wanted || words.some((names) => names[one].toLowerCase() === wanted),
    );
    if (!found) problems.push(noSuchValue(value, 'statusCategory'));
    return found ?? [];
  });
  return among(operator, problems, 'statusCategory', ({ statusId }) => {
    const category = core.store.statuses.get(statusId)?.category;
    return category !== undefined && keys.includes(category);
  });
};

const issueType: Meaning = ({ core }, { operator, values }, problems) => {
  const ids = values.flatMap((value) => {
    const found = named(core.store.issueTypes, value);
    if (!found) problems.push(noSuchValue(value, 'issuetype'));
    return found?.id ?? [];
  });
  return among(operator, problems, 'issuetype', ({ fields }) => ids.includes(String(fields.get('issuetype'))));
};

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

/** `-90m` before now, or a day with or without a time, UTC. */
function instantOf(text: string, now: number): number | undefined {
  const [, sign, amount, unit] = /^([-+]?)(\d+)([mhdw])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const span = Number(amount) * (MINUTES[unit] ?? 0) * 60_000;
    return sign === '-' ? now - span : now + span;
  }
  const [, year, month, day, time] = /^(\d{4})[-/](\d\d)[-/](\d\d)(?: (\d\d:\d\d))?$/.exec(text) ?? [];
  return year === undefined ? undefined : Date.parse(`${year}-${month}-${day}T${time ?? '00:00'}:00Z`);
}

const COMPARE: Readonly<Partial<Record<Operator, (a: number, b: number) => boolean>>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

function instant(name: 'updated' | 'created'): Meaning {
  return ({ core }, { operator, values: [value = ''] }, problems) => {
    const than = instantOf(value, core.clock.now());
    const compare = COMPARE[operator];
    if (!compare) problems.push(`The operator '${operator}' is not supported by the '${name}' field.`);
    if (than === undefined) {
      problems.push(
        `Date value '${value}' for field '${name}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'.`,
      );
    }
    if (!compare || than === undefined) return never;
    return (issue) => compare(Date.parse(issue[name]), than);
  };
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['project', project],
  ['labels', labels],
  ['key', key],
  ['issuekey', key],
  ['issue', key],
  ['id', key],
  ['status', status],
  ['statuscategory', statusCategory],
  ['issuetype', issueType],
  ['type', issueType],
  ['updated', instant('updated')],
  ['created', instant('created')],
]);

const ORDERS: Readonly<Record<string, (issue: JiraIssue) => number>> = {
  key: ({ projectId, number }) => projectId * 1e9 + number,
  issuekey: ({ projectId, number }) => projectId * 1e9 + number,
  created: ({ created }) => Date.parse(created),
  updated: ({ updated }) => Date.parse(updated),
};

/** The order of a query; without one the newest first. Throws 400 for a field that cannot order. */
export function comparator({ order }: Query): (a: JiraIssue, b: JiraIssue) => number {
  const wanted = order.length > 0 ? order : [{ field: 'created', descending: true }];
  const by = wanted.map(({ field, descending }) => {
    const value = ORDERS[field];
    if (!value) throw badQuery(`Not able to sort using field '${field}'.`);
    return (a: JiraIssue, b: JiraIssue): number => (value(a) - value(b)) * (descending ? -1 : 1);
  });
  return (a, b) => by.reduce((before, next) => before || next(a, b), 0) || a.id - b.id;
}
