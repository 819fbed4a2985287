// Pages and their headers (behaviours B1-B7).

import type { Call } from './http.ts';

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 100;
/** Beyond so many rows GitLab stops counting (B4). */
const COUNTED_ROWS = 10_000;

/** The page that was asked for; sets the headers of the answer. */
export function paginate<T>(call: Call, rows: readonly T[]): T[] {
  const perPage = perPageOf(call);
  const page = positive(call.raw['page']) ?? 1;
  const pages = Math.max(1, Math.ceil(rows.length / perPage));
  const counted = rows.length <= COUNTED_ROWS;
  const next = page < pages ? page + 1 : undefined;
  const previous = page > 1 ? page - 1 : undefined;

  call.reply.headers({
    'X-Per-Page': String(perPage),
    'X-Page': String(page),
    'X-Next-Page': String(next ?? ''),
    'X-Prev-Page': String(previous ?? ''),
    ...(counted ? { 'X-Total': String(rows.length), 'X-Total-Pages': String(pages) } : {}),
  });
  const links: [string, number | undefined][] = [
    ['prev', previous],
    ['next', next],
    ['first', 1],
    ['last', counted ? pages : undefined],
  ];
  call.reply.header(
    'Link',
    links
      .flatMap(([rel, to]) => (to === undefined ? [] : [link(call, rel, { page: to, per_page: perPage })]))
      .join(', '),
  );
  return rows.slice((page - 1) * perPage, page * perPage);
}

export interface Keyed<T> {
  /** Sorts as the rows are sorted; no two rows have the same. */
  readonly key: string;
  readonly row: T;
}

/**
 * The page behind a cursor that names the last row that was seen, so that rows which come or go between two pages shift
 * nothing. The only header is `Link` with `rel="next"`, and the last page has none (B6).
 */
export function paginateByKey<T>(
  call: Call,
  rows: readonly Keyed<T>[],
  sort: 'asc' | 'desc',
  cursor: 'cursor' | 'page_token' = 'cursor',
): T[] {
  const perPage = perPageOf(call);
  const sent = call.raw[cursor];
  const after = typeof sent === 'string' && sent !== '' ? Buffer.from(sent, 'base64url').toString() : undefined;
  const rest = after === undefined ? rows : rows.filter(({ key }) => (sort === 'asc' ? key > after : key < after));
  const page = rest.slice(0, perPage);
  const last = page.at(-1);
  if (last && rest.length > perPage) {
    const next = Buffer.from(last.key).toString('base64url');
    call.reply.header('Link', link(call, 'next', { per_page: perPage, [cursor]: next }));
  }
  return page.map(({ row }) => row);
}

function perPageOf(call: Call): number {
  return Math.min(positive(call.raw['per_page']) ?? DEFAULT_PER_PAGE, MAX_PER_PAGE);
}

function positive(sent: unknown): number | undefined {
  const number = Number(sent);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** With all the request's parameters, those of the path included, sorted by name (B3). */
function link(call: Call, rel: string, changed: Record<string, number | string>): string {
  const { private_token: _secret, ...sent } = call.raw;
  const pairs = Object.entries({ ...sent, ...changed })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => query(name, value));
  const [path = ''] = call.request.url.split('?');
  return `<${call.core.url}${path}?${pairs.join('&')}>; rel="${rel}"`;
}

function query(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => query(`${name}[]`, item));
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => query(`${name}[${key}]`, item));
  return [`${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ''))}`];
}
