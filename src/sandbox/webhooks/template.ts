// Custom webhook templates (GitLab docs, user/project/integrations/webhooks, "Custom webhook template").
//
// `{{a.b}}` reads a nested field of the payload. What results must be JSON, or the delivery fails within GitLab and counts
// as a failure. Elements of lists cannot be addressed, a whole list can be inserted.

import { isMap } from '../params.ts';

/**
 * The body that a template makes of a payload. `serialised` escapes strings and writes `null` for what is missing, as
 * GitLab.com does; `raw` pastes values as they are, as older instances do. Throws when the result is no JSON.
 */
export function renderTemplate(template: string, payload: unknown, style: 'serialised' | 'raw'): string {
  const rendered = template.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_placeholder, path: string) => {
    const value = path.split('.').reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), payload);
    return style === 'raw' ? pasted(value) : serialised(value);
  });
  return JSON.stringify(JSON.parse(rendered));
}

/** Without the quotes around a string: those stand in the template. */
function serialised(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return typeof value === 'string' ? json.slice(1, -1) : json;
}

function pasted(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
