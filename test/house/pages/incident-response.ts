// templates/incident-response and incident-response-17: all components in one file. GitLab delivers only the YAML of a component,
// so one that has the jobs of the others repeats them; it is put together from their texts, comments included.
//
// They differ in how the image is chosen. Since 18.7 GitLab tells a component its own version (`spec: component`); where the
// reference is no release, or the project stands in no catalog, that is empty.

import { readFileSync } from 'node:fs';
import { componentFile } from '../../pipelines/ci-yaml.ts';

/** In the order of their jobs. */
export const PARTS = ['react', 'sweep', 'review'] as const;

/** What each of them says; once is enough. */
const CHECKED = `#
# Every input is checked here and reaches the program through \`variables:\`, never through \`script:\`, where it would be
# shell text.`;

const head = (name: string, about: string, spec: string): string =>
  `# Generated: npm run generate. Change the templates of react, sweep and review, not this file.
#
# sitrep ${name}: all jobs together, ${about}. Every event that should start
# something has its job here; what each job does is said beside it.
${CHECKED}
spec:
${spec}  inputs:
`;

/** The image by its name without a tag; the tag is made of the version that GitLab tells. */
const TAG = `    image-tag:
      description: >-
        What the tag of the image begins with; the component's own version follows. A reference that is no release has no
        version: then this is the whole tag, by default that of the newest release.
      default: v
      regex: ^[A-Za-z0-9_][A-Za-z0-9_.-]*$
`;
const IMAGE = `    image:
      description: "Container image with the program, without a tag; for \`from: image\`."
`;

/** For GitLab 18.7 and later: the image of its own version. Throws as the other does. */
export function incidentResponse(): string {
  const { inputs, jobs } = whole();
  const [, fallback = '', rest = ''] = /^ {6}default: (\S+):[^:\s]+\n([\s\S]*)$/m.exec(inputs.get('image') ?? '') ?? [];
  inputs.set('image', `${IMAGE}      default: ${fallback}\n${rest}${TAG}`);
  const own = '$[[ inputs.image ]]:$[[ inputs.image-tag ]]$[[ component.version ]]';
  const header = head('incident-response', 'for GitLab 18.7 and later', '  component: [version]\n');
  return text(header, inputs, jobs).replaceAll('image: $[[ inputs.image ]]\n', `image: ${own}\n`);
}

/** For every GitLab since 17.0: the image is written in. Throws where two components declare an input in different words. */
export function incidentResponse17(): string {
  const { inputs, jobs } = whole();
  return text(head('incident-response-17', 'for every GitLab since 17.0', ''), inputs, jobs);
}

function text(header: string, inputs: ReadonlyMap<string, string>, jobs: string): string {
  return `${header}${[...inputs.values()].join('')}---\n${jobs}`;
}

function whole(): { readonly inputs: Map<string, string>; readonly jobs: string } {
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
  return { inputs, jobs: jobs.join('\n') };
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
