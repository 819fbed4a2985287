// Refusals in the shape of Confluence's v2.

import { ApiError } from '../errors.ts';

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'TOO_MANY_REQUESTS',
};

/** Any `{errors: [{status, code, title, detail}]}` answer. */
export function refused(status: number, title: string, headers: Readonly<Record<string, string>> = {}): ApiError {
  const code = CODES[status] ?? 'INTERNAL_SERVER_ERROR';
  return new ApiError(status, { errors: [{ status, code, title, detail: null }] }, headers);
}

/** For what is not there, for what may not be seen, and for what may not be done to it. */
export const notFound = (what: string): ApiError => refused(404, `${what} not found`);

export const titleTaken = (): ApiError =>
  refused(400, 'A page with this title already exists: A page already exists with the same TITLE in this space');

export const stale = (current: number): ApiError =>
  refused(409, `Version must be incremented on update. Current version is: ${current}`);

export const tooMany = (seconds: number, now: number): ApiError =>
  refused(429, 'Rate limit exceeded.', {
    'Retry-After': String(seconds),
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': new Date(now + seconds * 1000).toISOString(),
  });

/** What was before v2, and is no more. */
export const gone = (): ApiError =>
  new ApiError(410, { statusCode: 410, message: 'This deprecated endpoint has been removed.' });
