// templates/incident-response/template.yml: all components in one file. GitLab delivers only the YAML of a component, so one
// that has the jobs of the others repeats them; it is put together from their texts, comments included.

import { readFileSync } from 'node:fs';
import { componentFile } from '../../pipelines/ci-yaml.ts';

/** In the order of their jobs. */
export const PARTS = ['react', 'sweep', 'review'] as const;

/** What each of them says; once is enough. */
const CHECKED = `#
# Every input is checked here and reaches the program through \`variables:\`, never through \`script:\`, where it would be
# shell text.`;

const HEAD = `# Generated: npm run generate. Change the templates of react, sweep and review, not this file.
#
# sitrep incident-response: all jobs together. Every event that should start something has its job here; what each job does
# is said beside it.
${CHECKED}
spec:
  inputs:
`;

/** Throws where two components declare an input of the same name in other words. */
export function incidentResponse(): string {
  const parts = PARTS.map((name) => split(readFileSync(componentFile(name), 'utf8')));
  const inputs = new Map<string, string>();
  for (const { declared } of parts)
    for (const [name, text] of declared) {
      const earlier = inputs.get(name);
      if (earlier !== undefined && earlier !== text)
        throw new Error(`the input ${name} is declared in different words`);
      inputs.set(name, text);
    }
  const jobs = parts.map(({ about, content }) => `${about}\n${content}`);
  return `${HEAD}${[...inputs.values()].join('')}---\n${jobs.join('\n')}`;
}

interface Part {
  /** What the component's file says first, about itself. */
  readonly about: string;
  /** Each input with the lines of its declaration. */
  readonly declared: readonly (readonly [string, string])[];
  readonly content: string;
}

function split(text: string): Part {
  const [header = '', content = ''] = text.split(/^---\n/m);
  const [about = '', inputs = ''] = header.split(/^spec:\n {2}inputs:\n/m);
  const declared = inputs
    .split(/^(?= {4}\S)/m)
    .map((block): readonly [string, string] => [block.slice(4, block.indexOf(':')), block]);
  return { about: about.replace(CHECKED, '').trimEnd(), declared, content };
}
