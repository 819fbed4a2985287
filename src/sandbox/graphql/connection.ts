// Lists in GraphQL: nodes, edges and cursors, at most a hundred a page.

const MAX_PAGE = 100;

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly pageInfo: PageInfo;
  readonly count: number;
}

interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** A page of rows that have an id; the cursor is the id, so it survives what is added meanwhile. */
export function connect<R extends { readonly id: number }, T>(
  rows: readonly R[],
  { first, last, after, before }: PageArgs,
  view: (row: R) => T,
): Connection<T> {
  const at = (cursor: string | null | undefined): number =>
    cursor ? rows.findIndex(({ id }) => cursorOf(id) === cursor) : -1;
  const from = at(after) + 1;
  const until = before ? Math.max(at(before), from) : rows.length;
  const between = rows.slice(from, until);
  const size = Math.min(first ?? last ?? MAX_PAGE, MAX_PAGE);
  const fromEnd = first == null && last != null;
  const page = fromEnd ? between.slice(Math.max(0, between.length - size)) : between.slice(0, size);
  const edges = page.map((row) => ({ cursor: cursorOf(row.id), node: view(row) }));
  return {
    nodes: edges.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: fromEnd ? until < rows.length : from + page.length < rows.length,
      hasPreviousPage: fromEnd ? page.length < between.length : from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    count: rows.length,
  };
}

function cursorOf(id: number): string {
  return Buffer.from(JSON.stringify({ id: String(id) })).toString('base64');
}
