// The kinds of values that fields hold: what each may be set to, how it is kept, and how it is shown.
//
// A value is kept by ids, so that a renamed priority stays what it was.

import { isMap } from '../params.ts';
import type { JiraCore } from './core.ts';
import { personOf, userNamed } from './people.ts';
import { readRichText, showRichText } from './rich-text.ts';
import type { Json, Version } from './route.ts';
import type { CustomField, CustomKind, JiraProject, Named, RichText } from './store.ts';

/** A value that cannot be; the text is for the person who sent it. */
export class FieldProblem extends Error {
  override readonly name = 'FieldProblem';
}

/** Where a value is set: which Jira, in which words, in which project. */
export interface Place {
  readonly core: JiraCore;
  readonly version: Version;
  readonly project: JiraProject;
}

export interface FieldKind {
  /** As field metadata and `/field` describe it. */
  readonly schema: Json & { readonly type: string };
  /** Verbs beside `set`. */
  readonly verbs: readonly string[];
  /** The value as it is kept. Throws FieldProblem, or 400 for rich text. */
  read(place: Place, value: unknown, field: string): unknown;
  show(core: JiraCore, version: Version, kept: unknown): unknown;
  /** What may be chosen from. */
  allowed?(place: Place): readonly unknown[];
}

const LONGEST_SUMMARY = 255;
const LONGEST_LABEL = 255;

const asKept = (_core: JiraCore, _version: Version, kept: unknown): unknown => kept;

export const summary: FieldKind = {
  schema: { type: 'string', system: 'summary' },
  verbs: [],
  read(_place, value) {
    if (typeof value !== 'string') throw new FieldProblem('Operation value must be a string');
    if (value.trim() === '') throw new FieldProblem('You must specify a summary of the issue.');
    if (/[\r\n]/.test(value)) throw new FieldProblem('The summary is invalid because it contains newline characters.');
    if (value.length > LONGEST_SUMMARY) {
      throw new FieldProblem(`Summary must be less than ${LONGEST_SUMMARY} characters.`);
    }
    return value;
  },
  show: asKept,
};

export const richText: FieldKind = {
  schema: { type: 'string' },
  verbs: [],
  read: ({ core, version }, value, field) => (value === null ? null : readRichText(core, version, field, value)),
  show: (_core, version, kept) => (isRichText(kept) ? showRichText(version, kept) : null),
};

export const labels: FieldKind = {
  schema: { type: 'array', items: 'string', system: 'labels' },
  verbs: ['add', 'remove'],
  read(_place, value) {
    if (!Array.isArray(value)) throw new FieldProblem('data was not an array');
    return [...new Set(value.map(label))].sort();
  },
  show: (_core, _version, kept) => kept ?? [],
};

function label(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new FieldProblem('string expected at index 0');
  if (/\s/.test(value)) throw new FieldProblem(`The label '${value}' contains spaces which is invalid.`);
  if (value.length > LONGEST_LABEL) {
    throw new FieldProblem(`The label '${value}' exceeds the maximum length of ${LONGEST_LABEL} characters.`);
  }
  return value;
}

/** One of a list that Jira keeps, by `{id}` or `{name}`. */
function choice(
  schema: Json & { readonly type: string },
  what: string,
  table: 'issueTypes' | 'priorities' | 'resolutions',
  from: (place: Place) => readonly Named[],
): FieldKind {
  const path = schema.type;
  const show = (core: JiraCore, version: Version, { id, name }: Named): Json => ({
    self: `${core.url}/rest/api/${version}/${path}/${id}`,
    id,
    name,
    iconUrl: `${core.url}/images/icons/${path}/${id}.svg`,
  });
  return {
    schema,
    verbs: [],
    read(place, value) {
      if (value === null) return undefined;
      if (!isMap(value)) throw new FieldProblem('expected Object');
      const found = chosen(new Map(from(place).map((one) => [one.id, one])), value);
      if (!found) throw new FieldProblem(`The ${what} selected is invalid.`);
      return found.id;
    },
    show(core, version, kept) {
      const record = core.store[table].get(String(kept));
      return record ? show(core, version, record) : null;
    },
    allowed: (place) => from(place).map((one) => show(place.core, place.version, one)),
  };
}

function chosen<T extends Named>(from: ReadonlyMap<string, T>, { id, name, value }: Json): T | undefined {
  if (id !== undefined) return from.get(String(id));
  const text = name ?? value;
  return typeof text === 'string' ? [...from.values()].find((one) => one.name === text) : undefined;
}

const picked = <T>(ids: readonly string[], records: ReadonlyMap<string, T>): T[] =>
  ids.flatMap((id) => records.get(id) ?? []);

export const issueType = choice(
  { type: 'issuetype', system: 'issuetype' },
  'issue type',
  'issueTypes',
  ({ core, project }) => picked(project.issueTypes, core.store.issueTypes),
);
export const priority = choice(
  { type: 'priority', system: 'priority' },
  'priority',
  'priorities',
  ({ core, project }) => picked(project.priorities, core.store.priorities),
);
export const resolution = choice(
  { type: 'resolution', system: 'resolution' },
  'resolution',
  'resolutions',
  ({ core }) => [...core.store.resolutions.values()],
);

export const user: FieldKind = {
  schema: { type: 'user' },
  verbs: [],
  read({ core }, value) {
    if (value === null) return undefined;
    const found = isMap(value) ? userNamed(core, value) : undefined;
    if (!found?.active)
      throw new FieldProblem('Specify a valid value for the user: it does not exist or is not active.');
    return found.id;
  },
  show: personOf,
};

export const components: FieldKind = {
  schema: { type: 'array', items: 'component', system: 'components' },
  verbs: ['add', 'remove'],
  read({ project }, value) {
    if (!Array.isArray(value)) throw new FieldProblem('data was not an array');
    const records = new Map(project.components.map((one) => [one.id, one]));
    return value.map((one: unknown) => {
      const found = isMap(one) ? chosen(records, one) : undefined;
      if (!found) throw new FieldProblem('Component name is not valid');
      return found;
    });
  },
  show: (_core, _version, kept) => kept ?? [],
  allowed: ({ project }) => project.components,
};

/** Texts that must look like something. */
function shaped(type: string, looks: (value: string) => boolean, problem: string): FieldKind {
  return {
    schema: { type },
    verbs: [],
    read(_place, value) {
      if (value === null) return undefined;
      if (typeof value !== 'string' || !looks(value)) throw new FieldProblem(problem);
      return value;
    },
    show: asKept,
  };
}

export const day = shaped(
  'date',
  (value) => /^\d{4}-\d\d-\d\d$/.test(value),
  "Error parsing date string: use 'YYYY-MM-DD'.",
);
const instant = shaped(
  'datetime',
  (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d{4}|Z)$/.test(value),
  "Error parsing date time: use ISO 8601 with an offset, 'yyyy-MM-ddTHH:mm:ss.SSSZ'.",
);
const line = shaped(
  'string',
  (value) => value.length <= 255,
  'The entered text is too long. It exceeds the allowed limit of 255 characters.',
);
const address = shaped('string', (value) => /^https?:\/\//.test(value), 'The URL is not valid.');

const amount: FieldKind = {
  schema: { type: 'number' },
  verbs: [],
  read(_place, value) {
    if (value !== null && typeof value !== 'number') throw new FieldProblem('Operation value must be a number');
    return value ?? undefined;
  },
  show: asKept,
};

function select(options: readonly Named[], many: boolean): FieldKind {
  const records = new Map(options.map((one) => [one.id, one]));
  const one = (value: unknown): Json => {
    const found = isMap(value) ? chosen(records, value) : undefined;
    if (!found) throw new FieldProblem('Option value is not valid');
    return { id: found.id, value: found.name };
  };
  return {
    schema: many ? { type: 'array', items: 'option' } : { type: 'option' },
    verbs: many ? ['add', 'remove'] : [],
    read(_place, value) {
      if (value === null) return undefined;
      if (!many) return one(value);
      if (!Array.isArray(value)) throw new FieldProblem('data was not an array');
      return value.map(one);
    },
    show: asKept,
    allowed: () => options.map(({ id, name }) => ({ id, value: name })),
  };
}

/** What an added field holds. */
export function customKind({ id, kind, options }: CustomField): FieldKind {
  const kinds: Readonly<Record<CustomKind, FieldKind>> = {
    textfield: line,
    textarea: richText,
    select: select(options, false),
    multiselect: select(options, true),
    user,
    number: amount,
    date: day,
    datetime: instant,
    url: address,
    labels,
  };
  const custom = `com.atlassian.jira.plugin.system.customfieldtypes:${kind}`;
  const found = kinds[kind];
  return { ...found, schema: { ...found.schema, custom, customId: Number(id.replace('customfield_', '')) } };
}

export function isRichText(kept: unknown): kept is RichText {
  return isMap(kept) && (kept['form'] === 'adf' || kept['form'] === 'wiki');
}
