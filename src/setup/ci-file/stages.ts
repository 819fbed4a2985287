// Which stage sitrep's jobs go into. A component's job in a stage that the file does not have makes GitLab refuse every
// pipeline of the project.

import { parseAllDocuments } from 'yaml';

/** The component's own choice. */
export const STAGE = 'test';

/** What the configuration declares; undefined where it leaves that to GitLab, whose own stages have `test`. */
export function stagesIn(text: string): readonly string[] | undefined {
  const document = [...parseAllDocuments(text, { logLevel: 'silent' })].at(-1);
  const content: unknown = document?.errors.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined;
  const stages = typeof content === 'object' && content !== null && 'stages' in content ? content.stages : undefined;
  return Array.isArray(stages) ? stages.flat(10).map(String) : undefined;
}

/**
 * The stage that has to be named; undefined where the component's own will do. The first one: the jobs wait for no other
 * job. `.pre` and `.post` are there always, but no pipeline is made of their jobs alone (GitLab docs, `stages`).
 */
export function stageFor(stages: readonly string[] | undefined): string | undefined {
  return stages?.includes(STAGE) ? undefined : stages?.find((stage) => !/^\.(pre|post)$/.test(stage));
}
