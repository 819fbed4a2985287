// Jira's search: two shapes of question and of paging, one for each kind. On Cloud it runs behind.

import type { Client } from './client.ts';

export interface Question {
  readonly jql: string;
  readonly fields: readonly string[];
  /** On Cloud only. */
  readonly properties?: readonly string[];
  /** No more than these are asked for. */
  readonly most: number;
}

export interface Page<T> {
  readonly issues: T[];
  readonly nextPageToken?: string | null | undefined;
  readonly total?: number | null | undefined;
}

const PAGE = 100;

/** What a query finds, page by page. Throws `ServiceError`. */
export async function search<T>(
  client: Client,
  question: Question,
  understand: (answer: unknown) => Page<T>,
): Promise<readonly T[]> {
  const cloud = (await client.kind()) === 'cloud';
  const { jql, fields, most } = question;
  const properties = question.properties ? { properties: question.properties } : {};
  const found: T[] = [];
  let token: string | undefined;
  for (;;) {
    const maxResults = Math.min(PAGE, most - found.length);
    const asked = { jql, fields, maxResults, ...properties };
    const page = cloud
      ? await client.ask(
          ['search', 'jql'],
          { ...asked, ...(token === undefined ? {} : { nextPageToken: token }) },
          understand,
        )
      : await client.ask(['search'], { ...asked, startAt: found.length }, understand);
    found.push(...page.issues);
    token = page.nextPageToken ?? undefined;
    const more = cloud ? token !== undefined : found.length < (page.total ?? 0);
    if (!more || page.issues.length === 0 || found.length >= most) return found;
  }
}
