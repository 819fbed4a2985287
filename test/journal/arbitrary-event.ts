// Any event at all, made from the schema of events itself, so that a new type is tried from the day it is added.
//
// Texts are as hostile as texts can be: line separators that are none in JSON, NUL, halves of surrogate pairs,
// names of object internals.

import fc from 'fast-check';
import * as z from 'zod';
import { IncidentEvent } from '../../src/incident/events.ts';

export function arbitraryEvent(): fc.Arbitrary<IncidentEvent> {
  const schema = Schema.parse(z.toJSONSchema(IncidentEvent));
  return arbitrary(schema).map((value) => IncidentEvent.parse(value));
}

/** The top-level names of an event's fields, by its type. */
export function fieldsByType(): ReadonlyMap<string, readonly string[]> {
  const { anyOf, oneOf } = Schema.parse(z.toJSONSchema(IncidentEvent));
  return new Map(
    (anyOf ?? oneOf ?? []).map(({ properties = {} }) => [String(properties['type']?.const), Object.keys(properties)]),
  );
}

/** As much of JSON Schema as the events need. Unknown keywords that narrow would make events that `parse` refuses. */
const Schema = z.object({
  get anyOf() {
    return z.array(Schema).optional();
  },
  get oneOf() {
    return z.array(Schema).optional();
  },
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  get items() {
    return Schema.optional();
  },
  get properties() {
    return z.record(z.string(), Schema).optional();
  },
  required: z.array(z.string()).optional(),
  get propertyNames() {
    return Schema.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), Schema]).optional();
  },
});
type Schema = z.infer<typeof Schema>;

function arbitrary(schema: Schema): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map(arbitrary));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => arbitrary({ ...schema, type })));
  switch (schema.type) {
    case 'string':
      return schema.pattern === undefined ? hostile : instants;
    case 'integer':
      return fc.integer({
        min: schema.exclusiveMinimum === undefined ? (schema.minimum ?? 0) : schema.exclusiveMinimum + 1,
        max: schema.maximum ?? Number.MAX_SAFE_INTEGER,
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(arbitrary(schema.items ?? {}), { maxLength: 3 });
    case 'object':
      return object(schema);
    default:
      throw new Error(`the tests do not know how to make ${JSON.stringify(schema)}`);
  }
}

function object({ properties, required = [], propertyNames, additionalProperties }: Schema): fc.Arbitrary<unknown> {
  if (properties) {
    const fields = Object.entries(properties).map(([name, field]) => [name, arbitrary(field)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: required });
  }
  if (!propertyNames || typeof additionalProperties !== 'object') throw new Error('an object without fields');
  const known = (propertyNames.enum ?? []).map(String);
  const names = known.length > 0 ? fc.constantFrom(...known) : fc.stringMatching(/^[A-Z][A-Z0-9]{2,8}$/);
  return fc.dictionary(names, arbitrary(additionalProperties), { noNullPrototype: true });
}

const NASTY = [
  '\u2028',
  '\u2029',
  '\u0000',
  '\ud800',
  '\udfff',
  '\n',
  '\r\n',
  '"',
  '\\',
  '\u0085',
  '\u009b',
  '\ufeff',
  '\u202e',
  '</script>',
  '\\u0000',
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 5 })), { maxLength: 8 })
    .map((parts) => parts.join('')),
  fc.constantFrom('__proto__', 'constructor', '{"sitrep":1,"iid":12}'),
);

const instants = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
