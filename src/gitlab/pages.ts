// Lists come in pages of at most a hundred (behaviours B1, B2).
//
// A short page is not the last one: notes are filtered after paging (behaviours B7). The header that names the next page
// decides. Where the totals are known the other pages are asked for at once.

interface Page {
  readonly data: readonly unknown[];
  readonly paginationInfo: { readonly next: number | null; readonly totalPages: number };
}

/** What the vendor's client is asked for one page. */
interface PageRequest {
  readonly page: number;
  readonly perPage: number;
  readonly showExpanded: true;
}

export type Ask = (request: PageRequest) => Promise<Page>;

const PER_PAGE = 100;

/** Every entry, in the order of the pages. */
export async function everyEntry(ask: Ask): Promise<readonly unknown[]> {
  const first = await ask(pageNumber(1));
  const total = first.paginationInfo.totalPages || 1;
  const others = Array.from({ length: Math.max(0, total - 1) }, (_, index) => ask(pageNumber(index + 2)));
  const pages = [first, ...(await Promise.all(others))];
  for (let next = nextAfter(pages); next !== undefined; next = nextAfter(pages))
    pages.push(await ask(pageNumber(next)));
  return pages.flatMap((page) => page.data);
}

/** Page after page until `enough` says of one that nothing behind it is wanted. */
export async function entriesUntil(ask: Ask, enough: (page: Page) => boolean): Promise<readonly unknown[]> {
  const pages: Page[] = [];
  for (let next: number | undefined = 1; next !== undefined; ) {
    const page = await ask(pageNumber(next));
    pages.push(page);
    next = enough(page) ? undefined : nextAfter(pages);
  }
  return pages.flatMap((page) => page.data);
}

function pageNumber(page: number): PageRequest {
  return { page, perPage: PER_PAGE, showExpanded: true };
}

/** The page that the last one names. Only ever forward: one that names itself would be asked for without end. */
function nextAfter(pages: readonly Page[]): number | undefined {
  const next = pages.at(-1)?.paginationInfo.next ?? 0;
  return next > pages.length ? next : undefined;
}
