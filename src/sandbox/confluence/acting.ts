// People at work in Confluence's own pages, for tests and the demo. They go past permissions and limits.

import type { AtlassianUser } from '../atlassian/accounts.ts';
import type { ConfluenceCore } from './core.ts';
import { addPage, changePage, checkTitle } from './page-data.ts';
import type { Page, Space } from './store.ts';

export interface Person {
  /** Makes a page under the home of a space; the result is its id. */
  create(space: Space, title: string, text: string): string;
  /** Replaces the text of a page. */
  edit(id: string, text: string): void;
  rename(id: string, title: string): void;
  /** Its title stays taken. */
  archive(id: string): void;
  /** Its title is free again. */
  trash(id: string): void;
}

export function person(core: ConfluenceCore, user: AtlassianUser): Person {
  const pageOf = (id: string): Page => {
    const page = core.store.pages.get(Number(id));
    if (!page) throw new Error(`there is no page ${id}`);
    return page;
  };
  return {
    create(space, title, text) {
      const checked = checkTitle(core, space.id, title);
      const parentId = core.store.spaces.get(space.id)?.homeId ?? null;
      const body = { representation: 'wiki', value: text } as const;
      return String(addPage(core, user, { space, title: checked, parentId, status: 'current', ...body }).id);
    },
    edit: (id, text) => changePage(core, user, pageOf(id), { representation: 'wiki', value: text }),
    rename(id, title) {
      const page = pageOf(id);
      changePage(core, user, page, { title: checkTitle(core, page.spaceId, title, page) });
    },
    archive: (id) => changePage(core, user, pageOf(id), { status: 'archived' }),
    trash: (id) => changePage(core, user, pageOf(id), { status: 'trashed' }),
  };
}
