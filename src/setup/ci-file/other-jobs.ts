// Which other jobs of a project a webhook, a schedule or a timer of sitrep would start, and whether `workflow` lets such
// pipelines be. Read from the file alone: each comment makes a pipeline, and a deployment in each would be a disaster.

import { parseAllDocuments } from 'yaml';
import { and, type Lookup, type Truth, truthOf } from './expression.ts';

/** How sitrep's pipelines are started, in GitLab's words for `CI_PIPELINE_SOURCE`. */
const SOURCES = ['trigger', 'schedule', 'api'] as const;

export interface Findings {
  /** Jobs that would run for sure. */
  readonly started: readonly string[];
  /** Jobs that run where a variable has the right value. */
  readonly perhaps: readonly string[];
  /** Sources for which `workflow: rules` lets no pipeline be. */
  readonly shutOut: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;

/** Keys of the top that are no jobs (GitLab's CI/CD YAML reference). */
const KEYWORDS = new Set([
  ...['after_script', 'before_script', 'cache', 'default', 'image', 'include', 'services', 'spec', 'stages', 'types'],
  ...['variables', 'workflow'],
]);

/**
 * @param text the whole configuration, best with what it includes put in; `!reference` is followed
 * @param ours whether a job is one of sitrep's
 */
export function otherJobs(text: string, branch: string, ours: (name: string) => boolean): Findings {
  const config = plainly(text);
  const jobs = Object.entries(config).filter(
    ([name, job]) => !KEYWORDS.has(name) && !name.startsWith('.') && isMap(job) && !ours(name),
  );
  const variables = mapIn(config, 'variables');
  const truths = jobs.map(([name, job]) => {
    const whole = inherited(isMap(job) ? job : {}, config, 0);
    const each = SOURCES.map((source) => runs(whole, knownIn(source, branch, variables), source, branch));
    return { name, truth: each.includes(true) ? true : each.includes(undefined) ? undefined : false };
  });
  const rules = mapIn(config, 'workflow')['rules'];
  return {
    started: truths.filter(({ truth }) => truth === true).map(({ name }) => name),
    perhaps: truths.filter(({ truth }) => truth === undefined).map(({ name }) => name),
    shutOut: [...SOURCES, 'web'].filter(
      (source) => Array.isArray(rules) && decided(rules, knownIn(source, branch, variables), 'always') === false,
    ),
  };
}

/** By what a job says when it runs: GitLab takes no `rules` beside `only` or `except`. Undefined where it says nothing. */
export function keywordOf(text: string, name: string): 'rules' | 'only' | undefined {
  const config = plainly(text);
  const job = inherited(mapIn(config, name), config, 0);
  if (job['rules'] !== undefined) return 'rules';
  return job['only'] !== undefined || job['except'] !== undefined ? 'only' : undefined;
}

/** Whether a job runs by itself; one that waits by hand does not. */
function runs(job: Plain, lookup: Lookup, source: string, branch: string): Truth {
  const when = String(job['when'] ?? 'on_success');
  if (Array.isArray(job['rules'])) return decided(job['rules'], lookup, when);
  const { only, except } = job;
  const admitted = and(
    only === undefined ? true : named(only, source, branch),
    except === undefined ? true : invert(named(except, source, branch)),
  );
  return and(admitted, starts(when));
}

/** The first rule that holds decides; none is a no (GitLab docs, `rules`). */
function decided(rules: readonly unknown[], lookup: Lookup, when: string): Truth {
  let perhaps = false;
  for (const rule of rules.flat(10)) {
    if (!isMap(rule)) continue;
    const condition = typeof rule['if'] === 'string' ? truthOf(rule['if'], lookup) : true;
    // `changes` is true in every pipeline that is not for a push or a merge request; `exists` asks for the repository.
    const truth = and(condition, rule['exists'] === undefined ? true : undefined);
    if (truth === false) continue;
    const started = starts(String(rule['when'] ?? when));
    if (truth === true) return started ? true : perhaps ? undefined : false;
    perhaps ||= started;
  }
  return perhaps ? undefined : false;
}

const starts = (when: string): boolean => when !== 'never' && when !== 'manual';
const invert = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** `only` and `except`: names of sources and refs. */
function named(given: unknown, source: string, branch: string): Truth {
  const refs = isMap(given) ? given['refs'] : given;
  const list = refs === undefined ? ['branches', 'tags'] : [refs].flat(2).map(String);
  const word = source === 'schedule' ? 'schedules' : source === 'trigger' ? 'triggers' : source;
  const found = list.some((entry) => entry === word || entry === 'branches' || refMatches(entry, branch));
  const variables = isMap(given) && given['variables'] !== undefined;
  return and(found, variables ? undefined : true);
}

function refMatches(entry: string, branch: string): boolean {
  const [name = ''] = entry.split('@');
  const pattern = /^\/(.*)\/(i?)$/.exec(name);
  if (!pattern) return name === branch;
  return truthOf(`$REF =~ ${name}`, () => branch) === true;
}

/** What a pipeline of that source on the default branch would see. */
function knownIn(source: string, branch: string, variables: Plain): Lookup {
  const known: Readonly<Record<string, string | null>> = {
    CI_PIPELINE_SOURCE: source,
    CI_COMMIT_BRANCH: branch,
    CI_COMMIT_REF_NAME: branch,
    CI_DEFAULT_BRANCH: branch,
    CI_COMMIT_TAG: null,
    CI_COMMIT_REF_PROTECTED: 'true',
  };
  return (name) => {
    if (name.startsWith('CI_MERGE_REQUEST_')) return null;
    const given = isMap(variables[name]) ? variables[name]['value'] : variables[name];
    return known[name] !== undefined ? known[name] : isText(given) ? String(given) : undefined;
  };
}

/** A job with what it `extends`, which must stand in the same text. */
function inherited(job: Plain, config: Plain, depth: number): Plain {
  const parents = [job['extends'] ?? []].flat().map(String);
  if (depth > 10 || parents.length === 0) return job;
  const bases = parents.map((name) => inherited(mapIn(config, name), config, depth + 1));
  return Object.assign({}, ...bases, job);
}

function plainly(text: string): Plain {
  const reference = { tag: '!reference', collection: 'seq' as const };
  const documents = [...parseAllDocuments(text, { logLevel: 'silent', customTags: [reference] })];
  const value: unknown = documents.at(-1)?.toJS({ maxAliasCount: 100 });
  return isMap(value) ? followed(value, value) : {};
}

/** `!reference [.job, rules]` stands for what is there; the parser leaves it as a list of names. */
function followed(config: Plain, root: Plain): Plain {
  return Object.fromEntries(
    Object.entries(config).map(([name, job]) => {
      if (!isMap(job) || !Array.isArray(job['rules'])) return [name, job];
      const rules = job['rules'].flatMap((rule: unknown) => (isPath(rule) ? pointed(rule, root) : [rule]));
      return [name, { ...job, rules }];
    }),
  );
}

const isPath = (rule: unknown): rule is string[] =>
  Array.isArray(rule) && rule.length > 0 && rule.every((part) => typeof part === 'string');

function pointed(path: readonly string[], root: Plain): unknown[] {
  const found = path.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), root);
  return [found ?? []].flat();
}

function mapIn(value: Plain, key: string): Plain {
  const found = value[key];
  return isMap(found) ? found : {};
}

const isMap = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
