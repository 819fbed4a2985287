// A configuration with what it includes put in, as GitLab shows it when it is checked: files of the project, files and
// components of other projects of this sandbox, with their inputs; `extends` and `!reference` resolved.
//
// Nothing is shown where a part cannot be had here (another server, a template of GitLab's, an include with rules).

import { type CollectionTag, isSeq, parseAllDocuments, stringify, type YAMLSeq } from 'yaml';
import { fileText, resolveCommit } from '../git/read.ts';
import { parseConfig, readInputs } from './config.ts';

export interface Sources {
  /** The repository and the commit of the project whose configuration it is. */
  readonly dir: string;
  readonly sha: string;
  /** The repositories that the user may read, by full path. */
  readonly readable: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
}

type Mapping = Readonly<Record<string, unknown>>;

/** A file, where its own includes are looked up, and the inputs that it is given. */
interface Part {
  readonly text: string;
  readonly dir: string;
  readonly sha: string;
  readonly inputs: Mapping;
}

const DEEPEST = 10;

/** The text of the merged configuration; undefined where not all of it can be had. */
export async function mergedYaml(text: string, sources: Sources): Promise<string | undefined> {
  const { dir, sha } = sources;
  const whole = await wholeOf({ text, dir, sha, inputs: {} }, sources, 0);
  return whole && stringify(resolved(whole), { directives: true, aliasDuplicateObjects: false });
}

async function wholeOf(part: Part, sources: Sources, depth: number): Promise<Mapping | undefined> {
  const config = parseConfig(part.text);
  const inputs = typeof config === 'string' ? config : readInputs(config, config.inputs ? part.inputs : {});
  if (typeof inputs === 'string' || depth > DEEPEST) return undefined;
  const { include, ...own } = asMapping(interpolated(contentOf(part.text), inputs));
  let whole: Mapping = {};
  for (const one of include === undefined ? [] : [include].flat()) {
    const found = await included(one, part, sources);
    for (const next of found ?? [undefined]) {
      const inner = next && (await wholeOf(next, sources, depth + 1));
      if (!inner) return undefined;
      whole = deepMerged(whole, inner);
    }
  }
  return deepMerged(whole, own);
}

/** The files that one include names; undefined where they cannot be had. */
async function included(given: unknown, from: Part, sources: Sources): Promise<Part[] | undefined> {
  const include = typeof given === 'string' ? { local: given } : asMapping(given);
  const { local, component, project, file, ref, rules } = include;
  const inputs = asMapping(include['inputs']);
  if (rules !== undefined) return undefined;
  if (typeof local === 'string' && !local.includes('*') && !/^https?:/.test(local))
    return parts(from.dir, from.sha, [expanded(local, sources)], inputs);
  if (typeof component === 'string') return componentOf(expanded(component, sources), inputs, sources);
  const dir = typeof project === 'string' ? sources.readable.get(expanded(project, sources)) : undefined;
  const sha = dir && (await resolveCommit(dir, typeof ref === 'string' ? ref : 'HEAD'));
  return dir && sha ? parts(dir, sha, [file].flat().map(String), inputs) : undefined;
}

async function componentOf(address: string, inputs: Mapping, { readable, env }: Sources): Promise<Part[] | undefined> {
  const [, host, path = '', name, ref = ''] = /^([^/]+)\/(.+)\/([\w-]+)@(.+)$/.exec(address) ?? [];
  const dir = host === env['CI_SERVER_FQDN'] ? readable.get(path) : undefined;
  const sha = dir && (await resolveCommit(dir, ref));
  if (!dir || !sha) return undefined;
  const single = await parts(dir, sha, [`templates/${name}.yml`], inputs);
  return single ?? parts(dir, sha, [`templates/${name}/template.yml`], inputs);
}

async function parts(dir: string, sha: string, paths: readonly string[], inputs: Mapping): Promise<Part[] | undefined> {
  const texts = await Promise.all(paths.map((path) => fileText(dir, sha, path.replace(/^\//, ''))));
  const found = texts.flatMap((text) => (text === undefined ? [] : [{ text, dir, sha, inputs }]));
  return found.length === paths.length ? found : undefined;
}

function expanded(text: string, { env }: Sources): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (all, braced, bare) => env[braced ?? bare] ?? all);
}

class Reference {
  readonly path: readonly unknown[];
  constructor(path: readonly unknown[]) {
    this.path = path;
  }
}

const reference: CollectionTag = {
  tag: '!reference',
  collection: 'seq',
  resolve: (items) => Object.assign(items, { toJSON: () => new Reference(isSeq(items) ? plain(items) : []) }),
};

const plain = ({ items }: YAMLSeq): unknown[] => items.map((item) => asMapping(item)['value'] ?? String(item));

function contentOf(text: string): unknown {
  const documents = parseAllDocuments(text, { logLevel: 'silent', customTags: [reference] });
  return Array.isArray(documents) ? documents.at(-1)?.toJS() : undefined;
}

const BLOCK = /\$\[\[\s*inputs\.([\w-]+)[^\]]*\]\]/g;
const WHOLE = new RegExp(`^${BLOCK.source}$`);

/** A block that is the whole value keeps its type (doc/ci/inputs). */
function interpolated(value: unknown, inputs: Mapping): unknown {
  if (typeof value === 'string') {
    const whole = WHOLE.exec(value)?.[1];
    if (whole !== undefined) return inputs[whole] ?? value;
    return value.replace(BLOCK, (all, name: string) => String(inputs[name] ?? all));
  }
  if (value instanceof Reference) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => interpolated(item, inputs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [String(interpolated(key, inputs)), interpolated(item, inputs)]),
  );
}

/** Every job with what it extends, and references replaced by what they name. */
function resolved(whole: Mapping): Mapping {
  const extendedJob = (value: unknown, depth: number): unknown => {
    if (!isMapping(value) || value['extends'] === undefined || depth > DEEPEST) return value;
    const { extends: bases, ...own } = value;
    const all = [bases].flat().map((base) => asMapping(extendedJob(whole[String(base)], depth + 1)));
    return deepMerged(all.reduce(deepMerged, {}), own);
  };
  const jobs = Object.fromEntries(Object.entries(whole).map(([name, job]) => [name, extendedJob(job, 0)]));
  return asMapping(dereferenced(jobs, jobs, 0));
}

function dereferenced(value: unknown, jobs: Mapping, depth: number): unknown {
  if (depth > 4 * DEEPEST) return value;
  if (value instanceof Reference)
    return dereferenced(
      value.path.reduce((at: unknown, key) => asMapping(at)[String(key)], jobs),
      jobs,
      depth + 1,
    );
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      const whole = dereferenced(item, jobs, depth + 1);
      return item instanceof Reference && Array.isArray(whole) ? whole : [whole];
    });
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, dereferenced(item, jobs, depth + 1)]));
}

function deepMerged(one: Mapping, other: Mapping): Mapping {
  const merged: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = merged[key];
    merged[key] = isMapping(before) && isMapping(value) ? deepMerged(before, value) : value;
  }
  return merged;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Reference);
}

function asMapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}
