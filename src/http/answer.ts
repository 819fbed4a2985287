// What an answer says, whatever shape it has: GitLab refuses in JSON of several shapes and in plain text
// (behaviours A1, A4, A5, A7, A10), Jira and Confluence in others, and a proxy in between answers HTML.

import type { Answer } from './exchange.ts';

const LONGEST_REASON = 300;

/** The JSON of an answer, `{ value: null }` for an empty one, undefined where it is something else. */
export function decoded(answer: Answer): { readonly value: unknown } | undefined {
  if (answer.body === '') return { value: null };
  try {
    return { value: JSON.parse(answer.body) };
  } catch {
    return undefined;
  }
}

/** Why, in the words of the answer, on one line. */
export function reasonIn(answer: Answer): string {
  const body = decoded(answer);
  const type = answer.headers['content-type'] ?? 'a body of no stated type';
  if (body === undefined && !type.startsWith('text/plain')) {
    return `${answer.status} with ${type.includes('json') ? 'broken JSON' : `${type} instead of JSON`}`;
  }
  const text = (body === undefined ? answer.body : worded(body.value)).replace(/\s+/g, ' ').trim().replace(/\.$/, '');
  return text === '' ? `status ${answer.status}` : text.slice(0, LONGEST_REASON);
}

/** Milliseconds from now until `Retry-After` (seconds or an HTTP date); undefined without one. */
export function retryAfterMs(answer: Answer, now: number): number | undefined {
  const header = answer.headers['retry-after'];
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * `message` may be a text, a list, or a map of property to texts; OAuth's shape has `error_description`, Jira's
 * `errorMessages` and a map `errors`, Confluence's a list `errors` of titles and details.
 */
function worded(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return value
      .map(worded)
      .filter((one) => one !== '')
      .join(', ');
  if (typeof value !== 'object' || value === null) return '';
  const said = { ...value } as Readonly<Record<string, unknown>>;
  const own = said['error_description'] ?? said['message'] ?? said['error'];
  if (own !== undefined) return worded(own);
  const { errorMessages, errors, ...rest } = said;
  const texts = [errorMessages, Array.isArray(errors) ? errors.map(titled) : errors].map(worded);
  if (errorMessages !== undefined || errors !== undefined) return texts.filter((one) => one !== '').join(', ');
  return Object.entries(rest)
    .map(([property, texts]) => (property === 'base' ? worded(texts) : `${property} ${worded(texts)}`))
    .join(', ');
}

function titled(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'title' in error ? error.title : error;
}
