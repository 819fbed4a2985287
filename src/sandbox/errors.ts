// Refusals in GitLab's shapes (behaviours A1-A11).
//
// A handler throws one of these and the server answers it. There are two shapes because GitLab has two:
// helpers answer `{"message": ...}`, the parameter validation of Grape answers `{"error": ...}`.

/** A refusal: the status, the body as it goes out (text goes out as text/plain) and headers. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`${status} ${JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const message = (status: number, text: unknown): ApiError => new ApiError(status, { message: text });

/** `404 Issue Not Found` (A1). */
export const notFound = (what?: string): ApiError => message(404, what ? `404 ${what} Not Found` : '404 Not Found');

/** A record that a lookup raised for: `404 Not found`, with a small f (A2). */
export const recordNotFound = (): ApiError => message(404, '404 Not found');

export const forbidden = (reason?: string): ApiError =>
  message(403, reason ? `403 Forbidden - ${reason}` : '403 Forbidden');

export const unauthorized = (): ApiError => message(401, '401 Unauthorized');

/** `400 Bad request - <reason>` (A1). */
export const badRequest = (reason: string): ApiError => message(400, `400 Bad request - ${reason}`);

/** Any other `{"message": ...}` answer: a text, an array or an object. */
export const refusal = (status: number, text: unknown): ApiError => message(status, text);

/** Model validation: property to texts, `base` for errors of no property (A5). */
export const invalidRecord = (errors: Readonly<Record<string, readonly string[]>>): ApiError => message(400, errors);

/** Parameter validation: `{"error": "title is missing"}` (A4). */
export const invalidParams = (text: string): ApiError => new ApiError(400, { error: text });

/** A limit of one action, not of requests (A11). */
export const tooManyOfThese = (): ApiError =>
  new ApiError(
    429,
    { message: { error: 'This endpoint has been requested too many times. Try again later.' } },
    { 'Retry-After': '60' },
  );
