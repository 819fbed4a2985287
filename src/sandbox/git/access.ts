// Who may read a repository through the API.

import { levelIn } from '../access.ts';
import { forbidden } from '../errors.ts';
import type { Call } from '../http.ts';
import { Level, type Project } from '../store.ts';

/** The call's project, if the caller may read its code: everybody in a public one, reporters and up in the others. */
export function requireReading(call: Call): Project {
  const project = call.project();
  if (project.visibility !== 'public' && levelIn(call.core, call.viewer, project) < Level.reporter) throw forbidden();
  return project;
}
