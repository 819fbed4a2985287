// Refusals in Jira's shapes.
//
// `errorMessages` are about the request, `errors` about one field each. A search answers with warnings in their place.

import { ApiError } from '../errors.ts';

type Fields = Readonly<Record<string, string>>;

/** Any `{errorMessages, errors}` answer. */
export function refused(
  status: number,
  messages: readonly string[],
  errors: Fields = {},
  headers: Readonly<Record<string, string>> = {},
): ApiError {
  return new ApiError(status, { errorMessages: messages, errors }, headers);
}

/** 400 about fields, each with its text. */
export const badFields = (errors: Fields): ApiError => refused(400, [], errors);

/** Both for what is not there and for what may not be seen. */
export const noIssue = (): ApiError => refused(404, ['Issue does not exist or you do not have permission to see it.']);

export const noProject = (keyOrId: string): ApiError =>
  refused(404, [`No project could be found with key '${keyOrId}'.`]);

export const noComment = (id: string): ApiError => refused(404, [`Can not find a comment for the id: ${id}.`]);

export const offScreen = (field: string): string =>
  `Field '${field}' cannot be set. It is not on the appropriate screen, or unknown.`;

export const unauthorised = (): ApiError =>
  new ApiError(
    401,
    { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
    { 'X-Seraph-LoginReason': 'AUTHENTICATED_FAILED', 'WWW-Authenticate': 'OAuth realm="jira"' },
  );

/** A gateway's answer to a scoped token that lacks the scope. */
export const scopeMissing = (): ApiError =>
  new ApiError(401, { code: 401, message: 'Unauthorized; scope does not match' });

/** A body that cannot be read as what it should be. */
export const badPayload = (): ApiError =>
  refused(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);

/** What Data Center says of a part of a body that it does not know. */
export const unrecognised = (name: string): ApiError =>
  refused(400, [
    `Unrecognized field "${name}" (Class com.atlassian.jira.rest.v2.search.SearchRequestBean), not marked as ignorable`,
  ]);

/** A query that cannot be answered; warnings are always there and always empty here. */
export const badQuery = (...messages: readonly string[]): ApiError =>
  new ApiError(400, { errorMessages: messages, warningMessages: [] });

/** The route that Cloud took away in 2025. */
export const searchRemoved = (): ApiError =>
  refused(410, [
    'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
  ]);

export type LimitReason = 'jira-burst-based' | 'jira-per-issue-on-write';

/** Cloud's 429, which says what kind of limit it is. */
export const tooMany = (reason: LimitReason, seconds: number, now: number, limit = 0): ApiError =>
  refused(
    429,
    ['Rate limit exceeded.'],
    {},
    {
      'Retry-After': String(seconds),
      'RateLimit-Reason': reason,
      'X-RateLimit-Reset': new Date(now + seconds * 1000).toISOString(),
      ...(reason === 'jira-burst-based' ? { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Remaining': '0' } : {}),
    },
  );

/** Data Center's 429. */
export const tooManyOnServer = (seconds: number, requests = 0, perSeconds = seconds): ApiError =>
  new ApiError(
    429,
    { message: 'Rate limit exceeded' },
    {
      'retry-after': String(seconds),
      'X-RateLimit-Limit': String(requests),
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-FillRate': String(requests),
      'X-RateLimit-Interval-Seconds': String(perSeconds),
    },
  );
