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

/**
 * The page after `id_after` (or before, sorted down) of rows that are sorted by id; the only header is `Link` with
 * `rel="next"`, and the last page has none (B6).
 */
export function paginateByKey<T extends { readonly id: number }>(
  call: Call,
  rows: readonly T[],
  sort: 'asc' | 'desc',
): T[] {
  const perPage = perPageOf(call);
  const key = sort === 'asc' ? 'id_after' : 'id_before';
  const after = positive(call.raw[key]);
  const rest = after === undefined ? rows : rows.filter(({ id }) => (sort === 'asc' ? id > after : id < after));
  const page = rest.slice(0, perPage);
  const last = page.at(-1);
  if (last && rest.length > perPage)
    call.reply.header('Link', link(call, 'next', { per_page: perPage, [key]: last.id }));
  return page;
}

function perPageOf(call: Call): number {
  return Math.min(positive(call.raw['per_page']) ?? DEFAULT_PER_PAGE, MAX_PER_PAGE);
}

function positive(sent: unknown): number | undefined {
  const number = Number(sent);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

/** With all the request's parameters, those of the path included, sorted by name (B3). */
function link(call: Call, rel: string, changed: Record<string, number>): string {
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
