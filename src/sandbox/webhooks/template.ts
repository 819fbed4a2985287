// Custom webhook templates (GitLab docs, user/project/integrations/webhooks, "Custom webhook template").
//
// `{{a.b}}` reads a nested field of the payload. What results must be JSON, or the delivery fails within GitLab and counts
// as a failure. Elements of lists cannot be addressed, a whole list can be inserted.

import { isMap } from '../params.ts';

/**
 * The body that a template makes of a payload. `serialised` escapes strings and writes `null` for what is missing, as
 * GitLab.com does; `raw` pastes values as they are, as older instances do. Throws when the result is no JSON, and for a path
 * into a list or a plain value.
 */
export function renderTemplate(template: string, payload: unknown, style: 'serialised' | 'raw'): string {
  const rendered = template.replace(/\{\{(.+?)\}\}/g, (_placeholder, path: string) => {
    const value = path.split('.').reduce(fieldOf, payload);
    return style === 'raw' ? pasted(value) : serialised(value);
  });
  return JSON.stringify(JSON.parse(rendered));
}

function fieldOf(at: unknown, key: string): unknown {
  if (at === null || at === undefined) return undefined;
  if (isMap(at)) return at[key];
  throw new Error('You may be trying to access an array value, which is not supported.');
}

/** Without the quotes around a string: those stand in the template. */
function serialised(value: unknown): string {
  const json = JSON.stringify(value ?? null);
  return typeof value === 'string' ? json.slice(1, -1) : json;
}

/** As Ruby turns it into text: what is missing is empty, and an object is no JSON. */
function pasted(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? inspected(value) : String(value);
}

function inspected(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (Array.isArray(value)) return `[${value.map(inspected).join(', ')}]`;
  if (!isMap(value)) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}=>${inspected(inner)}`)
    .join(', ')}}`;
}
