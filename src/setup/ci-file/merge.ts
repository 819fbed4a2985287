// sitrep's part of a project's `.gitlab-ci.yml`: a header with the inputs, one include, and that a push cancels no timer.
//
// What is there stays, byte for byte; what is missing is added. Where that cannot be done safely nothing is, and the
// reason names what a person has to write.

import { type Document, isAlias, isMap, isScalar, isSeq, type Pair, parseAllDocuments, type YAMLMap } from 'yaml';
import { JOURNAL_BRANCH } from '../blueprint.ts';
import {
  addedToList,
  addedToMap,
  appended,
  applied,
  blockOf,
  columnOf,
  type Edit,
  endOf,
  filled,
  pairOf,
  startOf,
} from './edit.ts';
import { includeInputs, JOURNAL_INPUT, PIPELINE_INPUTS, type Wanted } from './inputs.ts';

export type Merged =
  | {
      readonly ok: true;
      readonly text: string;
      /** What was added, in words; nothing where the file had it all. */
      readonly added: readonly string[];
    }
  | { readonly ok: false; readonly problem: string };

/** What a byte that is none becomes when a file is read. */
const NOT_UTF8 = '\uFFFD';

/** The component with all jobs, or the ones of single jobs that were included by hand. */
export const OURS = /(?:^|\/)(?:incident-response(?:-17)?|react|sweep)(?:@[^/]*|\.ya?ml|\/template\.ya?ml)$/;

/** @param text the file as it is; empty where there is none */
export function mergeCiFile(text: string, wanted: Wanted): Merged {
  const lines = text.split('\n');
  const strange = lines.findIndex((line) => line.includes(NOT_UTF8));
  if (strange >= 0)
    return {
      ok: false,
      problem: `line ${strange + 1} has a byte that is no UTF-8, and a commit would damage it; save the file as UTF-8 first`,
    };
  const steps = [header, include, workflow];
  const added: string[] = [];
  let merged = text;
  for (const step of steps) {
    const read = documentsOf(merged);
    if (typeof read === 'string') return { ok: false, problem: read };
    const done = step(merged, read, wanted);
    if (typeof done === 'string') return { ok: false, problem: done };
    added.push(...done.added);
    merged = applied(merged, done.edits);
  }
  const after = documentsOf(merged);
  const lost = typeof after === 'string' ? after : missing(after, wanted);
  if (lost === undefined) return { ok: true, text: merged, added };
  return { ok: false, problem: `${lost}; write it in by hand, as \`sitrep init\` would:\n\n${sample(wanted)}` };
}

/** What a new file would be. */
export function sample(wanted: Wanted): string {
  const merged = mergeCiFile('', wanted);
  return merged.ok ? merged.text : '';
}

/** Paths in the same project that the file includes. */
export function localIncludes(text: string): readonly string[] {
  const read = documentsOf(text);
  const value = typeof read === 'string' || !read.body ? undefined : pairIn(read.body, 'include')?.value;
  const entries = isSeq(value) ? value.items : [value];
  const paths = entries.map((entry) => (isMap(entry) ? entry.get('local') : isScalar(entry) ? entry.value : undefined));
  return paths.flatMap((path) =>
    typeof path === 'string' && !path.includes('://') && !path.includes('*') ? [path.replace(/^\//, '')] : [],
  );
}

interface Parts {
  readonly header: Document | undefined;
  readonly body: Document | undefined;
  /** Whether the body begins with its own `---`. */
  readonly marked: boolean;
}

interface Done {
  readonly edits: readonly Edit[];
  readonly added: readonly string[];
}

const NOTHING: Done = { edits: [], added: [] };

function documentsOf(text: string): Parts | string {
  const documents = [...parseAllDocuments(text, { logLevel: 'silent' })];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) return `it is no YAML: ${error.message.split('\n')[0] ?? ''}`;
  const odd = documents.find(({ contents }) => contents !== null && !isMap(contents) && !isEmpty(contents));
  if (odd) return 'it is not a map of jobs and keywords';
  const [first, ...rest] = documents;
  if (rest.length > 1) return 'it has more than a header and a body';
  if (rest.length === 0 && mapOf(first)?.has('spec')) return { header: first, body: undefined, marked: true };
  return rest.length === 0
    ? { header: undefined, body: first, marked: first?.directives?.docStart === true }
    : { header: first, body: rest[0], marked: true };
}

/** The header's inputs, those that are missing. */
function header(text: string, { header: found, marked }: Parts, { hasInputs }: Wanted): Done | string {
  if (!hasInputs) return NOTHING;
  const spec = found && mapOf(found)?.get('spec', true);
  const pair = found && pairIn(found, 'spec');
  if (!found || !pair) {
    const mark = marked ? '' : '---\n';
    const bom = text.startsWith('\uFEFF') ? 1 : 0;
    const block = blockOf({ spec: { inputs: PIPELINE_INPUTS } });
    const said = 'a header that declares the inputs of webhooks, timers and schedules';
    return { edits: [{ at: bom, text: `${HEADER_SAYS}${block}${mark}` }], added: [said] };
  }
  if (!isMap(spec)) return { edits: [filled(text, pair, { inputs: PIPELINE_INPUTS })], added: ['the inputs'] };
  const inputs = spec.get('inputs', true);
  const inputsPair = pairOf(spec, 'inputs');
  if (!inputsPair) return { edits: [addedToMap(text, spec, 'inputs', PIPELINE_INPUTS)], added: ['the inputs'] };
  if (!isMap(inputs)) return { edits: [filled(text, inputsPair, PIPELINE_INPUTS)], added: ['the inputs'] };
  const unfit = Object.keys(PIPELINE_INPUTS).find((name) => inputs.has(name) && !fits(inputs, name));
  if (unfit !== undefined)
    return `its header declares an input \`${unfit}\` of its own, which needs to be ${unfit === 'full' ? 'a boolean' : 'a string'} with a default for sitrep; rename yours, or make it so`;
  const absent = Object.entries(PIPELINE_INPUTS).filter(([name]) => !inputs.has(name));
  return {
    edits: absent.map(([name, input]) => addedToMap(text, inputs, name, input)),
    added: absent.map(([name]) => `the input ${name}`),
  };
}

const HEADER_SAYS =
  '# What webhooks, timers and schedules tell sitrep. GitLab reads it from this file only: keep it at the top.\n';

function fits(inputs: YAMLMap, name: string): boolean {
  const input = inputs.get(name);
  if (!isMap(input)) return false;
  const type = input.get('type') ?? 'string';
  return input.has('default') && type === (name === 'full' ? 'boolean' : 'string');
}

function include(text: string, { body }: Parts, wanted: Wanted): Done | string {
  const found = body && pairIn(body, 'include');
  const item = { ...wanted.source, inputs: includeInputs(wanted) };
  const said = `the include of ${'component' in wanted.source ? wanted.source.component : wanted.source.local}`;
  if (!found) return { edits: [appended(text, blockOf({ include: [item] }))], added: [said] };
  const { value } = found;
  if (isEmpty(value)) return { edits: [filled(text, found, [item])], added: [said] };
  if (isAlias(value)) return 'its `include` is an alias (`*`): write the list out';
  const ours = ourIncludes(value);
  if (ours.length > 0) return inputsOf(text, ours, wanted);
  if (isSeq(value)) return { edits: [addedToList(text, value, item)], added: [said] };
  return { edits: madeList(text, found, item), added: [said] };
}

/** Our includes get the inputs that they lack, and the name of the bot that there is now. */
function inputsOf(text: string, ours: readonly YAMLMap[], wanted: Wanted): Done | string {
  const whole = ours.find((map) => /incident-response/.test(addressIn(map)));
  if (!whole) return NOTHING;
  const values = includeInputs(wanted);
  const pair = pairOf(whole, 'inputs');
  if (!pair) return { edits: [addedToMap(text, whole, 'inputs', values)], added: ['the inputs of the include'] };
  const { value } = pair;
  if (!isMap(value)) return { edits: [filled(text, pair, values)], added: ['the inputs of the include'] };
  const journal = value.get(JOURNAL_INPUT);
  // Jobs write where the include says: a second journal elsewhere would be one that nobody reads.
  if (journal !== undefined && journal !== (wanted.journalBranch ?? JOURNAL_BRANCH))
    return `its include says that the journal is the branch \`${journal}\`: run \`SITREP_JOURNAL_BRANCH=${journal} sitrep init\``;
  const absent = Object.entries(values).filter(([name]) => !value.has(name));
  const bot = value.get('bot', true);
  const renamed = isScalar(bot) && bot.value !== wanted.bot && bot.range;
  return {
    edits: [
      ...(renamed ? [{ at: renamed[0], instead: renamed[1] - renamed[0], text: wanted.bot }] : []),
      ...absent.map(([name, given]) => addedToMap(text, value, name, given)),
    ],
    added: [
      ...(renamed ? [`the bot’s name, ${wanted.bot}`] : []),
      ...absent.map(([name]) => `the include’s input ${name}`),
    ],
  };
}

/** One include that is no list becomes the first of two. */
function madeList(text: string, pair: Pair, item: object): Edit[] {
  const { value } = pair;
  const start = startOf(value);
  const end = endOf(value);
  if (!isMap(value) || value.flow) {
    const indent = columnOf(text, startOf(pair.key)) + 2;
    const gap = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
    const first = { at: start - gap, instead: gap, text: `\n${' '.repeat(indent)}- ` };
    return [first, addedAt(text, end, blockOf([item], indent))];
  }
  // The first line of the map gets the dash, and the others move right with it.
  const indent = columnOf(text, start);
  const others = [...text.slice(start, end).matchAll(/\n(?=[^\n])/g)];
  return [
    { at: start, text: '- ' },
    ...others.map(({ index }) => ({ at: start + index + 1, text: '  ' })),
    addedAt(text, end, blockOf([item], indent)),
  ];
}

function addedAt(text: string, end: number, block: string): Edit {
  const newline = text[end - 1] === '\n' ? end - 1 : text.indexOf('\n', end);
  return newline < 0 ? { at: text.length, text: `\n${block}` } : { at: newline + 1, text: block };
}

/** A push must cancel no timer: it is a pipeline of the same branch that waits. */
function workflow(text: string, { body }: Parts): Done | string {
  const none = { on_new_commit: 'none' };
  const said = 'that a push cancels no timer (workflow, auto_cancel)';
  const found = body && pairIn(body, 'workflow');
  if (!found) return { edits: [appended(text, blockOf({ workflow: { auto_cancel: none } }))], added: [said] };
  const { value } = found;
  if (isEmpty(value)) return { edits: [filled(text, found, { auto_cancel: none })], added: [said] };
  if (!isMap(value)) return 'its `workflow` is no map: write it out';
  const cancel = pairOf(value, 'auto_cancel');
  if (!cancel) return { edits: [addedToMap(text, value, 'auto_cancel', none)], added: [said] };
  if (isEmpty(cancel.value)) return { edits: [filled(text, cancel, none)], added: [said] };
  if (!isMap(cancel.value) || cancel.value.has('on_new_commit')) return NOTHING;
  return { edits: [addedToMap(text, cancel.value, 'on_new_commit', 'none')], added: [said] };
}

/** What is not there although it was added: the file has a form that was not thought of. */
function missing({ header: found, body }: Parts, { hasInputs }: Wanted): string | undefined {
  const declared = found && mapOf(found)?.getIn(['spec', 'inputs'], true);
  const lacking = Object.keys(PIPELINE_INPUTS).find((name) => !(isMap(declared) && declared.has(name)));
  if (hasInputs && lacking !== undefined) return `the input \`${lacking}\` could not be added to its header`;
  const pair = body && pairIn(body, 'include');
  if (!pair || ourIncludes(pair.value).length === 0) return 'the include could not be added';
  return undefined;
}

function ourIncludes(value: unknown): YAMLMap[] {
  const entries = isSeq(value) ? value.items : [value];
  return entries.filter((entry) => isMap(entry)).filter((entry) => OURS.test(addressIn(entry)));
}

function addressIn(entry: YAMLMap): string {
  return String(entry.get('component') ?? entry.get('local') ?? entry.get('file') ?? entry.get('remote') ?? '');
}

function pairIn(document: Document, key: string): Pair | undefined {
  const map = mapOf(document);
  return map && pairOf(map, key);
}

function mapOf(document: Document | undefined): YAMLMap | undefined {
  return isMap(document?.contents) ? document.contents : undefined;
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}
