// What no schema sees of a component: that its inputs are used, checked and kept out of shell text, and which event starts
// which of its jobs.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pirPath } from '../../src/documents/pir.ts';
import { FIXED_DELAYS, WAKE_INPUT, WAKE_VARIABLE } from '../../src/process/waking.ts';
import { story } from '../given.ts';
import { PARTS } from '../house/pages/incident-response.ts';
import {
  asMapping,
  type CiFile,
  componentFile,
  components,
  type Input,
  type Mapping,
  readCiFile,
  usedInputs,
} from './ci-yaml.ts';
import { EVENTS } from './events.ts';
import { startedBy } from './rules.ts';
import { sampleConfig } from './set-up.ts';

/** The jobs of each component; `incident-response` has those of all. */
const JOBS: Readonly<Record<string, readonly string[]>> = {
  react: ['react'],
  sweep: ['sweep'],
  review: ['review', 'review-check'],
  listen: ['listen'],
};

describe.each(components)('component %s', (name) => {
  const parts = name in JOBS ? [name] : PARTS;
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

  it('has a way to call the program for every place that it may come from', () => {
    const places = file.inputs.find((input) => input.name === 'from')?.options ?? [];
    const wanted = parts.flatMap((part) => places.map((place) => `.$[[ inputs.job-prefix ]]${part}-from-${place}`));
    expect(Object.keys(file.content).filter((job) => job.startsWith('.'))).toEqual(wanted);
  });

  it('decides nothing for the rest of the pipeline, and has all names of its jobs from the prefix', () => {
    const own = parts.flatMap((part) => JOBS[part] ?? []);
    expect(Object.keys(file.content).filter((key) => !key.startsWith('.'))).toEqual(
      own.map((job) => `$[[ inputs.job-prefix ]]${job}`),
    );
  });
});

describe('the image', () => {
  it.each([
    ['incident-response', ['version'], '$[[ inputs.image ]]:$[[ inputs.image-tag ]]$[[ component.version ]]'],
    ['incident-response-17', undefined, '$[[ inputs.image ]]'],
  ])('of %s is that of the version that it is: told %j', (name, told, image) => {
    const { header, content, inputs } = readCiFile(componentFile(name));
    expect(asMapping(header['spec'])['component']).toEqual(told);
    const ways = PARTS.map((part) => content[`.$[[ inputs.job-prefix ]]${part}-from-image`]);
    expect(ways.map((way) => asMapping(way)['image'])).toEqual([image, image, image]);
    const fallback = inputs.find((input) => input.name === 'image')?.default;
    expect(/:[^:/]+$/.test(String(fallback))).toBe(told === undefined);
  });

  it('is called something where the reference is no release, of which GitLab tells no version', () => {
    const tag = readCiFile(componentFile('incident-response')).inputs.find(({ name }) => name === 'image-tag');
    expect(`${tag?.default}`).toMatch(/^\w[\w.-]*$/);
    const publishes = readFileSync('ci/image.yml', 'utf8');
    for (const image of [`${tag?.default}$CI_COMMIT_TAG"`, `${tag?.default}"`])
      expect(publishes).toContain(`docker://$CI_REGISTRY_IMAGE:${image}`);
  });
});

describe('what an event starts', () => {
  const names = [...components];
  const files = new Map(names.map((name) => [name, readCiFile(componentFile(name))]));
  const all = readCiFile(componentFile('incident-response'));
  const started = (name: string, what: string): string[] => {
    const row = EVENTS.find((one) => one.what.startsWith(what));
    const file = files.get(name);
    if (row === undefined || file === undefined) throw new Error(`no ${name}, or no event: ${what}`);
    return startedBy(file, row.event).map(({ job, when, startIn }) => [job, when, startIn ?? ''].join(' ').trim());
  };

  it.each([
    ['somebody opens or changes an issue', ['sitrep-react on_success']],
    ['somebody comments', ['sitrep-react on_success']],
    ['a merge request is opened, changed or merged', ['sitrep-react on_success']],
    ['a webhook without inputs', ['sitrep-react on_success']],
    ['the bot itself wrote something', ['sitrep-react manual']],
    ['the bot sets a timer', ['sitrep-react delayed 12 minutes']],
    ['the same where pipelines have no inputs', ['sitrep-react delayed 10 minutes']],
    ['somebody else starts a pipeline over the API', []],
    ['a schedule', ['sitrep-sweep on_success']],
    ['somebody starts a pipeline by hand', ['sitrep-sweep on_success']],
    ['somebody starts a pipeline by hand with the number', ['sitrep-review on_success']],
    ['a merge request touches a review', ['sitrep-review-check on_success']],
    ['a merge request touches none', []],
    ['a push or a tag', []],
  ])('%s: %j', (what, expected) => {
    expect(started('incident-response', what)).toEqual(expected);
  });

  it('every event is in the table above', () => {
    expect(EVENTS.filter(({ event }) => startedBy(all, event).length === 0).map(({ what }) => what)).toHaveLength(3);
    expect(EVENTS).toHaveLength(14);
  });

  it('is the same for incident-response as for the three together', () => {
    for (const { what } of EVENTS)
      expect(
        PARTS.flatMap((part) => started(part, what)),
        what,
      ).toEqual(started('incident-response', what));
  });

  it('the bot’s own writes start a real job where the instance demands one', () => {
    const echo = {
      variables: { CI_PIPELINE_SOURCE: 'trigger' },
      inputs: { actor: '@sitrep-bot', 'run-on-echo': true },
    };
    expect(startedBy(all, echo)).toMatchObject([{ job: 'sitrep-react', when: 'on_success' }]);
  });

  it('a timer that goes by a variable has a rule for each delay that the program knows', () => {
    const started = Object.keys(FIXED_DELAYS).map((delay) =>
      startedBy(all, { variables: { CI_PIPELINE_SOURCE: 'api', [WAKE_VARIABLE]: delay } }),
    );
    expect(started).toEqual(
      Object.keys(FIXED_DELAYS).map((startIn) => [{ job: 'sitrep-react', when: 'delayed', startIn }]),
    );
    expect(startedBy(all, { variables: { CI_PIPELINE_SOURCE: 'api', [WAKE_VARIABLE]: '4 minutes' } })).toEqual([]);
  });

  it('a timer that goes by an input has it under the name that the program sends', () => {
    expect(all.inputs.map(({ name }) => name)).toContain(WAKE_INPUT);
  });

  it('reviews are checked where the program writes them', () => {
    const { incident, events } = story();
    const variables = { CI_PIPELINE_SOURCE: 'merge_request_event' };
    expect(startedBy(all, { variables, changes: [pirPath(incident, events)] })).toHaveLength(1);
  });
});

describe('inputs', () => {
  const react = readCiFile(componentFile('react'));

  it.each(sampleConfig().inputs)('$name is the same in the file that init writes and in the component', (own) => {
    const { description: _words, ...input } = own;
    const all = readCiFile(componentFile('incident-response')).inputs;
    expect(all.find(({ name }) => name === own.name)).toMatchObject(input);
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
    for (const { inputs } of [react, sampleConfig()])
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
    for (const { inputs } of [react, sampleConfig()])
      expect(new RegExp(inputs.find(({ name }) => name === 'actor')?.regex ?? '!').test(value)).toBe(accepted);
  });

  it.each([
    ['6 days', true],
    ['1 minute', true],
    ['1 second', true],
    ['8640 minutes', true],
    ['0 minutes', false],
    ['12', false],
    ['never', false],
    ['12 minutes" == "12 minutes', false],
  ])('as the time of a timer, %j is accepted: %s', (value, accepted) => {
    for (const { inputs } of [react, sampleConfig()])
      expect(new RegExp(inputs.find(({ name }) => name === 'wake-in')?.regex ?? '!').test(value)).toBe(accepted);
  });
});

function jobs({ content }: CiFile): [string, Mapping][] {
  return Object.entries(content).map(([name, definition]) => [name, asMapping(definition)]);
}

function refusesItsDefault({ default: fallback, regex, options, type }: Input): boolean {
  if (fallback === undefined) return false;
  if (options) return !options.includes(fallback);
  if (regex) return !new RegExp(regex).test(String(fallback));
  return type === 'array' ? !Array.isArray(fallback) : typeof fallback !== type;
}
