// Comments of a ticket. Ours are known by their author, never by a mark, for anybody can copy one; which of ours it is, by the
// key in the link to GitLab with which each of ours ends, on both kinds of Jira (`body.ts`).

import { keyIn } from '../http/key-link.ts';
import type { Outcome } from '../http/outcome.ts';
import { refusedWhereUnread } from '../http/rest.ts';
import { plusMinutes } from '../text/time.ts';
import { commentBody } from './body.ts';
import { CLOCKS_DIFFER_MINUTES, type Client } from './client.ts';
import type { Jira, JiraComment } from './port.ts';
import { plainText } from './reading.ts';
import { remove } from './removal.ts';
import { WireCommentKeys, WireComments, WireStored, type WrittenComment } from './wire.ts';

/** The newest are read first; a page says it all for most tickets. */
const PAGE = 100;
/** As many as a ticket may have. */
const MOST_COMMENTS = 5_000;
/** The key once more, where nobody who edits the text can take it away. */
const KEY_PROPERTY = 'sitrep';

type Comments = Pick<Jira, 'comments' | 'comment' | 'removeComment'>;

export function makeComments(client: Client, me: Jira['me']): Comments {
  return {
    async comments(key, from) {
      const since = from === undefined ? undefined : plusMinutes(from, -CLOCKS_DIFFER_MINUTES);
      const all = await written(client, key, since);
      const { id } = await me();
      const ours = all.filter(({ author }) => author.id === id);
      const keys = await keysOf(client, ours);
      return all
        .filter(({ updated }) => since === undefined || updated >= since)
        .map((one) => shown(one, ours.includes(one), keys.get(one.id)))
        .toSorted((a, b) => a.at.localeCompare(b.at));
    },
    comment: (ticket, { key, text, url }) =>
      refusedWhereUnread(async (): Promise<Outcome<{ readonly id: string }>> => {
        const properties = [{ key: KEY_PROPERTY, value: { key } }];
        const body = { body: commentBody(await client.kind(), text, { key, url }), properties };
        return client.write({ method: 'POST', path: ['issue', ticket, 'comment'], body, ticket }, WireStored.parse);
      }),
    removeComment: (ticket, id) => remove(client, { path: ['issue', ticket, 'comment', id], ticket }),
  };
}

/**
 * The newest first, back to those that were written before `since`. At least a whole page, for an old one may have been
 * edited: an edit of one that is older than the newest hundred is seen where `since` is undefined.
 */
async function written(client: Client, key: string, since: string | undefined): Promise<readonly WrittenComment[]> {
  const found: WrittenComment[] = [];
  // Which of them are internal in Service Management Cloud says by itself, Data Center only among the properties
  // (github.com/pycontribs/jira, issue 1011).
  const expand = (await client.kind()) === 'cloud' ? {} : { expand: 'properties' };
  for (;;) {
    const query = { orderBy: '-created', maxResults: String(PAGE), startAt: String(found.length), ...expand };
    const { comments, total } = await client.get(['issue', key, 'comment'], query, WireComments.parse);
    found.push(...comments);
    const older = since !== undefined && found.some(({ created }) => created < since);
    if (comments.length === 0 || older || found.length >= Math.min(total ?? 0, MOST_COMMENTS)) return found;
  }
}

/** Which of our keys each has: by its text; where people edited that away by its property, for which Cloud is asked. */
async function keysOf(client: Client, ours: readonly WrittenComment[]): Promise<ReadonlyMap<string, string>> {
  const keys = new Map(
    ours.flatMap(({ id, body, key: noted }) => {
      const key = keyIn(JSON.stringify(body)) ?? noted;
      return key === undefined ? [] : [[id, key] as const];
    }),
  );
  const left = ours.filter(({ id }) => !keys.has(id)).slice(0, 1_000);
  if (left.length === 0 || (await client.kind()) !== 'cloud') return keys;
  const ids = left.map(({ id }) => Number(id));
  const path = ['comment', 'list'];
  const more = await client.ask(path, { ids }, WireCommentKeys.parse, { expand: 'properties' });
  return new Map([...keys, ...more]);
}

function shown(one: WrittenComment, ours: boolean, key?: string): JiraComment {
  const { id, author, restricted, body, created, updated } = one;
  return { id, by: author.name, ours, restricted, at: created, updatedAt: updated, text: plainText(body), key };
}
