// The YAML that GitLab will read, here and in the projects that include it, held against GitLab's own schema.

import { readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { contract } from '../contracts.ts';
import {
  asMapping,
  componentFile,
  components,
  type Input,
  type Mapping,
  ownPipeline,
  readCiFile,
  usedInputs,
  withInputs,
} from './ci-yaml.ts';
import { sampleConfig } from './set-up.ts';

const published = contract('ci-schema.json', 'whether GitLab’s schema accepts the pipelines and components');

describe.runIf(published)('GitLab’s schema accepts', () => {
  const validate = published ? compiled(published) : undefined;
  const problems = (document: unknown): string[] => {
    if (validate?.(document)) return [];
    return (validate?.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };

  it.each(ownPipeline)('%s', (path) => {
    const { header, content } = readCiFile(path);
    expect([...problems(header), ...problems(content)]).toEqual([]);
  });

  it.each(components)('the component %s, with its inputs put in', (name) => {
    const { header, content, inputs } = readCiFile(componentFile(name));
    expect(problems(header)).toEqual([]);
    expect(problems(withInputs(content, sampleValues(inputs)))).toEqual([]);
  });

  it('the .gitlab-ci.yml that init writes', () => {
    const { header, content, inputs } = sampleConfig();
    expect([...problems(header), ...problems(withInputs(content, sampleValues(inputs)))]).toEqual([]);
  });

  it('nothing misspelt', () => {
    expect(problems({ spec: { input: {} } })).not.toEqual([]);
    expect(problems({ job: { script: ['x'], resource_groups: 'x' } })).not.toEqual([]);
  });
});

describe('the .gitlab-ci.yml that init writes', () => {
  const sample = sampleConfig();

  it('uses every input that it declares, and declares every input that it uses', () => {
    expect(usedInputs(sample.content)).toEqual(sample.inputs.map((input) => input.name).sort());
  });

  it('has a default for each: without one no push would start a pipeline', () => {
    expect(sample.inputs.filter((input) => input.default === undefined)).toEqual([]);
  });

  it('gives the components inputs that they know, and all that they demand', () => {
    const includes = sample.content['include'];
    for (const include of Array.isArray(includes) ? includes : []) {
      const { component, inputs } = asMapping(include);
      const name = /\/([\w-]+)@/.exec(String(component))?.[1] ?? '';
      const declared = readCiFile(componentFile(name)).inputs;
      const given = Object.keys(asMapping(inputs));
      expect(given.filter((input) => !declared.some((one) => one.name === input))).toEqual([]);
      expect(declared.filter((one) => one.default === undefined && !given.includes(one.name))).toEqual([]);
    }
  });
});

/** The schema refuses a valid `spec: component:` header (facts of GitLab 18.7); the rest is as published. */
function compiled(published: URL): ReturnType<Ajv['compile']> {
  const schema: AnySchemaObject = JSON.parse(readFileSync(published, 'utf8'));
  schema['properties'].spec.properties.component = { type: 'array', items: { type: 'string' } };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function sampleValues(inputs: readonly Input[]): Mapping {
  return Object.fromEntries(inputs.map(({ name, default: fallback }) => [name, fallback ?? 'sitrep-bot']));
}
