// The schema that editors check with and the loader agree, and every key says what it is for.

import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPolicy } from '../../src/config/load.ts';
import { exampleFile, keys } from '../../src/config/reference.ts';
import { childrenOf, itemOf, jsonSchema, mapValueOf, type Node } from '../../src/config/schema.ts';
import { schemaText } from '../../src/config/starter.ts';

const allowed = new Ajv({ strict: true }).compile(JSON.parse(schemaText()));

/** What no schema can say: whether a zone, a community or a Jira exists, and what order two values have. */
const LOADER_ALONE =
  /expected (a time zone as in .*, found (the|a) text|minutes in rising order|a time of day after|one of the communities|a short name that stands below|a section `jira`)/;

function jira(fields: unknown) {
  return { jira: { url: 'https://x.test', project: 'INC', fields } };
}

describe('the schema and the loader', () => {
  it.each<[what: string, config: unknown, right: boolean]>([
    ['nothing', {}, true],
    ['a switch', { enabled: false }, true],
    ['a word for a switch', { enabled: 'off' }, false],
    ['a service', { services: { nexus: { contacts: ['ana', '@ben'], heavy: true } } }, true],
    ['a service without anything', { services: { nexus: {} } }, true],
    ['a service of nothing', { services: { nexus: null } }, false],
    ['a list of services', { services: ['nexus'] }, false],
    ['an unknown key of a service', { services: { nexus: { contact: ['ana'] } } }, false],
    ['an e-mail address', { services: { nexus: { contacts: ['ana@acme.test'] } } }, false],
    ['a severity', { severities: { S1: { sitrep_minutes: 15, announce_minutes: null } } }, true],
    ['a severity that is none', { severities: { S5: {} } }, false],
    ['a role that is none', { severities: { S1: { roles: ['boss'] } } }, false],
    ['no minutes', { severities: { S1: { sitrep_minutes: 0 } } }, false],
    ['half a minute', { severities: { S1: { sitrep_minutes: 0.5 } } }, false],
    ['more minutes than a clock can hold', { severities: { S1: { sitrep_minutes: 1e12 } } }, false],
    ['hours', { hours: { from: '08:00', to: '16:30', days: [1, 2, 3, 4] } }, true],
    ['an hour that no day has', { hours: { from: '24:00' } }, false],
    ['an eighth day', { hours: { days: [8] } }, false],
    ['no day', { hours: { days: [] } }, false],
    ['a mode', { rules: { timebox: { mode: 'remind' } } }, true],
    ['a mode that a rule does not have', { rules: { sitrep: { mode: 'enforce' } } }, false],
    ['a rule that is none', { rules: { coffee: {} } }, false],
    ['a list', [], false],
    ['a channel', { slack: {} }, true],
    ['a channel of nothing', { slack: null }, false],
    ['a ticket', { jira: { url: 'https://x.test', project: 'INC' } }, true],
    ['a ticket nowhere', { jira: {} }, false],
    ['any value of a field', jira({ a: 1, b: ['x'], c: { d: null }, e: null, f: true, g: 'x' }), true],
    ['a list of fields', jira(['a']), false],
    ['one destination', { backlog: { team: { gitlab: 'a/b' } } }, true],
    ['one in Jira', { ...jira({}), backlog: { team: { jira: 'SKB' } } }, true],
    ['two destinations in one', { backlog: { team: { jira: 'SKB', gitlab: 'a/b' } } }, false],
    ['no destination', { backlog: { team: {} } }, false],
    ['a community that there is', { communities: { all: {} }, services: { nexus: { communities: ['all'] } } }, true],
  ])('agree on %s', (_what, config, right) => {
    expect([allowed(config), loadPolicy(JSON.stringify(config)).ok]).toEqual([right, right]);
  });

  it('agree on whatever people may write', () => {
    const seen = { right: 0, wrong: 0 };
    fc.assert(
      fc.property(fitting(jsonSchema(), 1), (config) => {
        const loaded = loadPolicy(JSON.stringify(config));
        const errors = loaded.ok ? [] : loaded.errors.filter((error) => !LOADER_ALONE.test(error));
        seen[errors.length === 0 ? 'right' : 'wrong'] += 1;
        expect({ allowed: allowed(config), errors }).toEqual({ allowed: errors.length === 0, errors });
      }),
      { numRuns: 300 },
    );
    expect(Math.min(seen.right, seen.wrong), 'both kinds were tried').toBeGreaterThan(0);
  });

  it('agree on every example and default that the schema names', () => {
    for (const key of keys().filter(({ group }) => !group)) {
      const config = exampleFile(key);
      const loaded = loadPolicy(JSON.stringify(config));
      const errors = loaded.ok ? [] : loaded.errors.filter((error) => !LOADER_ALONE.test(error));
      expect([key.name, allowed(config), errors]).toEqual([key.name, true, []]);
    }
  });
});

describe('every key', () => {
  it.each(keys().map((key) => [key.name, key] as const))('%s says what it is for', (_name, key) => {
    expect(key.description).toMatch(/^[A-Z`].*\.$/);
    expect(key.source).toMatch(/^(R\d{1,3}(, R\d{1,3})*)?$/);
    expect(key.group || key.example !== undefined, 'a value that works').toBe(true);
  });

  it('that is a number of minutes or days says so in its name and its unit', () => {
    const numbers = keys().filter(({ unit, path }) => unit !== '' || /(minutes|days)$/.test(path.at(-1) ?? ''));
    const wrong = numbers.filter(({ unit, path }) => !(path.at(-1) ?? '').endsWith(unit.replace(' ', '_') || '?'));
    expect(numbers.length).toBeGreaterThan(30);
    expect(wrong.map(({ name }) => name)).toEqual(['hours.days', 'services.*.hours.days']); // of the week
  });
});

/** Values made from the schema; `slips` of a hundred are anything at all. */
function configurations(node: Node, slips: number): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 100 - slips, arbitrary: fitting(node, slips) },
    { weight: slips, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
  );
}

function fitting(node: Node, slips: number): fc.Arbitrary<unknown> {
  if (node.anyOf) return fc.oneof(...node.anyOf.map((one) => fitting(one, slips)));
  const { oneOf, ...rest } = node;
  if (oneOf) return fc.oneof(...oneOf.map((way) => fitting({ ...rest, ...wayOf(node, way) }, slips)));
  if (node.enum) return fc.constantFrom(...node.enum);
  const value = mapValueOf(node);
  if (value) return fc.dictionary(nameFor(node), configurations(value, slips), { maxKeys: 3 });
  const item = itemOf(node);
  if (item) return fc.array(configurations(item, slips), { minLength: node.minItems ?? 0, maxLength: 4 });
  switch (node.type) {
    case 'object':
      return fc.record(
        Object.fromEntries(childrenOf(node).map(([name, child]) => [name, configurations(child, slips)])),
        {
          requiredKeys: [...(node.required ?? [])],
        },
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case undefined:
      return fc.jsonValue({ maxDepth: 2 });
    case 'integer':
      return fc.integer({ min: node.minimum ?? 1, max: Math.min(node.maximum ?? 1000, 1000) });
    default:
      return node.pattern === undefined ? fc.string() : fc.stringMatching(new RegExp(node.pattern));
  }
}

/** One of the ways to fill in a group of which a key excludes another. */
function wayOf(node: Node, way: Node): Pick<Node, 'properties' | 'required'> {
  const others = (node.oneOf ?? []).flatMap((one) => one.required ?? []).filter((key) => !way.required?.includes(key));
  const properties = Object.fromEntries(childrenOf(node).filter(([key]) => !others.includes(key)));
  return { properties, required: [...(way.required ?? [])] };
}

function nameFor(node: Node): fc.Arbitrary<string> {
  const names = typeof node.propertyNames === 'object' ? node.propertyNames.enum?.map(String) : undefined;
  return names ? fc.constantFrom(...names) : fc.stringMatching(/^[a-z][a-z0-9 -]{0,8}$/);
}
