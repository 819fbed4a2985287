// Which jobs of a component an event starts: its `rules`, read as GitLab reads them (doc/ci/jobs/job_rules.md).
//
// Only the forms that the components use are understood, and anything else throws.

import { asMapping, type CiFile, type Mapping, withInputs } from './ci-yaml.ts';

export interface Event {
  readonly variables: Readonly<Record<string, string>>;
  /** Values of the component's inputs that are not its defaults. */
  readonly inputs?: Mapping;
  /** Paths that a merge request changes. */
  readonly changes?: readonly string[];
}

export interface Started {
  readonly job: string;
  /** `on_success` where a rule says nothing. */
  readonly when: string;
  readonly startIn: string | undefined;
}

/** The first rule of each job that fits decides; a job without one that fits is not in the pipeline. */
export function startedBy(file: CiFile, event: Event): Started[] {
  const defaults = Object.fromEntries(file.inputs.map(({ name, default: value }) => [name, value ?? 'sitrep-bot']));
  const content = asMapping(withInputs(file.content, { ...defaults, ...event.inputs }));
  return Object.entries(content).flatMap(([job, definition]) => {
    const { rules } = asMapping(definition);
    const found = Array.isArray(rules) ? rules.map(asMapping).find((rule) => fits(rule, event)) : undefined;
    if (found === undefined || found['when'] === 'never') return [];
    const { when, start_in: startIn } = found;
    return [{ job, when: String(when ?? 'on_success'), startIn: startIn === undefined ? undefined : String(startIn) }];
  });
}

function fits(rule: Mapping, { variables, changes = [] }: Event): boolean {
  const { if: condition, changes: globs } = rule;
  if (Array.isArray(globs) && !changes.some((path) => globs.some((glob) => globbed(String(glob)).test(path))))
    return false;
  return String(condition)
    .split(' && ')
    .every((part) => holds(part, variables));
}

function holds(comparison: string, variables: Readonly<Record<string, string>>): boolean {
  const { left = '', operator, right = '' } = COMPARISON.exec(comparison)?.groups ?? {};
  if (operator === undefined) throw new Error(`not understood: ${comparison}`);
  const value = (text: string): string | undefined =>
    text.startsWith('$') ? variables[text.slice(1)] : text.slice(1, -1);
  return (value(left) === value(right)) === (operator === '==');
}

const COMPARISON = /^(?<left>\$\w+|"[^"]*") (?<operator>==|!=) (?<right>\$\w+|"[^"]*")$/;

/** `*` is anything within a folder. */
function globbed(glob: string): RegExp {
  return new RegExp(`^${glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
}
