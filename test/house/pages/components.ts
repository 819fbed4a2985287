// docs/components.md: the inputs of the components, from their headers.

import { componentFile, components, type Input, readCiFile } from '../../pipelines/ci-yaml.ts';
import { code, GENERATED, table } from './markdown.ts';

export function componentsPage(): string {
  const sections = components.map((name) => {
    const { inputs } = readCiFile(componentFile(name));
    return `## ${name}\n\n${table(['input', 'type', 'default', 'meaning'], inputs.map(row))}\n`;
  });
  return `${GENERATED}

# Components

What a project includes so that GitLab starts sitrep's jobs; [getting-started.md](getting-started.md) has the whole file.

${sections.join('\n')}`;
}

function row({ name, type, default: fallback, description, options }: Input): string[] {
  const kind = options ? options.map((option) => code(String(option))).join(', ') : type;
  return [code(name), kind, fallback === undefined ? '**must be given**' : code(JSON.stringify(fallback)), description];
}
