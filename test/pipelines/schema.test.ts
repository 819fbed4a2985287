// The YAML that GitLab will read, here and in the projects that include it: held against GitLab's own schema, and for
// what no schema sees, that inputs are used, checked and kept out of shell text.

import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type AnySchemaObject } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import {
  asMapping,
  type CiFile,
  componentFile,
  components,
  type Input,
  type Mapping,
  ownPipeline,
  readCiFile,
  usedInputs,
  withInputs,
} from './ci-yaml.ts';
import { sampleConfig } from './getting-started.ts';

const SCHEMA = '../shared/gitlab/ci-schema.json';
const published = existsSync(SCHEMA);
if (!published) {
  if (process.env['CI']) throw new Error(`${SCHEMA} is missing: in CI the pipelines are held against it`);
  console.warn(`\n!!! ${SCHEMA} is missing: pipelines are NOT held against GitLab's schema !!!\n`);
}

describe.skipIf(!published)('GitLab’s schema accepts', () => {
  const validate = published ? compiled() : undefined;
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

  it('the .gitlab-ci.yml of docs/getting-started.md', () => {
    const { header, content, inputs } = sampleConfig();
    expect([...problems(header), ...problems(withInputs(content, sampleValues(inputs)))]).toEqual([]);
  });

  it('nothing misspelt', () => {
    expect(problems({ spec: { input: {} } })).not.toEqual([]);
    expect(problems({ job: { script: ['x'], resource_groups: 'x' } })).not.toEqual([]);
  });
});

describe.each(components)('component %s', (name) => {
  const file = readCiFile(componentFile(name));

  it('uses every input that it declares, and declares every input that it uses', () => {
    expect(usedInputs(file.content)).toEqual(file.inputs.map((input) => input.name).sort());
  });

  it('says of every input what it is', () => {
    expect(file.inputs.filter(({ description }) => description.length < 10).map((input) => input.name)).toEqual([]);
  });

  it('has defaults that its own checks accept', () => {
    expect(file.inputs.filter(refusesItsDefault).map((input) => input.name)).toEqual([]);
  });

  it('checks every text that becomes a variable or part of a rule', () => {
    const checked = file.inputs.filter(({ type, regex, options }) => type !== 'string' || regex || options);
    const exposed = jobs(file).flatMap(([, job]) =>
      usedInputs({ rules: job['rules'] ?? [], v: job['variables'] ?? {} }),
    );
    expect(exposed.filter((input) => !checked.some((one) => one.name === input))).toEqual([]);
  });

  it('has no input in shell text', () => {
    for (const [job, definition] of jobs(file)) {
      const { script, before_script: before, after_script: after } = definition;
      expect(usedInputs({ scripts: [script ?? [], before ?? [], after ?? []] }), job).toEqual([]);
    }
  });

  it('sets no variable that nothing reads', () => {
    const program = readFileSync('src/jobs/environment.ts', 'utf8');
    const scripts = JSON.stringify(jobs(file).map(([, { script, before_script }]) => [script, before_script]));
    const ignored = jobs(file)
      .flatMap(([, { variables }]) => Object.keys(asMapping(variables)))
      .filter(
        (variable) =>
          !/^GIT_/.test(variable) &&
          !program.includes(`'${variable}'`) &&
          !scripts.includes(`$${variable}`) &&
          !scripts.includes(`\${${variable}`),
      );
    expect(ignored).toEqual([]);
  });

  it('has a job for every place that the program may come from', () => {
    const from = file.inputs.find((input) => input.name === 'from')?.options ?? [];
    expect(from.map((place) => `.sitrep-${name}-from-${place}`)).toEqual(
      Object.keys(file.content).filter((job) => job.startsWith('.')),
    );
  });

  it('decides nothing for the rest of the pipeline', () => {
    const global = ['default', 'image', 'stages', 'variables', 'workflow', 'before_script', 'after_script', 'cache'];
    expect(Object.keys(file.content).filter((key) => global.includes(key))).toEqual([]);
    expect(jobs(file).map(([job]) => job)).toEqual(
      jobs(file).map(([job]) => (job.startsWith(`.sitrep-${name}-`) ? job : `$[[ inputs.job-prefix ]]${name}`)),
    );
  });
});

describe('react and sweep', () => {
  const [react, sweep] = ['react', 'sweep'].map((name) => readCiFile(componentFile(name)));

  it('declare what they share in the same words', () => {
    const other = new Map(sweep?.inputs.map((input) => [input.name, input]));
    const shared = react?.inputs.filter((input) => other.has(input.name)) ?? [];
    expect(shared.length).toBeGreaterThan(8);
    for (const input of shared) expect(other.get(input.name)).toEqual(input);
  });

  it.each([
    ['', true],
    ['#12', true],
    ['#', true],
    ['#null', true],
    ['12', true],
    ['#12; rm -rf /', false],
    ['$(id)', false],
    ['#12\n- evil', false],
  ])('as the issue that a webhook is about, %j is accepted: %s', (value, accepted) => {
    for (const { inputs } of [react ?? sampleConfig(), sampleConfig()])
      expect(new RegExp(inputs.find(({ name }) => name === 'iid')?.regex ?? '!').test(value)).toBe(accepted);
  });

  it.each([
    ['', true],
    ['@ana', true],
    ['@2026', true],
    ['@', true],
    ['@project_7_bot_0a1b', true],
    ['@ana" == "@ana', false],
    ['@$HOME', false],
  ])('as whoever did it, %j is accepted: %s', (value, accepted) => {
    for (const { inputs } of [react ?? sampleConfig(), sampleConfig()])
      expect(new RegExp(inputs.find(({ name }) => name === 'actor')?.regex ?? '!').test(value)).toBe(accepted);
  });
});

describe('the .gitlab-ci.yml of docs/getting-started.md', () => {
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
      const name = /\/(\w+)@/.exec(String(component))?.[1] ?? '';
      const declared = readCiFile(componentFile(name)).inputs;
      const given = Object.keys(asMapping(inputs));
      expect(given.filter((input) => !declared.some((one) => one.name === input))).toEqual([]);
      expect(declared.filter((one) => one.default === undefined && !given.includes(one.name))).toEqual([]);
    }
  });
});

/** The schema refuses a valid `spec: component:` header (facts of GitLab 18.7); the rest is as published. */
function compiled(): ReturnType<Ajv['compile']> {
  const schema: AnySchemaObject = JSON.parse(readFileSync(SCHEMA, 'utf8'));
  schema['properties'].spec.properties.component = { type: 'array', items: { type: 'string' } };
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function sampleValues(inputs: readonly Input[]): Mapping {
  return Object.fromEntries(inputs.map(({ name, default: fallback }) => [name, fallback ?? 'sitrep-bot']));
}

function jobs({ content }: CiFile): [string, Mapping][] {
  return Object.entries(content).map(([name, definition]) => [name, asMapping(definition)]);
}

function refusesItsDefault({ default: fallback, regex, options, type }: Input): boolean {
  if (fallback === undefined) return false;
  if (options) return !options.includes(fallback);
  if (regex) return !new RegExp(regex).test(String(fallback));
  return type === 'array' ? !Array.isArray(fallback) : typeof fallback !== type;
}
