// What docs/getting-started.md tells people to copy, so that the tests try exactly that.

import { readFileSync } from 'node:fs';
import { type CiFile, parseCi } from './ci-yaml.ts';

const PAGE = 'docs/getting-started.md';

export function sampleText(): string {
  return blocks('yaml')[0] ?? '';
}

export function sampleConfig(): CiFile {
  return parseCi(sampleText());
}

/** The custom templates of the three webhooks, in the order of the page: issues, comments, merge requests. */
export function webhookTemplates(): string[] {
  return blocks('json');
}

function blocks(language: string): string[] {
  const page = readFileSync(PAGE, 'utf8');
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) =>
    name === language ? [text ?? ''] : [],
  );
}
