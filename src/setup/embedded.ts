// The files that come with the program and go into a project: embedded as text, because an installed program is one file.

import drill from '../../.gitlab/issue_templates/Drill.md';
import review from '../../.gitlab/merge_request_templates/Post Incident Review.md';
import component from '../../templates/incident-response-17/template.yml';
import { CONFIG_PATH } from '../config/load.ts';
import { SCHEMA_PATH, schemaText, starterConfig } from '../config/starter.ts';
import { reportForms } from './report-form.ts';

/**
 * What a project has from the first day on, by path. Once there they are the project's own: of them only the boxes of a report
 * form that is as it was shipped are changed.
 *
 * @param conditions by which the configuration attaches communities
 */
export function ownFiles(conditions: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...reportForms(conditions),
    '.gitlab/issue_templates/Drill.md': drill,
    '.gitlab/merge_request_templates/Post Incident Review.md': review,
    [CONFIG_PATH]: starterConfig(),
    [SCHEMA_PATH]: schemaText(),
  };
}

/** Where the component looks for a committed program. */
export const BUNDLE_PATH = '.gitlab/sitrep.cjs';
/** Beside it what only the component `listen` runs. */
export const LISTENER_PATH = '.gitlab/sitrep-listen.cjs';
/** The component's YAML beside it, for a project that needs nothing from elsewhere; a file has no version (`spec: component`). */
export const COMPONENT_PATH = '.gitlab/sitrep/incident-response.yml';

export const componentText: string = component;
