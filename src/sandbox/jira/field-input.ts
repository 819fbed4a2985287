// The `fields` and `update` of a body: read, checked against the screen, and refused all together.

import { ApiError } from '../errors.ts';
import { isMap } from '../params.ts';
import { badFields, badPayload, offScreen, refused } from './errors.ts';
import { FieldProblem, type Place } from './field-kinds.ts';
import { applyVerb, type Field, fieldById } from './fields.ts';
import type { Json } from './route.ts';

/** Read by others: where an issue is, what a transition leads to, comments. */
const NOT_FIELDS: readonly string[] = ['project', 'comment'];
/** Sent back by clients that edit what they read; Jira ignores it. */
const IGNORED: readonly string[] = ['status'];

export interface Given {
  readonly fields: Json;
  readonly update: Json;
}

/** The two parts of a body. Throws 400 where one is no object or a field is in both. */
export function givenFields(body: Json): Given {
  const fields = body['fields'] ?? {};
  const update = body['update'] ?? {};
  if (!isMap(fields) || !isMap(update)) throw badPayload();
  const twice = Object.keys(fields).filter((name) => name in update);
  if (twice.length > 0) {
    throw badFields(
      Object.fromEntries(twice.map((name) => [name, `Field '${name}' cannot appear in both 'fields' and 'update'`])),
    );
  }
  return { fields, update };
}

/**
 * What the fields are to be, by id; undefined takes one away. Throws 400 with a text for each that cannot be.
 *
 * @param onScreen which fields may be set here
 * @param kept what the verbs start from
 */
export function readFields(
  place: Place,
  { fields, update }: Given,
  onScreen: (field: Field) => boolean,
  kept: ReadonlyMap<string, unknown>,
): Map<string, unknown> {
  const values = new Map<string, unknown>();
  const errors: Record<string, string> = {};
  const attempt = (id: string, read: (field: Field) => unknown): void => {
    if (NOT_FIELDS.includes(id) || IGNORED.includes(id)) return;
    const field = fieldById(place.core, id);
    if (!field || !onScreen(field)) {
      errors[id] = offScreen(id);
      return;
    }
    try {
      values.set(id, read(field));
    } catch (error) {
      if (!(error instanceof FieldProblem)) throw error;
      errors[id] = error.message;
    }
  };
  for (const [id, value] of Object.entries(fields)) attempt(id, (field) => field.kind.read(place, value, id));
  for (const [id, verbs] of Object.entries(update)) {
    attempt(id, (field) =>
      verbsOf(verbs).reduce<unknown>((at, [verb, value]) => applyVerb(place, field, at, verb, value), kept.get(id)),
    );
  }
  if (Object.keys(errors).length > 0) throw badFields(errors);
  return values;
}

/** `[{add: 'x'}, {remove: 'y'}]`. */
function verbsOf(verbs: unknown): [string, unknown][] {
  if (!Array.isArray(verbs) || !verbs.every(isMap)) throw new FieldProblem('data was not an array');
  return verbs.flatMap((verb) => Object.entries(verb));
}

/** The bodies of the comments that an `update` adds. */
export function commentsIn({ update }: Given): Json[] {
  const verbs = update['comment'];
  if (!Array.isArray(verbs)) return [];
  return verbs.flatMap((verb: unknown) => (isMap(verb) && isMap(verb['add']) ? [verb['add']] : []));
}

/** `properties: [{key, value}]` of a body. Throws 400 on anything else. */
export function propertiesIn(body: Json): Map<string, unknown> {
  const list = body['properties'] ?? [];
  if (!Array.isArray(list)) throw refused(400, ['Invalid request payload: properties must be a list']);
  return new Map(
    list.map((one: unknown) => {
      if (!isMap(one) || typeof one['key'] !== 'string') throw refused(400, ['A property must have a key.']);
      checkProperty(one['key'], one['value']);
      return [one['key'], one['value']];
    }),
  );
}

const LONGEST_KEY = 255;
const LONGEST_VALUE = 32_768;

/** Throws 400 for a property that is too long. */
export function checkProperty(key: string, value: unknown): void {
  if (key === '' || key.length > LONGEST_KEY)
    throw refused(400, [`The property key cannot be longer than ${LONGEST_KEY} characters.`]);
  if (value === undefined) throw refused(400, ['The property value cannot be empty.']);
  if (JSON.stringify(value).length > LONGEST_VALUE) {
    throw refused(400, [`The property value cannot be longer than ${LONGEST_VALUE} characters.`]);
  }
}

/** What a refusal says, for an answer that carries it inside. */
export function textsOf(error: unknown): Json {
  if (!(error instanceof ApiError)) throw error;
  return isMap(error.body) ? error.body : { errorMessages: [String(error.body)], errors: {} };
}
